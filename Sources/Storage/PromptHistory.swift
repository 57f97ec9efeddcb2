import Crypto
package import Domain
import SQLite

/// Every prompt that was ever sent off.
package struct PromptHistory<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The last used first; with `words`, those in which all of them stand.
  package func list(
    in workspaceId: Identifier, words: String? = nil, after position: Position? = nil, limit: Int
  ) throws -> Page<UsedPrompt> {
    let query = Self.query(in: workspaceId, words: words, after: position, limit: limit)
    let rows = try connection.all(query.sql, query.arguments) { row in
      (prompt: try UsedPrompt(row: row), number: try row.integer(8))
    }
    let page = Page(rows, limit: limit) { Position(rank: $0.number, id: $0.prompt.id) }
    return page.map(to: page.items.map(\.prompt))
  }

  static func query(
    in workspaceId: Identifier, words: String?, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    var tables = "prompt_history"
    var order = "prompt_history.number"
    var condition = "prompt_history.workspace_id = ?"
    var arguments: [any Bindable] = [workspaceId]
    if let words {
      tables = "prompt_history_words CROSS JOIN prompt_history ON number = prompt_history_words.rowid"
      order = "prompt_history_words.rowid"
      condition += " AND prompt_history_words MATCH ?"
      arguments.append(Spoken.query(words, in: workspaceId, columns: "text negative_prompt"))
    }
    if let position {
      condition += " AND \(order) < ?"
      arguments.append(position.rank ?? Int64.max)
    }
    return (
      "SELECT \(UsedPrompt.columns), number FROM \(tables) WHERE \(condition) ORDER BY \(order) DESC LIMIT ?",
      arguments + [limit + 1]
    )
  }
}

extension PromptHistory where Transaction == Writing {
  /// Notes that a prompt was sent off; one that was before comes first again.
  func note(_ recipe: Recipe, model: String, in workspaceId: Identifier) throws {
    try connection.run(
      """
      INSERT INTO prompt_history (number, id, workspace_id, content, text, negative_prompt, model, use_count,
        first_used_at, last_used_at)
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM prompt_history), ?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7)
      ON CONFLICT (workspace_id, content) DO UPDATE SET number = excluded.number,
        negative_prompt = excluded.negative_prompt, model = excluded.model, use_count = use_count + 1,
        last_used_at = excluded.last_used_at
      """,
      [
        Identifier(at: transaction.now), workspaceId, Digest.sha256(Array(recipe.prompt.utf8)), recipe.prompt,
        recipe.negativePrompt ?? "", model, transaction.now,
      ])
  }

  /// Forgets one for good. Throws `not_found`.
  package func delete(_ id: Identifier) throws {
    let workspaceId = try connection.first(
      "DELETE FROM prompt_history WHERE id = ? RETURNING workspace_id", [id]
    ) { try $0.read(0, as: Identifier.self) }
    guard let workspaceId else { throw Failure.notFound("prompt in the history") }
    try transaction.record(
      "prompt.forgotten", workspaceId: workspaceId, subject: ["type": "promptHistory", "id": .string(id.text)])
  }
}

extension UsedPrompt {
  static let columns = """
    prompt_history.id, prompt_history.workspace_id, prompt_history.text, prompt_history.negative_prompt, \
    prompt_history.model, prompt_history.use_count, prompt_history.first_used_at, prompt_history.last_used_at
    """

  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), text: try row.read(2), negativePrompt: try row.read(3),
      model: try row.read(4), useCount: try row.read(5), firstUsedAt: try row.read(6), lastUsedAt: try row.read(7))
  }
}
