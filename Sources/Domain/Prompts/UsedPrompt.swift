/// A prompt as it was once sent off. It stays when the pictures and generations go that were made with it.
package struct UsedPrompt: Sendable, Equatable {
  package let id: Identifier
  package let workspaceId: Identifier
  package let text: String
  /// Of the last use.
  package let negativePrompt: String
  /// `provider/model` of the last use.
  package let model: String
  package let useCount: Int
  package let firstUsedAt: Timestamp
  package let lastUsedAt: Timestamp

  package init(
    id: Identifier, workspaceId: Identifier, text: String, negativePrompt: String, model: String, useCount: Int,
    firstUsedAt: Timestamp, lastUsedAt: Timestamp
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.text = text
    self.negativePrompt = negativePrompt
    self.model = model
    self.useCount = useCount
    self.firstUsedAt = firstUsedAt
    self.lastUsedAt = lastUsedAt
  }
}

extension UsedPrompt: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("text", text)
      json.field("negativePrompt", negativePrompt)
      json.field("model", model)
      json.field("useCount", useCount)
      json.field("firstUsedAt", firstUsedAt)
      json.field("lastUsedAt", lastUsedAt)
    }
  }
}
