package import Domain
import SQLite

/// The word lists; those that change them want a `Writing`.
package struct WordLists<Transaction> {
  let connection: Connection
  let transaction: Transaction

  private var table: NamedTable<WordList> { NamedTable(connection: connection) }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> WordList { try table.get(id) }

  /// The words of the list of that name, case aside; nil when there is none in use.
  package func words(of name: String, in workspaceId: Identifier) throws -> [String]? {
    try table.find(key: WordList.key(of: name), in: workspaceId)?.words
  }

  /// The newest first; in the trash, the last deleted first.
  package func list(
    in workspaceId: Identifier, trashed: Bool = false, after position: Position? = nil, limit: Int
  ) throws -> Page<WordList.Entry> {
    try table.list(in: workspaceId, trashed: trashed, after: position, limit: limit)
  }
}

extension WordLists where Transaction == Writing {
  /// Throws `invalid_request` for a name that is taken, and when there are too many.
  @discardableResult
  package func insert(_ draft: WordList.Draft, in workspaceId: Identifier) throws -> WordList {
    let list = WordList(draft, id: Identifier(at: transaction.now), in: workspaceId, at: transaction.now)
    try table.insert(list, transaction)
    return list
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Throws `invalid_request` for a name that
  /// is taken.
  @discardableResult
  package func update(_ id: Identifier, _ patch: WordList.Patch) throws -> WordList {
    let current = try table.get(id)
    let changed = current.applying(patch, at: transaction.now)
    try table.save(changed, insteadOf: current, transaction)
    return changed
  }

  /// Moves it to the trash; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> WordList { try table.move(id, toTrash: true, transaction) }

  /// Takes it out of the trash; one that is not there stays as it is. Throws `invalid_request` when another one has its
  /// name by now.
  @discardableResult
  package func restore(_ id: Identifier) throws -> WordList { try table.move(id, toTrash: false, transaction) }

  /// Removes it for good, from the trash or not.
  package func purge(_ id: Identifier) throws { try table.purge(id, transaction) }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    try table.purgeExpired(before: moment, limit: limit, transaction)
  }
}

extension WordList: NamedThing {
  var key: String { WordList.key(of: name) }

  static let table = "word_lists"
  static let called = (people: "word list", events: "wordList")
  static let ownColumns = ["word_count", "words"]
  /// All but the words.
  static let ownColumnsOfEntry = 1
  var ownValues: [any Bindable] { [words.count, words.joined(separator: "\n")] }

  init(row: borrowing Row) throws(SQLiteError) {
    let entry = try Self.entry(row: row)
    let words = try row.read(9, as: String.self)
    self.init(
      id: entry.id, workspaceId: entry.workspaceId, name: entry.name,
      words: words.utf8.split(separator: 0x0A).map { String(Substring($0)) }, createdAt: entry.createdAt,
      updatedAt: entry.updatedAt, deletedAt: entry.deletedAt, version: entry.version)
  }

  static func entry(row: borrowing Row) throws(SQLiteError) -> Entry {
    Entry(
      id: try row.read(0), workspaceId: try row.read(1), name: try row.read(2), wordCount: try row.read(8),
      createdAt: try row.read(4), updatedAt: try row.read(5), deletedAt: try row.read(6), version: try row.read(7))
  }

  static func position(of entry: Entry) -> (id: Identifier, deletedAt: Timestamp?) { (entry.id, entry.deletedAt) }
}
