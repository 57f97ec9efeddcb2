import Domain
import HTTP
import Studio
import Support
import Testing

@Suite("Event socket", .timeLimit(.minutes(1)))
struct SocketTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio() }

  private func open(_ query: String = "", origin: String = "http://127.0.0.1:8080") async throws -> SocketEnd {
    let answer = await client.get(
      "/api/v1/socket\(query)", headers: ["upgrade": "websocket", "connection": "Upgrade", "origin": origin])
    return try #require(SocketEnd(answer.raw))
  }

  @Test("what happens comes as frames with their ids")
  func live() async throws {
    let socket = try await open()
    let id = await client.makeWorkspace("A")
    let frame = try #require(await socket.next())
    #expect(frame["id"] == "2")
    #expect(frame["type"] == "workspace.created")
    #expect(frame["workspaceId"]?.string == id)
    #expect(frame["subject"]?["id"]?.string == id)
    #expect(frame["at"]?.string == studio.time.clock.now.text)
  }

  @Test("a program without an origin is let in")
  func program() async throws {
    #expect(try await open(origin: "").closeCode == nil)
  }

  @Test("resuming tells first what was missed, then what comes, each once and in order")
  func resume() async throws {
    for _ in 0..<250 { _ = await client.makeWorkspace() }
    let socket = try await open()
    let writing = Task { for _ in 0..<50 { _ = await client.makeWorkspace() } }
    socket.send(#"{"resume":"1"}"#)
    var ids: [Int] = []
    while ids.count < 300, let frame = await socket.next() { ids.append(frame["id"]?.string.flatMap { Int($0) } ?? -1) }
    await writing.value
    #expect(ids == Array(2...301))
  }

  @Test("an unknown id asks to read afresh", arguments: ["99", "x", ""])
  func unknown(id: String) async throws {
    let socket = try await open()
    socket.send("{\"resume\":\"\(id)\"}")
    let frame = try #require(await socket.next())
    #expect(frame["type"] == "resync")
    #expect(frame["id"] == .null)
  }

  @Test("one workspace's socket tells of no other")
  func filter() async throws {
    let mine = await client.makeWorkspace()
    let socket = try await open("?workspaceId=\(mine)")
    socket.send(#"{"resume":"0"}"#)
    _ = await client.makeWorkspace()
    _ = await client.send(.delete, "/api/v1/workspaces/\(mine)")
    #expect(await socket.next()?["type"] == "workspace.created")
    #expect(await socket.next()?["type"] == "workspace.deleted")
  }

  @Test(
    "any other message ends the socket",
    arguments: ["", "{}", "resume", "[1]", #"{"resume":1}"#, "{\"resume\":\"1\"} x"])
  func garbage(text: String) async throws {
    let socket = try await open()
    socket.send(text)
    while await socket.next() != nil {}
    #expect(socket.closeCode == 1008)
  }

  @Test("a client that hangs up leaves nothing behind")
  func hangUp() async throws {
    let socket = try await open()
    #expect(studio.hub.count == 1)
    socket.hangUp()
    while await socket.next() != nil {}
    while studio.hub.count > 0 { await Task.yield() }
  }
}
