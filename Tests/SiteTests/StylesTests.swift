import Domain
import HTTP
import Support
import Testing

@Suite("Styles and word lists over HTTP")
struct StylesTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private var styles: String { "/api/v1/workspaces/\(workspace)/styles" }
  private var lists: String { "/api/v1/workspaces/\(workspace)/wordlists" }

  /// The same for both kinds: where they are made, where one is read, and what makes one of a name.
  private func kinds() -> [(made: String, one: String, draft: (String) -> JSON, change: JSON)] {
    [
      (styles, "/api/v1/styles/", { ["name": .string($0), "positive": "ink {prompt}"] }, ["steps": 4]),
      (lists, "/api/v1/wordlists/", { ["name": .string($0), "words": ["red", "2::blue"]] }, ["words": ["green"]]),
    ]
  }

  @Test("what is made can be read, changed under guard, put away and brought back")
  func life() async throws {
    for kind in kinds() {
      let made = await client.send(.post, kind.made, json: kind.draft("first"))
      #expect(made.status == 201 && made["etag"] == "\"v1\"")
      let id = try #require(made.json["id"]?.string)
      #expect(made["location"] == kind.one + id && made.json["workspaceId"]?.string == workspace)
      let read = await client.get(kind.one + id)
      #expect(read.json == made.json)
      #expect(await client.get(kind.one + id, headers: ["if-none-match": "\"v1\""]).status == 304)
      let stale = await client.send(.patch, kind.one + id, headers: ["if-match": "\"v9\""], json: kind.change)
      #expect(stale.status == 412 && stale.code == "precondition_failed")
      let changed = await client.send(.patch, kind.one + id, headers: ["if-match": "\"v1\""], json: kind.change)
      #expect(changed.status == 200 && changed["etag"] == "\"v2\"" && changed.json["version"] == 2)
      #expect(await client.send(.delete, kind.one + id, headers: ["if-match": "\"v1\""]).status == 412)
      #expect(await client.send(.delete, kind.one + id).status == 204)
      #expect(await client.get(kind.made).json["items"] == [])
      #expect(await client.get(kind.made + "?trashed=true").json["items"]?.array?.map { $0["id"]?.string } == [id])
      #expect(await client.get("/api/v1/trash").json["items"]?.array?.map { $0["id"]?.string } == [id])
      #expect(await client.get(kind.one + id).json["deletedAt"] != .null)
      let restored = await client.send(.post, kind.one + id + "/restore")
      #expect(restored.status == 200 && restored.json["deletedAt"] == .null)
      #expect(await client.send(.delete, kind.one + id + "?permanent=true").status == 204)
      #expect(await client.get(kind.one + id).status == 404)
    }
  }

  @Test("a name is there once, whatever its case")
  func names() async throws {
    for kind in kinds() {
      let first = await client.send(.post, kind.made, json: kind.draft("One")).json["id"]?.string ?? ""
      let taken = await client.send(.post, kind.made, json: kind.draft("oNE"))
      #expect(taken.status == 422 && taken.fields == ["/name taken"] && taken.breaches == [])
      let second = await client.send(.post, kind.made, json: kind.draft("Two")).json["id"]?.string ?? ""
      #expect(await client.send(.patch, kind.one + second, json: ["name": "one"]).fields == ["/name taken"])
      #expect(await client.send(.patch, kind.one + first, json: ["name": "ONE"]).status == 200)
      _ = await client.send(.delete, kind.one + first)
      #expect(await client.send(.patch, kind.one + second, json: ["name": "one"]).status == 200)
      #expect(await client.send(.post, kind.one + first + "/restore").fields == ["/name taken"])
    }
  }

  @Test("a list of lists leaves the words out, one list has them")
  func words() async throws {
    let made = await client.send(.post, lists, json: ["name": "a", "words": ["x", "y"]])
    #expect(made.json["words"] == ["x", "y"] && made.json["wordCount"] == 2)
    let items = await client.get(lists).json["items"]?.array ?? []
    #expect(items.count == 1 && items[0]["words"] == nil && items[0]["wordCount"] == 2)
  }

  @Test("pages join, and a cursor fits its own list only")
  func pages() async throws {
    for number in 0..<5 { _ = await client.send(.post, styles, json: ["name": .string("\(number)")]) }
    let first = await client.get(styles + "?limit=3").json
    let cursor = try #require(first["nextCursor"]?.string)
    let rest = await client.get(styles + "?limit=3&cursor=\(cursor)").json
    let names = [first, rest].flatMap { $0["items"]?.array ?? [] }.map { $0["name"]?.string }
    #expect(names == ["4", "3", "2", "1", "0"] && rest["nextCursor"] == .null)
    #expect(await client.get(lists + "?cursor=\(cursor)").status == 400)
    #expect(await client.get(styles + "?trashed=true&cursor=\(cursor)").status == 400)
  }

  static let scenarios: [Scenario] = [
    Scenario("styles of nobody", .get, "/api/v1/workspaces/\(Identifier())/styles", status: 404),
    Scenario("word lists of nobody", .get, "/api/v1/workspaces/\(Identifier())/wordlists", status: 404),
    Scenario(
      "ownership comes before the body", .post, "/api/v1/workspaces/\(Identifier())/styles", body: "{}", status: 404),
    Scenario("export of nobody", .get, "/api/v1/workspaces/\(Identifier())/styles/export", status: 404),
    Scenario(
      "import into nobody", .post, "/api/v1/workspaces/\(Identifier())/styles/import", body: "[]", status: 404),
    Scenario("no such style", .get, "/api/v1/styles/\(Identifier())", status: 404, code: "not_found"),
    Scenario("no such list", .patch, "/api/v1/wordlists/\(Identifier())", body: "{}", status: 404),
    Scenario("no id", .delete, "/api/v1/styles/1", status: 404),
    Scenario(
      "a style without a name", .post, "/api/v1/workspaces/{id}/styles", body: "{}", status: 422,
      fields: ["/name required"]),
    Scenario(
      "a broken style", .post, "/api/v1/workspaces/{id}/styles",
      body: #"{"name":"a","positive":"{2$$a|b}","steps":0,"prompt":"x","version":1}"#, status: 422,
      fields: ["/positive format", "/steps too_small", "/prompt unknown_field", "/version read_only"]),
    Scenario(
      "a list with a bad name", .post, "/api/v1/workspaces/{id}/wordlists", body: #"{"name":"a b","words":["\n"]}"#,
      status: 422, fields: ["/name format", "/words/0 too_short"]),
    Scenario(
      "a list of something else", .post, "/api/v1/workspaces/{id}/wordlists", body: #"{"name":"a","words":"b"}"#,
      status: 422, fields: ["/words type"]),
    Scenario(
      "a file of another kind", .post, "/api/v1/workspaces/{id}/styles/import", headers: ["content-type": "text/html"],
      body: "<p>", status: 415, code: "unsupported_media_type"),
    Scenario(
      "a file without its head", .post, "/api/v1/workspaces/{id}/styles/import", headers: ["content-type": "text/csv"],
      body: "1,2\n", status: 422, code: "invalid_request"),
    Scenario(
      "a file that is no JSON", .post, "/api/v1/workspaces/{id}/styles/import", body: "[", status: 400,
      code: "invalid_json"),
    Scenario(
      "a file that is no list", .post, "/api/v1/workspaces/{id}/styles/import", body: "{}", status: 422,
      code: "invalid_request"),
    Scenario(
      "an unknown form", .get, "/api/v1/workspaces/{id}/styles/export?format=xml", status: 400, code: "invalid_query"),
    Scenario(
      "a flag that is none", .post, "/api/v1/workspaces/{id}/styles/import?replace=1", body: "[]", status: 400,
      code: "invalid_query"),
  ]

  @Test("each bad request gets its own clear answer", arguments: scenarios)
  func refuses(scenario: Scenario) async {
    #expect(await scenario.complaints(client, id: workspace) == [])
    #expect(await client.get(styles).json["items"] == [])
    #expect(await client.get(lists).json["items"] == [])
  }

  @Test("nothing is put into a workspace that lies in the trash")
  func trash() async {
    _ = await client.send(.delete, "/api/v1/workspaces/\(workspace)")
    for kind in kinds() { #expect(await client.send(.post, kind.made, json: kind.draft("a")).code == "in_trash") }
    #expect(await client.send(.post, styles + "/import", json: []).code == "in_trash")
    #expect(
      await client.send(.post, "/api/v1/workspaces/\(workspace)/generations/preview", json: ["prompt": "a"]).code
        == "in_trash")
  }

  private func take(_ file: String, _ query: String = "", key: String = "") async -> JSON {
    let answer = await client.send(
      .post, styles + "/import" + query, headers: ["content-type": "text/csv", "idempotency-key": key],
      body: Array(file.utf8))
    #expect(answer.status == 200 && answer.breaches == [])
    return answer.json
  }

  @Test("a file is taken in, with a word on each of its entries, and the second time changes nothing")
  func importing() async throws {
    let file = """
      name,prompt,negative_prompt
      Film,"photo of {prompt}, ""grainy""\",blurry
      -----,,
      film,another,
      Ink,ink drawing,
      """
    let first = await take(file)
    let outcomes = first["items"]?.array?.map { $0["outcome"]?.string ?? "" }
    #expect(outcomes == ["added", "refused", "kept", "added"])
    #expect(first["added"] == 2 && first["refused"] == 1 && first["kept"] == 1 && first["replaced"] == 0)
    let second = await take(file)
    #expect(
      second["items"]?.array?.map { $0["outcome"]?.string ?? "" } == ["unchanged", "refused", "kept", "unchanged"])
    #expect(await client.get(styles).json["items"]?.array?.allSatisfy { $0["version"] == 1 } == true)
    let third = await take("name,prompt\nINK,brush drawing\n", "?replace=true")
    #expect(third["items"]?.array?.first?["outcome"] == "replaced")
    let ink = try #require(third["items"]?.array?.first?["styleId"]?.string)
    #expect(await client.get("/api/v1/styles/\(ink)").json["positive"] == "brush drawing")
    let again = await take("name,prompt\nINK,brush drawing\n", "?replace=true", key: "k")
    #expect(again["unchanged"] == 1)
    #expect(await take("name,prompt\nINK,brush drawing\n", "?replace=true", key: "k") == again)
  }

  @Test("what goes out comes in again", arguments: ["csv", "json"])
  func exporting(form: String) async throws {
    for number in 0..<205 {
      _ = await client.send(
        .post, styles,
        json: [
          "name": .string("Ö \(number)"), "positive": "a, \"b\"\n{prompt}", "negativePrompt": "c", "steps": 3,
        ])
    }
    let answer = await client.get(styles + "/export?format=\(form)")
    #expect(
      answer.status == 200
        && answer["content-disposition"]?.hasPrefix("attachment; filename=\"A styles.\(form)\"") == true)
    let bytes = try await answer.whole()
    let other = await client.makeWorkspace("B")
    let type = form == "csv" ? "text/csv" : "application/json"
    let report = await client.send(
      .post, "/api/v1/workspaces/\(other)/styles/import", headers: ["content-type": type], body: bytes)
    #expect(report.json["added"] == 205)
    let copied = await client.get("/api/v1/workspaces/\(other)/styles?limit=200").json["items"]?.array ?? []
    #expect(copied.allSatisfy { $0["positive"] == "a, \"b\"\n{prompt}" && $0["negativePrompt"] == "c" })
    #expect(copied.allSatisfy { $0["steps"] == (form == "json" ? 3 : .null) })
    if form == "json" { #expect(await client.get(styles + "/export").json == .null, "It is written while it is sent.") }
  }

  @Test("a file above the limit is refused")
  func tooLarge() async {
    let answer = await client.send(
      .post, styles + "/import", headers: ["content-type": "text/csv"],
      body: [UInt8](repeating: 0x20, count: StyleFile.mostBytes + 1))
    #expect(answer.status == 413 && answer.code == "too_large")
  }
}
