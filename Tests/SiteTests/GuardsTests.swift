import Domain
import HTTP
import Support
import Testing

@testable import Site

@Suite("Guards")
struct GuardsTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio() }

  @Test(
    "only our own names at our own port are answered",
    arguments: [
      ("127.0.0.1:8080", true), ("localhost:8080", true), ("LOCALHOST:8080", true), ("[::1]:8080", true),
      ("evil.test:8080", false), ("127.0.0.1", false), ("localhost:8081", false), ("127.0.0.1:8080.evil.test", false),
      ("127.0.0.1.evil.test:8080", false), ("0.0.0.0:8080", false), ("2130706433:8080", false), ("", false),
      ("127.0.0.1:8080@evil.test", false), ("localhost.:8080", false), (" 127.0.0.1:8080", false),
    ])
  func hosts(host: String, isOurs: Bool) async {
    for path in ["/api/v1/workspaces", "/livez", "/", "/metrics", "/nowhere", "/api/v1/socket"] {
      let answer = await client.get(path, headers: ["host": host])
      #expect((answer.status == 421) == !isOurs, "\(path)")
      if !isOurs { #expect(answer.code == "host_not_allowed") }
      #expect(answer.breaches.isEmpty)
    }
  }

  @Test("before the port is known nothing is answered, and a proxy's name only when it is given")
  func doors() {
    #expect(!Guards.Doors.closed.admits(authority: TestClient.host))
    let doors = Guards.Doors(host: "127.0.0.2", port: 80, others: ["Studio.example"])
    #expect(doors.admits(authority: "localhost") && doors.admits(authority: "127.0.0.1:80"))
    #expect(doors.admits(authority: "127.0.0.2") && !doors.admits(authority: "127.0.0.3"))
    #expect(doors.admits(authority: "studio.example") && !doors.admits(authority: "studio.example:8080"))
    #expect(doors.admits(origin: "https://studio.example") && doors.admits(origin: "http://studio.example"))
    #expect(!doors.admits(origin: "https://localhost"))
  }

  @Test(
    "a page of another origin may neither read nor write",
    arguments: [
      "null", "http://evil.test", "http://evil.test:8080", "https://127.0.0.1:8080", "http://127.0.0.1:3000",
      "http://127.0.0.1:8080.evil.test", "http://localhost", "HTTP://127.0.0.1:8080/", "file://", "http://[::1]:1",
    ])
  func origins(origin: String) async {
    let before = await client.get("/api/v1/workspaces").json
    for (method, path) in [
      (.get, "/api/v1/workspaces"), (.post, "/api/v1/workspaces"), (.delete, "/api/v1/trash"), (.get, "/api/v1/events"),
      (.get, "/api/v1/socket"), (.options, "/api/v1/workspaces"), (.get, "/"), (.get, "/metrics"),
    ] as [(HTTP.Method, String)] {
      let answer = await client.send(method, path, headers: ["origin": origin], json: ["name": "x"])
      #expect(answer.status == 403, "\(method) \(path)")
      #expect(answer.code == "origin_not_allowed")
      #expect(answer.breaches.isEmpty)
    }
    #expect(await client.get("/api/v1/workspaces").json == before)
  }

  @Test("our own pages and plain programs pass", arguments: ["", "http://127.0.0.1:8080", "http://localhost:8080"])
  func ourOrigin(origin: String) async {
    #expect(
      await client.send(.post, "/api/v1/workspaces", headers: ["origin": origin], json: ["name": "x"]).status == 201)
  }

  @Test("a link from elsewhere opens a page and nothing more")
  func links() async {
    func status(_ path: String, _ site: String, _ mode: String, _ dest: String, _ method: HTTP.Method = .get) async
      -> Int
    {
      await client.send(
        method, path,
        headers: [
          "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest,
          "accept": "text/html",
        ]
      ).status
    }
    // There is no site here: a page that may be opened is not found, rather than forbidden.
    for site in ["cross-site", "same-site"] {
      #expect(await status("/", site, "navigate", "document") == 404)
      #expect(await status("/gallery", site, "navigate", "document") == 404)
      #expect(await status("/api/docs", site, "navigate", "document") == 404)
      #expect(await status("/", site, "navigate", "iframe") == 403)
      #expect(await status("/", site, "no-cors", "script") == 403)
      #expect(await status("/", site, "navigate", "document", .post) == 403)
      #expect(await status("/api/v1/workspaces", site, "navigate", "document") == 403)
      #expect(await status("/api/v1/workspaces", site, "no-cors", "image") == 403)
      #expect(await status("/openapi.json", site, "cors", "empty") == 403)
    }
    #expect(await status("/api/v1/workspaces", "same-origin", "cors", "empty") == 200)
    #expect(await status("/api/v1/workspaces", "none", "navigate", "document") == 200)
  }

  @Test(
    "a body is taken as JSON only, so that no form can send one",
    arguments: [
      "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "json",
      "application/json; charset=latin1", "application/jsonx", "application/json, text/plain",
    ])
  func types(type: String) async {
    for path in ["/api/v1/workspaces", "/api/v1/workspaces/\(Identifier())/restore"] {
      for body in [Array(#"{"name":"x"}"#.utf8), []] {
        let answer = await client.send(.post, path, headers: ["content-type": type], body: body)
        #expect(answer.status == 415, "\(path)")
        #expect(answer.code == "unsupported_media_type")
      }
    }
    #expect(await client.get("/api/v1/workspaces").json["items"]?.array?.count == 1)
  }

  @Test("a body without a type, or a compressed one, is refused")
  func untyped() async {
    let untyped = await client.send(
      .post, "/api/v1/workspaces", headers: ["content-type": ""], body: Array(#"{"name":"x"}"#.utf8))
    #expect(untyped.status == 415)
    let packed = await client.send(
      .post, "/api/v1/workspaces", headers: ["content-encoding": "gzip"], json: ["name": "x"])
    #expect(packed.status == 415)
    let patch = await client.send(
      .post, "/api/v1/workspaces", headers: ["content-type": "application/merge-patch+json"], json: ["name": "x"])
    #expect(patch.status == 415)
  }

  @Test("what a client says of itself changes nothing")
  func claims() async {
    let answer = await client.get(
      "/api/v1/about",
      headers: [
        "x-forwarded-host": "evil.test", "x-forwarded-for": "1.2.3.4", "x-request-id": "mine", "forwarded": "for=x",
      ])
    #expect(answer.status == 200)
    #expect(Identifier(answer["x-request-id"] ?? "") != nil)
  }

  @Test("the policies are exact")
  func headers() async {
    let answer = await client.get("/api/v1/about")
    #expect(answer["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
    #expect(answer["cache-control"] == "no-store")
    #expect(answer["referrer-policy"] == "no-referrer")
    #expect(answer["cross-origin-opener-policy"] == "same-origin")
    #expect(answer["cross-origin-resource-policy"] == "same-origin")
    for headers in [SecurityHeaders.page, SecurityHeaders.docs, SecurityHeaders.api] {
      let policy = headers["content-security-policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("*"))
      #expect(policy.contains("frame-ancestors 'none'"))
    }
  }
}
