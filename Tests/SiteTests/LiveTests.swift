import Domain
import HTTP
import Site
import Studio
import Support
import Testing

/// The same site behind the real server, on a free port.
@Suite("Live", .timeLimit(.minutes(1)))
struct LiveTests {
  let studio: TestStudio
  let server: Server

  init() async throws {
    let studio = try await TestStudio()
    var plan = Server.Settings { await studio.site.respond(to: $0) }
    plan.refuse = { studio.site.respond(to: $0) }
    plan.loops = 1
    server = try Server(plan)
    studio.site.listen(at: server.port)
    try server.start()
    self.studio = studio
  }

  /// libcurl would tidy these up before sending them, or not send them at all.
  private static let unsendable = ["dots", "an invented method", "empty key"]

  @Test("what is refused in memory is refused over a socket, in the same words")
  func refusals() async throws {
    let client = try TestClient(live: server)
    for scenario in RefusalsTests.scenarios where !Self.unsendable.contains(scenario.name) {
      let id = await client.makeWorkspace()
      #expect(await scenario.complaints(client, id: id) == [], "\(scenario.name)")
    }
    await server.drain(within: .seconds(5))
  }

  @Test("a workspace lives its life over a socket")
  func life() async throws {
    let client = try TestClient(live: server)
    let made = await client.send(.post, "/api/v1/workspaces", json: ["name": "Ж"])
    #expect(made.status == 201)
    let path = try #require(made["location"])
    #expect(await client.get(path, headers: ["if-none-match": "\"v1\""]).status == 304)
    #expect(await client.send(.head, path)["etag"] == "\"v1\"")
    #expect(await client.send(.patch, path, headers: ["if-match": "\"v1\""], json: ["name": "Я"]).json["name"] == "Я")
    #expect(await client.send(.delete, path).status == 204)
    #expect(await client.send(.post, path + "/restore").json["version"] == 4)
    #expect(await client.send(.delete, path + "?permanent=true").status == 204)
    #expect(await client.get(path).status == 404)
    await server.drain(within: .seconds(5))
  }

  @Test("an image goes in and out over a socket: whole, in part, small, stripped, and longer than any buffer")
  func images() async throws {
    let client = try TestClient(live: server)
    let workspace = await client.makeWorkspace()
    let png = Specimen.png(width: 700, height: 400, texts: [("parameters", "a secret")])
    let made = await client.upload(png, to: workspace)
    #expect(made.status == 201)
    let path = try #require(made["location"])
    #expect(await client.upload(Form(pictures: [png, Specimen.jpeg]), to: workspace).status == 201)
    let file = await client.get("\(path)/file")
    #expect(file.bytes == png)
    #expect(file["content-length"] == String(png.count))
    let part = await client.get("\(path)/file", headers: ["range": "bytes=100-199"])
    #expect(part.status == 206)
    #expect(part.bytes == Array(png[100..<200]))
    let head = await client.send(.head, "\(path)/file")
    #expect(head.bytes.isEmpty && head["content-length"] == String(png.count))
    #expect(await client.get("\(path)/file", headers: ["if-none-match": file["etag"] ?? ""]).status == 304)
    let stripped = await client.get("\(path)/file?strip=1")
    #expect(stripped.bytes == Specimen.png(width: 700, height: 400))
    #expect(stripped["content-length"] == String(stripped.bytes.count) && stripped["transfer-encoding"] == nil)
    let strippedHead = await client.send(.head, "\(path)/file?strip=1")
    #expect(strippedHead.status == 200 && strippedHead["content-length"] == stripped["content-length"])
    #expect(await client.get("\(path)/thumbnail?size=192")["content-type"] == "image/jpeg")
    #expect(await client.upload(png, to: Identifier().text).status == 404)
    #expect(await client.upload(Array(png.dropLast(40)), to: workspace).status == 422)
    await server.drain(within: .seconds(5))
  }

  @Test("events arrive over a socket, go on after a break, and end when the server stops")
  func events() async throws {
    let client = Client(userAgent: "test")
    let other = try TestClient(live: server)
    let url = "http://127.0.0.1:\(server.port)/api/v1/events"
    func open(after id: String) async throws -> ServerSentEvents<Client.Body>.AsyncIterator {
      var request = Client.Request(.get, url, reach: .anywhere, limit: 1 << 20)
      if !id.isEmpty { request.headers.add("last-event-id", id) }
      let answer = try await client.send(request)
      #expect(answer.status == .ok)
      return ServerSentEvents(answer.body).makeAsyncIterator()
    }
    var first = try await open(after: "")
    _ = await other.makeWorkspace("a")
    let heard = try await first.next(isolation: nil)
    #expect(heard?.name == "workspace.created")
    _ = await other.makeWorkspace("b")
    var second = try await open(after: heard?.id ?? "")
    #expect(try await second.next(isolation: nil)?.text.contains("\"b\"") == true)
    while studio.hub.count < 2 { await Task.yield() }
    async let drained: Void = server.drain(within: .seconds(5))
    while try await first.next(isolation: nil) != nil {}
    #expect(try await second.next(isolation: nil) == nil)
    await drained
  }
}
