/// What a person sends to have pictures made: a recipe, which may leave nearly everything open, and how to run it.
///
/// A recipe that we wrote, nulls and all, is taken as it stands.
package struct RecipeInput: Sendable, Equatable {
  /// As it was sent; nothing is filled in.
  package private(set) var recipe: Recipe
  /// Whether the prompt is to be made better first.
  package let enhances: Bool
  /// Whether a style, or that there is none, was asked for: otherwise the workspace's is used.
  package let saysStyle: Bool
  /// From −10 to 10; higher ones go first.
  package let priority: Int

  /// Throws `invalid_request` with every field that cannot be taken by any model.
  package init(_ json: JSON) throws(Failure) {
    var fields = Fields(json)
    fields.require("prompt")
    var recipe = Recipe(prompt: fields.text("prompt", .prompt) ?? "")
    recipe.negativePrompt = fields.word("negativePrompt", .negativePrompt)
    recipe.model = fields.nullableText("model", .model) ?? nil
    recipe.width = fields.nullableInteger("width", Workspace.sides) ?? nil
    recipe.height = fields.nullableInteger("height", Workspace.sides) ?? nil
    recipe.steps = fields.nullableInteger("steps", Recipe.stepNumbers) ?? nil
    recipe.guidance = fields.nullableNumber("guidance", Recipe.guidances) ?? nil
    recipe.seed = (fields.nullableInteger("seed", Recipe.seeds) ?? nil).map { UInt64($0) }
    recipe.count = fields.nullableInteger("count", Recipe.counts) ?? nil
    recipe.sampler = fields.word("sampler", .sampler)
    recipe.scheduler = fields.word("scheduler", .sampler)
    let style = fields.nullableIdentifier("styleId")
    recipe.styleId = style ?? nil
    recipe.initImageId = fields.nullableIdentifier("initImageId") ?? nil
    recipe.maskImageId = fields.nullableIdentifier("maskImageId") ?? nil
    recipe.strength = fields.nullableNumber("strength", 0...1) ?? nil
    recipe.referenceImageIds =
      fields.nullableIdentifiers("referenceImageIds", atMost: Recipe.mostReferences).flatMap(\.self) ?? []
    recipe.enhancementId = fields.nullableIdentifier("enhancementId") ?? nil
    recipe.promptId = fields.nullableIdentifier("promptId") ?? nil
    recipe.messageId = fields.nullableIdentifier("messageId") ?? nil
    recipe.parentImageId = fields.nullableIdentifier("parentImageId") ?? nil
    recipe.variables =
      fields.nullableTexts(
        "variables", names: .variableName, values: .negativePrompt, atMost: Recipe.mostVariables
      ).flatMap(\.self) ?? [:]
    recipe.combine = fields.nullableFlag("combine").flatMap(\.self) ?? false
    for member in fields.nullableMembers("extra", atMost: 100).flatMap(\.self) ?? [] {
      recipe.extra.append(member.name, member.value)
    }
    enhances = fields.nullableFlag("enhance").flatMap(\.self) ?? false
    if enhances, recipe.enhancementId != nil {
      fields.refuse("enhance", .unsupported, "This prompt comes from an enhancement; leave one of the two out.")
    }
    let priority = fields.nullableInteger("priority", Self.priorities)
    try fields.finish()
    self.recipe = recipe
    saysStyle = style != nil
    self.priority = priority.flatMap(\.self) ?? 0
  }

  /// The same with another's prompts in the place of the person's.
  package func saying(_ prompt: String, negativePrompt: String?) -> RecipeInput {
    var input = self
    input.recipe.prompt = prompt
    input.recipe.negativePrompt = negativePrompt
    return input
  }

  package static let priorities = -10...10
}

extension Fields {
  /// A text that may as well be blank as absent.
  fileprivate mutating func word(_ name: String, _ rule: TextRule) -> String? {
    nullableText(name, rule).flatMap(\.self).flatMap { $0.trimmed.isEmpty ? nil : $0 }
  }
}
