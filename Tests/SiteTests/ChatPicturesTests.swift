import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@testable import Site

@Suite("Pictures in chats") struct ChatPicturesTests {
  private func order(_ setting: ChatSetting, _ recipe: JSON) async -> TestResponse {
    await setting.client.send(.post, "/api/v1/chats/\(setting.chat)/generations", json: recipe)
  }

  /// A message once it has ended.
  private func ended(_ id: String, _ studio: TestStudio) async throws -> JSON {
    let key = try #require(Identifier(id))
    _ = try await studio.conversation.reply(key)?.end()
    return await studio.client.get("/api/v1/messages/\(id)").json
  }

  private static let small: JSON = ["prompt": "a lighthouse at dusk", "width": 64, "height": 64, "steps": 1]

  @Test("an order in a chat becomes a message, and its pictures another, each pointing at the other")
  func ordered() async throws {
    let setting = try await ChatSetting()
    let made = await order(setting, ["prompt": "a lighthouse", "width": 64, "height": 64, "steps": 1, "count": 2])
    #expect(
      made.status == 202 && made["location"] == "/api/v1/generations/\(made.json["id"]?.string ?? "")", "\(made.text)")
    let id = try #require(made.json["recipe"]?["messageId"]?.string)
    let message = try await ended(id, setting.studio)
    #expect(
      message["state"] == "complete" && message["role"] == "assistant" && message["generationId"] == made.json["id"])
    #expect(message["model"] == "builtin/painter" && message["costMicros"] == 0)
    let images = (message["parts"]?.array ?? []).map { $0["imageId"]?.string ?? "" }
    #expect(images.count == 2)
    let image = await setting.client.get("/api/v1/images/\(images[0])").json
    #expect(image["recipe"]?["messageId"]?.string == id)
    let messages = await setting.messages
    #expect(messages.map { $0["role"] } == ["user", "assistant"] && messages[0]["text"] == "a lighthouse")
    let chat = await setting.client.get("/api/v1/chats/\(setting.chat)").json
    #expect(chat["title"] == "a lighthouse" && chat["leafMessageId"]?.string == id)
    #expect(setting.writer.requests.isEmpty)
  }

  @Test("/image does the same, plain and as a stream, and a wrong one is refused in the message's own words")
  func command() async throws {
    let setting = try await ChatSetting()
    _ = await setting.client.send(
      .patch, "/api/v1/workspaces/\(setting.workspace)", json: ["settings": ["width": 64, "height": 64]])
    let said = await setting.say("/image a lighthouse")
    #expect(said.status == 201 && said.json["userMessage"]?["text"] == "/image a lighthouse", "\(said.text)")
    #expect(said.json["message"]?["state"] == "complete" && said.json["message"]?["parts"]?.array?.count == 1)
    let told = await (try setting.stream("/image a {red|blue} boat")).rest()
    #expect(told.events == ["message", "message", "done"] && told.last?["parts"]?.array?.first?["type"] == "image")
    #expect(await setting.say("/image ").fields == ["/text required"])
    #expect(await setting.say("/image a __nowhere__ boat").fields == ["/text not_found"])
    #expect(await setting.say("/image a boat", ["model": "no/such"]).fields == ["/model not_found"])
    #expect(await setting.messages.count == 4)
  }

  @Test("a failure is the message's, with its code, and the pictures can be made anew beside it")
  func failed() async throws {
    let setting = try await ChatSetting()
    let made = await order(
      setting, ["prompt": "x", "width": 64, "height": 64, "extra": ["fail": "garbage"], "seed": 5])
    let id = try #require(made.json["recipe"]?["messageId"]?.string)
    let message = try await ended(id, setting.studio)
    #expect(message["state"] == "failed" && message["error"]?["code"] != .null)
    let again = await setting.client.send(.post, "/api/v1/messages/\(id)/regenerate")
    #expect(again.status == 202 && again.json["parentId"] == message["parentId"], "\(again.text)")
    #expect(again.json["siblingIds"]?.array?.count == 2)
    _ = try await ended(again.json["id"]?.string ?? "", setting.studio)
  }

  @Test("to stop it is to cancel the work")
  func stopped() async throws {
    let setting = try await ChatSetting()
    let made = await order(
      setting, ["prompt": "x", "width": 64, "height": 64, "steps": 50, "extra": ["delayMs": 60_000]])
    let id = try #require(made.json["recipe"]?["messageId"]?.string)
    let stopped = await setting.client.send(.post, "/api/v1/messages/\(id)/stop")
    #expect(stopped.json["state"] == "stopped")
    let generation = await setting.client.get("/api/v1/generations/\(made.json["id"]?.string ?? "")").json
    #expect(generation["state"] == "cancelled" && setting.studio.conversation.count == 0)
  }

  @Test("over the end of the studio the message waits, and follows its generation when the studio starts again")
  func restarted() async throws {
    let studio = try await TestStudio()
    _ = await studio.client.send(.post, "/api/v1/queue/pause")
    let workspace = await studio.client.makeWorkspace()
    let chat =
      await studio.client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:]).json["id"]?.string ?? ""
    let made = await studio.client.send(.post, "/api/v1/chats/\(chat)/generations", json: Self.small)
    let id = try #require(made.json["recipe"]?["messageId"]?.string)
    await studio.conversation.end()
    #expect(await studio.client.get("/api/v1/messages/\(id)").json["state"] == "streaming")
    let next = try await studio.restarted()
    _ = await next.client.send(.post, "/api/v1/queue/resume")
    let message = try await ended(id, next)
    #expect(message["state"] == "complete" && message["parts"]?.array?.count == 1)
    let last = try await next.restarted()
    #expect(await last.client.get("/api/v1/messages/\(id)").json == message)
  }

  @Test("what cannot be taken is refused, and nothing is said or queued")
  func refused() async throws {
    let setting = try await ChatSetting()
    #expect(
      await order(setting, ["prompt": "", "stray": 1]).fields.sorted() == ["/prompt too_short", "/stray unknown_field"])
    #expect(await order(setting, ["prompt": "x", "parentId": 1]).fields == ["/parentId type"])
    #expect(
      await order(setting, ["prompt": "x", "parentId": "01a2b3c4-d5e6-7f80-8123-456789abcdef"]).fields
        == ["/parentId not_found"])
    #expect(await setting.messages.isEmpty && setting.studio.conversation.count == 0)
    let queue = await setting.client.get("/api/v1/workspaces/\(setting.workspace)/generations").json
    #expect(queue["items"]?.array?.isEmpty == true)
    #expect(
      await setting.client.send(
        .post, "/api/v1/chats/01a2b3c4-d5e6-7f80-8123-456789abcdef/generations", json: Self.small
      ).status == 404)
  }

  @Test("pictures that a text model makes are kept, and a broken one does no harm")
  func madeByText() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([
      .tell(.text("Here: ")), .tell(.image(Specimen.png(width: 8, height: 8, seed: 3))), .tell(.image([1, 2, 3])),
    ])
    let said = await setting.say("Draw a boat")
    let parts = said.json["message"]?["parts"]?.array ?? []
    #expect(
      said.json["message"]?["state"] == "complete" && parts.map { $0["type"] } == ["text", "image"], "\(said.text)")
    let image = await setting.client.get("/api/v1/images/\(parts.last?["imageId"]?.string ?? "")").json
    #expect(image["prompt"] == "Draw a boat" && image["model"] == "muse/a" && image["source"] == "generated")
    #expect(image["recipe"]?["messageId"] == said.json["message"]?["id"])
  }
}
