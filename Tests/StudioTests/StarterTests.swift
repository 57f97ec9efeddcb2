import Domain
import Storage
import Support
import Testing

@testable import Studio

@Suite("The starter set") struct StarterTests {
  private func counts(_ studio: TestStudio) async throws -> [Int] {
    try await studio.store.read { reading in
      let workspaces = try reading.workspaces.list(.kept, limit: 9).items
      return try workspaces.flatMap { workspace in
        [workspace.counts.prompts, try reading.styles.list(in: workspace.id, limit: 200).items.count]
      }
    }
  }

  @Test("a fresh studio gets it once, in its first workspace only, and never again when it was thrown away")
  func once() async throws {
    let studio = try await TestStudio()
    #expect(try await counts(studio) == [0, 0])
    for _ in 0..<2 { try await Starter(studio.store).settle(isWanted: true) }
    _ = await studio.client.makeWorkspace()
    #expect(try await counts(studio) == [0, 0, StarterSet.prompts.count, StarterSet.styles.count])
    let home = try #require(try await studio.store.read { try $0.workspaces.list(.kept, limit: 9).items.last }).id
    let listed = try await studio.store.read { try $0.prompts.list(in: home, limit: 200).items }
    #expect(listed.map(\.title) == StarterSet.prompts.map(\.title))
    try await studio.store.write { writing in
      for prompt in listed { try writing.prompts.purge(prompt.id) }
    }
    let again = try await studio.restarted()
    try await Starter(again.store).settle(isWanted: true)
    #expect(try await counts(again) == [0, 0, 0, StarterSet.styles.count])
  }

  @Test("who wants none has none, also later; a first workspace that is gone gets none")
  func declined() async throws {
    let studio = try await TestStudio()
    try await Starter(studio.store).settle(isWanted: false)
    try await Starter(studio.store).settle(isWanted: true)
    #expect(try await counts(studio) == [0, 0])
    let other = try await TestStudio()
    let home = try #require(try await other.store.read { try $0.workspaces.list(.kept, limit: 1).items.first }).id
    try await other.store.write { try $0.workspaces.purge(home) }
    try await Starter(other.store).settle(isWanted: true)
    #expect(try await counts(other) == [])
  }

  @Test("everything in it would be taken from a person too, and differs from the rest")
  func sound() throws {
    for prompt in StarterSet.prompts {
      let json: JSON = [
        "title": .string(prompt.title ?? ""), "text": .string(prompt.wording.text),
        "negativePrompt": .string(prompt.wording.negativePrompt), "tags": .array(prompt.tags.map { .string($0) }),
        "folder": .string(prompt.folder),
      ]
      #expect(try Prompt.Draft(json) == prompt)
      #expect(throws: Never.self) { try Macro(prompt.wording.text) }
    }
    for style in StarterSet.styles {
      let json: JSON = [
        "name": .string(style.name), "positive": .string(style.positive),
        "negativePrompt": .string(style.negativePrompt),
      ]
      #expect(try Style.Look(json) == style && style.positive.contains(Style.place))
    }
    #expect(Set(StarterSet.prompts.map(\.title)).count == StarterSet.prompts.count)
    #expect(Set(StarterSet.styles.map { Style.key(of: $0.name) }).count == 16)
    #expect(try StarterSet.prompts.contains { try !Macro($0.wording.text).variables.isEmpty })
  }
}
