import Domain
import Testing

@testable import Storage

@Suite("Enhancements") struct EnhancementsTests {
  private func enhancement(
    in workspace: Workspace, _ source: String = "a fox", fallback: Message.Fallback? = nil
  ) -> Enhancement {
    let candidates = ["a fox in snow", "a fox, \"Слово\"\n"].map {
      Enhancement.Candidate(EnhancedPrompt(text: $0, negativePrompt: "blur", notes: "n"), from: source)
    }
    return Enhancement(
      id: Identifier(), workspaceId: workspace.id, source: source, negativePrompt: "x", imageModel: "a/b", style: "ink",
      instructions: nil, lockedWords: ["fox"], textModel: "c/d", candidates: candidates, fallbackFrom: fallback,
      costMicros: nil, createdAt: Timestamp(milliseconds: 1_795_000_000_000))
  }

  @Test("one is read as it was written, and only in its own workspace")
  func wholeValue() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let other = try await store.add("Other")
      let made = enhancement(in: home, fallback: .init(model: "e/f", code: "provider_timeout"))
      try await store.write { try $0.enhancements.insert(made, fingerprint: [1]) }
      #expect(try await store.read { try $0.enhancements.get(made.id) } == made)
      #expect(try await store.read { try $0.enhancements.find(made.id, in: home.id) } == made)
      #expect(try await store.read { try $0.enhancements.find(made.id, in: other.id) } == nil)
      #expect(setting.told.last?.type == "enhancement.created")
      await #expect(
        performing: { try await store.read { try $0.enhancements.get(Identifier()) } }, throws: fails(.notFound))
      try await store.write { try $0.workspaces.purge(home.id) }
      await #expect(performing: { try await store.read { try $0.enhancements.get(made.id) } }, throws: fails(.notFound))
    }
  }

  @Test("what is alike is found again, the newest first, but not what another model wrote in its place")
  func alike() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let other = try await store.add("Other")
      let stoodIn = enhancement(in: home, "third", fallback: .init(model: "e/f", code: "provider_timeout"))
      let (first, second) = (enhancement(in: home, "first"), enhancement(in: home, "second"))
      try await store.write { writing in
        for each in [first, second, stoodIn] { try writing.enhancements.insert(each, fingerprint: [1, 2]) }
      }
      let newest = [first, second].max { $0.id < $1.id }
      #expect(try await store.read { try $0.enhancements.find(like: [1, 2], in: home.id) } == newest)
      #expect(try await store.read { try $0.enhancements.find(like: [1, 2], in: other.id) } == nil)
      #expect(try await store.read { try $0.enhancements.find(like: [1], in: home.id) } == nil)
    }
  }

  @Test("a list is paged, the newest first")
  func pages() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let made = (0..<5).map { enhancement(in: home, "\($0)") }
      try await store.write { writing in for each in made { try writing.enhancements.insert(each, fingerprint: [0]) } }
      let ids = made.map(\.id).sorted(by: >)
      let first = try await store.read { try $0.enhancements.list(in: home.id, limit: 3) }
      #expect(first.items.map(\.id) == Array(ids.prefix(3)))
      let rest = try await store.read { try $0.enhancements.list(in: home.id, after: first.next, limit: 3) }
      #expect(rest.items.map(\.id) == Array(ids.suffix(2)) && rest.next == nil)
    }
  }
}
