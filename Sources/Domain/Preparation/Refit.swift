/// An order for one model, made out for another.
package struct Refit: Sendable, Equatable {
  package let recipe: Recipe
  package let shots: [GenerationPlan.Shot]
  /// Nil when the model has no price that we know.
  package let estimatedCostMicros: Int?

  /// Nil when the other model does not take it. What a person said is taken whole or not at all; only what the first
  /// model does by itself gives way to what the other does by itself, and a seed, which names another picture there
  /// anyway, is left out where none is taken. `old` is nil when nobody knows any more what the first model did.
  package init?(_ generation: Generation, from old: ModelCard?, to card: ModelCard) {
    guard let shots = Self.shots(of: generation, for: card) else { return nil }
    var recipe = generation.recipe
    recipe.model = card.id
    recipe.seed = card.parameter("seed") == nil ? nil : shots.first.map { UInt64($0.seed) }
    let candidates = [recipe, old?.emptying(recipe)].compactMap(\.self)
    guard let fitting = candidates.lazy.compactMap({ Self.fitted($0, to: card) }).first else { return nil }
    self.recipe = fitting
    self.shots = shots
    estimatedCostMicros = card.price?.cost(ofImages: shots.count)
  }

  private static func shots(of generation: Generation, for card: ModelCard) -> [GenerationPlan.Shot]? {
    let most = card.limits.prompt ?? .max
    let seeds = card.parameter("seed") == nil ? nil : RecipeCheck.seeds(of: card)
    let takesNegative = card.parameter("negativePrompt") != nil
    var shots: [GenerationPlan.Shot] = []
    for shot in generation.shots {
      guard shot.prompt.unicodeScalars.count <= most, seeds?.contains(shot.seed) ?? true else { return nil }
      // What stands here beyond the recipe's own is a style's, which is made for many models.
      let negative = takesNegative ? shot.negativePrompt : nil
      shots.append(GenerationPlan.Shot(prompt: shot.prompt, negativePrompt: negative, seed: shot.seed))
    }
    return shots
  }

  private static func fitted(_ recipe: Recipe, to card: ModelCard) -> Recipe? {
    var recipe = card.filling(recipe)
    guard RecipeCheck(recipe, card: card).errors.isEmpty else { return nil }
    do throws(Failure) {
      let size = try SizeChoice(card: card, settings: Workspace.Settings()).size(for: recipe)
      (recipe.width, recipe.height) = (size?.width, size?.height)
    } catch {
      return nil
    }
    return recipe
  }
}
