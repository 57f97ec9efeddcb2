import SQLite
import Support
import Testing

@Suite("The readers") struct ReadersTests {
  let folder = TemporaryFolder()
  let writer: Connection
  var path: String { folder.path + "/t.db" }

  init() throws {
    writer = try Connection(path: folder.path + "/t.db", mode: .create, pragmas: ["journal_mode = WAL"])
    try writer.execute("CREATE TABLE t (i INTEGER) STRICT; INSERT INTO t VALUES (1)")
  }

  private func readers(_ limit: Int = 2, patience: Duration = .seconds(60)) -> Readers {
    Readers(limit: limit, patience: patience) { [path] in try Connection(path: path, mode: .readOnly) }
  }

  private static func count(_ connection: Connection) throws -> Int {
    try connection.first("SELECT count(*) FROM t") { try $0.read(0) } ?? 0
  }

  @Test("a read sees one commit from its first query to its last")
  func snapshot() async throws {
    let readers = readers()
    let (starts, started) = AsyncStream<Void>.makeStream()
    let (written, write) = Signal.pair()
    let counts = Task {
      try await readers.read { connection in
        let first = try Self.count(connection)
        started.yield()
        written.wait()
        return [first, try Self.count(connection)]
      }
    }
    for await _ in starts { break }
    try writer.run("INSERT INTO t VALUES (2)")
    write.signal()
    #expect(try await counts.value == [1, 1])
    #expect(try await readers.read(Self.count) == 2)
    await readers.close()
  }

  @Test("a read that takes too long is stopped, and the next one runs")
  func patience() async throws {
    // Long enough for the second read to come to its turn on a busy machine.
    let readers = readers(1, patience: .milliseconds(300))
    await #expect { try await readers.read { try $0.run(endless) } } throws: {
      ($0 as? SQLiteError)?.kind == .interrupted
    }
    // On a machine with much to do even this may take too long; then it is asked again.
    var count: Int?
    for _ in 0..<1_000 where count == nil { count = try? await readers.read(Self.count) }
    #expect(count == 1)
    await readers.close()
  }

  @Test("waiting for a turn counts as taking long")
  func waiting() async throws {
    let readers = readers(1, patience: .milliseconds(20))
    let tasks = (0..<3).map { _ in Task { try await readers.read { try $0.run(endless) } } }
    for task in tasks { await #expect(throws: SQLiteError.self) { try await task.value } }
    await readers.close()
  }

  @Test("cancelling the task stops its query")
  func cancellation() async throws {
    let readers = readers()
    let (starts, started) = AsyncStream<Void>.makeStream()
    let task = Task {
      try await readers.read { connection in
        started.yield()
        return try connection.run(endless)
      }
    }
    for await _ in starts { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await readers.read(Self.count) == 1)
    await readers.close()
  }

  @Test("no reader can write")
  func readOnly() async throws {
    let readers = readers()
    await #expect { try await readers.read { try $0.run("INSERT INTO t VALUES (2)") } } throws: {
      ($0 as? SQLiteError)?.kind == .readOnly
    }
    await readers.close()
  }

  @Test("many reads share few connections")
  func sharing() async throws {
    let readers = readers(2)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<100 { group.addTask { try await readers.read(Self.count) } }
      for try await count in group { #expect(count == 1) }
    }
    await readers.close()
  }

  @Test("a connection that does not open fails the read, not the pool")
  func opening() async throws {
    let readers = Readers(limit: 1, patience: .seconds(60)) { [path] in
      try Connection(path: path + ".gone", mode: .readOnly)
    }
    await #expect(throws: SQLiteError.self) { try await readers.read(Self.count) }
    await #expect(throws: SQLiteError.self) { try await readers.read(Self.count) }
    await readers.close()
  }

  @Test("nothing is read after closing, with or without a read before")
  func closing() async throws {
    for reads in [0, 1] {
      let readers = readers()
      for _ in 0..<reads { _ = try await readers.read(Self.count) }
      await readers.close()
      await #expect { try await readers.read(Self.count) } throws: { ($0 as? SQLiteError)?.kind == .closed }
    }
  }
}
