import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("A crash") struct CrashTests {
  @Test("loses nothing that was acknowledged, and undoes nothing", .timeLimit(.minutes(1)))
  func kills() async throws {
    let setting = Setting()
    var said = Said()
    for acknowledged in [0, 1, 0, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 1, 10, 100, 1_000] {
      let lines = try await linesOfKilledWriter(of: "workspaces", in: setting.path, after: acknowledged)
      #expect(lines.count >= acknowledged)
      for line in lines { said.add(line) }
    }

    let connection = try setting.connection(.readWrite)
    try Backup.check(connection)
    let kept = Set(try connection.all("SELECT id FROM workspaces") { try $0.read(0, as: Identifier.self).text })
    #expect(said.made.subtracting(said.handedIn).subtracting(kept).isEmpty)
    #expect(said.purged.intersection(kept).isEmpty)

    // Each row has its one event, and each event its row or the event of its end.
    let created = try connection.all("SELECT workspace_id FROM events WHERE type = 'workspace.created'") { row in
      try row.read(0, as: Identifier.self).text
    }
    let ended = try connection.all("SELECT workspace_id FROM events WHERE type = 'workspace.purged'") { row in
      try row.read(0, as: Identifier.self).text
    }
    #expect(created.count == Set(created).count)
    #expect(Set(created).subtracting(ended) == kept)
  }
}
