import SQLite
import Support
import Synchronization
import Testing

@Suite("The writer") struct WriterTests {
  let folder = TemporaryFolder()
  let disk = FaultyDisk()

  private func start(pragmas: [String] = []) async throws -> Writer {
    try await Writer.start { [path = folder.path, name = disk.name] in
      let connection = try Connection(
        path: path + "/t.db", mode: .create, pragmas: ["journal_mode = WAL", "synchronous = FULL"] + pragmas,
        busyTimeout: .milliseconds(20), fileSystem: name)
      try connection.execute("CREATE TABLE IF NOT EXISTS t (i INTEGER PRIMARY KEY, b BLOB) STRICT")
      return connection
    }
  }

  private func rows() throws -> [Int] {
    try Connection(path: folder.path + "/t.db", mode: .readOnly).all("SELECT i FROM t ORDER BY i") { try $0.read(0) }
  }

  private func insert(_ number: Int, into writer: Writer) async throws {
    try await writer.write { try $0.run("INSERT INTO t (i) VALUES (?)", [number]) }
  }

  /// Hands in one write per number while the thread is held up, so that all of them meet in one group.
  private func together<T: Sendable>(
    _ numbers: Range<Int>, on writer: Writer, _ body: @escaping @Sendable (Int, Connection) throws -> T
  ) async throws -> [Int: Result<T, any Error>] {
    let (taken, take) = AsyncStream<Void>.makeStream()
    let (held, hold) = Signal.pair()
    let holding = Task {
      try await writer.write { _ in
        take.yield()
        held.wait()
      }
    }
    for await _ in taken { break }
    let results = await withTaskGroup(of: (Int, Result<T, any Error>).self) { group in
      for (place, number) in numbers.enumerated() {
        group.addTask {
          do { return (number, .success(try await writer.write { try body(number, $0) })) } catch {
            return (number, .failure(error))
          }
        }
        // One by one, so that they wait in the order of their numbers.
        while writer.waiting <= place { await Task.yield() }
      }
      hold.signal()
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    try await holding.value
    return results
  }

  @Test("commits the callers that wait together in one go, and only the failing one fails")
  func group() async throws {
    struct Stop: Error {}
    let writer = try await start()
    let before = disk.synchronizations
    let results = try await together(0..<64, on: writer) { number, connection in
      try connection.run("INSERT INTO t (i) VALUES (?)", [number])
      if number == 13 { throw Stop() }
      return number
    }
    #expect(disk.synchronizations - before <= 2)
    for (number, result) in results {
      if number == 13 { #expect(throws: Stop.self) { try result.get() } } else { #expect(try result.get() == number) }
    }
    #expect(try rows() == (0..<64).filter { $0 != 13 })
    await writer.close()
  }

  @Test("tells of each commit once, in the order of the commits, before anybody is answered")
  func announcements() async throws {
    let writer = try await start()
    let told = Told()
    for round in 0..<20 {
      let callers = (0..<8).map { _ in
        Task {
          try await writer.write { connection in
            try connection.first("INSERT INTO t (b) VALUES (NULL) RETURNING i") { try $0.read(0, as: Int.self) } ?? 0
          } committed: { row in
            told.list.withLock { $0.append(row) }
          }
        }
      }
      for caller in callers {
        let row = try await caller.value
        #expect(told.list.withLock { $0.contains(row) }, "round \(round)")
      }
    }
    #expect(told.list.withLock(\.self) == Array(1...160))
    await writer.close()
  }

  @Test("keeps the others when a full database takes the shared transaction away")
  func full() async throws {
    let writer = try await start(pragmas: ["max_page_count = 30"])
    let results = try await together(0..<9, on: writer) { number, connection in
      let bytes = number == 4 ? 1_000_000 : 10
      try connection.run("INSERT INTO t (i, b) VALUES (?, zeroblob(?))", [number, bytes])
    }
    for (number, result) in results where number != 4 { _ = try result.get() }
    #expect { try results[4]?.get() } throws: { ($0 as? SQLiteError)?.kind == .full }
    #expect(try rows() == [0, 1, 2, 3, 5, 6, 7, 8])
    await writer.close()
  }

  @Test("refuses everything after the disk failed to keep a commit, whatever the disk says later")
  func lostWrites() async throws {
    let writer = try await start()
    try await insert(1, into: writer)
    disk.losesWrites = true
    await #expect { try await insert(2, into: writer) } throws: { ($0 as? SQLiteError)?.kind == .notDurable }
    disk.losesWrites = false
    await #expect { try await insert(3, into: writer) } throws: { ($0 as? SQLiteError)?.kind == .readOnly }
    #expect(writer.failure?.kind == .notDurable)
    #expect(try rows() == [1])
    await writer.close()
    #expect(try rows().contains(1))
  }

  @Test("answers everybody of a group that cannot be committed")
  func fullGroup() async throws {
    let writer = try await start()
    let results = try await together(0..<200, on: writer) { [disk] number, connection in
      disk.isFull = true
      try connection.run("INSERT INTO t (i) VALUES (?)", [number])
    }
    for (_, result) in results { #expect { try result.get() } throws: { ($0 as? SQLiteError)?.kind == .full } }
    disk.isFull = false
    try await insert(1, into: writer)
    #expect(try rows() == [1])
    await writer.close()
  }

  @Test("goes on writing when there is room again")
  func roomAgain() async throws {
    let writer = try await start()
    disk.isFull = true
    await #expect { try await insert(1, into: writer) } throws: { ($0 as? SQLiteError)?.kind == .full }
    disk.isFull = false
    try await insert(2, into: writer)
    #expect(try rows() == [2])
    await writer.close()
  }

  @Test("says busy when another connection keeps the lock, and goes on when it lets go")
  func locked() async throws {
    let writer = try await start()
    let other = try Connection(path: folder.path + "/t.db", mode: .readWrite)
    try other.run("BEGIN IMMEDIATE")
    await #expect { try await insert(1, into: writer) } throws: { ($0 as? SQLiteError)?.kind == .busy }
    try other.run("ROLLBACK")
    try await insert(2, into: writer)
    #expect(try rows() == [2])
    await writer.close()
  }

  @Test("moves the log into the database now and then, and wholly at the end")
  func checkpoints() async throws {
    let writer = try await start()
    for number in 0..<8 {
      try await writer.write { connection in
        try connection.run("INSERT INTO t (i, b) VALUES (?, zeroblob(1000000))", [number])
      }
    }
    #expect(try folder.size(of: "t.db") > 4_000_000)
    #expect(try folder.size(of: "t.db-wal") < 7_000_000)
    await writer.close()
    #expect(try folder.names() == ["t.db"])
  }

  @Test("writes what was handed in before it closes and refuses what comes later")
  func closing() async throws {
    let writer = try await start()
    let results = try await together(0..<5, on: writer) { number, connection in
      try connection.run("INSERT INTO t (i) VALUES (?)", [number])
    }
    #expect(results.count == 5)
    await writer.close()
    await #expect { try await insert(9, into: writer) } throws: { ($0 as? SQLiteError)?.kind == .closed }
    #expect(try rows() == [0, 1, 2, 3, 4])
  }

  @Test("passes on why its connection did not open")
  func opening() async {
    await #expect(throws: SQLiteError.self) {
      try await Writer.start { try Connection(path: "/nowhere/at.all", mode: .create) }
    }
  }
}

private final class Told: Sendable { let list = Mutex<[Int]>([]) }
