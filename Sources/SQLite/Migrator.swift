/// Brings a schema forward, one named step after the other, each in one transaction.
package struct Migrator: Sendable {
  package struct Migration: Sendable {
    package let name: String
    package let script: String
    /// Proves that the script is still the one that ran; whoever makes the list chooses the digest.
    package let checksum: String

    package init(name: String, script: String, checksum: String) {
      self.name = name
      self.script = script
      self.checksum = checksum
    }
  }

  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// The database has seen a migration that this list does not know: a newer program wrote it.
    case newer(migration: String)
    /// The script of a migration that already ran is not what it was.
    case changed(migration: String)
    /// The script failed; nothing of it is left.
    case failed(migration: String, reason: String)

    package var description: String {
      switch self {
      case .newer(let name): "the database was written by a newer version: it has the migration \(name)"
      case .changed(let name): "the migration \(name) has changed since it ran on this database"
      case .failed(let name, let reason): "the migration \(name) failed and changed nothing: \(reason)"
      }
    }
  }

  package let migrations: [Migration]

  /// The list is in the order of the migrations and only ever grows at its end.
  package init(_ migrations: [Migration]) { self.migrations = migrations }

  /// What has not run on this database yet. Throws `Failure` when the database and the list do not fit.
  package func pending(on connection: Connection) throws -> ArraySlice<Migration> {
    let done = try applied(on: connection)
    for (index, entry) in done.enumerated() {
      guard index < migrations.count, migrations[index].name == entry.name else {
        throw Failure.newer(migration: entry.name)
      }
      guard migrations[index].checksum == entry.checksum else { throw Failure.changed(migration: entry.name) }
    }
    return migrations[done.count...]
  }

  /// Runs what is pending, each step at `milliseconds` since 1970. A step that fails leaves the ones before it done.
  package func run(on connection: Connection, at milliseconds: Int64) throws {
    let pending = try pending(on: connection)
    guard !pending.isEmpty else { return }
    // Off, and only outside of a transaction: a table can be rebuilt while others refer to it.
    try connection.run("PRAGMA foreign_keys = OFF")
    defer { _ = try? connection.run("PRAGMA foreign_keys = ON") }
    for migration in pending {
      do {
        try connection.transaction(.write) { try apply(migration, on: connection, at: milliseconds) }
      } catch let error as SQLiteError {
        throw Failure.failed(migration: migration.name, reason: error.message)
      }
    }
  }

  private func apply(_ migration: Migration, on connection: Connection, at milliseconds: Int64) throws {
    if try !hasTable(connection) { try connection.execute(Self.table) }
    try connection.execute(migration.script)
    guard connection.isInTransaction else {
      throw Failure.failed(migration: migration.name, reason: "it ends the transaction that it runs in")
    }
    if let table = try connection.first("PRAGMA foreign_key_check", [], { try $0.text(0) }) {
      throw Failure.failed(migration: migration.name, reason: "a row of \(table) refers to a row that is not there")
    }
    try connection.run(
      "INSERT INTO migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
      [migration.name, migration.checksum, milliseconds])
  }

  private func applied(on connection: Connection) throws -> [(name: String, checksum: String)] {
    guard try hasTable(connection) else { return [] }
    return try connection.all("SELECT name, checksum FROM migrations ORDER BY position") { row in
      (try row.text(0), try row.text(1))
    }
  }

  private func hasTable(_ connection: Connection) throws -> Bool {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'"
    return try connection.first(sql) { _ in true } ?? false
  }

  private static let table = """
    CREATE TABLE migrations (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      checksum TEXT NOT NULL,
      applied_at INTEGER NOT NULL
    ) STRICT
    """
}
