/// Something that was said in a chat, by a person or a model.
package struct Message: Sendable, Equatable {
  package enum Role: String, Sendable, CaseIterable {
    case user, assistant, system, tool
  }

  package enum State: String, Sendable, CaseIterable {
    case complete
    /// It is still being written.
    case streaming
    /// A person stopped it; what was written is kept.
    case stopped
    case failed
  }

  package enum Feedback: String, Sendable, CaseIterable {
    case up, down
  }

  package enum Part: Sendable, Equatable {
    case text(String)
    case image(Identifier)
    case reasoning(String)
    /// `arguments` is a JSON text as the model wrote it.
    case toolCall(id: String, name: String, arguments: String)
    case toolResult(id: String, content: String, isError: Bool)
  }

  /// The model that should have answered, and why it did not.
  package struct Fallback: Sendable, Equatable {
    package let model: String
    package let code: String

    package init(model: String, code: String) {
      self.model = model
      self.code = code
    }
  }

  /// A model that was asked for it and wrote nothing.
  package struct Attempt: Sendable, Equatable {
    package let model: String
    package let code: String
    /// Why not, as a sentence for people.
    package let detail: String

    package init(model: String, code: String, detail: String) {
      self.model = model
      self.code = code
      self.detail = detail
    }
  }

  package let id: Identifier
  package let chatId: Identifier
  package let parentId: Identifier?
  package let role: Role
  /// A name to show, where the role does not say it all.
  package var author: String?
  package var parts: [Part]
  package var state: State
  /// `provider/model`
  package var model: String?
  package var fallbackFrom: Fallback?
  /// In the order in which they were asked.
  package var attempts: [Attempt] = []
  package var usage: TextReceipt.Usage?
  package var costMicros: Int?
  package var firstTokenMs: Int?
  package var totalMs: Int?
  /// How many of the oldest messages the model was not shown, since they did not fit; nil when it saw all of them.
  package var leftOut: Int?
  package var error: GenerationFault?
  package var feedback: Feedback?
  package var comment: String?
  /// What the provider wants back with this message; shown to nobody.
  package var providerState: JSON?
  /// The pictures' work, for a message that brings pictures.
  package var generationId: Identifier?
  package let createdAt: Timestamp
  package var deletedAt: Timestamp?

  package init(
    id: Identifier, chatId: Identifier, parentId: Identifier?, role: Role, parts: [Part], state: State = .complete,
    createdAt: Timestamp
  ) {
    self.id = id
    self.chatId = chatId
    self.parentId = parentId
    self.role = role
    self.parts = parts
    self.state = state
    self.createdAt = createdAt
  }

  /// All that is said in words, thoughts aside.
  package var text: String {
    parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
  }

  package var imageIds: [Identifier] {
    parts.compactMap { if case .image(let id) = $0 { id } else { nil } }
  }

  package var provider: String? { model.flatMap { $0.split(separator: "/", maxSplits: 1).first }.map { String($0) } }
}

extension Message.Part: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      switch self {
      case .text(let text):
        json.field("type", "text")
        json.field("text", text)
      case .image(let id):
        json.field("type", "image")
        json.field("imageId", id)
      case .reasoning(let text):
        json.field("type", "reasoning")
        json.field("text", text)
      case .toolCall(let id, let name, let arguments):
        json.field("type", "toolCall")
        json.field("id", id)
        json.field("name", name)
        json.field("arguments", arguments)
      case .toolResult(let id, let content, let isError):
        json.field("type", "toolResult")
        json.field("id", id)
        json.field("content", content)
        json.field("isError", isError)
      }
    }
  }

  /// Nil for what is no part.
  package init?(_ json: JSON) {
    switch json["type"]?.string {
    case "text":
      guard let text = json["text"]?.string else { return nil }
      self = .text(text)
    case "image":
      guard let id = json["imageId"]?.string.flatMap({ Identifier($0) }) else { return nil }
      self = .image(id)
    case "reasoning":
      guard let text = json["text"]?.string else { return nil }
      self = .reasoning(text)
    case "toolCall":
      guard let id = json["id"]?.string, let name = json["name"]?.string else { return nil }
      self = .toolCall(id: id, name: name, arguments: json["arguments"]?.string ?? "{}")
    case "toolResult":
      guard let id = json["id"]?.string, let content = json["content"]?.string else { return nil }
      self = .toolResult(id: id, content: content, isError: json["isError"]?.bool ?? false)
    default: return nil
    }
  }
}

/// A message with its place among its siblings.
package struct PlacedMessage: Sendable, Equatable {
  package let message: Message
  /// All messages with the same parent, itself included, oldest first.
  package let siblingIds: [Identifier]

  package init(_ message: Message, siblingIds: [Identifier]) {
    self.message = message
    self.siblingIds = siblingIds
  }
}

extension PlacedMessage: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", message.id)
      json.field("chatId", message.chatId)
      json.field("parentId", message.parentId)
      json.field("siblingIds", siblingIds)
      json.field("role", message.role.rawValue)
      json.field("author", message.author)
      json.field("parts", message.parts)
      json.field("text", message.text)
      json.field("state", message.state.rawValue)
      json.field("model", message.model)
      json.field("provider", message.provider)
      json.field("fallbackFrom", message.fallbackFrom)
      json.field("attempts", message.attempts)
      json.field("usage", message.usage)
      json.field("costMicros", message.costMicros)
      json.object("latencyMs") { json in
        json.field("firstToken", message.firstTokenMs)
        json.field("total", message.totalMs)
      }
      json.field("leftOut", message.leftOut)
      json.field("error", message.error)
      json.field("feedback", message.feedback?.rawValue)
      json.field("comment", message.comment)
      json.field("generationId", message.generationId)
      json.field("createdAt", message.createdAt)
      json.field("deletedAt", message.deletedAt)
    }
  }
}

extension Message.Fallback: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("model", model)
      json.field("code", code)
    }
  }
}

extension Message.Attempt: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("model", model)
      json.field("code", code)
      json.field("detail", detail)
    }
  }

  /// Nil for what is none.
  package init?(_ json: JSON) {
    guard let model = json["model"]?.string, let code = json["code"]?.string else { return nil }
    self.init(model: model, code: code, detail: json["detail"]?.string ?? "")
  }
}

extension TextReceipt.Usage: JSONWritable {
  package func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

  /// The same fields into an object that has more.
  package func writeFields(to json: inout JSONWriter) {
    json.field("inputTokens", inputTokens)
    json.field("outputTokens", outputTokens)
    json.field("cachedTokens", cachedTokens)
    json.field("reasoningTokens", reasoningTokens)
  }
}
