import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("The store") struct StoreTests {
  private struct Stop: Error {}

  @Test("a write that throws leaves no row and tells of nothing")
  func rollback() async throws {
    try await Setting.run { setting, store in
      await #expect {
        try await store.write { writing in
          try writing.workspaces.insert(Workspace.Draft(name: "Gone"))
          throw Stop()
        }
      } throws: {
        $0 is Stop
      }
      let names = try await store.names(.active)
      #expect(names == ["My studio"])
      #expect(setting.told.count == 1)
      #expect(try await store.read { try $0.events.newestId() } == 1)
    }
  }

  @Test("tells of all events of many writers once, in the order of their ids")
  func order() async throws {
    try await Setting.run { setting, store in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<64 {
          group.addTask {
            do {
              try await store.write { writing in
                try writing.workspaces.insert(Workspace.Draft(name: "\(number)"))
                if number == 13 { throw Stop() }
              }
            } catch is Stop {}
          }
        }
        try await group.waitForAll()
      }
      #expect(setting.told.map(\.id) == Array(1...64))
      #expect(try await store.read { try $0.events.after(0, limit: 100) } == setting.told)
    }
  }

  @Test("says busy while another program keeps the database locked; reads go on")
  func locked() async throws {
    var options = Store.Options()
    options.lockPatience = .milliseconds(20)
    try await Setting.run(options) { setting, store in
      let other = try setting.connection(.readWrite)
      try other.run("BEGIN IMMEDIATE")
      await #expect {
        try await store.add("Late")
      } throws: { error in
        let failure = error as? Failure
        return failure?.code == .busy && failure?.retryAfter != nil
      }
      #expect(try await store.names(.active) == ["My studio"])
      try other.run("ROLLBACK")
      _ = try await store.add("Now")
    }
  }

  @Test("waits less than 5 s for a lock, the group before included")
  func lockPatience() {
    #expect(Store.Options().lockPatience * 2 < .seconds(5))
  }

  @Test("says that the disk is full, and writes again when there is room; reads go on")
  func full() async throws {
    let disk = FaultyDisk()
    var options = Store.Options()
    options.fileSystem = disk.name
    try await Setting.run(options) { _, store in
      disk.isFull = true
      await #expect(performing: { try await store.add("No room") }, throws: fails(.storageFull))
      #expect(try await store.names(.active) == ["My studio"])
      disk.isFull = false
      _ = try await store.add("Room")
    }
  }

  @Test("only reads after the disk failed to keep a commit, and has what was acknowledged after a restart")
  func lostWrites() async throws {
    let disk = FaultyDisk()
    var options = Store.Options()
    options.fileSystem = disk.name
    let setting = Setting()
    var store = try await setting.open(options)
    _ = try await store.add("Kept")
    #expect(store.writeFailure == nil)
    disk.losesWrites = true
    await #expect(performing: { try await store.add("Lost") }, throws: fails(.unavailable))
    disk.losesWrites = false
    await #expect(performing: { try await store.add("Refused") }, throws: fails(.unavailable))
    #expect(store.writeFailure?.code == .unavailable)
    #expect(try await store.names(.active) == ["Kept", "My studio"])
    #expect(setting.told.count == 2)
    await store.close()
    store = try await setting.open()
    #expect(try await store.names(.active).contains("Kept"))
    #expect(try await !store.names(.active).contains("Refused"))
    _ = try await store.add("Again")
    await store.close()
  }

  @Test("says busy when a query takes too long")
  func patience() async throws {
    var options = Store.Options()
    options.queryPatience = .milliseconds(20)
    try await Setting.run(options) { _, store in
      await #expect(
        performing: {
          try await store.read { reading in
            let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            return try reading.connection.first(endless) { try $0.integer(0) }
          }
        }, throws: fails(.busy))
    }
  }

  @Test("refuses work when it is closed, and leaves one file")
  func closing() async throws {
    let setting = Setting()
    let store = try await setting.open()
    await store.close()
    await #expect(performing: { try await store.add("Late") }, throws: fails(.unavailable))
    await #expect(performing: { try await store.names(.active) }, throws: fails(.unavailable))
    let files = try setting.temporary.names(in: "data").filter { $0.hasPrefix("pixazo") }
    #expect(files == ["pixazo.db"])
  }

  @Test("keeps the studio's own values over a restart")
  func studioValues() async throws {
    let setting = Setting()
    var store = try await setting.open()
    for value: [UInt8] in [[1], [], [0, 255]] { try await store.write { try $0.studio.set("key", to: value) } }
    await store.close()
    store = try await setting.open()
    #expect(try await store.read { try $0.studio.value(of: "key") } == [0, 255])
    #expect(try await store.read { try $0.studio.value(of: "other") } == nil)
    await store.close()
  }
}
