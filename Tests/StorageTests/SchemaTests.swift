import Foundation
import SQLite
import Testing

@testable import Storage

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Migrations")

@Suite("The schema") struct SchemaTests {
  @Test("the list names exactly the migrations of the folder, in their order")
  func list() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    let names = files.filter { $0.hasSuffix(".sql") && $0 != "schema.sql" }.map { String($0.dropLast(4)) }
    #expect(Schema.migrations.map(\.name) == names)
  }

  @Test("each migration carries the text of its file")
  func text() throws {
    for migration in Schema.migrations {
      let text = try String(contentsOf: folder.appending(path: migration.name + ".sql"), encoding: .utf8)
      #expect(migration.script == text)
    }
  }

  @Test("schema.sql is what a fresh run of the migrations gives")
  func dump() throws {
    let kept = try String(contentsOf: folder.appending(path: "schema.sql"), encoding: .utf8)
    let fresh = try Schema.dump()
    #expect(fresh == kept, "write it anew: pixazo migrate --schema > Migrations/schema.sql")
  }
}
