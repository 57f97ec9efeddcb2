package import Domain
import SQLite

/// The prompts; those that change them want a `Writing`.
package struct Prompts<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Which of them a list shows: those for which all of this is so.
  package struct Filter: Sendable, Equatable {
    /// All of them stand in one prompt: its title, its texts or its tags.
    package var words: String?
    package var tag: String?
    /// Exactly that folder; empty for those in none.
    package var folder: String?
    package var favorite: Bool?
    package var isTrash = false

    package init() {}
  }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Prompt {
    let sql = "SELECT \(Prompt.columns) FROM prompts WHERE id = ?"
    guard let prompt = try connection.first(sql, [id], Prompt.init(row:)) else { throw Failure.notFound("prompt") }
    return prompt
  }

  /// The prompt of that workspace, in the trash or not; nil when there is none.
  package func find(_ id: Identifier, in workspaceId: Identifier) throws -> Prompt? {
    try connection.first(
      "SELECT \(Prompt.columns) FROM prompts WHERE id = ? AND workspace_id = ?", [id, workspaceId],
      Prompt.init(row:))
  }

  /// The newest first; in the trash, the last deleted first.
  package func list(
    in workspaceId: Identifier, _ filter: Filter = Filter(), after position: Position? = nil, limit: Int
  ) throws -> Page<Prompt> {
    let query = Self.query(in: workspaceId, filter, after: position, limit: limit)
    let rows = try connection.all(query.sql, query.arguments) { row in
      (prompt: try Prompt(row: row), number: try row.integer(Prompt.columnCount))
    }
    let page = Page(rows, limit: limit) { row in
      Position(rank: filter.isTrash ? row.prompt.deletedAt?.milliseconds : row.number, id: row.prompt.id)
    }
    return page.map(to: page.items.map(\.prompt))
  }

  /// One filter leads, through an index that has the order of the list; the others look at what it brings.
  static func query(
    in workspaceId: Identifier, _ filter: Filter, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    var tables = "prompts"
    var order = "prompts.number"
    var conditions: [String] = []
    var arguments: [any Bindable] = []
    func add(_ condition: String, _ values: any Bindable...) {
      conditions.append(condition)
      arguments += values
    }
    if filter.isTrash {
      order = "prompts.deleted_at"
    } else if let words = filter.words {
      (tables, order) = ("prompt_words CROSS JOIN prompts ON prompts.number = prompt_words.rowid", "prompt_words.rowid")
      add("prompt_words MATCH ?", Spoken.query(words, in: workspaceId, columns: Self.wordColumns))
    } else if let tag = filter.tag {
      (tables, order) = ("prompt_tags CROSS JOIN prompts USING (number)", "prompt_tags.number")
      add("prompt_tags.workspace_id = ? AND prompt_tags.tag = ?", workspaceId, tag)
    }
    add("prompts.workspace_id = ? AND prompts.deleted_at IS \(filter.isTrash ? "NOT " : "")NULL", workspaceId)
    if filter.isTrash, let words = filter.words {
      add(
        "prompts.number IN (SELECT rowid FROM prompt_words WHERE prompt_words MATCH ?)",
        Spoken.query(words, in: workspaceId, columns: Self.wordColumns))
    }
    if let tag = filter.tag, filter.isTrash || filter.words != nil {
      add(
        "EXISTS (SELECT 1 FROM prompt_tags WHERE workspace_id = ? AND tag = ? AND number = prompts.number)",
        workspaceId, tag)
    }
    if let folder = filter.folder { add("prompts.folder = ?", folder) }
    if let favorite = filter.favorite { add("prompts.favorite = \(favorite ? 1 : 0)") }
    if let position {
      if filter.isTrash {
        add("(prompts.deleted_at, prompts.id) < (?, ?)", position.rank ?? Int64.max, position.id)
      } else {
        add("\(order) < ?", position.rank ?? Int64.max)
      }
    }
    let sql = """
      SELECT \(Prompt.columns), prompts.number FROM \(tables) WHERE \(conditions.joined(separator: " AND ")) \
      ORDER BY \(order) DESC\(filter.isTrash ? ", prompts.id DESC" : "") LIMIT ?
      """
    return (sql, arguments + [limit + 1])
  }

  static var wordColumns: String { "title text negative_prompt tags" }

  /// Something that prompts have in common, and how many.
  package struct Facet: Sendable, Equatable {
    package let value: String
    package let count: Int
  }

  /// The folders and the tags of a workspace, by name.
  package func facets(in workspaceId: Identifier) throws -> (folders: [Facet], tags: [Facet]) {
    func facets(_ sql: String) throws -> [Facet] {
      try connection.all(sql, [workspaceId]) { Facet(value: try $0.read(0), count: try $0.read(1)) }
    }
    return (
      try facets(
        """
        SELECT folder, count(*) FROM prompts WHERE workspace_id = ? AND deleted_at IS NULL
        GROUP BY folder ORDER BY folder
        """),
      try facets(
        """
        SELECT tag, count(*) FROM prompt_tags CROSS JOIN prompts USING (number)
        WHERE prompt_tags.workspace_id = ? AND deleted_at IS NULL GROUP BY tag ORDER BY tag
        """)
    )
  }

  /// The wordings of a prompt, the last first, from before that number.
  package func versions(of id: Identifier, before number: Int? = nil, limit: Int) throws -> Page<Prompt.Version> {
    let versions = try connection.all(
      """
      SELECT number, text, negative_prompt, created_at FROM prompt_versions WHERE prompt_id = ? AND number < ?
      ORDER BY number DESC LIMIT ?
      """, [id, number ?? Int.max, limit + 1], Prompt.Version.init(row:))
    return Page(versions, limit: limit) { Position(rank: Int64($0.number), id: id) }
  }

  /// All of them, the first first.
  package func allVersions(of id: Identifier) throws -> [Prompt.Version] {
    try connection.all(
      "SELECT number, text, negative_prompt, created_at FROM prompt_versions WHERE prompt_id = ? ORDER BY number", [id],
      Prompt.Version.init(row:))
  }

  /// Throws `not_found` for a number that the prompt never had.
  package func version(_ number: Int, of id: Identifier) throws -> Prompt.Version {
    let version = try connection.first(
      "SELECT number, text, negative_prompt, created_at FROM prompt_versions WHERE prompt_id = ? AND number = ?",
      [id, number], Prompt.Version.init(row:))
    guard let version else { throw Failure.notFound("version of this prompt") }
    return version
  }
}

extension Prompt {
  static let columns = """
    prompts.id, prompts.workspace_id, prompts.title, prompts.text, prompts.negative_prompt, prompts.tags, \
    prompts.folder, prompts.favorite, prompts.current_version, prompts.use_count, prompts.last_used_at, \
    prompts.created_at, prompts.updated_at, prompts.deleted_at, prompts.version
    """
  static let columnCount = 15

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), title: try row.read(2),
      wording: Wording(text: try row.read(3), negativePrompt: try row.read(4)),
      tags: try row.read(5, as: JSON.self).array?.compactMap(\.string) ?? [], folder: try row.read(6),
      favorite: try row.read(7), currentVersion: try row.read(8), useCount: try row.read(9),
      lastUsedAt: try row.read(10), createdAt: try row.read(11), updatedAt: try row.read(12),
      deletedAt: try row.read(13), version: try row.read(14))
  }
}

extension Prompt.Version {
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      number: try row.read(0), wording: .init(text: try row.read(1), negativePrompt: try row.read(2)),
      createdAt: try row.read(3))
  }
}
