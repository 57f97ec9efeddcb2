package import Domain
import SQLite

/// The log of what happened, for those who come back and ask what they missed.
package struct Events<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Up to `limit` events after the one with that id, the oldest first; with a workspace, only those of it.
  package func after(_ id: Int64, workspaceId: Identifier? = nil, limit: Int) throws -> [Event] {
    if let workspaceId {
      return try connection.all(
        "SELECT \(Event.columns) FROM events WHERE workspace_id = ? AND id > ? ORDER BY id LIMIT ?",
        [workspaceId, id, limit], Event.init(row:))
    }
    return try connection.all(
      "SELECT \(Event.columns) FROM events WHERE id > ? ORDER BY id LIMIT ?", [id, limit], Event.init(row:))
  }

  /// The oldest event that was not trimmed; nil when the log is empty.
  package func oldestId() throws -> Int64? {
    try connection.first("SELECT min(id) FROM events") { try $0.read(0, as: Int64?.self) } ?? nil
  }

  /// The newest id that was ever given, trimmed or not; 0 before the first.
  package func newestId() throws -> Int64 {
    try connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'events'") { try $0.integer(0) } ?? 0
  }
}

extension Events where Transaction == Writing {
  /// Forgets up to `limit` events from before `moment`, the oldest first. Returns how many.
  package func trim(before moment: Timestamp, limit: Int) throws -> Int {
    guard let oldest = try oldestId() else { return 0 }
    // Looks only at what it forgets, and one more.
    return try connection.run(
      """
      DELETE FROM events WHERE id < coalesce(
        (SELECT id FROM events WHERE id < ?1 AND at >= ?2 ORDER BY id LIMIT 1), ?1)
      """, [oldest + Int64(limit), moment])
  }

  func append(_ type: String, workspaceId: Identifier?, subject: JSON) throws -> Event {
    let id = try connection.first(
      "INSERT INTO events (type, at, workspace_id, subject) VALUES (?, ?, ?, ?) RETURNING id",
      [type, transaction.now, workspaceId, subject]
    ) { try $0.integer(0) }
    guard let id else { throw Failure(.internal, "The event log gave no id.") }
    return Event(id: id, type: type, at: transaction.now, workspaceId: workspaceId, subject: subject)
  }
}

extension Event {
  static let columns = "id, type, at, workspace_id, subject"

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), type: try row.read(1), at: try row.read(2), workspaceId: try row.read(3),
      subject: try row.read(4))
  }
}
