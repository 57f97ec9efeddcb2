import Domain
import Glibc
import Storage

/// Writes without end and says on stdout what was acknowledged, until somebody kills it:
/// `CrashWriter FOLDER workspaces|images|generations`.
///
/// `+id` something was made, `?id` its purge is handed in, `-id` it was purged.
@main enum CrashWriter {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { exit(2) }
    if arguments[2] == "generations" { try await orderWithoutEnd(in: arguments[1]) }
    let folder = try DataFolder(path: arguments[1])
    let store = try await Store.open(folder: folder, clock: .system)
    let vault = try await Vault.open(folder: folder, store: store)
    let workspace = try await store.write { try $0.workspaces.insert(Workspace.Draft(name: "Of the run")) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          switch arguments[2] {
          case "workspaces": try await makeWorkspaces(in: store)
          case "images": try await makeImages(in: workspace.id, store, vault, number)
          default: exit(2)
          }
        }
      }
      if arguments[2] == "images" {
        group.addTask { while true { if try await vault.sweep() == nil { await Task.yield() } } }
      }
      try await group.waitForAll()
    }
  }

  private static func makeWorkspaces(in store: Store) async throws {
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

  /// Half of them share few contents, so that the same file is kept, loosened and swept by several at once; no content
  /// of the others comes twice, so that nobody else's row hides a file that was left behind.
  private static func makeImages(
    in workspace: Identifier, _ store: Store, _ vault: Vault, _ number: Int
  ) async throws {
    var round = number
    while true {
      round += 1
      let incoming = try await vault.stage()
      let isShared = number.isMultiple(of: 2)
      try await incoming.write(isShared ? [UInt8(round % 5)] : Array(Identifier().text.utf8))
      try await incoming.write([UInt8](repeating: 0, count: 10_000 + round % 3))
      let staged = try incoming.finish()
      let id = try await insert(staged, into: workspace, store, vault)
      say("+", id)
      guard round % 3 > 0 else { continue }
      say("?", id)
      try await store.write { try $0.images.purge(id) }
      say("-", id)
    }
  }

  private static func insert(
    _ staged: Staged, into workspace: Identifier, _ store: Store, _ vault: Vault
  ) async throws -> Identifier {
    while true {
      let kept = try await vault.keep(staged, as: .png)
      do {
        return try await store.write { writing in
          let picture = Picture(
            id: Identifier(at: writing.now), workspaceId: workspace, source: .uploaded, format: .png, width: 1,
            height: 1, bytes: staged.bytes, sha256: staged.sha256, placeholder: [], createdAt: writing.now)
          return try writing.images.insert(picture, of: kept).id
        }
      } catch is Vault.Gone {
        continue
      }
    }
  }

  /// In one call, which a pipe never tears apart.
  static func say(_ sign: String, _ id: Identifier) {
    let line = Array("\(sign)\(id.text)\n".utf8)
    Glibc.write(STDOUT_FILENO, line, line.count)
  }
}
