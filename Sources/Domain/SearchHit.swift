/// Something in which words were found.
package struct SearchHit: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case image, prompt, chat, message
  }

  package let kind: Kind
  package let id: Identifier
  package let workspaceId: Identifier
  /// Of a message.
  package let chatId: Identifier?
  package let title: String
  /// The words with what stands around them.
  package let snippet: String
  package let createdAt: Timestamp

  package init(
    kind: Kind, id: Identifier, workspaceId: Identifier, chatId: Identifier?, title: String, snippet: String,
    createdAt: Timestamp
  ) {
    self.kind = kind
    self.id = id
    self.workspaceId = workspaceId
    self.chatId = chatId
    self.title = title
    self.snippet = snippet
    self.createdAt = createdAt
  }
}

extension SearchHit: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("type", kind.rawValue)
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("chatId", chatId)
      json.field("title", title)
      json.field("snippet", snippet)
      json.field("createdAt", createdAt)
    }
  }
}
