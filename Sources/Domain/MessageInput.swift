extension Message {
  /// What a person says next.
  package struct Draft: Sendable, Equatable {
    package var text: String
    package var imageIds: [Identifier]
    /// Nil leaves it to the chat.
    package var model: String?
    /// Absent (nil) is the end of the branch that is shown, null (`.some(nil)`) starts a first message anew.
    package var parentId: Identifier??

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      let images = fields.nullableIdentifiers("imageIds", atMost: Message.mostImages).flatMap(\.self) ?? []
      if images.isEmpty { fields.require("text") }
      let text = fields.text("text", images.isEmpty ? .message : .messageBesideImages)
      model = fields.nullableText("model", .model).flatMap(\.self)
      parentId = fields.nullableIdentifier("parentId")
      try fields.finish()
      self.text = text ?? ""
      imageIds = images
    }
  }

  /// What a person says of a message.
  package struct Patch: Sendable, Equatable {
    package var feedback: Feedback??
    package var comment: String??

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      feedback = fields.nullableChoice("feedback", Feedback.self)
      comment = fields.nullableText("comment", .description)
      try fields.finish(readOnly: readOnlyFields)
    }
  }

  package static let mostImages = 16
  package static let readOnlyFields = [
    "id", "chatId", "parentId", "siblingIds", "role", "author", "parts", "text", "state", "model", "provider",
    "fallbackFrom", "attempts", "usage", "costMicros", "latencyMs", "leftOut", "error", "generationId", "createdAt",
    "deletedAt",
  ]
}
