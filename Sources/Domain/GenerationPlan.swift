/// Everything that is decided before a generation is queued: nothing of it is drawn again later.
package struct GenerationPlan: Sendable, Equatable {
  /// One picture that is to be made.
  package struct Shot: Sendable, Equatable {
    package let prompt: String
    package let negativePrompt: String?
    package let seed: UInt32

    package init(prompt: String, negativePrompt: String?, seed: UInt32) {
      self.prompt = prompt
      self.negativePrompt = negativePrompt
      self.seed = seed
    }
  }

  /// As it was asked for, with every default filled in and the seed drawn.
  package private(set) var recipe: Recipe
  /// In the order of the pictures; never empty.
  package let shots: [Shot]
  package let priority: Int
  /// Nil when the model has no price that we know.
  package let estimatedCostMicros: Int?

  package init(recipe: Recipe, shots: [Shot], priority: Int, estimatedCostMicros: Int?) {
    self.recipe = recipe
    self.shots = shots
    self.priority = priority
    self.estimatedCostMicros = estimatedCostMicros
  }

  /// The same for a prompt that was made better on the way: the recipe tells what the person wrote and where the rest
  /// comes from, the shots what is sent.
  package func enhanced(from input: RecipeInput, by enhancement: Identifier) -> GenerationPlan {
    var plan = self
    plan.recipe.prompt = input.recipe.prompt
    plan.recipe.negativePrompt = input.recipe.negativePrompt
    plan.recipe.enhancementId = enhancement
    return plan
  }

  /// The same as the work of a message, which will bring its pictures.
  package func belonging(to message: Identifier) -> GenerationPlan {
    var plan = self
    plan.recipe.messageId = message
    return plan
  }

  /// The recipe of one picture alone, which makes this very picture again: its own seed, and prompts in which nothing
  /// is left to draw and the style is worked in. Nil when there is no such shot.
  package func recipe(ofShot index: Int) -> Recipe? {
    guard shots.indices.contains(index) else { return nil }
    var recipe = recipe
    recipe.prompt = Macro.literal(shots[index].prompt)
    recipe.negativePrompt = shots[index].negativePrompt.map(Macro.literal)
    recipe.seed = recipe.seed == nil ? nil : UInt64(shots[index].seed)
    recipe.count = 1
    recipe.styleId = nil
    recipe.variables = [:]
    recipe.combine = false
    return recipe
  }
}
