import Domain
import SQLite
import Support
import Synchronization
import Testing

@testable import Storage

/// A store in a folder of its own, at a time that stands still until it is told to move, with its told events.
final class Setting: Sendable {
  let temporary = TemporaryFolder()
  private let time = Mutex(Timestamp(milliseconds: 1_795_000_000_000))
  private let events = Mutex<[Event]>([])

  var path: String { temporary.path + "/data" }
  var told: [Event] { events.withLock(\.self) }

  func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }

  func open(_ options: Store.Options = Store.Options(), in folder: DataFolder? = nil) async throws -> Store {
    let clock = Clock { [self] in time.withLock(\.self) }
    return try await Store.open(folder: try folder ?? DataFolder(path: path), clock: clock, options: options) {
      [self] told in
      events.withLock { $0 += told }
    }
  }

  /// A connection of its own to the same database, as another program would have.
  func connection(_ mode: Connection.Mode = .readOnly) throws -> Connection {
    try Connection(path: path + "/pixazo.db", mode: mode)
  }

  /// The database as it was before that migration, with nothing in it.
  func database(before migration: String) throws -> Connection {
    _ = try DataFolder(path: path)
    let connection = try Connection(path: path + "/pixazo.db", mode: .create)
    try Migrator(Schema.migrations.filter { $0.name < migration }).run(on: connection, at: 0)
    return connection
  }

  /// Runs `body` on an open store, which is closed afterwards.
  static func run(
    _ options: Store.Options = Store.Options(), _ body: (Setting, Store) async throws -> Void
  ) async throws {
    let setting = Setting()
    let store = try await setting.open(options)
    do {
      try await body(setting, store)
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }
}

/// Whether an error is a failure with that code.
func fails(_ code: Failure.Code) -> (any Error) -> Bool { { ($0 as? Failure)?.code == code } }

extension Store {
  func names(_ shelf: Workspaces<Reading>.Shelf) async throws -> [String] {
    try await read { try $0.workspaces.list(shelf, limit: 200).items.map(\.name) }
  }

  func add(_ name: String) async throws -> Workspace {
    try await write { try $0.workspaces.insert(Workspace.Draft(name: name)) }
  }
}
