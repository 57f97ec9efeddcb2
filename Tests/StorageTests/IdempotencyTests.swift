import Domain
import Testing

@testable import Storage

@Suite("Remembered answers") struct IdempotencyTests {
  private let answer = RememberedAnswer(
    requestHash: [1, 2, 3], status: 201, headers: ["Location": "/api/v1/workspaces/1"], body: Array("{}".utf8))

  @Test("survive a restart, each under its key and scope")
  func kept() async throws {
    let setting = Setting()
    var store = try await setting.open()
    try await store.write { [answer] in try $0.idempotency.remember(answer, key: "k", scope: "POST /a") }
    await store.close()
    store = try await setting.open()
    #expect(try await store.read { try $0.idempotency.find("k", scope: "POST /a") } == answer)
    #expect(try await store.read { try $0.idempotency.find("k", scope: "POST /b") } == nil)
    #expect(try await store.read { try $0.idempotency.find("K", scope: "POST /a") } == nil)
    await store.close()
  }

  @Test("go with the effect that they remember")
  func together() async throws {
    struct Stop: Error {}
    try await Setting.run { _, store in
      await #expect {
        try await store.write { [answer] writing in
          try writing.workspaces.insert(Workspace.Draft(name: "Gone"))
          try writing.idempotency.remember(answer, key: "k", scope: "s")
          throw Stop()
        }
      } throws: {
        $0 is Stop
      }
      let found = try await store.read { try $0.idempotency.find("k", scope: "s") }
      #expect(found == nil)
    }
  }

  @Test("are never replaced")
  func taken() async throws {
    try await Setting.run { _, store in
      let other = RememberedAnswer(requestHash: [9], status: 200, headers: [:], body: [])
      try await store.write { [answer] in try $0.idempotency.remember(answer, key: "k", scope: "s") }
      await #expect(
        performing: { try await store.write { try $0.idempotency.remember(other, key: "k", scope: "s") } },
        throws: fails(.idempotencyInFlight))
      #expect(try await store.read { try $0.idempotency.find("k", scope: "s") } == answer)
    }
  }

  @Test("are forgotten by age, in batches, the oldest first")
  func trim() async throws {
    try await Setting.run { setting, store in
      for key in ["a", "b", "c", "d"] {
        try await store.write { [answer] in try $0.idempotency.remember(answer, key: key, scope: "s") }
        setting.pass(seconds: 10)
      }
      let moment = Timestamp(milliseconds: 1_795_000_025_000)
      let first = try await store.write { try $0.idempotency.trim(before: moment, limit: 2) }
      #expect(try await store.read { try $0.idempotency.find("b", scope: "s") } == nil)
      #expect(try await store.read { try $0.idempotency.find("c", scope: "s") } != nil)
      let second = try await store.write { try $0.idempotency.trim(before: moment, limit: 2) }
      #expect([first, second] == [2, 1])
      #expect(try await store.read { try $0.idempotency.find("d", scope: "s") } != nil)
    }
  }
}
