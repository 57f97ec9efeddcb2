import Domain
import SQLite
import Testing

@testable import Storage

extension Store {
  @discardableResult
  func keep(_ text: String, in workspace: Identifier, _ more: JSON = [:]) async throws -> Prompt {
    var json: JSON.Object = ["text": .string(text)]
    if case .object(let object) = more { for member in object.members { json.append(member.name, member.value) } }
    let draft = try Prompt.Draft(.object(json))
    return try await write { try $0.prompts.insert(draft, in: workspace) }
  }

  /// The texts of a list, fetched two by two.
  func texts(in workspace: Identifier, _ filter: Prompts<Reading>.Filter = .init()) async throws -> [String] {
    try await read { reading in
      var texts: [String] = []
      var position: Position?
      repeat {
        let page = try reading.prompts.list(in: workspace, filter, after: position, limit: 2)
        texts += page.items.map(\.wording.text)
        position = page.next
      } while position != nil
      return texts
    }
  }
}

@Suite("Kept prompts") struct PromptsTests {
  private typealias Filter = Prompts<Reading>.Filter

  private func filter(_ change: (inout Filter) -> Void) -> Filter {
    var filter = Filter()
    change(&filter)
    return filter
  }

  @Test("one is read as it was written, every field of it, and counted by its workspace")
  func wholeValue() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let made = try await store.keep(
        "a \"fox\"\nлес", in: home.id,
        ["title": "Fox", "negativePrompt": "fog", "tags": ["b", "a", "\"x\""], "folder": "F/G", "favorite": true])
      #expect(try await store.read { try $0.prompts.get(made.id) } == made)
      #expect(made.tags == ["b", "a", "\"x\""] && made.currentVersion == 1)
      #expect(
        try await store.read { try $0.prompts.versions(of: made.id, limit: 9) }.items.map(\.wording) == [made.wording])
      func count() async throws -> Int { try await store.read { try $0.workspaces.get(home.id).counts.prompts } }
      #expect(try await count() == 1)
      try await store.write { try $0.prompts.trash(made.id) }
      #expect(try await count() == 0)
      try await store.write { try $0.prompts.restore(made.id) }
      #expect(try await count() == 1)
      try await store.write { try $0.prompts.purge(made.id) }
      #expect(try await count() == 0)
      await #expect(performing: { try await store.read { try $0.prompts.get(made.id) } }, throws: fails(.notFound))
      let told = setting.told.map(\.type).filter { $0.hasPrefix("prompt.") }
      #expect(told == ["created", "deleted", "restored", "purged"].map { "prompt.\($0)" })
    }
  }

  @Test("every wording is kept, an earlier one comes back as a new one, and other changes make none")
  func versions() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let id = try await store.keep("one", in: home.id).id
      for body: JSON in [
        ["text": "two"], ["title": "T"], ["negativePrompt": "fog"], ["text": "two"], ["text": "three"],
      ] {
        setting.pass(seconds: 1)
        try await store.write { try $0.prompts.update(id, Prompt.Patch(body)) }
      }
      setting.pass(seconds: 1)
      let restored = try await store.write { try $0.prompts.restore(id, version: 1) }
      #expect(restored.wording == .init(text: "one") && restored.currentVersion == 5 && restored.title == "T")
      let (first, rest) = try await store.read { reading in
        let first = try reading.prompts.versions(of: id, limit: 3)
        return (first, try reading.prompts.versions(of: id, before: first.next?.rank.map { Int($0) }, limit: 3))
      }
      let all = first.items + rest.items
      #expect(all.map(\.number) == [5, 4, 3, 2, 1] && rest.next == nil)
      #expect(all.map(\.wording.text) == ["one", "three", "two", "two", "one"])
      #expect(all.map(\.wording.negativePrompt) == ["", "fog", "fog", "", ""])
      #expect(all.map(\.createdAt) == all.map(\.createdAt).sorted(by: >) && Set(all.map(\.createdAt)).count == 5)
      let again = try await store.write { try $0.prompts.restore(id, version: 5) }
      #expect(again == restored)
      await #expect(
        performing: { try await store.write { try $0.prompts.restore(id, version: 6) } }, throws: fails(.notFound))
    }
  }

  @Test("filters, alone and together, each page by page, newest first")
  func lists() async throws {
    try await Setting.run { setting, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      try await store.keep("fox elsewhere", in: other.id, ["tags": ["animal"], "folder": "A", "favorite": true])
      try await store.keep("red fox", in: home.id, ["tags": ["animal"], "folder": "A", "favorite": true])
      try await store.keep("blue door", in: home.id, ["folder": "A", "negativePrompt": "fox"])
      try await store.keep("лиса в лесу", in: home.id, ["tags": ["animal", "лес"], "title": "Foxes of Russia"])
      try await store.keep("grey wolf", in: home.id, ["tags": ["animal"], "favorite": true, "folder": "A/B"])
      let gone = try await store.keep("old fox", in: home.id, ["tags": ["animal"], "folder": "A"])
      try await store.write { try $0.prompts.trash(gone.id) }
      let cases: [(Filter, [String])] = [
        (Filter(), ["grey wolf", "лиса в лесу", "blue door", "red fox"]),
        (filter { $0.words = "fox" }, ["лиса в лесу", "blue door", "red fox"]),
        (filter { $0.words = "FOX red" }, ["red fox"]), (filter { $0.words = "лес" }, ["лиса в лесу"]),
        (filter { $0.words = "animal" }, ["grey wolf", "лиса в лесу", "red fox"]),
        (filter { $0.tag = "animal" }, ["grey wolf", "лиса в лесу", "red fox"]),
        (filter { $0.tag = "лес" }, ["лиса в лесу"]),
        (filter { $0.tag = "none" }, []), (filter { $0.folder = "A" }, ["blue door", "red fox"]),
        (filter { $0.folder = "" }, ["лиса в лесу"]), (filter { $0.favorite = true }, ["grey wolf", "red fox"]),
        (filter { $0.favorite = false }, ["лиса в лесу", "blue door"]),
        (filter { ($0.tag, $0.favorite) = ("animal", true) }, ["grey wolf", "red fox"]),
        (filter { ($0.words, $0.tag, $0.folder, $0.favorite) = ("fox", "animal", "A", true) }, ["red fox"]),
        (filter { $0.isTrash = true }, ["old fox"]),
        (filter { ($0.isTrash, $0.words, $0.tag) = (true, "fox", "animal") }, ["old fox"]),
        (filter { ($0.isTrash, $0.words) = (true, "wolf") }, []),
      ]
      for (filter, texts) in cases { #expect(try await store.texts(in: home.id, filter) == texts, "\(filter)") }
      let facets = try await store.read { try $0.prompts.facets(in: home.id) }
      #expect(facets.folders.map { "\($0.value) \($0.count)" } == [" 1", "A 2", "A/B 1"])
      #expect(facets.tags.map { "\($0.value) \($0.count)" } == ["animal 3", "лес 1"])
    }
  }

  @Test("what was changed is found by its new words only, and what people type is never a query")
  func words() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let made = try await store.keep("red fox", in: home.id, ["tags": ["old"]])
      try await store.write { try $0.prompts.update(made.id, Prompt.Patch(["text": "blue whale", "tags": ["new"]])) }
      for (words, count) in [("fox", 0), ("old", 0), ("whal", 1), ("new", 1), ("blue new", 1)] {
        #expect(try await store.texts(in: home.id, filter { $0.words = words }).count == count, "\(words)")
      }
      for words in ["\"", "a OR b", "NEAR(", "*", "title:", "{}", "-", "(", "'; DROP", "\u{0}", "whale*", "^blue", "+"]
      {
        _ = try await store.texts(in: home.id, filter { $0.words = words })
        _ = try await store.read { try $0.promptHistory.list(in: home.id, words: words, limit: 2) }
        _ = try await store.read { try $0.search(words, limit: 2) }
      }
      try await store.write { try $0.prompts.purge(made.id) }
      #expect(try await store.texts(in: home.id, filter { $0.words = "whale" }).isEmpty)
    }
  }

  @Test("a file is taken in once: again, and after changes, it brings nothing")
  func taking() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let early = Timestamp(milliseconds: 1_700_000_000_000)
      let file: JSON = [
        "format": "pixazo-prompts", "version": 1,
        "prompts": [
          [
            "title": "Fox", "text": "new", "negativePrompt": "n", "useCount": 3, "createdAt": .string(early.text),
            "lastUsedAt": .string(early.adding(seconds: 9).text), "updatedAt": "2033-05-06T00:00:00.000Z",
            "versions": [["text": "old", "createdAt": .string(early.text)]],
          ]
        ],
      ]
      let found = try #require(try PromptFile.read(json: file.bytes).entries.first).prompt.get()
      @Sendable func take(_ found: PromptFile.Found) async throws -> (Prompt, Prompts<Writing>.Arrival) {
        let (prompt, arrival) = try await store.write { try $0.prompts.take(found, in: home.id) }
        return (prompt, arrival)
      }
      let (made, arrival) = try await take(found)
      #expect(arrival == .added && made.currentVersion == 2 && made.useCount == 3 && made.createdAt == early)
      #expect(made.updatedAt == Timestamp(milliseconds: 1_795_000_000_000), "a clock that was ahead")
      #expect(try await store.read { try $0.prompts.get(made.id) } == made)
      #expect(try await store.read { try $0.prompts.allVersions(of: made.id) }.map(\.wording.text) == ["old", "new"])
      #expect(try await take(found).1 == .unchanged)
      try await store.write { try $0.prompts.update(made.id, Prompt.Patch(["text": "newer"])) }
      #expect(try await take(found).1 == .unchanged)
      let line = PromptFile.Found(.init(.init(text: "new", negativePrompt: "n")))
      #expect(try await take(line).0.id == made.id)
      var renamed = found
      renamed.draft.title = "Other"
      #expect(try await take(renamed).1 == .added)
      try await store.write { try $0.prompts.trash(made.id) }
      #expect(try await take(found).1 == .added, "what was thrown away may come back")
    }
  }

  @Test("they go with their workspace, and from the trash when their time has come")
  func end() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let kept = try await store.keep("a", in: home.id, ["tags": ["x"]]), gone = try await store.keep("b", in: home.id)
      try await store.write { try $0.prompts.trash(gone.id) }
      #expect(try await store.read { try $0.trash.list(limit: 9) }.items.map(\.kind) == [.prompt])
      setting.pass(seconds: 1)
      #expect(try await store.write { try $0.trash.empty(before: $0.now, limit: 9) } == 1)
      #expect(try await store.texts(in: home.id) == ["a"])
      try await store.write { try $0.workspaces.purge(home.id) }
      await #expect(performing: { try await store.read { try $0.prompts.get(kept.id) } }, throws: fails(.notFound))
      let left = try setting.connection().first("SELECT count(*) FROM prompt_tags") { try $0.integer(0) }
      #expect(left == 0)
    }
  }
}
