import Domain
import HTTP
import Storage
import Support
import Testing

@Suite("Idempotency-Key", .timeLimit(.minutes(1)))
struct IdempotencyTests {
  let studio: TestStudio
  var client: TestClient { studio.client }
  let path = "/api/v1/workspaces"

  init() async throws { studio = try await TestStudio() }

  private func post(_ key: String, _ json: JSON = ["name": "A"], to client: TestClient? = nil) async -> TestResponse {
    await (client ?? self.client).send(.post, path, headers: ["idempotency-key": key], json: json)
  }

  private func count() async -> Int { await client.get(path).json["items"]?.array?.count ?? -1 }

  @Test("the same request again gives the same answer and happens once")
  func replay() async {
    let first = await post("k")
    studio.time.advance(seconds: 24 * 3_600)
    let second = await post("k")
    #expect(first.status == 201)
    #expect(second.status == 201)
    #expect(second.bytes == first.bytes)
    #expect(second["location"] == first["location"])
    #expect(second["etag"] == first["etag"])
    #expect(second["content-type"] == first["content-type"])
    #expect(second["x-request-id"] != first["x-request-id"])
    #expect(second.breaches.isEmpty)
    #expect(await count() == 2)
  }

  @Test("who has the answer may ask again at once, though the writer still has hands on the request")
  func atOnce() async {
    for round in 0..<100 {
      let first = await post("k\(round)"), second = await post("k\(round)")
      #expect(first.status == 201 && second.bytes == first.bytes, "\(round)")
      let refused = [await post("r\(round)", [:]).status, await post("r\(round)", [:]).status]
      #expect(refused == [422, 422], "\(round)")
    }
  }

  @Test("another body, or another address, under the same key is refused")
  func mismatch() async {
    let first = await post("k")
    let other = await post("k", ["name": "B"])
    #expect(other.status == 422)
    #expect(other.code == "idempotency_mismatch")
    let elsewhere = await client.send(
      .post, "\(first["location"] ?? "")/restore", headers: ["idempotency-key": "k"])
    #expect(elsewhere.status == 422)
    #expect(await count() == 2)
  }

  @Test("the answer survives a restart")
  func restart() async throws {
    let first = await post("k")
    let again = try await studio.restarted()
    let second = await post("k", to: again.client)
    #expect(second.bytes == first.bytes)
    #expect(await post("k", ["name": "B"], to: again.client).code == "idempotency_mismatch")
  }

  @Test("what was refused may be tried again under its key")
  func refused() async {
    #expect(await post("k", [:]).status == 422)
    #expect(await post("k", ["name": "A"]).status == 201)
  }

  @Test("twenty at once have one effect; each hears of it or is told to wait")
  func parallel() async {
    for round in 0..<10 {
      let answers = await withTaskGroup(of: TestResponse.self) { group in
        for _ in 0..<20 { group.addTask { await post("k\(round)") } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let done = answers.filter { $0.status == 201 }, waiting = answers.filter { $0.code == "idempotency_in_flight" }
      #expect(done.count + waiting.count == 20)
      #expect(waiting.allSatisfy { $0.status == 409 && $0["retry-after"] != nil })
      #expect(Set(done.map(\.bytes)).count == 1)
      #expect(await count() == round + 2)
    }
  }

  @Test("while the first is still sending its body, its key is free; while it runs, it is not")
  func inFlight() async throws {
    // The writer is held up, so that the first request must wait in the middle of its run.
    let gate = Gate()
    let holding = Task { try await studio.store.write { _ in gate.hold() } }
    gate.awaitHeld()
    async let first = post("k")
    while studio.store.waitingWrites < 1 { await Task.yield() }
    #expect(await post("k").code == "idempotency_in_flight")
    #expect(await post("k", ["name": "B"]).code == "idempotency_mismatch")
    gate.release()
    #expect(await first.status == 201)
    try await holding.value
    #expect(await post("k").status == 201)
    #expect(await count() == 2)
  }

  @Test("a key works for a POST without a body too")
  func restore() async {
    let id = await client.makeWorkspace()
    _ = await client.send(.delete, "\(path)/\(id)")
    let first = await client.send(.post, "\(path)/\(id)/restore", headers: ["idempotency-key": "r"])
    _ = await client.send(.patch, "\(path)/\(id)", json: ["name": "later"])
    let second = await client.send(.post, "\(path)/\(id)/restore", headers: ["idempotency-key": "r"])
    #expect(second.bytes == first.bytes)
  }
}
