package import Domain
import SQLite

/// The styles; those that change them want a `Writing`.
package struct Styles<Transaction> {
  let connection: Connection
  let transaction: Transaction

  private var table: NamedTable<Style> { NamedTable(connection: connection) }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Style { try table.get(id) }

  /// The style of that workspace; nil when there is none, or it lies in the trash.
  package func find(_ id: Identifier, in workspaceId: Identifier) throws -> Style? {
    try connection.first(
      "SELECT \(Style.columns) FROM styles WHERE id = ? AND workspace_id = ? AND deleted_at IS NULL",
      [id, workspaceId], Style.init(row:))
  }

  /// The newest first; in the trash, the last deleted first.
  package func list(
    in workspaceId: Identifier, trashed: Bool = false, after position: Position? = nil, limit: Int
  ) throws -> Page<Style> {
    try table.list(in: workspaceId, trashed: trashed, after: position, limit: limit)
  }
}

extension Styles where Transaction == Writing {
  /// Throws `invalid_request` for a name that is taken, and when there are too many.
  @discardableResult
  package func insert(_ look: Style.Look, in workspaceId: Identifier) throws -> Style {
    let style = Style(look, id: Identifier(at: transaction.now), in: workspaceId, at: transaction.now)
    try table.insert(style, transaction)
    return style
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Throws `invalid_request` for a name that
  /// is taken.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Style.Patch) throws -> Style {
    let current = try table.get(id)
    let changed = current.applying(patch, at: transaction.now)
    try table.save(changed, insteadOf: current, transaction)
    return changed
  }

  /// What became of one style of a file.
  package enum Arrival: String, Sendable, CaseIterable {
    case added, unchanged, replaced
    /// Another one has its name and stays as it is.
    case kept
  }

  /// Takes in a style of a file. One that the workspace has already, to the letter, is left alone; so is another one of
  /// its name, unless it is to be replaced. Throws `invalid_request` when there are too many.
  package func take(
    _ look: Style.Look, in workspaceId: Identifier, replacing: Bool
  ) throws -> (style: Style, arrival: Arrival) {
    guard let current = try table.find(key: Style.key(of: look.name), in: workspaceId) else {
      return (try insert(look, in: workspaceId), .added)
    }
    if current.look == look { return (current, .unchanged) }
    guard replacing else { return (current, .kept) }
    let changed = current.applying(look, at: transaction.now)
    try table.save(changed, insteadOf: current, transaction)
    return (changed, .replaced)
  }

  /// Moves it to the trash; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Style { try table.move(id, toTrash: true, transaction) }

  /// Takes it out of the trash; one that is not there stays as it is. Throws `invalid_request` when another one has its
  /// name by now.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Style { try table.move(id, toTrash: false, transaction) }

  /// Removes it for good, from the trash or not.
  package func purge(_ id: Identifier) throws { try table.purge(id, transaction) }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    try table.purgeExpired(before: moment, limit: limit, transaction)
  }
}

extension Style: NamedThing {
  var name: String { look.name }
  var key: String { Style.key(of: look.name) }

  static let table = "styles"
  static let called = (people: "style", events: "style")
  static let ownColumns = ["positive", "negative_prompt", "steps", "guidance", "sampler"]
  static let ownColumnsOfEntry = 5
  var ownValues: [any Bindable] {
    [look.positive, look.negativePrompt, look.steps, look.guidance, look.sampler]
  }

  init(row: borrowing Row) throws(SQLiteError) {
    var look = Look(name: try row.read(2), positive: try row.read(8), negativePrompt: try row.read(9))
    look.steps = try row.read(10)
    look.guidance = try row.read(11)
    look.sampler = try row.read(12)
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), look: look, createdAt: try row.read(4),
      updatedAt: try row.read(5), deletedAt: try row.read(6), version: try row.read(7))
  }

  static func entry(row: borrowing Row) throws(SQLiteError) -> Style { try Style(row: row) }

  static func position(of entry: Style) -> (id: Identifier, deletedAt: Timestamp?) { (entry.id, entry.deletedAt) }
}
