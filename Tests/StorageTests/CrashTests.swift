import Domain
import Foundation
import SQLite
import Testing

@testable import Storage

@Suite("A crash") struct CrashTests {
  /// What a killed writer said before it died.
  private struct Said {
    var made: Set<String> = []
    var handedIn: Set<String> = []
    var purged: Set<String> = []

    mutating func add(_ line: Substring) {
      let id = String(line.dropFirst())
      switch line.first {
      case "+": made.insert(id)
      case "?": handedIn.insert(id)
      case "-": purged.insert(id)
      default: break
      }
    }
  }

  @Test("loses nothing that was acknowledged, and undoes nothing", .timeLimit(.minutes(1)))
  func kills() async throws {
    let setting = Setting()
    var said = Said()
    for acknowledged in [0, 1, 0, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 1, 10, 100, 1_000] {
      let lines = try await linesOfKilledWriter(in: setting.path, after: acknowledged)
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

  /// Lets a writer work until it has said that many lines, kills it, and returns all whole lines that it said.
  private func linesOfKilledWriter(in folder: String, after count: Int) async throws -> [Substring] {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program.appending(path: "CrashWriter")
    process.arguments = [folder]
    process.standardOutput = pipe
    try process.run()
    if count == 0 { kill(process.processIdentifier, SIGKILL) }
    return await withCheckedContinuation { continuation in
      // Reading blocks, which a task must not.
      DispatchQueue.global().async {
        var said = Data()
        var lines = 0
        while true {
          let more = pipe.fileHandleForReading.availableData
          if more.isEmpty { break }
          said += more
          lines += more.count { $0 == 10 }
          if lines >= count { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
        let whole = String(decoding: said, as: UTF8.self)
        continuation.resume(returning: whole.split(separator: "\n").filter { $0.utf8.count == 37 })
      }
    }
  }
}
