/// What a person sends to have a prompt made better.
package struct EnhancementInput: Sendable, Equatable {
  package let workspaceId: Identifier
  package var prompt: String
  package var negativePrompt: String?
  /// Nil leaves it to the workspace.
  package var imageModel: String?
  /// Nil leaves it to the workspace.
  package var textModel: String?
  package var style: String?
  package var instructions: String?
  package var lockedWords: [String] = []
  package var count = 1
  /// Candidates that were written for exactly the same before are as good as new ones.
  package var mayReuse = false

  package init(workspaceId: Identifier, prompt: String) {
    self.workspaceId = workspaceId
    self.prompt = prompt
  }

  /// Throws `invalid_request` with every field that cannot be taken.
  package init(_ json: JSON) throws(Failure) {
    var fields = Fields(json)
    for name in ["prompt", "workspaceId"] { fields.require(name) }
    let workspaceId = fields.nullableIdentifier("workspaceId")
    let prompt = fields.text("prompt", .prompt)
    negativePrompt = fields.nullableText("negativePrompt", .negativePrompt).flatMap(\.self)?.unlessBlank
    imageModel = fields.nullableText("imageModel", .model).flatMap(\.self)
    textModel = fields.nullableText("textModel", .model).flatMap(\.self)
    style = fields.nullableText("style", .title).flatMap(\.self)?.unlessBlank
    instructions = fields.nullableText("instructions", .description).flatMap(\.self)?.unlessBlank
    lockedWords =
      fields.nullableWords("lockedWords", .name, atMost: Enhancement.mostLockedWords).flatMap(\.self) ?? []
    count = fields.nullableInteger("count", Enhancement.counts).flatMap(\.self) ?? 1
    mayReuse = fields.nullableFlag("reuse").flatMap(\.self) ?? false
    if case .some(.none) = workspaceId { fields.refuse("workspaceId", .type, "Must be an id.") }
    try fields.finish()
    guard let workspaceId = workspaceId.flatMap(\.self), let prompt else {
      throw Failure(.invalidRequest, "The prompt or its place is missing.")
    }
    self.workspaceId = workspaceId
    self.prompt = prompt
  }

  /// The same for a family of models, as the enhancers take it.
  package func wish(for family: Family) -> EnhancementWish {
    var wish = EnhancementWish(prompt: prompt, family: family)
    wish.negativePrompt = negativePrompt
    wish.style = style
    wish.instructions = instructions
    wish.lockedWords = lockedWords
    wish.count = count
    return wish
  }

  /// What two enhancements must have in common to be the same, given the models that were chosen for them.
  package func fingerprint(imageModel: String, textModel: String) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.array { json in
      json.value(prompt)
      for text in [negativePrompt, imageModel, textModel, style, instructions] { json.value(text) }
      json.value(lockedWords)
      json.value(count)
    }
    return json.bytes
  }
}

extension String {
  /// Nil when there is nothing to see in it.
  var unlessBlank: String? { trimmed.isEmpty ? nil : self }
}
