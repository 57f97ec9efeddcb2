import Domain
import SQLite

extension Generations where Transaction == Writing {
  /// Notes what an order is made from: its lineage, the use of the prompt that it names, and the prompt's place in the
  /// history. It belongs into the transaction of the order.
  func noteSources(of generation: Generation) throws {
    let recipe = generation.recipe
    for (role, id) in recipe.origins {
      let version =
        try role == .prompt ? transaction.prompts.use(id, text: recipe.prompt, in: generation.workspaceId) : nil
      try connection.run(
        "INSERT INTO generation_sources (generation_id, role, source_id, version) VALUES (?, ?, ?, ?)",
        [generation.id, role.rawValue, id, version])
    }
    try transaction.promptHistory.note(recipe, model: generation.model, in: generation.workspaceId)
  }
}
