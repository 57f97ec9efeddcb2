package import Domain
import SQLite

/// The searches that people saved; those that change them want a `Writing`.
package struct SavedSearches<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Throws `not_found`.
  package func get(_ id: Identifier) throws -> SavedSearch {
    let sql = "SELECT \(SavedSearch.columns) FROM saved_searches WHERE id = ?"
    guard let search = try connection.first(sql, [id], SavedSearch.init(row:)) else {
      throw Failure.notFound("saved search")
    }
    return search
  }

  /// The newest first.
  package func list(
    in workspaceId: Identifier, after position: Position? = nil, limit: Int
  ) throws -> Page<SavedSearch> {
    let query = Self.query(in: workspaceId, after: position, limit: limit)
    return Page(try connection.all(query.sql, query.arguments, SavedSearch.init(row:)), limit: limit) {
      Position(id: $0.id)
    }
  }

  static func query(
    in workspaceId: Identifier, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    let condition = position == nil ? "" : " AND id < ?"
    let place: [any Bindable] = position.map { [$0.id] } ?? []
    return (
      "SELECT \(SavedSearch.columns) FROM saved_searches WHERE workspace_id = ?\(condition) ORDER BY id DESC LIMIT ?",
      [workspaceId] + place + [limit + 1]
    )
  }
}

extension SavedSearches where Transaction == Writing {
  @discardableResult
  package func insert(_ draft: SavedSearch.Patch, in workspaceId: Identifier) throws -> SavedSearch {
    let search = SavedSearch(
      id: Identifier(at: transaction.now), workspaceId: workspaceId, name: draft.name ?? "", query: draft.query ?? "",
      createdAt: transaction.now, updatedAt: transaction.now)
    try connection.run(
      "INSERT INTO saved_searches (\(SavedSearch.columns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        search.id, search.workspaceId, search.name, search.query, search.createdAt, search.updatedAt, search.version,
      ])
    try record("created", search)
    return search
  }

  /// A patch that changes nothing leaves the version and tells of nothing.
  @discardableResult
  package func update(_ id: Identifier, _ patch: SavedSearch.Patch) throws -> SavedSearch {
    let current = try get(id)
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    try connection.run(
      "UPDATE saved_searches SET name = ?, query = ?, updated_at = ?, version = ? WHERE id = ?",
      [changed.name, changed.query, changed.updatedAt, changed.version, id])
    try record("updated", changed)
    return changed
  }

  /// Removes it for good: what it finds is not touched.
  package func delete(_ id: Identifier) throws {
    let search = try get(id)
    try connection.run("DELETE FROM saved_searches WHERE id = ?", [id])
    try record("deleted", search)
  }

  private func record(_ verb: String, _ search: SavedSearch) throws {
    try transaction.record(
      "search.\(verb)", workspaceId: search.workspaceId,
      subject: [
        "type": "search", "id": .string(search.id.text), "name": .string(search.name),
        "version": .int(Int64(search.version)),
      ])
  }
}

extension SavedSearch {
  static let columns = "id, workspace_id, name, query, created_at, updated_at, version"

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), name: try row.read(2), query: try row.read(3),
      createdAt: try row.read(4), updatedAt: try row.read(5), version: try row.read(6))
  }
}
