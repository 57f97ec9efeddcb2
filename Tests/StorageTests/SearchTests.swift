import Domain
import Support
import Testing

@testable import Storage

@Suite("Search") struct SearchTests {
  private func all(
    _ store: Store, _ words: String, in workspace: Identifier? = nil, kind: SearchHit.Kind? = nil, limit: Int = 2
  ) async throws -> [SearchHit] {
    try await store.read { reading in
      var hits: [SearchHit] = []
      var place: SearchPlace?
      repeat {
        let (page, next) = try reading.search(words, in: workspace, kind: kind, after: place, limit: limit)
        hits += page
        // As it travels in a cursor.
        place = next.flatMap { SearchPlace($0.text) }
        #expect((next == nil) == (place == nil))
      } while place != nil
      return hits
    }
  }

  @Test("prompts, chats and messages come in one list, newest first, page by page, with what stands around the words")
  func everything() async throws {
    try await Setting.run { setting, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      try await store.keep("the red fox sleeps", in: home.id, ["title": "Sleep"])
      setting.pass(seconds: 1)
      let chat = try await store.write { writing in
        var draft = Chat.Patch()
        draft.title = "About a fox"
        return try writing.chats.insert(draft, in: home.id)
      }
      setting.pass(seconds: 1)
      try await store.keep("a fox elsewhere", in: other.id)
      setting.pass(seconds: 1)
      let message = try await store.write { writing in
        let message = Message(
          id: Identifier(at: writing.now), chatId: chat.id, parentId: nil, role: .user,
          parts: [.text("Where does the fox live?")], createdAt: writing.now)
        try writing.messages.insert(message, in: chat)
        return message
      }
      let words = { (hits: [SearchHit]) in hits.map { "\($0.kind) \($0.title): \($0.snippet)" } }
      let hits = try await all(store, "FOX")
      #expect(
        words(hits) == [
          "message About a fox: Where does the fox live?", "prompt a fox elsewhere: a fox elsewhere",
          "chat About a fox: About a fox", "prompt Sleep: the red fox sleeps",
        ])
      #expect(hits[0].id == message.id && hits[0].chatId == chat.id && hits[2].id == chat.id && hits[2].chatId == nil)
      for limit in [1, 3, 4, 9] { #expect(try await all(store, "fox", limit: limit) == hits) }
      #expect(try await all(store, "fox", in: home.id) == [hits[0], hits[2], hits[3]])
      for kind in SearchHit.Kind.allCases {
        #expect(try await all(store, "fox", kind: kind) == hits.filter { $0.kind == kind }, "\(kind)")
      }
      try await store.write { try $0.chats.trash(chat.id) }
      #expect(try await all(store, "fox").map(\.kind) == [.prompt, .prompt])
      try await store.write { try $0.workspaces.trash(other.id) }
      #expect(try await all(store, "fox") == [hits[3]])
      #expect(try await all(store, "fox", in: other.id).count == 1)
      for words in ["!!!", "fox nowhere"] { #expect(try await all(store, words).isEmpty) }
    }
  }

  @Test("е and ё are one letter in prompts and chats, wherever it stands and whoever writes it")
  func dots() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home").id
      for text in ["Ёлка зелёная", "ежи под елкой", "all else"] { try await store.keep(text, in: home) }
      try await store.write { writing in
        var draft = Chat.Patch()
        draft.title = "Самолёты"
        _ = try writing.chats.insert(draft, in: home)
      }
      let expected = [
        "елка": ["Ёлка зелёная"], "ЁЛКА": ["Ёлка зелёная"], "ёж": ["ежи под елкой"], "зеленая": ["Ёлка зелёная"],
        "ел": ["ежи под елкой", "Ёлка зелёная"], "зелен елка": [], "ёлка зелен": ["Ёлка зелёная"],
        "самолет": ["Самолёты"], "самолёт": ["Самолёты"], "сёмолет": [],
      ]
      for (words, titles) in expected {
        #expect(try await all(store, words, in: home).map(\.title) == titles, "\(words)")
      }
    }
  }

  @Test("a place in a search is read back as it was, and nothing else is one")
  func places() {
    for text in ["prompts=12", "prompts=3&spoken=9", "spoken=-1"] { #expect(SearchPlace(text)?.text == text) }
    for text in ["", "prompts", "prompts=", "prompts=x", "others=1", "prompts=1&prompts=2", "&"] {
      #expect(SearchPlace(text) == nil, "\(text)")
    }
  }
}
