package import Domain
import Storage
import Studio

extension GenerationPlan {
  /// A plan for the scripted provider: shots with one prompt and seeds that follow each other.
  package static func sample(
    _ prompt: String = "a lighthouse", count: Int = 1, seed: UInt32 = 7, priority: Int = 0, estimate: Int? = 0,
    model: String = "builtin/stub"
  ) -> GenerationPlan {
    var recipe = Recipe(prompt: prompt)
    recipe.model = model
    recipe.width = 16
    recipe.height = 16
    recipe.seed = UInt64(seed)
    recipe.count = count
    return GenerationPlan(
      recipe: recipe,
      shots: (0..<count).map { Shot(prompt: prompt, negativePrompt: nil, seed: seed &+ UInt32($0)) },
      priority: priority, estimatedCostMicros: estimate)
  }
}

extension TestStudio {
  package func submit(_ plan: GenerationPlan = .sample(), to workspace: Identifier) async throws -> Identifier {
    try await queue.submit(plan, workspaceId: workspace) { view, _ in view.generation.id }
  }

  package func generation(_ id: Identifier) async throws -> Generation {
    try await store.read { try $0.generations.get(id) }
  }

  package func views(_ ids: [Identifier]) async throws -> [GenerationView] {
    await queue.live(try await store.read { reading in try ids.map { try reading.generations.get($0) } })
  }

  /// Waits until it is as the test wants it, looking whenever something is told.
  @discardableResult
  package func wait(
    for id: Identifier, until isSo: @Sendable (Generation) -> Bool
  ) async throws -> Generation {
    let subscription = hub.subscribe()
    while true {
      let generation = try await generation(id)
      if isSo(generation) { return generation }
      try Task.checkCancellation()
      _ = await subscription.next()
    }
  }

  /// Waits until nothing more will happen to it by itself.
  @discardableResult
  package func end(of id: Identifier) async throws -> Generation { try await wait(for: id) { !$0.state.isLive } }
}
