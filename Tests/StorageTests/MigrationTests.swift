import Domain
import Foundation
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Bringing a database forward") struct MigrationTests {
  private static let next = Migrator.Migration(
    name: "2999-01-01-add-things", script: "CREATE TABLE things (i INTEGER) STRICT;", checksum: "next")

  private func options(_ more: Migrator.Migration...) -> Store.Options {
    var options = Store.Options()
    options.migrations += more
    return options
  }

  private func opened(_ setting: Setting, _ options: Store.Options = Store.Options()) async throws {
    try await setting.open(options).close()
  }

  @Test("makes a verified backup first, which holds what was there before")
  func backup() async throws {
    let setting = Setting()
    try await opened(setting)
    #expect(try setting.temporary.names(in: "data/backups") == [])
    try await opened(setting, options(Self.next))
    let names = try setting.temporary.names(in: "data/backups")
    let name = try #require(names.first)
    #expect(names.count == 1 && name.hasSuffix("-before-2999-01-01-add-things.db") && !name.contains(":"))
    let copy = try Connection(path: "\(setting.path)/backups/\(name)", mode: .readOnly)
    try Backup.check(copy)
    #expect(try copy.first("SELECT name FROM workspaces") { try $0.text(0) } == "My studio")
    #expect(throws: SQLiteError.self) { try copy.run("SELECT * FROM things") }
    #expect(try setting.connection().first("SELECT count(*) FROM things") { try $0.integer(0) } == 0)
    try await opened(setting, options(Self.next))
    #expect(try setting.temporary.names(in: "data/backups") == names)
  }

  @Test("that fails changes nothing, and the older program still opens it")
  func failing() async throws {
    let setting = Setting()
    try await opened(setting)
    let broken = Migrator.Migration(name: "broken", script: "DROP TABLE events; SELEC;", checksum: "")
    await #expect {
      try await opened(setting, options(broken))
    } throws: { error in
      if case .failedMigration("broken", _)? = error as? Refusal { true } else { false }
    }
    try await opened(setting)
  }

  @Test("is refused when a newer program was here")
  func newer() async throws {
    let setting = Setting()
    try await opened(setting, options(Self.next))
    await #expect(throws: Refusal.newerSchema(migration: Self.next.name)) { try await opened(setting) }
    #expect(Examination(ofFolder: setting.path, deep: false).refusal == .newerSchema(migration: Self.next.name))
  }

  @Test("is refused when a migration has changed since it ran")
  func changed() async throws {
    let setting = Setting()
    try await opened(setting, options(Self.next))
    let changed = Migrator.Migration(name: Self.next.name, script: Self.next.script, checksum: "changed")
    await #expect(throws: Refusal.changedMigration(Self.next.name)) { try await opened(setting, options(changed)) }
  }

  @Test("is refused when the file is no database, which stays as it is")
  func noDatabase() async throws {
    let setting = Setting()
    let bytes = Data(repeating: 0x41, count: 10_000)
    _ = try DataFolder(path: setting.path)
    try bytes.write(to: URL(filePath: setting.path + "/pixazo.db"))
    await #expect(throws: Refusal.self) { try await opened(setting) }
    #expect(try Data(contentsOf: URL(filePath: setting.path + "/pixazo.db")) == bytes)
  }
}
