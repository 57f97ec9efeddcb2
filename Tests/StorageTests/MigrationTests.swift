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

  @Test("gives every picture its place in the old order, many of one moment and the trash included")
  func places() throws {
    let connection = try Connection(path: ":memory:", mode: .create)
    let count = try #require(Schema.migrations.firstIndex { $0.name.hasSuffix("place-images") })
    try Migrator(Array(Schema.migrations[..<count])).run(on: connection, at: 0)
    let rooms: [[UInt8]] = [3, 1, 2].map { [UInt8](repeating: $0, count: 16) }
    for room in rooms {
      try connection.run(
        """
        INSERT INTO workspaces (id, name, description, color, created_at, updated_at, version)
        VALUES (?, '', '', '', 0, 0, 1)
        """, [room])
    }
    var dice = SplitMix(state: 5)
    for number in 0..<300 {
      // Fifty of each millisecond, and those at the beginning of time.
      let moment: Int64 = number < 50 ? 0 : 1_700_000_000_000 + Int64(number / 50)
      let isTrashed = Int.random(in: 0..<4, using: &dice) == 0
      try connection.run(
        """
        INSERT INTO images (number, id, workspace_id, source, position, title, alt, model, format, width, height, bytes,
          sha256, placeholder, favorite, rating, tags, albums, created_at, updated_at, deleted_at, version)
        VALUES (?, ?, ?, 'uploaded', 0, ?, '', ?, 'png', 1, 1, 1, zeroblob(32), x'', 0, 0, '["fox"]', '[]', ?, 0, ?, 1)
        """,
        [
          moment * 4_096 + Int64(number % 50), Identifier().bytes, rooms[Int.random(in: 0..<3, using: &dice)],
          "p\(1_000 + number)", number % 2 == 0 ? "m" : nil as String?, moment, isTrashed ? moment : nil as Int64?,
        ])
    }
    func order(by column: String) throws -> [String] {
      try connection.all("SELECT title FROM images ORDER BY workspace_id, deleted_at IS NOT NULL, \(column)") {
        try $0.text(0)
      }
    }
    let before = try order(by: "number")
    try Migrator(Schema.migrations).run(on: connection, at: 0)
    #expect(try order(by: "number") == before)
    let pictures = try connection.all(
      """
      SELECT number, room, images.created_at, images.deleted_at IS NOT NULL, turn
      FROM images JOIN workspaces ON workspaces.id = workspace_id
      """
    ) { row in
      let place = ImagePlace(number: try row.integer(0))
      let moment = ImagePlace.moment(at: Timestamp(milliseconds: try row.integer(2)))
      let isSame = try place.room == row.integer(1) && place.isTrash == row.read(3) && place.turn == row.integer(4)
      return isSame && place.moment >= moment && place.moment < moment + 300
    }
    #expect(pictures.count == 300 && pictures.allSatisfy(\.self))
    #expect(try connection.first("SELECT max(room) FROM workspaces", []) { try $0.integer(0) } == 3)
    for title in before {
      let found = try connection.all(
        "SELECT title FROM image_words CROSS JOIN images ON number = image_words.rowid WHERE image_words MATCH ?",
        ["text : (\"\(title)\" AND \"fox\")"]
      ) { try $0.text(0) }
      #expect(found == [title])
    }
    let traits = """
      SELECT count(*) FROM image_traits JOIN image_kinds ON id = kind WHERE tags = '["fox"]' AND model = 'm'
      """
    #expect(try connection.first(traits, []) { try $0.integer(0) } == 150)
  }
}
