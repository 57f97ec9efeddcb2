package import Domain
import SQLite

/// The workspaces; those that change them want a `Writing`.
package struct Workspaces<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Which of them a list shows.
  package enum Shelf: Sendable, CaseIterable {
    /// In use: neither archived nor in the trash.
    case active
    case archived
    /// Active and archived ones.
    case kept
    case trashed
  }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Workspace {
    let sql = "SELECT \(Workspace.columns) FROM workspaces WHERE id = ?"
    guard let workspace = try connection.first(sql, [id], Workspace.init(row:)) else {
      throw Failure.notFound("workspace")
    }
    return workspace
  }

  /// Nil for an id that never was or was purged.
  package func find(_ id: Identifier) throws -> Workspace? {
    try connection.first("SELECT \(Workspace.columns) FROM workspaces WHERE id = ?", [id], Workspace.init(row:))
  }

  /// The newest first; on the trash shelf, the last deleted first.
  package func list(_ shelf: Shelf, after position: Position? = nil, limit: Int) throws -> Page<Workspace> {
    let query = Self.query(shelf, after: position, limit: limit)
    let workspaces = try connection.all(query.sql, query.arguments, Workspace.init(row:))
    return Page(workspaces, limit: limit) { workspace in
      Position(rank: shelf == .trashed ? workspace.deletedAt?.milliseconds : nil, id: workspace.id)
    }
  }

  /// Each shelf has a partial index of the same order, so a page costs the same at any depth.
  static func query(
    _ shelf: Shelf, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    let (condition, order) =
      switch shelf {
      case .active: ("deleted_at IS NULL AND archived_at IS NULL", "id")
      case .archived: ("deleted_at IS NULL AND archived_at IS NOT NULL", "id")
      case .kept: ("deleted_at IS NULL", "id")
      case .trashed: ("deleted_at IS NOT NULL", "deleted_at, id")
      }
    var sql = "SELECT \(Workspace.columns) FROM workspaces WHERE \(condition)"
    var arguments: [any Bindable] = []
    if let position {
      if shelf == .trashed {
        sql += " AND (deleted_at, id) < (?, ?)"
        arguments += [position.rank ?? Int64.max, position.id]
      } else {
        sql += " AND id < ?"
        arguments += [position.id]
      }
    }
    sql += " ORDER BY \(order.split(separator: ", ").map { "\($0) DESC" }.joined(separator: ", ")) LIMIT ?"
    return (sql, arguments + [limit + 1])
  }
}

extension Workspaces where Transaction == Writing {
  @discardableResult
  package func insert(_ draft: Workspace.Draft) throws -> Workspace {
    let workspace = Workspace(draft, id: Identifier(at: transaction.now), at: transaction.now)
    try check(draft.settings.styleId, of: workspace.id)
    try connection.run(
      "INSERT INTO workspaces (\(Workspace.columns)) VALUES (\(Workspace.places))",
      [
        workspace.id, workspace.name, workspace.description, workspace.color, workspace.settings.imageModel,
        workspace.settings.textModel, workspace.settings.systemPrompt, workspace.settings.width,
        workspace.settings.height, workspace.settings.styleId, workspace.settings.budgetMicros,
        workspace.settings.chatTitles?.rawValue, workspace.counts.chats, workspace.counts.images,
        workspace.counts.prompts, workspace.counts.generations, workspace.createdAt, workspace.updatedAt,
        workspace.archivedAt, workspace.deletedAt, workspace.version,
      ])
    try record("created", workspace)
    return workspace
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Who wants a certain version compares
  /// it in the same transaction: nobody comes between.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Workspace.Patch) throws -> Workspace {
    let current = try get(id)
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    if changed.settings.styleId != current.settings.styleId { try check(changed.settings.styleId, of: id) }
    try save(changed)
    try record("updated", changed)
    return changed
  }

  /// Moves it to the trash, and cancels what is being made for it; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Workspace {
    _ = try transaction.generations.cancelAll(in: id)
    return try move(id, toTrash: true)
  }

  /// Takes it out of the trash; one that is not there stays as it is.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Workspace {
    try move(id, toTrash: false)
  }

  /// Removes it for good, from the trash or not; what is being made for it is cancelled.
  package func purge(_ id: Identifier) throws {
    let workspace = try get(id)
    _ = try transaction.generations.cancelAll(in: id)
    let said = "SELECT id FROM messages WHERE chat_id IN (SELECT id FROM chats WHERE workspace_id = ?)"
    try transaction.messages.cutApart(below: said, [id])
    try connection.run("DELETE FROM workspaces WHERE id = ?", [id])
    try record("purged", workspace)
  }

  /// Removes up to `limit` pictures of a workspace that is to be purged and lies in the trash, so that its end is no long
  /// transaction. Returns how many. It tells nothing: the end of the workspace says it all. Throws `not_found`, also
  /// when somebody has taken it out of the trash.
  package func clear(_ id: Identifier, limit: Int) throws -> Int {
    guard try get(id).deletedAt != nil else { throw Failure.notFound("workspace in the trash") }
    return try connection.run(
      "DELETE FROM images WHERE id IN (SELECT id FROM images WHERE workspace_id = ? LIMIT ?)", [id, limit])
  }

  /// Whether more than `limit` pictures would go with it, in the trash or not.
  package func hasMore(than limit: Int, _ id: Identifier) throws -> Bool {
    let sql = "SELECT count(*) > ? FROM (SELECT 1 FROM images WHERE workspace_id = ? LIMIT ?)"
    return try connection.first(sql, [limit, id, limit + 1]) { try $0.read(0) } ?? false
  }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    let expired = try connection.all(
      "SELECT id FROM workspaces WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?", [moment, limit]
    ) { try $0.read(0, as: Identifier.self) }
    for id in expired { try purge(id) }
    return expired.count
  }

  private func move(_ id: Identifier, toTrash: Bool) throws -> Workspace {
    var workspace = try get(id)
    guard toTrash != (workspace.deletedAt != nil) else { return workspace }
    workspace.deletedAt = toTrash ? transaction.now : nil
    workspace.updatedAt = transaction.now
    workspace.version += 1
    try save(workspace)
    try record(toTrash ? "deleted" : "restored", workspace)
    return workspace
  }

  /// Throws `invalid_request` unless the style, where there is one, is to be had in the workspace.
  private func check(_ styleId: Identifier?, of workspace: Identifier) throws {
    guard let styleId, try transaction.styles.find(styleId, in: workspace) == nil else { return }
    throw Failure(refusing: [Failure.Field("/settings/styleId", .notFound, "This workspace has no such style.")])
  }

  private func save(_ workspace: Workspace) throws {
    try connection.run(
      """
      UPDATE workspaces SET name = ?, description = ?, color = ?, image_model = ?, text_model = ?, system_prompt = ?,
        width = ?, height = ?, style_id = ?, budget_micros = ?, chat_titles = ?, updated_at = ?, archived_at = ?, deleted_at = ?,
        version = ?
      WHERE id = ?
      """,
      [
        workspace.name, workspace.description, workspace.color, workspace.settings.imageModel,
        workspace.settings.textModel, workspace.settings.systemPrompt, workspace.settings.width,
        workspace.settings.height, workspace.settings.styleId, workspace.settings.budgetMicros,
        workspace.settings.chatTitles?.rawValue, workspace.updatedAt, workspace.archivedAt, workspace.deletedAt,
        workspace.version, workspace.id,
      ])
  }

  private func record(_ verb: String, _ workspace: Workspace) throws {
    try transaction.record(
      "workspace.\(verb)", workspaceId: workspace.id,
      subject: [
        "type": "workspace", "id": .string(workspace.id.text), "name": .string(workspace.name),
        "version": .int(Int64(workspace.version)),
      ])
  }
}

extension Workspace {
  static let columns = """
    id, name, description, color, image_model, text_model, system_prompt, width, height, style_id, budget_micros, \
    chat_titles, chats, images, prompts, generations, created_at, updated_at, archived_at, deleted_at, version
    """
  static let places = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    var settings = Settings()
    settings.imageModel = try row.read(4)
    settings.textModel = try row.read(5)
    settings.systemPrompt = try row.read(6)
    settings.width = try row.read(7)
    settings.height = try row.read(8)
    settings.styleId = try row.read(9)
    settings.budgetMicros = try row.read(10)
    settings.chatTitles = try row.read(11, as: String?.self).flatMap { ChatTitle.Author(rawValue: $0) }
    var counts = Counts()
    counts.chats = try row.read(12)
    counts.images = try row.read(13)
    counts.prompts = try row.read(14)
    counts.generations = try row.read(15)
    self.init(
      id: try row.read(0), name: try row.read(1), description: try row.read(2), color: try row.read(3),
      settings: settings, counts: counts, createdAt: try row.read(16), updatedAt: try row.read(17),
      archivedAt: try row.read(18), deletedAt: try row.read(19), version: try row.read(20))
  }
}
