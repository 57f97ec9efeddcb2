import Domain
import SQLite

/// Something that a workspace keeps under a name of its own.
protocol NamedThing: Sendable, Equatable {
  /// What a list shows of it.
  associatedtype Entry: Sendable

  var id: Identifier { get }
  var workspaceId: Identifier { get }
  var name: String { get }
  /// By which names are told apart.
  var key: String { get }
  var createdAt: Timestamp { get }
  var updatedAt: Timestamp { get set }
  var deletedAt: Timestamp? { get set }
  var version: Int { get set }

  static var table: String { get }
  /// As people call it, and as events do.
  static var called: (people: String, events: String) { get }
  /// How many a workspace may have, those in the trash left out.
  static var most: Int { get }
  /// The columns behind those that all have, and their values.
  static var ownColumns: [String] { get }
  var ownValues: [any Bindable] { get }
  /// How many of them belong to an entry, from the first on.
  static var ownColumnsOfEntry: Int { get }

  /// Reads all columns, in their order.
  init(row: borrowing Row) throws(SQLiteError)
  static func entry(row: borrowing Row) throws(SQLiteError) -> Entry
  static func position(of entry: Entry) -> (id: Identifier, deletedAt: Timestamp?)
}

extension NamedThing {
  static var sharedColumns: [String] {
    ["id", "workspace_id", "name", "name_key", "created_at", "updated_at", "deleted_at", "version"]
  }
  static var columns: String { (sharedColumns + ownColumns).joined(separator: ", ") }
  static var entryColumns: String { (sharedColumns + ownColumns.prefix(ownColumnsOfEntry)).joined(separator: ", ") }
}

/// The table of such things: `workspace_id`, `name_key` and `deleted_at` have the indexes that its queries want.
struct NamedTable<Thing: NamedThing> {
  let connection: Connection

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  func get(_ id: Identifier) throws -> Thing {
    let sql = "SELECT \(Thing.columns) FROM \(Thing.table) WHERE id = ?"
    guard let thing = try connection.first(sql, [id], Thing.init(row:)) else {
      throw Failure.notFound(Thing.called.people)
    }
    return thing
  }

  /// The one of that name, case aside, unless it lies in the trash.
  func find(key: String, in workspaceId: Identifier) throws -> Thing? {
    try connection.first(
      "SELECT \(Thing.columns) FROM \(Thing.table) WHERE workspace_id = ? AND name_key = ? AND deleted_at IS NULL",
      [workspaceId, key], Thing.init(row:))
  }

  /// The newest first; in the trash, the last deleted first.
  func list(
    in workspaceId: Identifier, trashed: Bool, after position: Position?, limit: Int
  ) throws -> Page<Thing.Entry> {
    let query = Self.query(in: workspaceId, trashed: trashed, after: position, limit: limit)
    let entries = try connection.all(query.sql, query.arguments, Thing.entry(row:))
    return Page(entries, limit: limit) { entry in
      let (id, deletedAt) = Thing.position(of: entry)
      return Position(rank: trashed ? deletedAt?.milliseconds : nil, id: id)
    }
  }

  /// Either list is one stretch of the index of its order, so a page costs the same at any depth.
  static func query(
    in workspaceId: Identifier, trashed: Bool, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    var condition = "workspace_id = ?"
    var arguments: [any Bindable] = [workspaceId]
    if trashed {
      // Not IS NOT NULL: a comparison bounds the walk through the index.
      condition += " AND (deleted_at, id) < (?, ?)"
      arguments += [position?.rank ?? Int64.max, position?.id.bytes ?? []]
    } else {
      condition += " AND deleted_at IS NULL"
      if let position {
        condition += " AND id < ?"
        arguments.append(position.id)
      }
    }
    let order = trashed ? "deleted_at DESC, id DESC" : "id DESC"
    let sql = "SELECT \(Thing.entryColumns) FROM \(Thing.table) WHERE \(condition) ORDER BY \(order) LIMIT ?"
    return (sql, arguments + [limit + 1])
  }

  /// Throws `invalid_request` for a name that is taken, and when there are too many.
  func insert(_ thing: Thing, _ writing: Writing) throws {
    try checkPlace(for: thing)
    let places = repeatElement("?", count: Thing.sharedColumns.count + Thing.ownColumns.count)
    try connection.run(
      "INSERT INTO \(Thing.table) (\(Thing.columns)) VALUES (\(places.joined(separator: ", ")))",
      [
        thing.id, thing.workspaceId, thing.name, thing.key, thing.createdAt, thing.updatedAt, thing.deletedAt,
        thing.version,
      ] + thing.ownValues)
    try record("created", thing, writing)
  }

  /// Changes nothing and tells of nothing where they are the same. Throws `invalid_request` for a name that is taken.
  func save(_ thing: Thing, insteadOf current: Thing, as verb: String = "updated", _ writing: Writing) throws {
    guard thing != current else { return }
    if thing.deletedAt == nil {
      if current.deletedAt != nil { try checkPlace(for: thing) } else { try checkName(of: thing) }
    }
    let own = Thing.ownColumns.map { ", \($0) = ?" }.joined()
    try connection.run(
      """
      UPDATE \(Thing.table) SET name = ?, name_key = ?, updated_at = ?, deleted_at = ?, version = ?\(own)
      WHERE id = ?
      """,
      [thing.name, thing.key, thing.updatedAt, thing.deletedAt, thing.version] + thing.ownValues + [thing.id])
    try record(verb, thing, writing)
  }

  /// To the trash or out of it; one that is there already stays as it is. Throws `invalid_request` when another one has
  /// its name by now.
  func move(_ id: Identifier, toTrash: Bool, _ writing: Writing) throws -> Thing {
    let current = try get(id)
    guard toTrash != (current.deletedAt != nil) else { return current }
    var thing = current
    thing.deletedAt = toTrash ? writing.now : nil
    thing.updatedAt = writing.now
    thing.version += 1
    try save(thing, insteadOf: current, as: toTrash ? "deleted" : "restored", writing)
    return thing
  }

  /// Removes it for good, from the trash or not.
  func purge(_ id: Identifier, _ writing: Writing) throws {
    let thing = try get(id)
    try connection.run("DELETE FROM \(Thing.table) WHERE id = ?", [id])
    try record("purged", thing, writing)
  }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  func purgeExpired(before moment: Timestamp, limit: Int, _ writing: Writing) throws -> Int {
    let expired = try connection.all(
      "SELECT id FROM \(Thing.table) WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?", [moment, limit]
    ) { try $0.read(0, as: Identifier.self) }
    for id in expired { try purge(id, writing) }
    return expired.count
  }

  private func checkPlace(for thing: Thing) throws {
    let sql = "SELECT count(*) FROM \(Thing.table) WHERE workspace_id = ? AND deleted_at IS NULL"
    let count = try connection.first(sql, [thing.workspaceId]) { try $0.read(0, as: Int.self) } ?? 0
    guard count < Thing.most else {
      let detail = "A workspace may have \(Thing.most) of them; remove some first."
      throw Failure(refusing: [Failure.Field("/name", .tooLarge, detail)])
    }
    try checkName(of: thing)
  }

  private func checkName(of thing: Thing) throws {
    let sql = "SELECT id FROM \(Thing.table) WHERE workspace_id = ? AND name_key = ? AND deleted_at IS NULL"
    let other = try connection.first(sql, [thing.workspaceId, thing.key]) { try $0.read(0, as: Identifier.self) }
    guard let other, other != thing.id else { return }
    let detail = "Another \(Thing.called.people) of this workspace is called \"\(thing.name)\"."
    throw Failure(refusing: [Failure.Field("/name", .taken, detail)])
  }

  private func record(_ verb: String, _ thing: Thing, _ writing: Writing) throws {
    let type = Thing.called.events
    try writing.record(
      "\(type).\(verb)", workspaceId: thing.workspaceId,
      subject: [
        "type": .string(type), "id": .string(thing.id.text), "name": .string(thing.name),
        "version": .int(Int64(thing.version)),
      ])
  }
}
