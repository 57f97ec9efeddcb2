import Domain
import Foundation
import HTTP
import StandIn
import Support
import Testing

/// One key for pictures and words.
@Suite("Providers of pictures and words")
struct UnitedProvidersTests {
  private static let key = "sk-one-key-for-both"

  @Test(
    "a connection of either name offers models of both kinds, and an old name is understood",
    arguments: [("openai", "openai"), ("openai-chat", "openai"), ("xai", "xai"), ("grok", "xai")])
  func both(word: String, kind: String) async throws {
    let standIn = try StandIn(key: Self.key)
    let client = try await TestStudio().client
    let made = await client.send(
      .post, "/api/v1/providers",
      json: ["kind": .string(word), "baseUrl": .string(standIn.base(of: kind) + "/v1"), "apiKey": .string(Self.key)])
    #expect(made.status == 201, "\(made.text)")
    #expect(made.json["kind"] == .string(kind) && made.json["id"] == .string(word))
    #expect(await client.send(.post, "/api/v1/providers/\(word)/models/refresh").status == 200)
    let (painter, writer) = kind == "xai" ? ("grok-imagine-image", "grok-4.3") : ("gpt-image-1", "gpt-4o")
    for (type, model) in [("image", painter), ("text", writer)] {
      let models = await client.get("/api/v1/models?type=\(type)").json["items"]?.array ?? []
      #expect(models.contains { $0["id"] == .string("\(word)/\(model)") && $0["usable"] == true }, "\(type)")
    }
    let check = await client.send(.post, "/api/v1/providers/\(word)/check").json
    #expect(check["ok"] == true, "\(check)")
    let kinds = await client.get("/api/v1/provider-kinds").json["items"]?.array ?? []
    let form = try #require(kinds.first { $0["id"] == .string(kind) })
    #expect(form["offers"] == ["image", "text"] && form["aliases"]?.array?.count == 1)
    #expect(kinds.filter { $0["id"] == .string(word) }.count == (word == kind ? 1 : 0))
    await standIn.stop()
  }

  @Test("a server that has no list of models, or only pictures in it, is as welcome as before")
  func picturesOnly() async throws {
    let standIn = try StandIn(key: Self.key)
    standIn.stage.play(.question, .status(404))
    let client = try await TestStudio().client
    let made = await client.send(
      .post, "/api/v1/providers",
      json: [
        "kind": "openai", "id": "mine", "baseUrl": .string(standIn.base(of: "openai")), "apiKey": .string(Self.key),
        "options": ["models": "my-painter", "textModels": "my-writer", "extraBody": ["top_k": 4]],
      ])
    #expect(made.status == 201, "\(made.text)")
    #expect(await client.send(.post, "/api/v1/providers/mine/models/refresh").status == 200)
    let models = await client.get("/api/v1/models").json["items"]?.array ?? []
    #expect(models.first { $0["id"] == "mine/my-painter" }?["type"] == "image")
    #expect(models.first { $0["id"] == "mine/my-writer" }?["type"] == "text")
    await standIn.stop()
  }

  @Test("a reply costs what the owner wrote down, in the message and in the ledger; what the provider says goes first")
  func priced() async throws {
    let standIn = try StandIn(key: Self.key)
    let client = try await TestStudio().client
    for (kind, prices) in [("openai", "gpt-4o = 2.5 in, 10 out"), ("xai", "100 in, 100 out")] {
      let made = await client.send(
        .post, "/api/v1/providers",
        json: [
          "kind": .string(kind), "baseUrl": .string(standIn.base(of: kind)), "apiKey": .string(Self.key),
          "options": ["prices": .string(prices)],
        ])
      #expect(made.status == 201, "\(made.text)")
      #expect(await client.send(.post, "/api/v1/providers/\(kind)/models/refresh").status == 200)
    }
    let workspace = await client.makeWorkspace()
    let chat = await client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:]).json["id"]?.string ?? ""
    // 21 tokens read and 12 written; the other says itself what it took.
    for (model, cost) in [("openai/gpt-4o", 173), ("xai/grok-4.3", 1_235)] as [(String, Int64)] {
      let said = await client.send(
        .post, "/api/v1/chats/\(chat)/messages", json: ["text": "Hello", "model": .string(model)])
      #expect(said.json["message"]?["costMicros"] == .int(cost), "\(said.text)")
      let sums = await client.get("/api/v1/usage?by=model").json["items"]?.array ?? []
      let row = sums.first { $0["key"] == .string(model) }
      #expect(row?["costMicros"] == .int(cost) && row?["inputTokens"] == 21 && row?["outputTokens"] == 12, "\(sums)")
    }
    await standIn.stop()
  }

  @Test("options that make no sense are refused at their place, before anything is stored")
  func options() async throws {
    let client = try await TestStudio().client
    let folder = TemporaryFolder()
    for (kind, name, value) in [
      ("openai", "prices", "gpt-5-mini = cheap"),
      ("gigachat", "caFile", "/nowhere.pem"), ("gigachat", "caFile", "relative.pem"),
    ] {
      let json: JSON = [
        "kind": .string(kind), "id": "one", "apiKey": "12345678", "options": .object([name: .string(value)]),
      ]
      let made = await client.send(.post, "/api/v1/providers", json: json)
      #expect(made.status == 422 && made.json["errors"]?.array?.first?["pointer"] == .string("/options/\(name)"))
      #expect(await client.get("/api/v1/providers/one").status == 404)
    }
    try "x".write(toFile: folder.path + "/root.pem", atomically: true, encoding: .utf8)
    let made = await client.send(
      .post, "/api/v1/providers",
      json: [
        "kind": "gigachat", "id": "one", "apiKey": "12345678", "baseUrl": "http://127.0.0.1:1",
        "options": ["caFile": .string(folder.path + "/root.pem"), "authUrl": "http://127.0.0.1:1/"],
      ])
    #expect(made.status == 201, "\(made.text)")
  }
}
