import Domain
import Foundation
import HTTP
import Studio
import Support
import Testing

/// Chats and their branches, over the API.
@Suite("Chat trees") struct ChatTreeTests {
  private let setting: ChatSetting
  private var client: TestClient { setting.client }
  private var path: String { "/api/v1/chats/\(setting.chat)" }

  init() async throws {
    setting = try await ChatSetting()
    setting.writer.script([.tell(.text("So be it."))])
  }

  private func texts(_ messages: [JSON]) -> [String] { messages.compactMap { $0["text"]?.string } }

  private func list(_ query: String) async -> [String] {
    let page = await client.get("/api/v1/workspaces/\(setting.workspace)/chats?\(query)").json
    return (page["items"]?.array ?? []).compactMap { $0["id"]?.string }
  }

  private func regenerated(_ id: JSON?) async throws -> JSON {
    let answer = await client.send(.post, "/api/v1/messages/\(id?.string ?? "")/regenerate", json: [:])
    #expect(answer.status == 202 && answer["location"] == "/api/v1/messages/\(answer.json["id"]?.string ?? "")")
    while setting.studio.conversation.count > 0 { await Task.yield() }
    return await setting.message(answer.json["id"]?.string ?? "")
  }

  @Test("an edited message and a regenerated reply are siblings; the leaf says which branch is shown")
  func siblings() async throws {
    let first = await setting.say("First").json
    let (said, reply) = (first["userMessage"], first["message"])
    let other = try await regenerated(reply?["id"])
    #expect(other["siblingIds"] == .array([reply?["id"] ?? .null, other["id"] ?? .null]))
    #expect(await setting.message(reply?["id"]?.string ?? "")["siblingIds"] == other["siblingIds"])
    #expect(texts(await setting.messages) == ["First", "So be it."])
    #expect(await setting.messages.last?["id"] == other["id"])

    // Edited: said again with the parent that the old one has.
    let edited = await setting.say("First, but better", ["parentId": nil]).json["userMessage"]
    #expect(edited?["siblingIds"] == .array([said?["id"] ?? .null, edited?["id"] ?? .null]))
    #expect(texts(await setting.messages) == ["First, but better", "So be it."])
    let all = await client.get("\(path)/messages?all=true").json["items"]?.array ?? []
    #expect(all.count == 5)

    let switched = await client.send(.patch, path, json: ["leafMessageId": reply?["id"] ?? .null])
    #expect(switched.status == 200)
    #expect(texts(await setting.messages) == ["First", "So be it."])
    // A message without a parent of its own goes on from what is shown.
    let next = await setting.say("On").json["userMessage"]
    #expect(next?["parentId"] == reply?["id"])
    let asked = setting.writer.requests.last?.turns.map { turn in
      turn.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
    }
    #expect(asked == ["First", "So be it.", "On"])

    let stranger = await client.send(.patch, path, json: ["leafMessageId": .string(Identifier().text)])
    #expect(stranger.status == 422 && stranger.fields == ["/leafMessageId not_found"])
    let lost = await setting.say("x", ["parentId": .string(Identifier().text)])
    #expect(lost.status == 422 || lost.status == 404)
  }

  @Test("clearing shows nothing, loses nothing, and is undone by showing the old leaf")
  func clear() async throws {
    let reply = await setting.say("Remember this").json["message"]
    let cleared = await client.send(.post, "\(path)/clear")
    #expect(cleared.status == 200 && cleared.json["leafMessageId"] == .null && cleared.json["messageCount"] == 2)
    #expect(await setting.messages.isEmpty)
    _ = await setting.say("Afresh")
    #expect(setting.writer.requests.last?.turns.count == 1)
    _ = await client.send(.patch, path, json: ["leafMessageId": reply?["id"] ?? .null])
    #expect(texts(await setting.messages) == ["Remember this", "So be it."])
    let twice = await client.send(.post, "\(path)/clear")
    #expect(await client.send(.post, "\(path)/clear").json["version"] == twice.json["version"])
  }

  @Test("a fork is a chat of its own with the branch up to a message")
  func fork() async throws {
    let first = await setting.say("One").json["message"]
    _ = await setting.say("Two")
    _ = await client.send(.patch, path, json: ["title": "Mine", "parameters": ["temperature": 0.5], "pinned": true])
    let fork = await client.send(.post, "\(path)/fork", json: ["messageId": first?["id"] ?? .null])
    #expect(fork.status == 201 && fork["location"] == "/api/v1/chats/\(fork.json["id"]?.string ?? "")")
    #expect(fork.json["title"] == "Mine" && fork.json["parameters"]?["temperature"] == 0.5)
    #expect(fork.json["messageCount"] == 2 && fork.json["pinned"] == false)
    let copied = await client.get("/api/v1/chats/\(fork.json["id"]?.string ?? "")/messages").json["items"]?.array ?? []
    #expect(texts(copied) == ["One", "So be it."] && copied.last?["id"] == fork.json["leafMessageId"])
    #expect(copied.last?["id"] != first?["id"])
    // What happens to one is nothing to the other.
    _ = await client.send(.delete, "\(path)?permanent=true")
    #expect(await client.get("/api/v1/messages/\(copied.last?["id"]?.string ?? "")").status == 200)
    for body in [#"{"messageId":"\#(Identifier())"}"#, "{}", #"{"messageId":7}"#] {
      let id = fork.json["id"]?.string ?? ""
      let refused = await client.send(.post, "/api/v1/chats/\(id)/fork", body: Array(body.utf8))
      #expect(refused.status == 422 && refused.fields.first?.hasPrefix("/messageId ") == true, "\(body)")
    }
  }

  @Test("a deleted message takes what follows it along, and what is restored is shown as before")
  func deleted() async throws {
    let first = await setting.say("One").json
    let second = await setting.say("Two").json
    let id = second["userMessage"]?["id"]?.string ?? ""
    #expect(await client.send(.delete, "/api/v1/messages/\(id)").status == 204)
    #expect(texts(await setting.messages) == ["One", "So be it."])
    #expect(await client.get(path).json["leafMessageId"] == first["message"]?["id"])
    #expect(await setting.message(second["message"]?["id"]?.string ?? "")["deletedAt"]?.string != nil)
    #expect(await client.send(.post, "/api/v1/messages/\(id)/restore").status == 200)
    let all = await client.get("\(path)/messages?all=true").json["items"]?.array ?? []
    #expect(all.count == 4 && all.allSatisfy { $0["deletedAt"] == .null })
  }

  @Test("search finds words of titles and messages, of one workspace, and not what was deleted")
  func search() async throws {
    let reply = await setting.say("Where do the Störche and Ёлки nest?").json["message"]
    setting.writer.script([.tell(.text("In the chimney of \"The Anchor\"."))])
    _ = await setting.say("Tell me")
    let chats = "/api/v1/workspaces/\(setting.workspace)/chats"
    let other = await client.send(.post, chats, json: ["title": "Lighthouse keeping"]).json["id"]?.string ?? ""
    for (words, found) in [
      ("chimney", [setting.chat]), ("störche", [setting.chat]), ("ёлки", [setting.chat]), ("light", [other]),
      ("keeping lighthouse", [other]), ("chimney lighthouse", []), ("\"OR NEAR(", []), ("nobody", []),
    ] {
      let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      #expect(await list("q=\(query)") == found, "\(words)")
    }
    #expect(await list("q=%20").count == 2)
    let elsewhere = await client.makeWorkspace("Elsewhere")
    #expect(await client.ids("/api/v1/workspaces/\(elsewhere)/chats?q=chimney") == [])
    let mine = try #require(reply?["parentId"]?.string)
    _ = await client.send(.delete, "/api/v1/messages/\(mine)")
    #expect(await list("q=chimney") == [])
  }

  @Test("pinned, archived and trashed chats are on shelves of their own")
  func shelves() async throws {
    let chats = "/api/v1/workspaces/\(setting.workspace)/chats"
    func make(_ change: JSON) async -> String {
      let id = await client.send(.post, chats, json: [:]).json["id"]?.string ?? ""
      if change != .null { _ = await client.send(.patch, "/api/v1/chats/\(id)", json: change) }
      return id
    }
    let pinned = await make(["pinned": true]), archived = await make(["archived": true]), gone = await make(nil)
    _ = await client.send(.delete, "/api/v1/chats/\(gone)")
    #expect(Set(await list("")) == [setting.chat, pinned])
    for (query, found) in [
      ("pinned=true", pinned), ("pinned=false", setting.chat), ("archived=true", archived), ("trashed=true", gone),
    ] { #expect(await list(query) == [found], "\(query)") }
    #expect(await client.get("\(chats)?archived=true&trashed=true").code == "invalid_query")
    #expect(await client.get("\(chats)?pinned=maybe").code == "invalid_query")
    let refused = await client.send(.post, "/api/v1/chats/\(gone)/messages", json: ["text": "x"])
    #expect(refused.code == "in_trash")
    #expect(await client.send(.post, "/api/v1/chats/\(gone)/restore").json["deletedAt"] == .null)
  }

  @Test("feedback and a comment are kept with the reply, and taken back")
  func feedback() async throws {
    let id = await setting.say("Good?").json["message"]?["id"]?.string ?? ""
    let path = "/api/v1/messages/\(id)"
    #expect(await client.send(.patch, path, json: ["feedback": "down", "comment": "No."]).json["comment"] == "No.")
    #expect(await client.send(.patch, path, json: ["feedback": nil]).json["feedback"] == .null)
    #expect(await client.send(.patch, path, json: ["feedback": "sideways"]).fields == ["/feedback format"])
    #expect(await client.send(.patch, path, json: ["text": "x"]).status == 422)
  }
}
