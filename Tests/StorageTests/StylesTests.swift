import Domain
import Testing

@testable import Storage

@Suite("Styles and word lists") struct StylesTests {
  private func taken(_ error: any Error) -> Bool { (error as? Failure)?.fields.map(\.code) == [.taken] }

  @Test("a style is read as it was written, every field of it")
  func wholeValue() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      var look = Style.Look(name: " Öl \n", positive: "oil {prompt}\r\n\"x\"", negativePrompt: "a, b")
      look.steps = 12
      look.guidance = 3.25
      look.sampler = "Euler a"
      let made = try await store.write { [look] in try $0.styles.insert(look, in: home.id) }
      #expect(try await store.read { try $0.styles.get(made.id) } == made)
      #expect(made.look == look && made.version == 1 && made.deletedAt == nil)
      let bare = try await store.write { try $0.styles.insert(.init(name: "bare"), in: home.id) }
      #expect(try await store.read { try $0.styles.get(bare.id) } == bare)
    }
  }

  @Test("a word list is read as it was written, and a list of lists goes without the words")
  func wholeList() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let words = ["red", "2::\u{301}dark", "a {b|c} __d__", "слово\u{2028}x"]
      let made = try await store.write { try $0.wordLists.insert(.init(name: "Farben", words: words), in: home.id) }
      #expect(try await store.read { try $0.wordLists.get(made.id) } == made)
      #expect(made.words == words)
      #expect(try await store.read { try $0.wordLists.list(in: home.id, limit: 9) }.items == [made.entry])
      #expect(try await store.read { try $0.wordLists.words(of: "fARBEN", in: home.id) } == words)
      let empty = try await store.write { try $0.wordLists.insert(.init(name: "empty", words: []), in: home.id) }
      #expect(try await store.read { try $0.wordLists.get(empty.id) }.words == [])
    }
  }

  @Test("a workspace has a name once, whatever its case; the trash and other workspaces do not count")
  func names() async throws {
    try await Setting.run { _, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      let first = try await store.write { try $0.styles.insert(.init(name: "Tusche"), in: home.id) }
      _ = try await store.write { try $0.styles.insert(.init(name: "Tusche"), in: other.id) }
      await #expect(
        performing: { try await store.write { try $0.styles.insert(.init(name: " TUSCHE "), in: home.id) } },
        throws: taken)
      let second = try await store.write { try $0.styles.insert(.init(name: "Öl"), in: home.id) }
      await #expect(
        performing: { try await store.write { try $0.styles.update(second.id, Style.Patch(["name": "tusche"])) } },
        throws: taken)
      let same = try await store.write { try $0.styles.update(second.id, Style.Patch(["name": "ÖL"])) }
      #expect(same.name == "ÖL" && same.version == 2)
      try await store.write { try $0.styles.trash(first.id) }
      let third = try await store.write { try $0.styles.insert(.init(name: "tusche"), in: home.id) }
      await #expect(performing: { try await store.write { try $0.styles.restore(first.id) } }, throws: taken)
      try await store.write { try $0.styles.purge(third.id) }
      #expect(try await store.write { try $0.styles.restore(first.id) }.version == 3)

      let list = try await store.write { try $0.wordLists.insert(.init(name: "a", words: []), in: home.id) }
      await #expect(
        performing: { try await store.write { try $0.wordLists.insert(.init(name: "A", words: []), in: home.id) } },
        throws: taken)
      try await store.write { try $0.wordLists.trash(list.id) }
      #expect(try await store.read { try $0.wordLists.words(of: "a", in: home.id) } == nil)
    }
  }

  @Test("what lies in the trash is not found for a recipe, nor what belongs to another workspace")
  func finding() async throws {
    try await Setting.run { _, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      let style = try await store.write { try $0.styles.insert(.init(name: "S"), in: home.id) }
      #expect(try await store.read { try $0.styles.find(style.id, in: home.id) } == style)
      #expect(try await store.read { try $0.styles.find(style.id, in: other.id) } == nil)
      try await store.write { try $0.styles.trash(style.id) }
      #expect(try await store.read { try $0.styles.find(style.id, in: home.id) } == nil)
    }
  }

  @Test("every change is told, and one that changes nothing is not")
  func events() async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      let style = try await store.write { try $0.styles.insert(.init(name: "S"), in: home.id) }
      try await store.write { writing in
        try writing.styles.update(style.id, Style.Patch(["name": "S"]))
        try writing.styles.update(style.id, Style.Patch(["steps": 3]))
        try writing.styles.trash(style.id)
        try writing.styles.trash(style.id)
        try writing.styles.restore(style.id)
        try writing.styles.purge(style.id)
      }
      let list = try await store.write { try $0.wordLists.insert(.init(name: "w", words: []), in: home.id) }
      try await store.write { try $0.wordLists.update(list.id, WordList.Patch(["words": ["x"]])) }
      let told = setting.told.map(\.type).filter { !$0.hasPrefix("workspace") }
      #expect(
        told == [
          "style.created", "style.updated", "style.deleted", "style.restored", "style.purged", "wordList.created",
          "wordList.updated",
        ])
      #expect(setting.told.last?.subject["id"]?.string == list.id.text && setting.told.last?.workspaceId == home.id)
    }
  }

  @Test("pages join to the whole list, on either shelf", arguments: [false, true])
  func pages(trashed: Bool) async throws {
    try await Setting.run { setting, store in
      let home = try await store.add("Home")
      var made: [Identifier] = []
      for number in 0..<11 {
        if number.isMultiple(of: 2) { setting.pass(seconds: 1) }
        let style = try await store.write { writing in
          let style = try writing.styles.insert(.init(name: "\(number)"), in: home.id)
          _ = try writing.styles.trash(writing.styles.insert(.init(name: "other"), in: home.id).id)
          return trashed ? try writing.styles.trash(style.id) : style
        }
        made.append(style.id)
      }
      var seen: [Style] = []
      var position: Position?
      repeat {
        let page = try await store.read { [position] reading in
          try reading.styles.list(in: home.id, trashed: trashed, after: position, limit: 3)
        }
        seen += page.items
        position = page.next
      } while position != nil
      #expect(seen.map(\.id).filter(made.contains) == made.reversed() || trashed)
      #expect(Set(seen.map(\.id)).count == seen.count && seen.count == (trashed ? 22 : 11))
      if trashed {
        #expect(seen.compactMap(\.deletedAt?.milliseconds) == seen.compactMap(\.deletedAt?.milliseconds).sorted(by: >))
      }
    }
  }

  @Test("a style of a file is added, left alone, kept or replaced")
  func taking() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      @Sendable func take(_ positive: String, replacing: Bool = false) async throws -> Styles<Writing>.Arrival {
        try await store.write {
          try $0.styles.take(.init(name: "Ink", positive: positive), in: home.id, replacing: replacing).arrival
        }
      }
      #expect(try await take("a") == .added)
      #expect(try await take("a") == .unchanged)
      #expect(try await take("b") == .kept)
      #expect(try await take("b", replacing: true) == .replaced)
      #expect(try await take("b", replacing: true) == .unchanged)
      let styles = try await store.read { try $0.styles.list(in: home.id, limit: 9) }.items
      #expect(styles.count == 1 && styles[0].look.positive == "b" && styles[0].version == 2)
    }
  }

  @Test("there is an end to how many a workspace may have")
  func most() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      try await store.write { writing in
        for number in 0..<WordList.most {
          try writing.wordLists.insert(.init(name: "l\(number)", words: []), in: home.id)
        }
      }
      await #expect {
        try await store.write { try $0.wordLists.insert(.init(name: "more", words: []), in: home.id) }
      } throws: { ($0 as? Failure)?.fields.map(\.code) == [.tooLarge] }
    }
  }

  @Test("they go with their workspace")
  func cascade() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let style = try await store.write { try $0.styles.insert(.init(name: "S"), in: home.id) }
      let list = try await store.write { try $0.wordLists.insert(.init(name: "w", words: []), in: home.id) }
      try await store.write { try $0.workspaces.purge(home.id) }
      await #expect(performing: { try await store.read { try $0.styles.get(style.id) } }, throws: fails(.notFound))
      await #expect(performing: { try await store.read { try $0.wordLists.get(list.id) } }, throws: fails(.notFound))
    }
  }
}
