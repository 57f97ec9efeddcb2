import Domain
import HTTP
import Support
import Testing

@Suite("Prompts over HTTP")
struct PromptsTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  private var prompts: String { "/api/v1/workspaces/\(workspace)/prompts" }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private func keep(_ json: JSON) async -> String {
    await client.send(.post, prompts, json: json).json["id"]?.string ?? "failed"
  }

  @Test("what is kept can be read, changed under guard, put away and brought back")
  func life() async throws {
    let body: JSON = [
      "title": "Fox", "text": "a {{colour}} fox", "negativePrompt": "fog", "tags": ["animal"], "folder": "A",
      "favorite": true,
    ]
    let made = await client.send(.post, prompts, json: body)
    #expect(made.status == 201 && made["etag"] == "\"v1\"" && made.breaches == [])
    let id = try #require(made.json["id"]?.string)
    let one = "/api/v1/prompts/\(id)"
    #expect(made["location"] == one && made.json["workspaceId"]?.string == workspace)
    for (name, value) in [("title", "Fox"), ("text", "a {{colour}} fox"), ("negativePrompt", "fog"), ("folder", "A")]
      as [(String, JSON)]
    {
      #expect(made.json[name] == value)
    }
    #expect(made.json["tags"] == ["animal"] && made.json["favorite"] == true && made.json["variables"] == ["colour"])
    #expect(made.json["currentVersion"] == 1 && made.json["useCount"] == 0 && made.json["lastUsedAt"] == .null)
    #expect(await client.get(one).json == made.json)
    #expect(await client.get(one, headers: ["if-none-match": "\"v1\""]).status == 304)
    #expect(await client.send(.patch, one, headers: ["if-match": "\"v9\""], json: ["text": "x"]).status == 412)
    let changed = await client.send(.patch, one, headers: ["if-match": "\"v1\""], json: ["text": "a red fox"])
    #expect(changed.json["currentVersion"] == 2 && changed["etag"] == "\"v2\"" && changed.json["variables"] == [])
    #expect(await client.get("/api/v1/workspaces/\(workspace)").json["counts"]?["prompts"] == 1)
    #expect(await client.send(.delete, one).status == 204)
    #expect(await client.ids(prompts) == [])
    #expect(await client.ids(prompts + "?trashed=true") == [id])
    #expect(await client.ids("/api/v1/trash") == [id])
    #expect(await client.get(one).json["deletedAt"] != .null)
    #expect(await client.send(.post, one + "/restore").json["deletedAt"] == .null)
    #expect(await client.send(.delete, one + "?permanent=true").status == 204)
    #expect(await client.get(one).status == 404)
  }

  @Test("each wording is told beside the one before, and an earlier one comes back as a new one")
  func versions() async throws {
    let id = await keep(["text": "a red fox"])
    let one = "/api/v1/prompts/\(id)"
    _ = await client.send(.patch, one, json: ["text": "a blue fox", "negativePrompt": "fog"])
    let restored = await client.send(.post, one + "/versions/1/restore")
    #expect(restored.status == 200 && restored.json["text"] == "a red fox" && restored.json["currentVersion"] == 3)
    let first = await client.get(one + "/versions?limit=2").json
    let cursor = try #require(first["nextCursor"]?.string)
    let rest = await client.get(one + "/versions?limit=2&cursor=\(cursor)").json
    let items = [first, rest].flatMap { $0["items"]?.array ?? [] }
    #expect(items.map { $0["number"]?.int } == [3, 2, 1] && rest["nextCursor"] == .null)
    #expect(items.map { $0["current"]?.bool } == [true, false, false])
    #expect(
      items[1]["diff"] == [
        ["op": "keep", "text": "a "], ["op": "remove", "text": "red"], ["op": "add", "text": "blue"],
        ["op": "keep", "text": " fox"],
      ])
    #expect(items[1]["negativePromptDiff"] == [["op": "add", "text": "fog"]])
    #expect(items[2]["diff"] == [["op": "add", "text": "a red fox"]])
    for number in ["4", "0", "-1", "x", "99999999999999999999", "1.0"] {
      #expect(await client.send(.post, one + "/versions/\(number)/restore").status == 404, "\(number)")
    }
    #expect(await client.get("/api/v1/prompts/\(Identifier())/versions").status == 404)
  }

  @Test("two long texts that share nothing are compared in no time")
  func longDiff() async {
    let words = (0..<1_900).map { "\($0 + 1_000)" }
    let id = await keep(["text": .string("a " + words.joined(separator: ",").prefix(7_990))])
    let other = words.map { String($0.reversed()) + "x" }.joined(separator: ";").prefix(7_990)
    _ = await client.send(.patch, "/api/v1/prompts/\(id)", json: ["text": .string("a " + other)])
    let diff = await client.get("/api/v1/prompts/\(id)/versions").json["items"]?.array?.first?["diff"]?.array
    #expect(diff?.map { $0["op"]?.string } == ["keep", "remove", "add"])
  }

  @Test("filters work alone and together; a cursor fits only its own list")
  func filters() async throws {
    let fox = await keep(["text": "red fox", "tags": ["animal"], "folder": "A", "favorite": true])
    let door = await keep(["text": "blue door", "folder": " A/ "])
    let wolf = await keep(["text": "grey wolf", "tags": ["animal"]])
    for (query, ids) in [
      ("", [wolf, door, fox]), ("?q=fox", [fox]), ("?q=re", [fox]), ("?q=%22", []), ("?q=+", [wolf, door, fox]),
      ("?tag=animal", [wolf, fox]), ("?folder=A", [door, fox]), ("?folder=", [wolf]), ("?favorite=true", [fox]),
      ("?favorite=false", [wolf, door]), ("?tag=animal&folder=A&favorite=true&q=fox", [fox]),
    ] { #expect(await client.ids(prompts + query) == ids, "\(query)") }
    let cursor = try #require(await client.get(prompts + "?limit=1&tag=animal").json["nextCursor"]?.string)
    #expect(await client.ids(prompts + "?limit=1&tag=animal&cursor=\(cursor)") == [fox])
    for query in [
      "?cursor=\(cursor)", "?tag=other&cursor=\(cursor)", "?favorite=1", "?limit=0", "?tag=a&tag=b",
      "?q=" + String(repeating: "a", count: 501),
    ] {
      #expect(await client.get(prompts + query).code == "invalid_query", "\(query)")
    }
    let facets = await client.get(prompts + "/facets").json
    #expect(facets["folders"] == [["value": "", "count": 1], ["value": "A", "count": 2]])
    #expect(facets["tags"] == [["value": "animal", "count": 2]])
  }

  @Test("our file, taken into another workspace, brings everything; the same file twice changes nothing")
  func files() async throws {
    let id = await keep([
      "title": "Fox, \"red\"", "text": "one\nline {{a}}", "tags": ["t"], "folder": "F", "favorite": true,
    ])
    _ = await client.send(.patch, "/api/v1/prompts/\(id)", json: ["text": "two", "negativePrompt": "n"])
    _ = await keep(["text": "лес"])
    let file = await client.get(prompts + "/export")
    #expect(file["content-type"] == "application/json" && file["content-disposition"]?.contains("prompts.json") == true)
    let bytes = try await file.whole()
    let other = await client.makeWorkspace("B")
    let target = "/api/v1/workspaces/\(other)/prompts"
    let report = await client.send(.post, target + "/import", body: bytes)
    #expect(report.status == 200 && report.json["source"] == "json" && report.json["added"] == 2)
    #expect(report.json["items"]?.array?.map { $0["title"]?.string } == ["лес", "Fox, \"red\""])
    let again = try await client.get(target + "/export").whole()
    #expect(again == bytes)
    for _ in 0..<2 {
      let twice = await client.send(.post, target + "/import", body: bytes)
      #expect(twice.json["added"] == 0 && twice.json["unchanged"] == 2 && twice.json["refused"] == 0)
    }
    #expect(await client.ids(target).count == 2)
    let forms = [("csv", "text/csv"), ("fooocus", "application/json"), ("text", "text/plain; charset=utf-8")]
    for (form, type) in forms {
      let bytes = try await client.get(prompts + "/export?format=\(form)").whole()
      let third = await client.makeWorkspace(form)
      let target = "/api/v1/workspaces/\(third)/prompts"
      for count: Int64 in [2, 0] {
        let report = await client.send(.post, target + "/import", headers: ["content-type": type], body: bytes)
        #expect(report.json["added"]?.int == count && report.json["source"]?.string == form, "\(report.text)")
      }
      let texts = await client.get(target).json["items"]?.array?.map { $0["text"]?.string }
      #expect(texts == ["лес", "two"])
    }
  }

  @Test("an entry that cannot be taken is reported, and the others are taken")
  func badEntries() async {
    let body: JSON = [
      "format": "pixazo-prompts", "version": 1,
      "prompts": [["text": "good"], ["text": ""], 7, ["text": "b", "tags": 1]],
    ]
    let report = await client.send(.post, prompts + "/import", json: body)
    #expect(report.json["added"] == 1 && report.json["refused"] == 3)
    #expect(report.json["items"]?.array?.map { $0["outcome"]?.string } == ["added", "refused", "refused", "refused"])
    #expect(report.json["items"]?.array?[1]["detail"]?.string?.hasPrefix("text ") == true)
  }

  @Test("nothing is put into a workspace that lies in the trash, nor found in one of nobody")
  func elsewhere() async {
    _ = await client.send(.delete, "/api/v1/workspaces/\(workspace)")
    #expect(await client.send(.post, prompts, json: ["text": "a"]).code == "in_trash")
    #expect(await client.send(.post, prompts + "/import", json: []).code == "in_trash")
    let nobody = "/api/v1/workspaces/\(Identifier())"
    for path in ["/prompts", "/prompts/facets", "/prompts/export", "/prompt-history"] {
      #expect(await client.get(nobody + path).status == 404, "\(path)")
    }
    #expect(await client.send(.post, nobody + "/prompts", json: [:]).status == 404)
  }

  static let scenarios: [Scenario] = [
    Scenario("no text", .post, "/api/v1/workspaces/{id}/prompts", body: "{}", status: 422, fields: ["/text required"]),
    Scenario(
      "wrong fields", .post, "/api/v1/workspaces/{id}/prompts", body: #"{"text":1,"title":"","version":2,"x":0}"#,
      status: 422, fields: ["/text type", "/title too_short", "/version read_only", "/x unknown_field"]),
    Scenario("no JSON", .post, "/api/v1/workspaces/{id}/prompts", body: "{", status: 400, code: "invalid_json"),
    Scenario("no such prompt", .get, "/api/v1/prompts/\(Identifier())", status: 404, code: "not_found"),
    Scenario("no id", .patch, "/api/v1/prompts/1", body: "{}", status: 404),
    Scenario("no history of it", .delete, "/api/v1/prompt-history/\(Identifier())", status: 404),
    Scenario(
      "a file of another kind", .post, "/api/v1/workspaces/{id}/prompts/import", headers: ["content-type": "text/html"],
      body: "<p>", status: 415),
    Scenario(
      "a file that is none", .post, "/api/v1/workspaces/{id}/prompts/import", body: "{}", status: 422,
      code: "invalid_request"),
    Scenario(
      "a broken file", .post, "/api/v1/workspaces/{id}/prompts/import", body: "[", status: 400, code: "invalid_json"),
    Scenario(
      "an unknown form", .get, "/api/v1/workspaces/{id}/prompts/export?format=xml", status: 400, code: "invalid_query"),
  ]

  @Test("each bad request gets its own clear answer", arguments: scenarios)
  func refuses(scenario: Scenario) async {
    #expect(await scenario.complaints(client, id: workspace) == [])
    #expect(await client.ids(prompts) == [])
  }
}
