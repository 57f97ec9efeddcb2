import Domain
import HTTP
import Site
import Support
import Testing

@Suite("Refusals")
struct RefusalsTests {
  static let list = "/api/v1/workspaces", one = "/api/v1/workspaces/{id}"

  static let scenarios: [Scenario] = [
    // Addresses and methods.
    Scenario("unknown address", .get, "/api/v1/nothing", status: 404, code: "not_found"),
    Scenario("trailing slash", .get, "/api/v1/workspaces/", status: 404, code: "not_found"),
    Scenario("other version", .get, "/api/v2/workspaces", status: 404, code: "not_found"),
    Scenario("unknown id", .get, "/api/v1/workspaces/\(Identifier())", status: 404, code: "not_found"),
    Scenario("no id", .get, "/api/v1/workspaces/1", status: 404, code: "not_found"),
    Scenario("upper case id", .get, "/api/v1/workspaces/0193499C-5C00-7000-8000-000000000000", status: 404),
    Scenario("traversal", .get, "/api/v1/workspaces/..%2f..%2fetc%2fpasswd", status: 404),
    Scenario("dots", .get, "/api/v1/../../etc/passwd", status: 404),
    Scenario("NUL in an id", .get, "/api/v1/workspaces/%00", status: 404),
    Scenario("broken percent", .get, "/api/v1/workspaces/%zz", status: 404),
    Scenario("unknown id in a patch", .patch, "/api/v1/workspaces/\(Identifier())", body: "{}", status: 404),
    Scenario("unknown id in a delete", .delete, "/api/v1/workspaces/\(Identifier())", status: 404),
    Scenario("unknown id in a restore", .post, "/api/v1/workspaces/\(Identifier())/restore", status: 404),
    Scenario("PUT", .put, one, body: "{}", status: 405, code: "method_not_allowed"),
    Scenario("OPTIONS", .options, list, status: 405, code: "method_not_allowed"),
    Scenario("an invented method", .other, list, status: 405, code: "method_not_allowed"),
    Scenario("POST to a read-only address", .post, "/api/v1/about", body: "{}", status: 405),
    // Queries.
    Scenario(
      "unknown parameter", .get, list + "?x=1", status: 400, code: "invalid_query", fields: ["/x unknown_field"]),
    Scenario("limit 0", .get, list + "?limit=0", status: 400, code: "invalid_query", fields: ["/limit format"]),
    Scenario("limit 201", .get, list + "?limit=201", status: 400, code: "invalid_query"),
    Scenario("limit +5", .get, list + "?limit=%2B5", status: 400, code: "invalid_query"),
    Scenario("limit -1", .get, list + "?limit=-1", status: 400, code: "invalid_query"),
    Scenario("limit abc", .get, list + "?limit=abc", status: 400, code: "invalid_query"),
    Scenario("empty limit", .get, list + "?limit=", status: 400, code: "invalid_query"),
    Scenario("huge limit", .get, list + "?limit=99999999999999999999999", status: 400, code: "invalid_query"),
    Scenario("limit twice", .get, list + "?limit=1&limit=2", status: 400, code: "invalid_query"),
    Scenario("flag that is none", .get, list + "?trashed=yes", status: 400, fields: ["/trashed format"]),
    Scenario("flag without a value", .get, list + "?archived", status: 400, code: "invalid_query"),
    Scenario(
      "two wrong ones", .get, list + "?archived=1&limit=x", status: 400,
      fields: ["/archived format", "/limit format"]),
    Scenario("archived trash", .get, list + "?trashed=true&archived=true", status: 400, code: "invalid_query"),
    Scenario("broken percent in a query", .get, list + "?limit=%f", status: 400, code: "invalid_query"),
    Scenario("query that is not UTF-8", .get, list + "?limit=%ff", status: 400, code: "invalid_query"),
    Scenario("cursor of nobody", .get, list + "?cursor=abc", status: 400, code: "invalid_query"),
    Scenario("empty cursor", .get, list + "?cursor=", status: 400, code: "invalid_query"),
    Scenario("query where none is known", .get, one + "?x", status: 400, code: "invalid_query"),
    Scenario("query on a POST", .post, list + "?name=x", body: #"{"name":"x"}"#, status: 400, code: "invalid_query"),
    Scenario("permanent that is no flag", .delete, one + "?permanent=maybe", status: 400, code: "invalid_query"),
    Scenario("events of what is no id", .get, "/api/v1/events?workspaceId=1", status: 400, code: "invalid_query"),
    Scenario("sort by injection", .get, list + "?sort=name;DROP", status: 400, code: "invalid_query"),
    // Bodies.
    Scenario("empty body", .post, list, body: "", status: 400, code: "invalid_json"),
    Scenario("half a body", .post, list, body: #"{"name":"#, status: 400, code: "invalid_json"),
    Scenario("doubled name", .post, list, body: #"{"name":"a","name":"b"}"#, status: 400, code: "invalid_json"),
    Scenario("lone surrogate", .post, list, body: #"{"name":"\ud800"}"#, status: 400, code: "invalid_json"),
    Scenario("byte order mark", .post, list, body: "\u{FEFF}{}", status: 400, code: "invalid_json"),
    Scenario(
      "deep nesting", .post, list, body: String(repeating: "[", count: 100_000), status: 400, code: "invalid_json"),
    Scenario("too great a number", .post, list, body: #"{"name":1e999}"#, status: 400, code: "invalid_json"),
    Scenario("a list", .post, list, body: "[]", status: 422, code: "invalid_request", fields: [" type"]),
    Scenario("null", .patch, one, body: "null", status: 422, code: "invalid_request", fields: [" type"]),
    Scenario("no name", .post, list, body: "{}", status: 422, code: "invalid_request", fields: ["/name required"]),
    Scenario("blank name", .post, list, body: #"{"name":" \t\n"}"#, status: 422, fields: ["/name blank"]),
    Scenario(
      "long name", .post, list, body: "{\"name\":\"\(String(repeating: "a", count: 201))\"}", status: 422,
      fields: ["/name too_long"]),
    Scenario("NUL in a name", .post, list, body: #"{"name":"a\u0000b"}"#, status: 422, fields: ["/name format"]),
    Scenario(
      "read-only fields", .patch, one, body: #"{"id":"x","version":9,"counts":{}}"#, status: 422,
      fields: ["/id read_only", "/version read_only", "/counts read_only"]),
    Scenario(
      "read-only fields in a POST", .post, list, body: #"{"name":"a","createdAt":"x"}"#, status: 422,
      fields: ["/createdAt read_only"]),
    Scenario(
      "unknown fields", .patch, one, body: #"{"nmae":"x","settings":{"widht":1}}"#, status: 422,
      fields: ["/nmae unknown_field", "/settings/widht unknown_field"]),
    Scenario(
      "huge width", .patch, one, body: #"{"settings":{"width":1e300}}"#, status: 422,
      fields: ["/settings/width type"]),
    Scenario(
      "half a pixel", .patch, one, body: #"{"settings":{"width":512.5}}"#, status: 422,
      fields: ["/settings/width type"]),
    Scenario(
      "overflowing budget", .patch, one, body: #"{"settings":{"budgetMicros":9223372036854775807}}"#, status: 422,
      fields: ["/settings/budgetMicros too_large"]),
    Scenario(
      "body where none is wanted", .post, one + "/restore", body: #"{"x":1}"#, status: 422,
      fields: ["/x unknown_field"]),
    Scenario("broken body where none is wanted", .post, one + "/restore", body: "{", status: 400, code: "invalid_json"),
    // Keys.
    Scenario(
      "empty key", .post, list, headers: ["idempotency-key": " "], body: #"{"name":"a"}"#, status: 400,
      code: "invalid_idempotency_key"),
    Scenario(
      "long key", .post, list, headers: ["idempotency-key": String(repeating: "k", count: 256)],
      body: #"{"name":"a"}"#, status: 400, code: "invalid_idempotency_key"),
    Scenario(
      "key with a blank", .post, list, headers: ["idempotency-key": "a b"], body: #"{"name":"a"}"#, status: 400,
      code: "invalid_idempotency_key"),
    Scenario(
      "key beyond ASCII", .post, list, headers: ["idempotency-key": "ключ"], body: #"{"name":"a"}"#, status: 400,
      code: "invalid_idempotency_key"),
    // The rest.
    Scenario("plain GET of the socket", .get, "/api/v1/socket", status: 426, code: "upgrade_required"),
    Scenario(
      "cookie without an origin at the socket", .get, "/api/v1/socket",
      headers: ["cookie": "a=b", "upgrade": "websocket"], status: 403, code: "origin_not_allowed"),
  ]

  @Test("each bad request gets its own clear answer, and changes nothing", arguments: scenarios)
  func refuses(scenario: Scenario) async throws {
    let studio = try await TestStudio()
    let id = await studio.client.makeWorkspace()
    let before = await studio.client.get("/api/v1/workspaces").json
    #expect(await scenario.complaints(studio.client, id: id) == [])
    #expect(await studio.client.get("/api/v1/workspaces").json == before)
  }

  @Test("a body above the limit is refused, whether it says its length or not")
  func tooLarge() async throws {
    let studio = try await TestStudio()
    let body = [UInt8](repeating: 0x20, count: 1 << 20 + 1)
    let declared = await studio.client.send(.post, "/api/v1/workspaces", body: body)
    #expect(declared.status == 413)
    #expect(declared.code == "too_large")
    var request = TestClient.request(.post, "/api/v1/workspaces", body: [])
    request.body = RequestBody(length: nil) { [UInt8](repeating: 0x20, count: 300_000) }
    #expect(TestResponse(await studio.site.respond(to: request)).status == 413)
    let most = Array("{\"name\":\"a\"}".utf8) + [UInt8](repeating: 0x20, count: 1 << 20 - 12)
    #expect(await studio.client.send(.post, "/api/v1/workspaces", body: most).status == 201)
  }

  @Test("a body that breaks off or drips is answered in its own words")
  func broken() async throws {
    let studio = try await TestStudio()
    for (failure, status) in [(BodyFailure.incomplete, 400), (.tooSlow, 408)] {
      var request = TestClient.request(.post, "/api/v1/workspaces", body: [])
      request.body = RequestBody(length: nil) { throw failure }
      let answer = TestResponse(await studio.site.respond(to: request))
      #expect(answer.status == status)
      #expect(answer.breaches.isEmpty)
    }
  }

  @Test("a wrong method is told which ones are right")
  func allow() async throws {
    let studio = try await TestStudio()
    let answer = await studio.client.send(.put, "/api/v1/workspaces", json: [:])
    #expect(Set((answer["allow"] ?? "").split(separator: ", ")) == ["GET", "HEAD", "POST"])
  }
}
