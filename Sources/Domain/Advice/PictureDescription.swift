/// A picture put into words from which one like it could be made.
package struct PictureDescription: Sendable, Equatable {
  package let imageId: Identifier
  package let prompt: String
  package let negativePrompt: String?
  /// Whom the prompt is for.
  package let imageModel: String
  /// Who looked at it; nil when its recipe was asked instead.
  package let textModel: String?
  package let costMicros: Int?
  package let fallbackFrom: Message.Fallback?

  package init(
    imageId: Identifier, prompt: String, negativePrompt: String?, imageModel: String, textModel: String?,
    costMicros: Int?, fallbackFrom: Message.Fallback?
  ) {
    self.imageId = imageId
    self.prompt = prompt
    self.negativePrompt = negativePrompt
    self.imageModel = imageModel
    self.textModel = textModel
    self.costMicros = costMicros
    self.fallbackFrom = fallbackFrom
  }

  /// What a person may say with the request.
  package struct Input: Sendable, Equatable {
    package let imageModel: String?
    package let textModel: String?
    package let instructions: String?

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      imageModel = fields.nullableText("imageModel", .model).flatMap(\.self)
      textModel = fields.nullableText("textModel", .model).flatMap(\.self)
      instructions = fields.nullableText("instructions", .description).flatMap(\.self)?.unlessBlank
      try fields.finish()
    }
  }

  /// What a model that sees is told, and then asked beside the picture.
  package static func question(for family: Family, _ input: Input) -> (system: String, question: String) {
    var wish = EnhancementWish(prompt: "", family: family)
    wish.instructions = input.instructions
    let task = EnhancementTask(wish, locked: LockedWords([], in: ""))
    let system = """
      You look at a picture and write the prompt from which an image model would make one like it: what is seen, how \
      it is composed, its light, its colours and its medium. Name no person by sight.
      \(task.system)
      """
    return (system, input.instructions.map { "Describe this picture. Mind: \($0)" } ?? "Describe this picture.")
  }
}

extension PictureDescription: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("imageId", imageId)
      json.field("prompt", prompt)
      json.field("negativePrompt", negativePrompt)
      json.field("imageModel", imageModel)
      json.field("textModel", textModel)
      json.field("costMicros", costMicros)
      json.field("fallbackFrom", fallbackFrom)
    }
  }
}
