import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("The ledger's purposes") struct UsageTests {
  @Test("every purpose has its row, and no other word is taken")
  func purposes() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("W")
      for purpose in Usage.Purpose.allCases {
        try await store.write { writing in
          try writing.usage.add(
            Usage(purpose: purpose, workspaceId: workspace.id, provider: "p", model: "p/m", outcome: .succeeded))
        }
      }
      let connection = try setting.connection(.readWrite)
      let kept = try connection.all("SELECT kind FROM usage ORDER BY id") { try $0.text(0) }
      #expect(kept == Usage.Purpose.allCases.map(\.rawValue))
      #expect(throws: (any Error).self) { try connection.run("UPDATE usage SET kind = 'other'") }
    }
  }

  @Test("the table that knows titles keeps what was there, and counts nothing twice")
  func migration() async throws {
    let setting = Setting()
    let rows = try setting.database(before: "2026-11-28-name-chats")
    for cost in [5, 7] {
      try rows.run(
        """
        INSERT INTO usage (at, day, kind, workspace_id, provider, model, outcome, images, input_tokens, output_tokens,
          cost_micros, is_estimate, latency_ms) VALUES (1, '2026-11-21', 'text', ?, 'p', 'p/m', 'succeeded', 0, 1, 2, ?,
          0, 9)
        """, [Identifier(), cost])
    }
    try rows.run("DELETE FROM usage WHERE id = 1")
    let store = try await setting.open()
    let sums = { try await store.read { try $0.usage.sums(by: .model, from: "2026-01-01", to: "2027-01-01") } }
    let before = try await sums().first
    #expect(before?.costMicros == 12 && before?.calls == 2)
    try await store.write { writing in
      try writing.usage.add(
        Usage(purpose: .title, workspaceId: Identifier(), provider: "p", model: "p/m", outcome: .succeeded))
    }
    #expect(try await sums().first?.calls == 3)
    let ids = try rows.all("SELECT id, kind FROM usage ORDER BY id") { (try $0.read(0, as: Int.self), try $0.text(1)) }
    #expect(ids.map(\.0) == [2, 3] && ids.map(\.1) == ["text", "title"])
    await store.close()
  }
}
