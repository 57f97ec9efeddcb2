package import Domain
package import Storage

/// Where people say what they want made: it looks up what a recipe names, and makes a plan that leaves nothing open.
package struct OrderDesk: Sendable {
  /// What is to be queued, and what was made for it on the way.
  package struct Order: Sendable {
    package let plan: GenerationPlan
    fileprivate var enhancement: (made: Enhancement, fingerprint: [UInt8])?

    /// The same as the work of a message, which will bring its pictures.
    func belonging(to message: Identifier) -> Order {
      Order(plan: plan.belonging(to: message), enhancement: enhancement)
    }

    /// Keeps what was made on the way, in the transaction that queues the plan.
    func keep(in writing: Writing) throws {
      if let (made, fingerprint) = enhancement { try writing.enhancements.insert(made, fingerprint: fingerprint) }
    }
  }

  private let store: Store
  private let providers: ProviderRoom
  private let enhancements: EnhancementDesk

  package init(store: Store, providers: ProviderRoom, enhancements: EnhancementDesk) {
    self.store = store
    self.providers = providers
    self.enhancements = enhancements
  }

  /// The plan for the body of a request. Nothing is kept, and nobody is asked: a prompt that a language model is to
  /// make better stays as it is here.
  ///
  /// Throws `not_found` and `in_trash` for the workspace, and `invalid_request` naming every field that cannot be
  /// taken.
  package func plan(_ body: JSON, in workspaceId: Identifier) async throws -> GenerationPlan {
    let draft = try await draft(in: workspaceId) { try RecipeInput(body) }
    guard draft.input.enhances, let candidate = try await enhancements.foreseen(wish(draft, in: workspaceId)) else {
      return draft.plan
    }
    return try await better(draft, candidate, in: workspaceId)
  }

  /// The same, ready to be queued: a prompt that is to be made better has been. Throws like `plan`, and what the
  /// enhancing throws.
  package func order(_ body: JSON, in workspaceId: Identifier) async throws -> Order {
    let draft = try await draft(in: workspaceId) { try RecipeInput(body) }
    guard draft.input.enhances else { return Order(plan: draft.plan) }
    let (made, fingerprint) = try await enhancements.enhance(wish(draft, in: workspaceId))
    guard let candidate = made.candidates.first else { return Order(plan: draft.plan) }
    let plan = try await better(draft, candidate, in: workspaceId)
    return Order(plan: plan.enhanced(from: draft.input, by: made.id), enhancement: (made, fingerprint))
  }

  /// A plan, and what it came from.
  private struct Draft: Sendable {
    let input: RecipeInput
    let plan: GenerationPlan
    let card: ModelCard
    let style: String?
  }

  private func draft(
    in workspaceId: Identifier, _ read: @escaping @Sendable () throws -> RecipeInput
  ) async throws -> Draft {
    try await store.read { [providers] reading in
      let workspace = try reading.workspaces.get(workspaceId)
      guard workspace.deletedAt == nil else {
        throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
      }
      let input = try read()
      let model = Preparation.model(for: input, settings: workspace.settings)
      guard let card = providers.card(model) else {
        throw Self.missing("/model", "There is no model \(model) here.")
      }
      let preparation = try Preparation(input, card: card, settings: workspace.settings)
      let style = try Self.style(for: preparation, in: workspaceId, reading)
      try Self.checkOrigins(of: input.recipe, in: workspaceId, reading)
      let sizes = try Self.sizes(for: preparation, in: workspaceId, reading)
      var random = SystemRandomNumberGenerator()
      let plan = try preparation.plan(
        style: style?.look, styleId: style?.id, sizes: sizes,
        words: { try reading.wordLists.words(of: $0, in: workspaceId) }, random: &random)
      return Draft(input: input, plan: plan, card: card, style: style?.look.name)
    }
  }

  /// The style is told, so that nothing is added that does not go with it.
  private func wish(_ draft: Draft, in workspaceId: Identifier) -> EnhancementInput {
    var wish = EnhancementInput(workspaceId: workspaceId, prompt: draft.input.recipe.prompt)
    wish.negativePrompt = draft.input.recipe.negativePrompt
    wish.imageModel = draft.card.id
    wish.style = draft.style
    wish.mayReuse = true
    return wish
  }

  private func better(
    _ draft: Draft, _ candidate: Enhancement.Candidate, in workspaceId: Identifier
  ) async throws -> GenerationPlan {
    let own = draft.input.recipe.negativePrompt
    let hasMacros = own.map { Macro.literal($0) != $0 } ?? false
    let takesNegative = draft.card.parameter("negativePrompt") != nil && !hasMacros
    let input = draft.input.saying(
      candidate.text, negativePrompt: takesNegative ? candidate.negativePrompt ?? own : own)
    return try await self.draft(in: workspaceId) { input }.plan
  }

  private static func style(
    for preparation: Preparation, in workspaceId: Identifier, _ reading: Reading
  ) throws -> Style? {
    if let id = preparation.wantedStyle {
      guard let style = try reading.styles.find(id, in: workspaceId) else {
        throw missing("/styleId", "This workspace has no such style.")
      }
      return style
    }
    return try preparation.usualStyle.flatMap { try reading.styles.find($0, in: workspaceId) }
  }

  /// The pictures that a recipe names. One in the trash can still be used; one of another workspace is none.
  private static func sizes(
    for preparation: Preparation, in workspaceId: Identifier, _ reading: Reading
  ) throws -> [Identifier: ModelCard.Size] {
    var sizes: [Identifier: ModelCard.Size] = [:]
    var missing: [Failure.Field] = []
    for (pointer, id) in preparation.pictures {
      if let picture = try reading.images.find(id, in: workspaceId) {
        sizes[id] = ModelCard.Size(picture.width, picture.height)
      } else {
        missing.append(Failure.Field(pointer, .notFound, "This workspace has no such image."))
      }
    }
    if !missing.isEmpty { throw Failure(refusing: missing) }
    return sizes
  }

  /// Where a prompt came from: what is named must be of the same workspace, in the trash or not.
  private static func checkOrigins(
    of recipe: Recipe, in workspaceId: Identifier, _ reading: Reading
  ) throws {
    var missing: [Failure.Field] = []
    if let id = recipe.enhancementId, try reading.enhancements.find(id, in: workspaceId) == nil {
      missing.append(Failure.Field("/enhancementId", .notFound, "This workspace has no such enhancement."))
    }
    if let id = recipe.promptId, try reading.prompts.find(id, in: workspaceId) == nil {
      missing.append(Failure.Field("/promptId", .notFound, "This workspace has no such prompt."))
    }
    if let id = recipe.messageId {
      let chat = try reading.messages.find(id).map { try reading.chats.get($0.chatId) }
      if chat?.workspaceId != workspaceId {
        missing.append(Failure.Field("/messageId", .notFound, "This workspace has no such message."))
      }
    }
    if !missing.isEmpty { throw Failure(refusing: missing) }
  }

  private static func missing(_ pointer: String, _ detail: String) -> Failure {
    Failure(refusing: [Failure.Field(pointer, .notFound, detail)])
  }
}

extension GenerationQueue {
  /// Queues an order with all that belongs to it. Throws like `submit` of a plan.
  package func submit<Answer: Sendable>(
    _ order: OrderDesk.Order, workspaceId: Identifier,
    answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    try await submit(order.plan, workspaceId: workspaceId) { view, writing in
      try order.keep(in: writing)
      return try answer(view, writing)
    }
  }
}
