import Domain
import Glibc
import Storage

/// Writes without end and says on stdout what was acknowledged, until somebody kills it: `CrashWriter FOLDER`.
///
/// `+id` a workspace was made, `?id` its purge is handed in, `-id` it was purged.
@main enum CrashWriter {
  static func main() async throws {
    guard let path = CommandLine.arguments.dropFirst().first else { exit(2) }
    let store = try await Store.open(folder: try DataFolder(path: path), clock: .system)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await write(to: store) } }
      try await group.waitForAll()
    }
  }

  private static func write(to store: Store) async throws {
    var round = 0
    while true {
      round += 1
      let made = try await store.write { try $0.workspaces.insert(Workspace.Draft(name: "Made")) }
      say("+", made.id)
      guard round.isMultiple(of: 3) else { continue }
      say("?", made.id)
      try await store.write { try $0.workspaces.purge(made.id) }
      say("-", made.id)
    }
  }

  /// In one call, which a pipe never tears apart.
  private static func say(_ sign: String, _ id: Identifier) {
    let line = Array("\(sign)\(id.text)\n".utf8)
    Glibc.write(STDOUT_FILENO, line, line.count)
  }
}
