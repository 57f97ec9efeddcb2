package import Domain
import SQLite
import Synchronization

/// Everything that is stored, behind two doors: `read` and `write`.
package final class Store: Sendable {
  /// Held as long as the database is open: nobody else may have it.
  private let folder: Mutex<DataFolder?>
  private let writer: Writer
  private let readers: Readers
  private let clock: Clock
  private let onCommit: @Sendable ([Event]) -> Void

  private init(
    folder: DataFolder, writer: Writer, readers: Readers, clock: Clock,
    onCommit: @escaping @Sendable ([Event]) -> Void
  ) {
    self.folder = Mutex(folder)
    self.writer = writer
    self.readers = readers
    self.clock = clock
    self.onCommit = onCommit
  }

  /// Opens the database of a folder, brings its schema forward, and makes the first workspace of a fresh one.
  ///
  /// `onCommit` gets the events of each transaction after its commit, in the order of the commits, exactly once,
  /// on the writer's thread: it must be quick. Throws `Refusal`.
  package static func open(
    folder: DataFolder, clock: Clock, onCommit: @escaping @Sendable ([Event]) -> Void = { _ in }
  ) async throws -> Store {
    try await open(folder: folder, clock: clock, options: Options(), onCommit: onCommit)
  }

  /// What only a test sets otherwise.
  struct Options: Sendable {
    var migrations = Schema.migrations
    var fileSystem: String?
    // A write may wait for the group before it and then for its own lock: twice this, and it must stay below 5 s.
    var lockPatience = Duration.seconds(2)
    var queryPatience = Duration.seconds(4)
    var readers = 4
  }

  static func open(
    folder: DataFolder, clock: Clock, options: Options, onCommit: @escaping @Sendable ([Event]) -> Void
  ) async throws -> Store {
    do {
      // The threads hold paths, not the folder: it is free for the next one as soon as `close` returns.
      let writer = try await Writer.start { [database = folder.database, backups = folder.backups] in
        let connection = try Connection(
          path: database, mode: .create, pragmas: writerPragmas, busyTimeout: options.lockPatience,
          fileSystem: options.fileSystem)
        try bringForward(connection, by: Migrator(options.migrations), at: clock.now, backups: backups)
        return connection
      }
      let readers = Readers(limit: options.readers, patience: options.queryPatience) { [path = folder.database] in
        try Connection(
          path: path, mode: .readOnly, pragmas: readerPragmas, busyTimeout: options.lockPatience,
          fileSystem: options.fileSystem)
      }
      let store = Store(folder: folder, writer: writer, readers: readers, clock: clock, onCommit: onCommit)
      try await store.write { try $0.makeFirstWorkspace() }
      return store
    } catch {
      throw Refusal(error)
    }
  }

  /// Runs `body` on one unchanging view. Throws `busy` when it takes too long; other errors of `body` pass.
  package func read<T: Sendable>(_ body: @escaping @Sendable (Reading) throws -> T) async throws -> T {
    try await Self.translating {
      try await readers.read { try body(Reading(connection: $0)) }
    }
  }

  /// Runs `body` in a transaction of its own and returns when its changes are on the disk, or there are none.
  ///
  /// Throws `busy` when another program keeps the database locked, `storage_full`, and `unavailable` after the
  /// disk broke a promise; errors of `body` pass. `body` may run again after it was taken back with others, so
  /// its effects must all be in the database.
  @discardableResult
  package func write<T: Sendable>(_ body: @escaping @Sendable (Writing) throws -> T) async throws -> T {
    try await Self.translating {
      try await writer.write { [clock] connection in
        let writing = Writing(connection: connection, now: clock.now)
        return Committed(value: try body(writing), events: writing.recorded)
      } committed: { [onCommit] committed in
        if !committed.events.isEmpty { onCommit(committed.events) }
      }
    }.value
  }

  private struct Committed<T: Sendable>: Sendable {
    let value: T
    let events: [Event]
  }

  /// Why nothing can be written any more; nil while all is well.
  package var writeFailure: Failure? { writer.failure.map(Failure.init(disk:)) }

  /// How many writes wait for their turn.
  package var waitingWrites: Int { writer.waiting }

  /// Ends what was handed in, moves everything into the one database file, closes it and lets the folder go.
  package func close() async {
    await readers.close()
    await writer.close()
    folder.withLock { $0 = nil }
  }

  private static func bringForward(
    _ connection: Connection, by migrator: Migrator, at now: Timestamp, backups: String
  ) throws {
    guard let next = try migrator.pending(on: connection).first else { return }
    if try connection.first("SELECT 1 FROM sqlite_schema LIMIT 1", [], { _ in true }) != nil {
      let moment = String(now.text.map { $0 == ":" ? "-" : $0 })
      try Backup.copy(connection, to: "\(backups)/\(moment)-before-\(next.name).db")
    }
    try migrator.run(on: connection, at: now.milliseconds)
  }

  private static func translating<T>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let error as SQLiteError {
      throw Failure(error) ?? error
    }
  }

  private static let writerPragmas = [
    "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "cell_size_check = ON",
    "journal_size_limit = \(16 << 20)", "cache_size = -4096",
  ]
  private static let readerPragmas = ["query_only = ON", "temp_store = MEMORY", "cell_size_check = ON"]
}

extension Writing {
  /// Marked in the same transaction: a fresh database gets it once, and who deletes it is not given another.
  fileprivate func makeFirstWorkspace() throws {
    guard try studio.value(of: "first-workspace") == nil else { return }
    let workspace = try workspaces.insert(Workspace.Draft(name: "My studio"))
    try studio.set("first-workspace", to: Array(workspace.id.text.utf8))
    try studio.set(Store.starterKey, to: Store.starterIsDue)
  }

  /// The one that a fresh database was given; nil when it is gone for good.
  package var firstWorkspace: Identifier? {
    get throws {
      guard let text = try studio.value(of: "first-workspace"),
        let id = Identifier(String(decoding: text, as: UTF8.self)), try workspaces.find(id) != nil
      else { return nil }
      return id
    }
  }
}

extension Store {
  /// Under this name a studio remembers what became of its first prompts and styles; a database from before them
  /// says nothing.
  package static let starterKey = "starter"
  package static let starterIsDue = Array("due".utf8)
}

extension Failure {
  /// What the outside may know; nil for an error that nobody outside can do anything about.
  fileprivate init?(_ error: SQLiteError) {
    switch error.kind {
    case .busy, .interrupted:
      self.init(.busy, "The database is busy. Please try again in a moment.", retryAfter: 2)
    case .full:
      self.init(.storageFull, "The disk is full. Please make room and try again.")
    case .notDurable, .readOnly: self.init(disk: error)
    case .closed: self.init(.unavailable, "Pixazo is shutting down.", retryAfter: 5)
    case .constraint, .other: return nil
    }
  }

  fileprivate init(disk error: SQLiteError) {
    self.init(.unavailable, "The disk failed to keep what was written. Nothing is written until a restart.")
  }
}
