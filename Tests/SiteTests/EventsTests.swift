import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@Suite("Event stream", .timeLimit(.minutes(1)))
struct EventsTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio() }

  private func listen(_ query: String = "", after id: String = "") async throws -> EventReader {
    let answer = await client.get("/api/v1/events\(query)", headers: ["last-event-id": id])
    #expect(answer.status == 200)
    #expect(answer["content-type"] == "text/event-stream")
    #expect(answer.raw.headers.all("cache-control") == ["no-store"])
    return try #require(EventReader(answer.raw))
  }

  private func types(_ reader: EventReader, _ count: Int) async -> [String] {
    var types: [String] = []
    while types.count < count, let event = await reader.next() { types.append(event["event"] ?? "") }
    return types
  }

  @Test("what happens is told with its id, its type and its subject")
  func live() async throws {
    let reader = try await listen()
    let id = await client.makeWorkspace("A")
    let event = try #require(await reader.next())
    #expect(event["event"] == "workspace.created")
    #expect(event["id"] == "2")
    let data = try JSON(parsing: Array((event["data"] ?? "").utf8))
    #expect(data["type"] == "workspace.created")
    #expect(data["at"]?.string == studio.time.clock.now.text)
    #expect(data["workspaceId"]?.string == id)
    #expect(data["subject"]?["type"] == "workspace")
    #expect(data["subject"]?["id"]?.string == id)
  }

  @Test("each change has its own event, and what changes nothing has none")
  func kinds() async throws {
    let reader = try await listen()
    let id = await client.makeWorkspace("A")
    _ = await client.send(.patch, "/api/v1/workspaces/\(id)", json: ["name": "A"])
    _ = await client.send(.patch, "/api/v1/workspaces/\(id)", json: ["name": "B"])
    _ = await client.send(.delete, "/api/v1/workspaces/\(id)")
    _ = await client.send(.post, "/api/v1/workspaces/\(id)/restore")
    _ = await client.send(.delete, "/api/v1/workspaces/\(id)?permanent=true")
    #expect(
      await types(reader, 5) == [
        "workspace.created", "workspace.updated", "workspace.deleted", "workspace.restored", "workspace.purged",
      ])
  }

  @Test("a stream goes on where it ended, also after a restart")
  func resume() async throws {
    let first = try await listen()
    for number in 0..<3 { _ = await client.makeWorkspace("w\(number)") }
    let last = try #require(await first.next()?["id"])
    let again = try await studio.restarted()
    let answer = await again.client.get("/api/v1/events", headers: ["last-event-id": last])
    let second = try #require(EventReader(answer.raw))
    _ = await again.client.makeWorkspace("later")
    var ids: [String] = []
    while ids.count < 3, let event = await second.next() { ids.append(event["id"] ?? "") }
    #expect(ids == ["3", "4", "5"])
  }

  @Test(
    "an id that is unknown or no id at all asks to read afresh, and the stream goes on",
    arguments: ["99", "-1", "abc", "1.0", "9223372036854775808", "+1", "0x1"])
  func unknown(id: String) async throws {
    let reader = try await listen(after: id)
    let event = try #require(await reader.next())
    #expect(event["event"] == "resync")
    #expect(event["id"] == nil)
    _ = await client.makeWorkspace()
    #expect(await types(reader, 1) == ["workspace.created"])
  }

  @Test("an id from before what the log still holds asks to read afresh")
  func tooOld() async throws {
    for _ in 0..<4 { _ = await client.makeWorkspace() }
    studio.time.advance(seconds: Housekeeping.eventSeconds + 1)
    let housekeeping = Housekeeping(
      store: studio.store, vault: studio.pictures.vault, clock: studio.time.clock, log: .silent)
    _ = try await housekeeping.sweep()
    #expect(await types(try await listen(after: "2"), 1) == ["resync"])
    let current = try await listen(after: "5")
    _ = await client.makeWorkspace()
    #expect(await types(current, 1) == ["workspace.created"])
  }

  @Test("one workspace's stream tells of no other, live and again")
  func filter() async throws {
    let mine = await client.makeWorkspace("mine"), other = await client.makeWorkspace("other")
    let reader = try await listen("?workspaceId=\(mine)", after: "0")
    for id in [other, mine, other] { _ = await client.send(.delete, "/api/v1/workspaces/\(id)") }
    _ = await client.send(.post, "/api/v1/workspaces/\(mine)/restore")
    #expect(await types(reader, 3) == ["workspace.created", "workspace.deleted", "workspace.restored"])
  }

  @Test("under constant change, resuming neither skips nor repeats an event")
  func gapless() async throws {
    let writing = Task {
      for number in 0..<400 { _ = await client.makeWorkspace("w\(number)") }
    }
    var seen: [Int] = []
    while seen.last ?? 0 < 401 {
      let reader = try await listen(after: seen.last.map { String($0) } ?? "1")
      for _ in 0..<23 {
        guard seen.last ?? 0 < 401, let event = await reader.next(), let id = event["id"].flatMap({ Int($0) }) else {
          break
        }
        seen.append(id)
      }
      reader.stop()
    }
    await writing.value
    #expect(seen == Array(2...401))
  }

  @Test("a listener that is let go is counted no more")
  func counted() async throws {
    let reader = try await listen()
    #expect(studio.hub.count == 1)
    reader.stop()
    #expect(await reader.next() == nil)
    while studio.hub.count > 0 { await Task.yield() }
  }
}
