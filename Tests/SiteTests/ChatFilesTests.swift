import Domain
import HTTP
import Studio
import Support
import Testing

/// Chats as files, over the API.
@Suite("Chat files") struct ChatFilesTests {
  private let setting: ChatSetting
  private var client: TestClient { setting.client }

  init() async throws {
    setting = try await ChatSetting(ScriptedWriter("muse") { $0.capabilities.insert(.vision) })
  }

  private func export(_ chat: String, _ query: String = "format=json") async throws -> [UInt8] {
    try await client.get("/api/v1/chats/\(chat)/export?\(query)").whole()
  }

  private func take(_ file: [UInt8], into workspace: String? = nil) async -> TestResponse {
    await client.send(.post, "/api/v1/workspaces/\(workspace ?? setting.workspace)/chats/import", body: file)
  }

  private func chats(_ workspace: String, _ query: String = "") async -> [JSON] {
    await client.get("/api/v1/workspaces/\(workspace)/chats?\(query)").json["items"]?.array ?? []
  }

  /// The tree of a chat without the names that each copy has of its own.
  private func tree(of chat: String) async -> (messages: JSON, leaf: [JSON]) {
    let all = await client.get("/api/v1/chats/\(chat)/messages?all=true&limit=200").json["items"]?.array ?? []
    func below(_ parent: JSON) -> JSON {
      let children = all.filter { $0["parentId"] == parent }
      let order = children.first?["siblingIds"]?.array ?? []
      return .array(
        order.compactMap { id in children.first { $0["id"] == id } }.map { message in
          var kept = JSON.Object()
          guard case .object(let object) = message else { return .null }
          for member in object.members
          where !["id", "chatId", "parentId", "siblingIds", "parts"].contains(member.name) {
            kept.append(member.name, member.value)
          }
          let parts = (message["parts"]?.array ?? []).map { $0["type"] == "image" ? ["type": "image"] : $0 }
          kept.append("parts", .array(parts))
          kept.append("below", below(message["id"] ?? .null))
          return .object(kept)
        })
    }
    let shown = await client.get("/api/v1/chats/\(chat)/messages?limit=200").json["items"]?.array ?? []
    return (below(.null), shown.map { $0["text"] ?? .null })
  }

  /// A chat with two beginnings, two answers to one question, thoughts, a picture, a failure and an opinion.
  private func rich() async throws {
    var receipt = TextReceipt(finish: .stop)
    receipt.usage.inputTokens = 9
    receipt.usage.outputTokens = 4
    receipt.costMicros = 31
    setting.writer.script([.tell(.reasoning("Hm <b>.")), .tell(.text("One & <i>two</i>"))], receipt: receipt)
    let image = await client.upload(Specimen.png(seed: 5), to: setting.workspace).json["id"] ?? .null
    let first = await setting.say("Count *to* <two>", ["imageIds": [image]]).json
    let reply = try #require(first["message"]?["id"]?.string)
    _ = await client.send(.post, "/api/v1/messages/\(reply)/regenerate", json: [:])
    while setting.studio.conversation.count > 0 { await Task.yield() }
    _ = await client.send(
      .patch, "/api/v1/messages/\(reply)", json: ["feedback": "up", "comment": "Well counted."])
    _ = await setting.say("And on")
    setting.writer.script([.tell(.text("half")), .fail(ProviderFailure(.interrupted, "It stopped.", effect: .taken))])
    _ = await setting.say("Another beginning", ["parentId": nil])
    _ = await client.send(
      .patch, "/api/v1/chats/\(setting.chat)",
      json: [
        "pinned": true, "systemPrompt": "Be brief.", "title": "Counting & <more>",
        "parameters": ["temperature": 0.3, "mode": "think"], "model": "muse/a",
      ])
  }

  @Test("JSON loses nothing: branches, thoughts, pictures, figures, failures and opinions come back")
  func lossless() async throws {
    try await rich()
    let before = await tree(of: setting.chat)
    let roots = try #require(before.messages.array)
    #expect(roots.count == 2 && roots[0]["below"]?.array?.count == 2)
    let file = try await export(setting.chat, "format=json&images=embed")
    let other = await client.makeWorkspace("Other")
    let report = await take(file, into: other)
    #expect(report.status == 200 && report.json["imported"] == 1 && report.json["source"] == "pixazo", "\(report.text)")
    let line = report.json["items"]?.array?.first
    #expect(line?["detail"] == .null && line?["messages"] == 7)
    let copy = try #require(line?["chatId"]?.string)
    let after = await tree(of: copy)
    #expect(after.messages == before.messages && after.leaf == before.leaf)
    let (old, new) = (
      await client.get("/api/v1/chats/\(setting.chat)").json, await client.get("/api/v1/chats/\(copy)").json
    )
    for name in ["title", "titleSource", "model", "systemPrompt", "parameters", "pinned", "messageCount", "createdAt"] {
      #expect(new[name] == old[name], "\(name)")
    }
    let images = await client.ids("/api/v1/workspaces/\(other)/images")
    #expect(images.count == 1)
    let bytes = try await client.get("/api/v1/images/\(images.first ?? "")/file?strip=1").whole()
    #expect(bytes == Specimen.png(seed: 5))
  }

  @Test("a chat that was cleared or archived comes back so")
  func clearedAndArchived() async throws {
    setting.writer.script([.tell(.text("Yes."))])
    _ = await setting.say("Well?")
    _ = await client.send(.post, "/api/v1/chats/\(setting.chat)/clear")
    _ = await client.send(.patch, "/api/v1/chats/\(setting.chat)", json: ["archived": true])
    let other = await client.makeWorkspace("Other")
    _ = await take(try await export(setting.chat), into: other)
    #expect(await chats(other) == [])
    let copy = try #require(await chats(other, "archived=true").first)
    #expect(copy["leafMessageId"] == .null && copy["messageCount"] == 2 && copy["archivedAt"]?.string != nil)
  }

  @Test("the same file twice brings nothing twice, and a chat in the trash says so")
  func twice() async throws {
    try await rich()
    let file = try await export(setting.chat, "images=embed")
    let other = await client.makeWorkspace("Other")
    async let one = take(file, into: other), two = take(file, into: other)
    let counts = await [one, two].map { $0.json["imported"]?.int }
    #expect(counts.sorted { ($0 ?? 0) < ($1 ?? 0) } == [0, 1])
    let again = await take(file, into: other)
    #expect(again.json["imported"] == 0 && again.json["items"]?.array?.first?["detail"] == "It is here already.")
    let id = try #require(await chats(other).first?["id"]?.string)
    #expect(await chats(other).count == 1)
    _ = await client.send(.delete, "/api/v1/chats/\(id)")
    let third = await take(file, into: other).json["items"]?.array?.first
    #expect(third?["detail"] == "It is here already, in the trash." && third?["chatId"] == .string(id))
    _ = await client.send(.delete, "/api/v1/chats/\(id)?permanent=true")
    #expect(await take(file, into: other).json["imported"] == 1)
  }

  @Test("other forms tell the branch that is shown, and nothing in them is code")
  func documents() async throws {
    try await rich()
    let first = await client.get("/api/v1/chats/\(setting.chat)/messages?all=true").json["items"]?.array?.first
    // Back to the first branch, which has the picture.
    let all = await client.get("/api/v1/chats/\(setting.chat)/messages?all=true").json["items"]?.array ?? []
    let end = try #require(all.last { $0["text"] == "One & <i>two</i>" }?["id"])
    _ = await client.send(.patch, "/api/v1/chats/\(setting.chat)", json: ["leafMessageId": end])
    #expect(first?["text"] == "Count *to* <two>")
    let texts = try await ["markdown", "text", "html"].asyncMap { format in
      let answer = await client.get("/api/v1/chats/\(setting.chat)/export?format=\(format)")
      #expect(answer["content-disposition"]?.hasPrefix("attachment") == true)
      return String(decoding: try await answer.whole(), as: UTF8.self)
    }
    for text in texts { #expect(text.contains("And on") && !text.contains("Another beginning")) }
    let (markdown, plain, page) = (texts[0], texts[1], texts[2])
    #expect(
      markdown.hasPrefix("# Counting & \\<more\\>\n") && markdown.contains("> Hm <b>.") && markdown.contains("![]("))
    #expect(plain.contains("Count *to* <two>") && !plain.contains("Hm <b>"))
    #expect(page.contains("Count *to* &lt;two&gt;") && !page.contains("<i>") && !page.contains("<b>"))
    #expect(page.contains("Counting &amp; &lt;more&gt;") && page.contains("<img"))
    let embedded = String(decoding: try await export(setting.chat, "format=html&images=embed"), as: UTF8.self)
    #expect(embedded.contains("src=\"data:image/png;base64,") && !embedded.contains("/api/v1/images/"))
    #expect(await client.get("/api/v1/chats/\(setting.chat)/export?format=pdf").status == 400)
  }

  @Test(
    "a sign that a letter takes for its own is no code either",
    arguments: ["\u{D4E}<img src=x \u{D4E}>", "<\u{301}b>\u{301}"])
  func glued(title: String) async throws {
    _ = await client.send(.patch, "/api/v1/chats/\(setting.chat)", json: ["title": .string(title)])
    let page = String(decoding: try await export(setting.chat, "format=html"), as: UTF8.self)
    let heading = try #require(page.split(separator: "\n").first { $0.hasPrefix("<h1>") })
    #expect(heading.utf8.count { $0 == UInt8(ascii: "<") } == 2 && heading.utf8.count { $0 == UInt8(ascii: ">") } == 2)
    let markdown = String(decoding: try await export(setting.chat, "format=markdown"), as: UTF8.self)
    #expect(markdown.utf8.split(separator: 0x0A).first?.contains(UInt8(ascii: "\\")) == true)
  }
}

extension Array {
  fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await change(element)) }
    return values
  }
}
