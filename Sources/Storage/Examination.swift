import Glibc
import SQLite

/// What can be said of a data folder without taking it or changing it: a server may be at work there.
package struct Examination: Sendable {
  /// The process that holds the folder; nil when none seems to.
  package let holder: Int32?
  /// Why the folder or its database cannot be used at all.
  package let refusal: Refusal?
  /// False before the first start.
  package let hasDatabase: Bool
  /// Migrations that would run at the next start.
  package let pending: [String]
  /// What the check of the database found, at most a hundred lines; empty when it is whole.
  package let damage: [String]
  /// Whether there are keys of providers, which want the keyring.
  package let hasSealedKeys: Bool

  package static let sqliteVersion = SQLiteVersion.running.description
  /// Whether this SQLite can lose commits to a second writer, which we never have.
  package static let sqliteNeedsOneWriter = SQLiteVersion.running.canLoseCommitsToSecondWriter

  /// Looks at the folder at `path`. `deep` reads every page and index, which takes long on a large database;
  /// otherwise only the structure is checked. Blocks.
  package init(ofFolder path: String, deep: Bool) {
    var refusal: Refusal?
    var pending: [String] = []
    var damage: [String] = []
    var hasSealedKeys = false
    let database = path + "/pixazo.db"
    holder = DataFolder.holder(of: path)
    hasDatabase = access(database, F_OK) == 0
    do {
      try DataFolder.refuseNetwork(path)
      if hasDatabase {
        let connection = try Connection(
          path: database, mode: .readOnly, pragmas: ["query_only = ON", "cell_size_check = ON", "mmap_size = 0"],
          busyTimeout: .seconds(2))
        damage = try Self.damage(of: connection, deep: deep)
        // An older schema has no such table.
        hasSealedKeys = (try? connection.first("SELECT 1 FROM sealed_keys LIMIT 1", [], { _ in true })) == true
        pending = try Migrator(Schema.migrations).pending(on: connection).map(\.name)
      }
    } catch {
      refusal = Refusal(error)
    }
    self.refusal = refusal
    self.pending = pending
    self.damage = damage
    self.hasSealedKeys = hasSealedKeys
  }

  private static func damage(of connection: Connection, deep: Bool) throws -> [String] {
    var found: [String] = []
    do {
      let pragma = deep ? "integrity_check(100)" : "quick_check(100)"
      found = try connection.all("PRAGMA \(pragma)") { try $0.text(0) }.filter { $0 != "ok" }
      let orphans = try connection.all("PRAGMA foreign_key_check") { row in
        "A row of \(try row.text(0)) refers to a row of \(try row.text(2)) that is not there."
      }
      found += orphans.prefix(100)
    } catch let error as SQLiteError where error.kind == .other {
      // So broken that the check itself fails.
      found.append(error.message)
    }
    return found
  }
}
