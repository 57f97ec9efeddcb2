import SQLite
import Testing

@Suite("Migrations") struct MigratorTests {
  let connection: Connection
  private let first = Migrator.Migration(name: "1", script: "CREATE TABLE a (i INTEGER) STRICT;", checksum: "one")
  private let second = Migrator.Migration(
    name: "2", script: "-- two statements\nINSERT INTO a VALUES (7); CREATE TABLE b (i INTEGER) STRICT;",
    checksum: "two")

  init() throws { connection = try Connection(path: ":memory:", mode: .create) }

  private func tables() throws -> [String] {
    try connection.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { try $0.text(0) }
  }

  @Test("run once each, in order")
  func once() throws {
    try Migrator([first]).run(on: connection, at: 1)
    #expect(try Migrator([first, second]).pending(on: connection).map(\.name) == ["2"])
    for moment in 2...3 { try Migrator([first, second]).run(on: connection, at: Int64(moment)) }
    #expect(try tables() == ["a", "b", "migrations"])
    let kept = try connection.all("SELECT name, applied_at FROM migrations ORDER BY position") { row in
      "\(try row.text(0)) at \(try row.integer(1))"
    }
    #expect(kept == ["1 at 1", "2 at 2"])
    #expect(try connection.first("SELECT count(*) FROM a") { try $0.integer(0) } == 1)
  }

  @Test("that fail change nothing, and those before them stay")
  func failing() throws {
    let broken = Migrator.Migration(name: "2", script: "INSERT INTO a VALUES (7); SELEC", checksum: "two")
    #expect { try Migrator([first, broken]).run(on: connection, at: 1) } throws: {
      if case Migrator.Failure.failed("2", _) = $0 { true } else { false }
    }
    #expect(try connection.first("SELECT count(*) FROM a") { try $0.integer(0) } == 0)
    #expect(try Migrator([first, second]).pending(on: connection).map(\.name) == ["2"])
  }

  @Test("that leave a reference to nothing are refused")
  func references() throws {
    let orphan = Migrator.Migration(
      name: "1",
      script: "CREATE TABLE p (i INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p); INSERT INTO c VALUES (1)",
      checksum: "one")
    #expect(throws: Migrator.Failure.self) { try Migrator([orphan]).run(on: connection, at: 1) }
    #expect(try tables() == [])
  }

  @Test("that end their transaction are refused")
  func ownCommit() throws {
    let commits = Migrator.Migration(name: "1", script: "CREATE TABLE a (i INTEGER); COMMIT;", checksum: "one")
    #expect(throws: Migrator.Failure.self) { try Migrator([commits]).run(on: connection, at: 1) }
  }

  @Test("that have changed since they ran are refused")
  func changed() throws {
    try Migrator([first]).run(on: connection, at: 1)
    let changed = Migrator.Migration(name: "1", script: first.script, checksum: "another")
    #expect(throws: Migrator.Failure.changed(migration: "1")) { try Migrator([changed]).pending(on: connection) }
  }

  @Test("that only a newer program knows are refused")
  func newer() throws {
    try Migrator([first, second]).run(on: connection, at: 1)
    #expect(throws: Migrator.Failure.newer(migration: "2")) { try Migrator([first]).pending(on: connection) }
    #expect(throws: Migrator.Failure.newer(migration: "1")) { try Migrator([second]).pending(on: connection) }
  }

  @Test("leave the check of references switched on")
  func checkAgain() throws {
    try Migrator([first]).run(on: connection, at: 1)
    #expect(try connection.first("PRAGMA foreign_keys") { try $0.integer(0) } == 1)
  }
}
