package import Domain
import SQLite

/// The one list of everything that was deleted.
package struct Trash<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The last deleted first; of a workspace in the trash not what is in it, which comes back with it.
  package func list(after position: Position? = nil, limit: Int) throws -> Page<Trashed> {
    let query = Self.query(after: position, limit: limit)
    let items = try connection.all(query.sql, query.arguments, Trashed.init(row:))
    return Page(items, limit: limit) { Position(rank: $0.deletedAt.milliseconds, id: $0.id) }
  }

  /// Each table brings its part from an index of this order and SQLite merges them, so that a page costs the same at
  /// any depth.
  static func query(after position: Position?, limit: Int) -> (sql: String, arguments: [any Bindable]) {
    let condition = "deleted_at IS NOT NULL" + (position == nil ? "" : " AND (deleted_at, id) < (?2, ?3)")
    let isOfOneInUse = "workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)"
    // What lies below a deleted message went with it, and comes back with it.
    let isTop = """
      NOT EXISTS (
        SELECT 1 FROM messages AS above WHERE above.id = messages.parent_id AND above.deleted_at = messages.deleted_at)
      """
    let sql = """
      SELECT 'workspace' AS kind, id, id AS workspace_id, name AS title, deleted_at FROM workspaces
      WHERE \(condition)
      UNION ALL
      SELECT 'image', id, workspace_id, \(Picture.name), deleted_at FROM images WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'album', id, workspace_id, name, deleted_at FROM albums WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'prompt', id, workspace_id, title, deleted_at FROM prompts WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'style', id, workspace_id, name, deleted_at FROM styles WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'wordList', id, workspace_id, name, deleted_at FROM word_lists WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'chat', id, workspace_id, title, deleted_at FROM chats WHERE \(condition) AND \(isOfOneInUse)
      UNION ALL
      SELECT 'message', id, (SELECT workspace_id FROM chats WHERE chats.id = chat_id),
        substr(coalesce(parts ->> '$[0].text', ''), 1, 100), deleted_at FROM messages
      WHERE \(condition) AND \(isTop) AND chat_id NOT IN (SELECT id FROM chats WHERE deleted_at IS NOT NULL)
        AND chat_id NOT IN (
          SELECT id FROM chats WHERE workspace_id IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL))
      ORDER BY deleted_at DESC, id DESC LIMIT ?1
      """
    let place: [any Bindable] = position.map { [$0.rank ?? Int64.max, $0.id] } ?? []
    return (sql, [limit + 1] + place)
  }
}

extension Trash where Transaction == Writing {
  /// Removes for good up to `limit` of what went to the trash before `moment`. Returns how many; the files of pictures
  /// go with the next sweep.
  package func empty(before moment: Timestamp, limit: Int) throws -> Int {
    // Workspaces last: what is in them goes by itself, but for the pictures, of which there may be many.
    let steps = [
      transaction.images.purgeExpired, transaction.albums.purgeExpired, transaction.prompts.purgeExpired,
      transaction.styles.purgeExpired, transaction.wordLists.purgeExpired, transaction.messages.purgeExpired,
      transaction.chats.purgeExpired,
      transaction.images.clearExpiredWorkspaces, transaction.workspaces.purgeExpired,
    ]
    var removed = 0
    for step in steps where removed < limit { removed += try step(moment, limit - removed) }
    return removed
  }
}

extension Trashed {
  init(row: borrowing Row) throws(SQLiteError) {
    guard let kind = Kind(rawValue: try row.read(0)) else { throw row.unreadable(0, wanted: "a kind of thing") }
    self.init(
      kind: kind, id: try row.read(1), workspaceId: try row.read(2), title: try row.read(3),
      deletedAt: try row.read(4))
  }
}
