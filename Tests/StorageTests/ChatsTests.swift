import Domain
import SQLite
import Testing

@testable import Storage

@Suite("Chats") struct ChatsTests {
  @Test("one is read as it was written, every field of it, and counted by its workspace")
  func wholeValue() async throws {
    try await Setting.run { _, store in
      let workspace = try await store.add("Room")
      var draft = Chat.Patch()
      draft.title = "Foxes"
      draft.model = "grok/grok-4"
      draft.systemPrompt = "Be kind."
      var parameters = Chat.Parameters.Patch()
      parameters.temperature = 0.7
      parameters.maxTokens = 500
      parameters.topP = 0.9
      parameters.mode = .ultraThink
      draft.parameters = parameters
      draft.pinned = true
      let wish = draft
      let made = try await store.write { try $0.chats.insert(wish, in: workspace.id) }
      #expect(try await store.read { try $0.chats.get(made.id) } == made)
      #expect(made.titleSource == .person && made.parameters.mode == .ultraThink && made.version == 1)
      #expect(try await store.read { try $0.workspaces.get(workspace.id).counts.chats } == 1)
      try await store.write { try $0.chats.trash(made.id) }
      #expect(try await store.read { try $0.workspaces.get(workspace.id).counts.chats } == 0)
    }
  }

  @Test("a list shows the last used first, each shelf its own, page by page")
  func lists() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("Room")
      var ids: [Identifier] = []
      for number in 0..<7 {
        setting.pass(seconds: 1)
        var draft = Chat.Patch()
        draft.title = "\(number)"
        draft.pinned = number % 3 == 0
        let wish = draft
        ids.append(try await store.write { try $0.chats.insert(wish, in: workspace.id) }.id)
      }
      setting.pass(seconds: 1)
      let used = ids[2], archived = ids[4], trashed = ids[5]
      try await store.write { writing in
        var patch = Chat.Patch()
        patch.archived = true
        try writing.chats.update(archived, patch)
        try writing.chats.trash(trashed)
        try writing.chats.show(used, leaf: nil)
      }
      func titles(_ shelf: Chats<Reading>.Shelf) async throws -> [String] {
        var titles: [String] = []
        var position: Position?
        repeat {
          let place = position
          let page = try await store.read { try $0.chats.list(in: workspace.id, shelf, after: place, limit: 2) }
          titles += page.items.map(\.title)
          position = page.next
        } while position != nil
        return titles
      }
      #expect(try await titles(.active) == ["2", "6", "3", "1", "0"])
      #expect(try await titles(.pinned) == ["6", "3", "0"])
      #expect(try await titles(.archived) == ["4"])
      #expect(try await titles(.trashed) == ["5"])
    }
  }

  @Test("a title of a person is never written over")
  func titles() async throws {
    try await Setting.run { _, store in
      let workspace = try await store.add("Room")
      let chat = try await store.write { try $0.chats.insert(Chat.Patch(), in: workspace.id) }
      try await store.write { try $0.chats.name(chat.id, "Of foxes") }
      #expect(try await store.read { try $0.chats.get(chat.id) }.titleSource == .automatic)
      try await store.write { writing in
        var patch = Chat.Patch()
        patch.title = "Mine"
        try writing.chats.update(chat.id, patch)
        try writing.chats.name(chat.id, "Theirs")
      }
      let named = try await store.read { try $0.chats.get(chat.id) }
      #expect(named.title == "Mine" && named.titleSource == .person)
    }
  }
}

@Suite("Messages") struct MessagesTests {
  private struct Talk {
    let setting: Setting
    let store: Store
    let chat: Chat

    func say(_ text: String, after parent: Identifier?, _ role: Message.Role = .user) async throws -> Identifier {
      let chat = chat
      return try await store.write { writing in
        let message = Message(
          id: Identifier(at: writing.now), chatId: chat.id, parentId: parent, role: role, parts: [.text(text)],
          createdAt: writing.now)
        try writing.messages.insert(message, in: chat)
        try writing.chats.show(chat.id, leaf: message.id)
        return message.id
      }
    }

    func shown() async throws -> [String] {
      try await store.read { reading in
        try reading.messages.branch(endingWith: reading.chats.get(chat.id).leafMessageId).map(\.text)
      }
    }

    static func run(_ body: (Talk) async throws -> Void) async throws {
      try await Setting.run { setting, store in
        let workspace = try await store.add("Room")
        let chat = try await store.write { try $0.chats.insert(Chat.Patch(), in: workspace.id) }
        try await body(Talk(setting: setting, store: store, chat: chat))
      }
    }
  }

  @Test("one is read as it was written, every field of it")
  func wholeValue() async throws {
    try await Talk.run { talk in
      let first = try await talk.say("Hi", after: nil)
      let chat = talk.chat
      let written = try await talk.store.write { writing in
        var message = Message(
          id: Identifier(at: writing.now), chatId: chat.id, parentId: first, role: .assistant,
          parts: [
            .reasoning("hm"), .text("a\u{0}b"), .image(Identifier()), .toolCall(id: "c", name: "f", arguments: "{}"),
            .toolResult(id: "c", content: "ok", isError: true),
          ], state: .streaming, createdAt: writing.now)
        try writing.messages.insert(message, in: chat)
        message.author = "Grok"
        message.state = .failed
        message.model = "grok/grok-4"
        message.fallbackFrom = Message.Fallback(model: "x/y", code: "provider_rate_limited")
        var usage = TextReceipt.Usage()
        usage.inputTokens = 3
        usage.outputTokens = 4
        usage.cachedTokens = 1
        usage.reasoningTokens = 2
        message.usage = usage
        message.costMicros = 12
        message.firstTokenMs = 30
        message.totalMs = 900
        message.error = GenerationFault(.interrupted, "It was cut.", providerMessage: "bye")
        message.feedback = .down
        message.comment = "no"
        message.providerState = ["a": 1]
        message.generationId = Identifier()
        try writing.messages.save(message, in: chat)
        return message
      }
      #expect(try await talk.store.read { try $0.messages.get(written.id) } == written)
      #expect(written.provider == "grok")
    }
  }

  @Test(
    "a talk of a thousand messages, each below the other, is removed for good in one go",
    arguments: ["message", "chat", "workspace"])
  func deep(what: String) async throws {
    try await Talk.run { talk in
      let chat = talk.chat
      let first = try await talk.store.write { writing in
        var first: Identifier?, parent: Identifier?
        for number in 0..<1_000 {
          let message = Message(
            id: Identifier(at: writing.now), chatId: chat.id, parentId: parent, role: .user,
            parts: [.text("\(number)")], createdAt: writing.now)
          try writing.messages.insert(message, in: chat)
          parent = message.id
          first = first ?? message.id
        }
        return first
      }
      talk.setting.pass(seconds: 1)
      try await talk.store.write { writing in
        switch what {
        case "message":
          if let first { try writing.messages.trash(first) }
          // In parts: what is left over of a cut talk goes with the next.
          let later = Timestamp(milliseconds: writing.now.milliseconds + 1)
          #expect(try writing.messages.purgeExpired(before: later, limit: 400) == 400)
          #expect(try writing.messages.purgeExpired(before: later, limit: 1_000) == 600)
        case "chat": try writing.chats.purge(chat.id)
        default: try writing.workspaces.purge(chat.workspaceId)
        }
      }
      let left = try await talk.store.read { reading in
        try reading.connection.first("SELECT count(*) FROM messages", []) { try $0.integer(0) }
      }
      #expect(left == 0)
    }
  }

  @Test("branches share their beginning, and a message knows its siblings")
  func branches() async throws {
    try await Talk.run { talk in
      let one = try await talk.say("one", after: nil)
      let two = try await talk.say("two", after: one, .assistant)
      let other = try await talk.say("other two", after: one, .assistant)
      _ = try await talk.say("three", after: two)
      #expect(try await talk.shown() == ["one", "two", "three"])
      let chat = talk.chat
      try await talk.store.write { writing in
        var patch = Chat.Patch()
        patch.leafMessageId = .some(other)
        try writing.chats.update(chat.id, patch)
      }
      #expect(try await talk.shown() == ["one", "other two"])
      #expect(try await talk.store.read { try $0.messages.placed(two).siblingIds } == [two, other])
      #expect(try await talk.store.read { try $0.messages.lastBelow(one) } == other)
      #expect(try await talk.store.read { try $0.chats.get(chat.id).messageCount } == 4)
      #expect(
        try await talk.store.read { try $0.messages.all(of: chat.id, limit: 9).items.map(\.text) }
          == ["one", "two", "other two", "three"])
    }
  }

  @Test("what is written grows word by word, and not once it is over or deleted, or its chat is")
  func growing() async throws {
    try await Talk.run { talk in
      let question = try await talk.say("one", after: nil)
      let (chat, store) = (talk.chat, talk.store)
      let reply = Message(
        id: Identifier(), chatId: chat.id, parentId: question, role: .assistant, parts: [], state: .streaming,
        createdAt: chat.createdAt)
      try await store.write { try $0.messages.insert(reply, in: chat) }
      @Sendable func grow(_ text: String) async throws -> Identifier? {
        try await store.write { try $0.messages.grow(reply.id, to: [.reasoning("Hm."), .text(text)]) }
      }
      #expect(try await grow("tw") == chat.workspaceId)
      #expect(try await grow("two") == chat.workspaceId)
      var grown = reply
      grown.parts = [.reasoning("Hm."), .text("two")]
      #expect(try await store.read { try $0.messages.get(reply.id) } == grown)
      try await store.write { try $0.messages.trash(reply.id) }
      #expect(try await grow("two of") == nil)
      try await store.write { try $0.messages.restore(reply.id) }
      try await store.write { try $0.chats.trash(chat.id) }
      #expect(try await grow("two of") == nil)
      try await store.write { try $0.chats.restore(chat.id) }
      grown.state = .complete
      try await store.write { [grown] in try $0.messages.save(grown, in: chat) }
      #expect(try await grow("two of") == nil)
      #expect(try await store.read { try $0.messages.get(reply.id) } == grown)
    }
  }

  @Test("a deleted message takes what is below it along, and brings it back")
  func trash() async throws {
    try await Talk.run { talk in
      let one = try await talk.say("one", after: nil)
      let two = try await talk.say("two", after: one, .assistant)
      let three = try await talk.say("three", after: two)
      try await talk.store.write { try $0.messages.trash(three) }
      #expect(try await talk.shown() == ["one", "two"])
      talk.setting.pass(seconds: 1)
      try await talk.store.write { try $0.messages.trash(two) }
      #expect(try await talk.shown() == ["one"])
      let id = talk.chat.id
      #expect(try await talk.store.read { try $0.chats.get(id).messageCount } == 1)
      await #expect(throws: Failure.self) { try await talk.store.write { try $0.messages.restore(three) } }
      try await talk.store.write { try $0.messages.restore(two) }
      #expect(try await talk.store.read { try $0.messages.get(three).deletedAt } != nil)
      try await talk.store.write { try $0.messages.restore(three) }
      #expect(try await talk.store.read { try $0.chats.get(id).messageCount } == 3)
    }
  }

  @Test("no message hangs on one of another chat, and no chat shows it")
  func foreigners() async throws {
    try await Talk.run { talk in
      let chat = talk.chat
      let stranger = try await talk.store.write { writing in
        let other = try writing.chats.insert(Chat.Patch(), in: chat.workspaceId)
        let message = Message(
          id: Identifier(at: writing.now), chatId: other.id, parentId: nil, role: .user, parts: [.text("x")],
          createdAt: writing.now)
        try writing.messages.insert(message, in: other)
        return message.id
      }
      await #expect(throws: Failure.self) { _ = try await talk.say("y", after: stranger) }
      await #expect(throws: Failure.self) {
        try await talk.store.write { writing in
          var patch = Chat.Patch()
          patch.leafMessageId = .some(stranger)
          try writing.chats.update(chat.id, patch)
        }
      }
    }
  }

  @Test("the words of the tables are the words of the domain")
  func words() throws {
    let schema = try Schema.dump()
    func holds(_ column: String, _ words: [String], nullable: Bool = false) -> Bool {
      let list = words.map { "'\($0)'" }.joined(separator: ", ")
      return schema.contains("\(column) TEXT \(nullable ? "" : "NOT NULL ")CHECK (\(column) IN (\(list)))")
    }
    #expect(holds("role", Message.Role.allCases.map(\.rawValue)))
    #expect(holds("state", Message.State.allCases.map(\.rawValue)))
    #expect(holds("feedback", Message.Feedback.allCases.map(\.rawValue), nullable: true))
    #expect(holds("title_source", Chat.TitleSource.allCases.map(\.rawValue)))
    #expect(holds("mode", TextMode.allCases.map(\.rawValue), nullable: true))
  }
}
