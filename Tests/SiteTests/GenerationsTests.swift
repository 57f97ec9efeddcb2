import Domain
import HTTP
import Site
import Storage
import Studio
import Support
import Testing

@Suite("Generations over HTTP", .timeLimit(.minutes(1)))
struct GenerationsTests {
  let studio: TestStudio
  let provider: ScriptedProvider
  let workspace: Identifier
  var client: TestClient { studio.client }
  var list: String { "/api/v1/workspaces/\(workspace)/generations" }

  init() async throws {
    try await self.init(ScriptedProvider.works)
  }

  private init(_ acts: ScriptedProvider.Act...) async throws {
    provider = ScriptedProvider { call in
      // What a test wants is in the prompt.
      if call.request.prompt.hasPrefix("refuse") {
        return try await ScriptedProvider.fails(.contentRefused, .notTaken)(call)
      }
      if call.request.prompt.hasPrefix("lose") { return try await ScriptedProvider.fails(.timeout, .unknown)(call) }
      return try await ScriptedProvider.works(call)
    }
    studio = try await TestStudio(kinds: [provider.kind()])
    workspace = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "W")).id }
  }

  private func made(_ prompt: String = "a sea", priority: Int = 0) async throws -> Identifier {
    try await studio.submit(.sample(prompt, priority: priority, estimate: 10), to: workspace)
  }

  private func ended(_ prompt: String = "a sea") async throws -> Identifier {
    try await studio.end(of: try await made(prompt)).id
  }

  private func address(_ id: Identifier) -> String { "/api/v1/generations/\(id)" }

  @Test("a generation is read with its images and its cost; the images are there")
  func get() async throws {
    let answer = await client.get(address(try await ended()))
    #expect(answer.status == 200 && answer.json["state"] == "succeeded" && answer.json["costMicros"] == 10)
    #expect(answer.json["progress"]?["fraction"] == 1.0)
    let image = try #require(answer.json["images"]?.array?.first)
    #expect(await client.get(image["thumbnailUrl"]?.string ?? "").status == 200)
    #expect(await client.get(address(Identifier())).code == "not_found")
    #expect(await client.get(address(workspace) + "x").code == "not_found")
  }

  @Test("lists go page by page and by state; a cursor fits only its filter")
  func lists() async throws {
    var ids: [Identifier] = []
    for prompt in ["a", "refuse", "b", "c", "refuse"] { ids.append(try await ended(prompt)) }
    #expect(await client.ids(list) == ids.reversed().map(\.text))
    #expect(await client.ids("\(list)?state=failed") == [ids[4], ids[1]].map(\.text))
    #expect(await client.ids("\(list)?state=running") == [])
    let cursor = try #require(await client.get("\(list)?limit=2&state=succeeded").json["nextCursor"]?.string)
    #expect(await client.ids("\(list)?limit=2&state=succeeded&cursor=\(cursor)") == [ids[0].text])
    #expect(await client.get("\(list)?cursor=\(cursor)").code == "invalid_query")
    #expect(await client.get("\(list)?state=leased").code == "invalid_query")
    #expect(await client.get("/api/v1/workspaces/\(Identifier())/generations").status == 404)
  }

  @Test("retrying is a new one with its parent, and is not done twice for one key")
  func retry() async throws {
    let first = try await ended("refuse this")
    let headers: KeyValuePairs<String, String> = ["idempotency-key": "again"]
    let answer = await client.send(.post, address(first) + "/retry", headers: headers)
    #expect(answer.status == 202 && answer.json["parentGenerationId"]?.string == first.text)
    let id = try #require(answer.json["id"]?.string)
    #expect(answer["location"] == "/api/v1/generations/\(id)" && answer.json["queuePosition"] == 1)
    #expect(answer.json["recipe"] == (await client.get(address(first)).json["recipe"]))
    #expect(await client.send(.post, address(first) + "/retry", headers: headers).bytes == answer.bytes)
    #expect(await client.ids(list).count == 2)
  }

  @Test("only what is in doubt can be decided about")
  func resolve() async throws {
    let lost = try await ended("lose it"), other = try await ended("lose it too"), sound = try await ended()
    let error = await client.get(address(lost)).json["error"]
    #expect(error?["code"] == "provider_timeout" && error?["retryable"] == true)
    #expect(await client.get(address(lost)).json["state"] == "outcomeUnknown")
    for body: JSON in [[:], ["action": "explode"], ["action": 1], ["action": "retry", "more": 1]] {
      #expect(await client.send(.post, address(lost) + "/resolve", json: body).code == "invalid_request")
    }
    let abandoned = await client.send(.post, address(lost) + "/resolve", json: ["action": "abandon"])
    #expect(abandoned.status == 200 && abandoned.json["id"]?.string == lost.text)
    #expect(abandoned.json["state"] == "cancelled")
    let again = await client.send(.post, address(other) + "/resolve", json: ["action": "retry"])
    #expect(again.status == 202 && again.json["parentGenerationId"]?.string == other.text)
    for id in [lost, sound] {
      #expect(
        await client.send(.post, address(id) + "/resolve", json: ["action": "retry"]).code == "generation_ended")
    }
    #expect(
      await client.send(.post, address(Identifier()) + "/resolve", json: ["action": "retry"]).code == "not_found")
  }

  @Test("what waits can be moved and cancelled, not deleted; what is over the other way round")
  func liveness() async throws {
    #expect(await client.send(.post, "/api/v1/queue/pause").status == 204)
    let id = try await made(), other = try await made()
    #expect(await client.get("/api/v1/queue").json == ["paused": true, "waiting": 2, "running": 0])
    #expect(await client.get(address(other)).json["queuePosition"] == 2)
    #expect(await client.send(.patch, address(other), json: ["priority": 4]).json["queuePosition"] == 1)
    #expect(await client.get(address(id)).json["queuePosition"] == 2)
    #expect(await client.send(.patch, address(other), json: ["priority": nil]).json["priority"] == 0)
    #expect(await client.send(.patch, address(other), json: ["priority": 11]).fields == ["/priority too_large"])
    #expect(await client.send(.patch, address(other), json: ["state": "failed"]).fields == ["/state read_only"])
    #expect(await client.send(.delete, address(id)).code == "generation_live")
    #expect(await client.send(.post, address(id) + "/retry").code == "generation_live")
    #expect(await client.send(.post, address(id) + "/resolve", json: ["action": "retry"]).code == "generation_live")
    for _ in 0..<2 { #expect(await client.send(.post, address(id) + "/cancel").json["state"] == "cancelled") }
    #expect(await client.send(.patch, address(id), json: ["priority": 1]).code == "generation_ended")
    #expect(await client.send(.delete, address(id)).status == 204)
    #expect(await client.send(.delete, address(id)).status == 404)
    #expect(await client.send(.post, "/api/v1/queue/resume").status == 204)
    #expect(try await studio.end(of: other).state == .succeeded)
    #expect(await client.get("/api/v1/workspaces/\(workspace)").json["counts"]?["generations"] == 1)
  }

  @Test("deleting a generation leaves its images")
  func delete() async throws {
    let id = try await ended()
    let images = await client.ids("/api/v1/images")
    #expect(await client.send(.delete, address(id)).status == 204)
    #expect(await client.ids("/api/v1/images") == images && images.count == 1)
    #expect(await client.get("/api/v1/images/\(images[0])").json["generationId"]?.string == id.text)
  }

  @Test("a workspace that goes to the trash, or for good, takes what waits with it")
  func trash() async throws {
    _ = await client.send(.post, "/api/v1/queue/pause")
    let id = try await made()
    #expect(await client.send(.delete, "/api/v1/workspaces/\(workspace)").status == 204)
    #expect(await client.get(address(id)).json["state"] == "cancelled")
    #expect(studio.queue.figures.waiting == 0)
    #expect(await client.send(.post, address(id) + "/retry").code == "in_trash")
    #expect(await client.send(.delete, "/api/v1/workspaces/\(workspace)?permanent=true").status == 204)
    #expect(await client.get(address(id)).code == "not_found")
  }

  @Test("usage is summed by model, provider, day and workspace; wrong days are refused")
  func usage() async throws {
    for prompt in ["a", "b", "refuse"] { _ = try await ended(prompt) }
    let usage = await client.get("/api/v1/usage").json
    #expect(usage["to"] == "2026-11-18" && usage["from"] == "2026-10-19" && usage["by"] == "model")
    let figures: [(String, JSON)] = [
      ("calls", 3), ("errors", 1), ("images", 2), ("inputTokens", 0), ("outputTokens", 0), ("costMicros", 20),
    ]
    for (name, value) in figures { #expect(usage["total"]?[name] == value) }
    let keys = [
      "model": "builtin/stub", "provider": "builtin", "day": "2026-11-18", "workspace": workspace.text, "user": "local",
    ]
    for (by, key) in keys {
      let items = await client.get("/api/v1/usage?by=\(by)&from=2026-11-18").json["items"]?.array ?? []
      #expect(items.map { $0["key"]?.string } == [key] && items[0]["costMicros"] == 20)
      #expect(items[0]["errors"] == 1 && items[0]["latencyMs"]?.int != nil)
    }
    #expect(await client.get("/api/v1/usage?to=2026-11-17").json["items"] == [])
    let moments = await client.get("/api/v1/usage?from=2026-11-17T23:30:00-01:00&to=2026-11-18T09:00:00.000Z").json
    #expect(moments["from"] == "2026-11-18" && moments["to"] == "2026-11-18" && moments["total"]?["calls"] == 3)
    for query in ["by=moon", "from=2026-11", "from=2026-02-30", "to=yesterday", "from=2026-11-18&to=2026-11-17"] {
      #expect(await client.get("/api/v1/usage?\(query)").code == "invalid_query", "\(query)")
    }
  }

  @Test("an order that a budget cannot bear is refused at once, also as a retry; what it can bear is taken")
  func budget() async throws {
    let patch: JSON = ["settings": ["budgetMicros": 25]]
    #expect(await client.send(.patch, "/api/v1/workspaces/\(workspace)", json: patch).status == 200)
    let options: JSON = ["prices": "*"]
    #expect(await client.send(.patch, "/api/v1/providers/builtin", json: ["options": options]).status == 422)
    let first = try await ended(), second = try await ended()
    let refused = await client.send(.post, address(first) + "/retry")
    #expect(refused.status == 202, "Its price is not known any more, and something is left.")
    try await studio.end(of: try #require(refused.json["id"]?.string.flatMap { Identifier($0) }))
    await #expect { try await made() } throws: { ($0 as? Failure)?.code == .budgetExceeded }
    #expect(
      await client.send(.patch, "/api/v1/workspaces/\(workspace)", json: ["settings": ["budgetMicros": 20]]).status
        == 200)
    let answer = await client.send(.post, address(second) + "/retry")
    #expect(answer.status == 409 && answer.code == "budget_exceeded" && answer.breaches == [])
    #expect(answer.json["detail"]?.string?.contains("$0.00002 of $0.00002") == true)
  }

  @Test("the metrics tell of the queue")
  func metrics() async throws {
    _ = await client.send(.post, "/api/v1/queue/pause")
    _ = try await made()
    let text = await client.get("/metrics").text
    for line in ["pixazo_queue_waiting 1", "pixazo_queue_running 0", "pixazo_queue_paused 1"] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
  }
}
