/// One order for pictures, from its queueing to its end, and after.
package struct Generation: Sendable, Equatable {
  /// Who makes its pictures, as it was called when the order came.
  package struct Maker: Sendable, Equatable {
    /// The provider's slug.
    package let id: String
    package let name: String
    /// Nil when the provider was not there.
    package let kind: String?

    package init(id: String, name: String, kind: String?) {
      self.id = id
      self.name = name
      self.kind = kind
    }
  }

  /// A model that was to make its pictures, and why it did not.
  package struct Predecessor: Sendable, Equatable {
    /// `provider/model`.
    package let model: String
    package let code: GenerationFault.Code

    package init(model: String, code: GenerationFault.Code) {
      self.model = model
      self.code = code
    }
  }

  /// A picture of it that is kept and not in the trash.
  package struct Image: Sendable, Equatable {
    package let id: Identifier
    package let index: Int
    package let width: Int
    package let height: Int

    package init(id: Identifier, index: Int, width: Int, height: Int) {
      self.id = id
      self.index = index
      self.width = width
      self.height = height
    }
  }

  package let id: Identifier
  package let workspaceId: Identifier
  /// As it was asked for, with every default filled in and the seed drawn; for the model that makes it.
  package let recipe: Recipe
  /// What is to be made, one by one; never empty.
  package let shots: [GenerationPlan.Shot]
  package let provider: Maker
  /// The one that this repeats.
  package let parentGenerationId: Identifier?
  /// Nil when the model has no price that we know.
  package let estimatedCostMicros: Int?
  package let createdAt: Timestamp
  package var priority: Int
  package var standing = GenerationStanding()
  /// The shots whose pictures were kept, whatever became of the pictures later.
  package var made = ShotSet()
  /// What was paid so far, as far as we know; nil when nothing is known.
  package var costMicros: Int?
  package var images: [Image] = []
  /// Whom its present model stands in for, the one that was asked for first.
  package var predecessors: [Predecessor] = []

  package init(
    id: Identifier, workspaceId: Identifier, plan: GenerationPlan, provider: Maker, parent: Identifier?,
    at now: Timestamp
  ) {
    self.init(
      id: id, workspaceId: workspaceId, recipe: plan.recipe, shots: plan.shots, provider: provider,
      parentGenerationId: parent, estimatedCostMicros: plan.estimatedCostMicros, createdAt: now,
      priority: plan.priority)
  }

  package init(
    id: Identifier, workspaceId: Identifier, recipe: Recipe, shots: [GenerationPlan.Shot], provider: Maker,
    parentGenerationId: Identifier?, estimatedCostMicros: Int?, createdAt: Timestamp, priority: Int
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.recipe = recipe
    self.shots = shots
    self.provider = provider
    self.parentGenerationId = parentGenerationId
    self.estimatedCostMicros = estimatedCostMicros
    self.createdAt = createdAt
    self.priority = priority
  }

  package var state: GenerationState { standing.state }
  /// `provider/model`.
  package var model: String { recipe.model ?? provider.id }

  /// The same again, for the model that makes it now.
  package var plan: GenerationPlan {
    GenerationPlan(recipe: recipe, shots: shots, priority: priority, estimatedCostMicros: estimatedCostMicros)
  }

  /// Whether nothing of it was made or paid, as far as anybody knows.
  package var isUntouched: Bool { made.count == 0 && (costMicros ?? 0) == 0 }

  /// Whether every picture is kept.
  package var isComplete: Bool { shots.indices.allSatisfy(made.contains) }

  /// The recipe of one of its pictures: as if it had been the only one, from the seed that the provider says it used.
  package func recipe(ofShot index: Int, seed: UInt64? = nil) -> Recipe {
    guard var recipe = plan.recipe(ofShot: index) else { return recipe }
    // A model that takes no seed would refuse one when the recipe is sent again.
    if let seed, recipe.seed != nil { recipe.seed = seed }
    return recipe
  }

  /// The shots of the next call: the first that is missing, and those after it that one call can make with it,
  /// because they have its prompt and the seeds that follow. Nil when none is missing.
  package func nextCall(atMost most: Int) -> Range<Int>? {
    guard let start = shots.indices.first(where: { !made.contains($0) }) else { return nil }
    let first = shots[start]
    var end = start + 1
    while end < shots.count, end - start < most, !made.contains(end), shots[end].prompt == first.prompt,
      shots[end].negativePrompt == first.negativePrompt, shots[end].seed == first.seed &+ UInt32(end - start)
    {
      end += 1
    }
    return start..<end
  }

  /// What of the estimate falls to so many shots.
  package func estimate(of count: Int) -> Int? {
    estimatedCostMicros.map { $0 / max(1, shots.count) * count }
  }

  /// How many pictures one generation may have.
  package static let counts = 1...16
  package static let priorities = -10...10
}

/// Some of the shots of a generation.
package struct ShotSet: Sendable, Equatable {
  package private(set) var bits: UInt64

  package init(bits: UInt64 = 0) { self.bits = bits }

  package func contains(_ index: Int) -> Bool { (0..<64).contains(index) && bits >> UInt64(index) & 1 == 1 }

  /// An index that no generation has is ignored.
  package mutating func insert(_ index: Int) {
    if (0..<64).contains(index) { bits |= 1 << UInt64(index) }
  }

  package var count: Int { bits.nonzeroBitCount }
}
