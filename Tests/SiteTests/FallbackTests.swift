import Domain
import HTTP
import StandIn
import Support
import Testing

@Suite("Fallbacks and prices over HTTP", .timeLimit(.minutes(1)))
struct FallbackTests {
  let studio: TestStudio
  let workspace: String
  let standIn: StandIn
  var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
    standIn = try StandIn()
  }

  private func connect(_ options: JSON) async throws {
    let json: JSON = [
      "kind": "pixazo", "id": "gate", "apiKey": "sekret-123", "baseUrl": .string(standIn.base(of: "pixazo")),
      "options": options,
    ]
    let answer = await client.send(.post, "/api/v1/providers", json: json)
    #expect(answer.status == 201, "\(answer.text)")
  }

  private func order(_ more: JSON = [:]) async throws -> TestResponse {
    guard case .object(var json) = more else { return await client.get("/") }
    json.append("prompt", "a lighthouse at sea")
    json.append("model", "gate/flux-2-klein-4b")
    json.append("width", 256)
    json.append("height", 256)
    return await client.send(.post, "/api/v1/workspaces/\(workspace)/generations", json: .object(json))
  }

  private func ended(_ order: TestResponse) async throws -> JSON {
    let ended = try await studio.end(of: try #require(order.json["id"]?.string.flatMap { Identifier($0) }))
    return await client.get("/api/v1/generations/\(ended.id)").json
  }

  @Test("a gateway without credit is stood in for by the painter, and everything says so")
  func standsIn() async throws {
    try await connect(["fallbacks": "builtin/painter"])
    standIn.stage.play(.submission, .status(402, body: #"{"error":"no credits"}"#))
    let taken = try await order()
    #expect(taken.status == 202 && taken.json["fallbackFrom"] == .null && taken.breaches == [])
    let generation = try await ended(taken)
    #expect(generation["state"] == "succeeded" && generation["error"] == .null)
    #expect(generation["provider"]?["id"] == "builtin" && generation["recipe"]?["model"] == "builtin/painter")
    #expect(generation["fallbackFrom"] == ["model": "gate/flux-2-klein-4b", "code": "provider_out_of_credit"])
    #expect(generation["costMicros"] == 0 && generation["estimatedCostMicros"] == 0)
    let id = generation["images"]?.array?.first?["id"]?.string ?? ""
    let image = await client.get("/api/v1/images/\(id)").json
    #expect(image["model"] == "builtin/painter" && image["recipe"]?["model"] == "builtin/painter")
    #expect(image["provider"] == "builtin")
    let calls = await client.get("/api/v1/usage?by=model").json["items"]?.array?.compactMap { $0["key"]?.string }
    #expect(Set(calls ?? []) == ["gate/flux-2-klein-4b", "builtin/painter"])
    #expect(standIn.stage.submissions.values.reduce(0, +) <= 1)
    await standIn.stop()
  }

  @Test("a line that is cut after the order went out is in doubt, and nobody else makes it")
  func inDoubt() async throws {
    try await connect(["fallbacks": "builtin/painter"])
    standIn.stage.play(.submission, .cut(taken: true))
    let generation = try await ended(await order())
    #expect(generation["state"] == "outcomeUnknown" && generation["fallbackFrom"] == .null)
    #expect(generation["provider"]?["id"] == "gate" && generation["images"] == [])
    await standIn.stop()
  }

  @Test("a price that the owner sets shows on the card, in the preview, in the order and in the ledger")
  func prices() async throws {
    try await connect(["prices": "flux-2-klein-4b = 0.0012\n0.01"])
    let cards = await client.get("/api/v1/models?type=image").json["items"]?.array ?? []
    let prices = Dictionary(
      uniqueKeysWithValues: cards.map { ($0["id"]?.string ?? "", $0["price"]?["perImageMicros"] ?? nil) })
    #expect(prices["gate/flux-2-klein-4b"] == 1_200 && prices["gate/flux-1-schnell"] == 10_000)
    let preview = await client.send(
      .post, "/api/v1/workspaces/\(workspace)/generations/preview",
      json: ["prompt": "a", "model": "gate/flux-2-klein-4b", "count": 3])
    #expect(preview.json["estimatedCostMicros"] == 3_600)
    let taken = try await order()
    #expect(taken.json["estimatedCostMicros"] == 1_200)
    #expect(try await ended(taken)["costMicros"] == 1_200)
    let budget: JSON = ["settings": ["budgetMicros": 2_000]]
    #expect(await client.send(.patch, "/api/v1/workspaces/\(workspace)", json: budget).status == 200)
    let refused = try await order()
    #expect(refused.status == 409 && refused.code == "budget_exceeded" && refused.breaches == [])
    let faulty = await client.send(.patch, "/api/v1/providers/gate", json: ["options": ["prices": "cheap"]])
    #expect(faulty.status == 422 && faulty.fields == ["/options/prices format"])
    await standIn.stop()
  }
}
