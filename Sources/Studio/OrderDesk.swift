package import Domain
package import Storage

/// Where people say what they want made: it looks up what a recipe names, and makes a plan that leaves nothing open.
package struct OrderDesk: Sendable {
  private let store: Store
  private let providers: ProviderRoom

  package init(store: Store, providers: ProviderRoom) {
    self.store = store
    self.providers = providers
  }

  /// The plan for the body of a request. Nothing is kept, and nobody is asked.
  ///
  /// Throws `not_found` and `in_trash` for the workspace, and `invalid_request` naming every field that cannot be taken.
  package func plan(_ body: JSON, in workspaceId: Identifier) async throws -> GenerationPlan {
    try await store.read { [providers] reading in
      let workspace = try reading.workspaces.get(workspaceId)
      guard workspace.deletedAt == nil else {
        throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
      }
      let input = try RecipeInput(body)
      let model = Preparation.model(for: input, settings: workspace.settings)
      guard let card = providers.card(model) else {
        throw Self.missing("/model", "There is no model \(model) here.")
      }
      let preparation = try Preparation(input, card: card, settings: workspace.settings)
      let style = try Self.style(for: preparation, in: workspaceId, reading)
      try Self.checkOrigins(of: input.recipe, in: workspaceId, reading)
      let sizes = try Self.sizes(for: preparation, in: workspaceId, reading)
      var random = SystemRandomNumberGenerator()
      return try preparation.plan(
        style: style?.look, styleId: style?.id, sizes: sizes,
        words: { try reading.wordLists.words(of: $0, in: workspaceId) }, random: &random)
    }
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

  /// Where a prompt came from. Nothing keeps enhancements yet, so none can be named.
  private static func checkOrigins(
    of recipe: Recipe, in workspaceId: Identifier, _ reading: Reading
  ) throws {
    let promptId = try recipe.promptId.flatMap { try reading.prompts.find($0, in: workspaceId) == nil ? $0 : nil }
    let origins = [("enhancementId", recipe.enhancementId), ("promptId", promptId), ("messageId", recipe.messageId)]
    let missing = origins.filter { $0.1 != nil }.map { Failure.Field("/\($0.0)", .notFound, "There is none.") }
    if !missing.isEmpty { throw Failure(refusing: missing) }
  }

  private static func missing(_ pointer: String, _ detail: String) -> Failure {
    Failure(refusing: [Failure.Field(pointer, .notFound, detail)])
  }
}
