import Domain
import Testing

@testable import Storage

@Suite("Events") struct EventsTests {
  @Test("ids go on counting over a restart, even when every event was trimmed")
  func monotonic() async throws {
    let setting = Setting()
    var store = try await setting.open()
    for name in ["A", "B"] { _ = try await store.add(name) }
    setting.pass(seconds: 60)
    let trimmed = try await store.write { try $0.events.trim(before: $0.now, limit: 100) }
    #expect(trimmed == 3)
    await store.close()
    store = try await setting.open()
    #expect(try await store.read { try $0.events.oldestId() } == nil)
    #expect(try await store.read { try $0.events.newestId() } == 3)
    _ = try await store.add("C")
    #expect(setting.told.map(\.id) == [1, 2, 3, 4])
    await store.close()
  }

  @Test("are read after an id, of one workspace or of all, as they were told")
  func after() async throws {
    try await Setting.run { setting, store in
      let mine = try await store.add("Mine")
      _ = try await store.add("Other")
      try await store.write { writing in
        try writing.record("queue.changed", workspaceId: nil, subject: ["type": "queue", "waiting": 2])
        try writing.workspaces.trash(mine.id)
      }
      let told = setting.told
      #expect(try await store.read { try $0.events.after(0, limit: 100) } == told)
      #expect(try await store.read { try $0.events.after(2, limit: 2) }.map(\.id) == [3, 4])
      #expect(try await store.read { try $0.events.after(0, workspaceId: mine.id, limit: 100) }.map(\.id) == [2, 5])
      #expect(try await store.read { try $0.events.after(2, workspaceId: mine.id, limit: 100) }.map(\.id) == [5])
      #expect(told.last?.subject["id"]?.string == mine.id.text)
    }
  }

  @Test("are trimmed by age, in batches, the oldest first")
  func trim() async throws {
    try await Setting.run { setting, store in
      for name in ["A", "B", "C", "D"] {
        setting.pass(seconds: 10)
        _ = try await store.add(name)
      }
      let moment = setting.told[3].at
      let counts = try await [
        store.write { try $0.events.trim(before: moment, limit: 2) },
        store.write { try $0.events.trim(before: moment, limit: 2) },
        store.write { try $0.events.trim(before: moment, limit: 2) },
      ]
      #expect(counts == [2, 1, 0])
      #expect(try await store.read { try $0.events.oldestId() } == 4)
    }
  }
}
