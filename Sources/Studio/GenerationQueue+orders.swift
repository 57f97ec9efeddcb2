package import Domain
package import Storage

// What people say to the queue: every answer is given in the transaction of its effect.
extension GenerationQueue {
  /// Queues an order and answers for it in the same transaction.
  ///
  /// Throws `queue_full`, `budget_exceeded`, `not_found` and `in_trash` for the workspace, and what the store or
  /// `answer` throws: then nothing was queued.
  package func submit<Answer: Sendable>(
    _ plan: GenerationPlan, workspaceId: Identifier, parent: Identifier? = nil,
    answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    try await enter(generation(plan, workspaceId: workspaceId, parent: parent), answer)
  }

  /// The same order again, as one of its own. Throws `generation_live` while the first is not over, and `not_found`.
  package func retry<Answer: Sendable>(
    _ id: Identifier, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let first = try await store.read { try $0.generations.get(id) }
    return try await enter(again(first)) { view, writing in
      guard try !writing.generations.get(id).state.isLive else {
        throw Failure(.generationLive, "This generation is not over yet.")
      }
      return try answer(view, writing)
    }
  }

  /// A person's word for one of which nobody knows what became of it: to be over, or over and tried again. Throws
  /// `generation_live` and `generation_ended` where there is nothing to decide, and `not_found`.
  package func resolve<Answer: Sendable>(
    _ id: Identifier, tryingAgain: Bool, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let first = try await store.read { try $0.generations.get(id) }
    guard tryingAgain else {
      return try await store.write { writing in
        try Self.abandon(id, in: writing)
        return try answer(GenerationView(try writing.generations.get(id)), writing)
      }
    }
    return try await enter(again(first)) { view, writing in
      try Self.abandon(id, in: writing)
      return try answer(view, writing)
    }
  }

  private static func abandon(_ id: Identifier, in writing: Writing) throws {
    let state = try writing.generations.get(id).state
    guard state.isUndecided else {
      throw state.isLive
        ? Failure(.generationLive, "This generation is not over: there is nothing to decide yet.")
        : Failure(.generationEnded, "This generation has ended: there is nothing to decide.")
    }
    try writing.generations.take(.abandoned, id)
  }

  /// Ends it in whatever state it is; one that is over stays as it is. A picture that was paid by then may still come.
  /// Throws `not_found`.
  package func cancel<Answer: Sendable>(
    _ id: Identifier, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let result = try await store.write { writing in
      let state = try writing.generations.get(id).state
      if state.isLive { try writing.generations.take(.cancelled, id) }
      if state.isUndecided { try writing.generations.take(.abandoned, id) }
      return try answer(GenerationView(try writing.generations.get(id)), writing)
    }
    drop([id])
    return result
  }

  /// Moves one that waits. Throws `generation_ended`, and `not_found`.
  package func prioritize(_ id: Identifier, _ priority: Int) async throws {
    try await store.write { try $0.generations.prioritize(id, priority) }
    change { $0.prioritize(id, priority) }
  }

  private func generation(_ plan: GenerationPlan, workspaceId: Identifier, parent: Identifier?) -> Generation {
    let provider = String((plan.recipe.model ?? Provider.builtin).prefix { $0 != "/" })
    return Generation(
      id: Identifier(at: clock.now), workspaceId: workspaceId, plan: plan, provider: providers.maker(provider),
      parent: parent, at: clock.now)
  }

  /// The same order, for the model that was asked for at first, at today's price.
  private func again(_ first: Generation) -> Generation {
    var plan = first.plan
    let card = providers.card(first.predecessors.first?.model ?? first.model)
    if let card, let refit = Refit(first, from: providers.card(first.model), to: card), card.id != first.model {
      plan = GenerationPlan(
        recipe: refit.recipe, shots: refit.shots, priority: first.priority,
        estimatedCostMicros: refit.estimatedCostMicros)
    } else if let card = providers.card(first.model) {
      plan = GenerationPlan(
        recipe: first.recipe, shots: first.shots, priority: first.priority,
        estimatedCostMicros: card.price?.cost(ofImages: first.shots.count))
    }
    return generation(plan, workspaceId: first.workspaceId, parent: first.id)
  }
}
