import Domain
import HTTP
import Support
import Testing

@Suite("Where things come from, over HTTP", .timeLimit(.minutes(1)))
struct OriginsTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  private var home: String { "/api/v1/workspaces/\(workspace)" }

  init() async throws {
    studio = try await TestStudio(kinds: [ScriptedProvider { try await ScriptedProvider.works($0) }.kind()])
    workspace = await studio.client.makeWorkspace()
  }

  private func order(_ recipe: JSON) async throws -> Identifier {
    let answer = await client.send(.post, home + "/generations", json: recipe)
    #expect(answer.status == 202, "\(answer.text)")
    return try await studio.end(of: try #require(answer.json["id"]?.string.flatMap { Identifier($0) })).id
  }

  @Test("an order names its prompt: the use is counted, and the lineage leads there and back")
  func use() async throws {
    let prompt = await client.send(.post, home + "/prompts", json: ["text": "a fox", "title": "Fox"]).json["id"] ?? nil
    let id = try #require(prompt.string)
    _ = await client.send(.patch, "/api/v1/prompts/\(id)", json: ["text": "a red fox"])
    let recipe: JSON = ["prompt": "a red fox", "promptId": prompt, "model": "builtin/stub"]
    #expect(await client.send(.post, home + "/generations/preview", json: recipe).status == 200)
    let generation = try await order(recipe)
    let used = await client.get("/api/v1/prompts/\(id)").json
    #expect(used["useCount"] == 1 && used["lastUsedAt"] != .null && used["version"] == 2)
    let image = try #require(await client.ids(home + "/images").first)
    for target in ["images/\(image)", "generations/\(generation)", "prompts/\(id)"] {
      let lineage = await client.get("/api/v1/\(target)/lineage").json
      #expect(lineage["truncated"] == false && "\(target)".hasSuffix(lineage["root"]?.string ?? "?"))
      let nodes = lineage["nodes"]?.array ?? []
      #expect(Set(nodes.compactMap { $0["type"]?.string }) == ["prompt", "generation", "image"], "\(target)")
      #expect(nodes.first { $0["type"] == "prompt" }?["version"] == 2)
      #expect(lineage["edges"]?.array?.count == 2)
      #expect(
        lineage["edges"]?.array?.contains { $0["from"] == prompt && $0["role"] == "prompt" && $0["version"] == 2 }
          == true)
    }
    #expect(await client.get("/api/v1/images/\(Identifier())/lineage").status == 404)
    #expect(await client.get("/api/v1/messages/x/lineage").status == 404)
  }

  @Test("a prompt of another workspace is none; one in the trash may be used again")
  func borders() async throws {
    let other = await client.makeWorkspace("B")
    let stranger =
      await client.send(.post, "/api/v1/workspaces/\(other)/prompts", json: ["text": "a"]).json["id"] ?? nil
    let refused = await client.send(
      .post, home + "/generations", json: ["prompt": "a", "promptId": stranger, "model": "builtin/stub"])
    #expect(refused.status == 422 && refused.fields == ["/promptId not_found"])
    let mine = await client.send(.post, home + "/prompts", json: ["text": "a"]).json["id"] ?? nil
    _ = await client.send(.delete, "/api/v1/prompts/\(mine.string ?? "")")
    _ = try await order(["prompt": "a", "promptId": mine, "model": "builtin/stub"])
    #expect(await client.get("/api/v1/prompts/\(stranger.string ?? "")").json["useCount"] == 0)
  }

  @Test("every prompt that was sent is in the history, also when everything made with it is gone")
  func history() async throws {
    for prompt in ["a fox", "a door", "a fox"] {
      _ = try await order(["prompt": .string(prompt), "model": "builtin/stub"])
    }
    for id in await client.ids(home + "/generations") { _ = await client.send(.delete, "/api/v1/generations/\(id)") }
    for id in await client.ids(home + "/images") {
      _ = await client.send(.delete, "/api/v1/images/\(id)?permanent=true")
    }
    let history = home + "/prompt-history"
    let items = await client.get(history).json["items"]?.array ?? []
    #expect(items.map { $0["text"]?.string } == ["a fox", "a door"] && items.map { $0["useCount"]?.int } == [2, 1])
    #expect(items[0]["model"] == "builtin/stub")
    #expect(await client.get(history + "?q=door").json["items"]?.array?.count == 1)
    let cursor = try #require(await client.get(history + "?limit=1").json["nextCursor"]?.string)
    #expect(await client.ids(history + "?limit=1&cursor=\(cursor)") == [items[1]["id"]?.string])
    #expect(await client.get(history + "?q=door&cursor=\(cursor)").code == "invalid_query")
    #expect(await client.send(.delete, "/api/v1/prompt-history/\(items[0]["id"]?.string ?? "")").status == 204)
    #expect(await client.ids(history) == [items[1]["id"]?.string])
  }

  @Test("a prompt that was sent once is forgotten for good")
  func forgetting() async throws {
    _ = try await order(["prompt": "a fox", "model": "builtin/stub"])
    let id = try #require(await client.ids(home + "/prompt-history").first)
    #expect(await client.send(.delete, "/api/v1/prompt-history/\(id)").status == 204)
    #expect(await client.ids(home + "/prompt-history") == [])
    #expect(await client.ids(home + "/prompt-history?q=fox") == [])
    #expect(await client.send(.delete, "/api/v1/prompt-history/\(id)").status == 404)
  }

  @Test("one search finds prompts, chats and messages, page by page, and takes any text for words")
  func search() async throws {
    _ = await client.send(.post, home + "/prompts", json: ["text": "лиса и fox"])
    let image = await client.makeImage(in: workspace)
    _ = await client.send(.patch, image, json: ["title": "fox"])
    let chat = await client.send(.post, home + "/chats", json: ["title": "About foxes"]).json["id"]?.string ?? ""
    _ = await client.send(.post, "/api/v1/chats/\(chat)/messages", json: ["text": "Where is the fox?"])
    let all = await client.get("/api/v1/search?q=fox").json["items"]?.array ?? []
    let kinds = Set(all.compactMap { $0["type"]?.string })
    #expect(kinds == ["prompt", "chat", "message", "image"])
    #expect(all.first { $0["type"] == "message" }?["chatId"]?.string == chat)
    var paged: [JSON] = []
    var target = "/api/v1/search?q=fox&limit=1"
    while true {
      let page = await client.get(target).json
      paged += page["items"]?.array ?? []
      guard let cursor = page["nextCursor"]?.string else { break }
      target = "/api/v1/search?q=fox&limit=1&cursor=\(cursor)"
    }
    #expect(paged == all && all.count >= 3)
    #expect(
      await client.get("/api/v1/search?q=fox&type=prompt&workspaceId=\(workspace)").json["items"]?.array?.count == 1)
    // The first two hold a letter that takes the quote behind it for a part of its own.
    let wordings = [
      "%E0%B5%8E%22", "fox%E0%B5%8E%22%20OR%20%22a", "%22", "a%20OR", "*", "NEAR(a%2C", "%27%3B--", "%F0%9F%A6%8A", "",
      "title%3Afox",
    ]
    for words in wordings {
      #expect(await client.get("/api/v1/search?q=\(words)").status == 200, "\(words)")
    }
    for query in ["", "?q=a&type=style", "?q=a&cursor=x", "?q=a&workspaceId=1", "?q=%FF"] {
      #expect(await client.get("/api/v1/search\(query)").code == "invalid_query", "\(query)")
    }
    #expect(await client.get("/api/v1/search?q=a&workspaceId=\(Identifier())").status == 404)
    let cursor = try #require(await client.get("/api/v1/search?q=fox&limit=1").json["nextCursor"]?.string)
    #expect(await client.get("/api/v1/search?q=foxes&cursor=\(cursor)").code == "invalid_query")
  }
}
