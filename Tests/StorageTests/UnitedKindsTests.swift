import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Uniting kinds of providers") struct UnitedKindsTests {
  @Test("a connection of an old kind becomes one of the kind that does both, with its models for words")
  func migration() async throws {
    let setting = Setting()
    let old = try setting.database(before: "2026-11-26-unite-kinds")
    for (id, kind, options) in [
      ("a", "openai-chat", #"{"models":"gpt-x","timeoutSeconds":9}"#), ("b", "grok", "{}"),
      ("c", "openai", #"{"models":"painter"}"#), ("d", "mistral", #"{"models":"m"}"#),
    ] {
      try old.run(
        """
        INSERT INTO providers (id, kind, name, base_url, enabled, key_hint, options, concurrency, created_at,
          updated_at, version) VALUES (?, ?, 'N', 'http://127.0.0.1:1', 1, NULL, ?, 1, 1, 1, 1)
        """, [id, kind, options])
    }
    let store = try await setting.open()
    let rows = try await store.read { try $0.providers.all() }
    func options(_ id: String) -> JSON.Object? { rows.first { $0.id == id }?.options }
    #expect(rows.map(\.kind) == ["openai", "xai", "openai", "mistral"])
    #expect(rows.map(\.version) == [2, 2, 1, 1])
    #expect(options("a") == ["timeoutSeconds": 9, "textModels": "gpt-x"] && options("b") == [:])
    #expect(options("c") == ["models": "painter"] && options("d") == ["models": "m"])
    await store.close()
  }
}
