import Domain
import HTTP
import Support
import Testing

@Suite("Orders over HTTP")
struct SubmissionsTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private var address: String { "/api/v1/workspaces/\(workspace)/generations" }

  private func order(_ json: JSON, key: String = "") async -> TestResponse {
    await client.send(.post, address, headers: ["idempotency-key": key], json: json)
  }

  /// The generation once it is over.
  private func ended(_ id: String) async throws -> JSON {
    let ended = try await studio.end(of: try #require(Identifier(id)))
    return await client.get("/api/v1/generations/\(ended.id)").json
  }

  private static let small: JSON = ["prompt": "a {red|white} sea", "width": 64, "height": 64, "steps": 1, "seed": 7]

  @Test("an order is taken on with its place, everything filled in, and becomes images")
  func life() async throws {
    let taken = await order(["prompt": "a sea", "width": 64, "height": 64, "steps": 1, "count": 2])
    #expect(taken.status == 202)
    let id = try #require(taken.json["id"]?.string)
    #expect(taken["location"] == "/api/v1/generations/\(id)" && taken.json["workspaceId"]?.string == workspace)
    let recipe = try #require(taken.json["recipe"])
    #expect(recipe["model"] == "builtin/painter" && recipe["width"] == 64 && recipe["count"] == 2)
    #expect(taken.json["estimatedCostMicros"] == 0)
    let seed = try #require(recipe["seed"]?.int)
    let generation = try await ended(id)
    #expect(generation["state"] == "succeeded" && generation["recipe"] == recipe)
    let images = generation["images"]?.array ?? []
    #expect(images.count == 2)
    let image = await client.get("/api/v1/images/\(images[1]["id"]?.string ?? "")").json
    #expect(image["recipe"]?["seed"] == .int(seed + 1) && image["recipe"]?["count"] == 1)
  }

  @Test("an image's own recipe, and the one in its file, are taken as they stand and make the same file again")
  func again() async throws {
    let style = await client.send(
      .post, "/api/v1/workspaces/\(workspace)/styles", json: ["name": "Ink", "positive": "ink of {prompt}"])
    guard case .object(var object) = Self.small else { return }
    object.append("styleId", style.json["id"] ?? nil)
    let first = try await ended(await order(.object(object)).json["id"]?.string ?? "")
    let id = first["images"]?.array?.first?["id"]?.string ?? ""
    let image = await client.get("/api/v1/images/\(id)").json
    let file = await client.get("/api/v1/images/\(id)/file").bytes
    let inspected = await client.send(
      .post, "/api/v1/images/inspect", headers: ["content-type": "image/png"], body: file)
    // The workspace's style must not come on top.
    _ = await client.send(
      .patch, "/api/v1/workspaces/\(workspace)", json: ["settings": ["styleId": style.json["id"] ?? nil]])
    for recipe in [image["recipe"], inspected.json["recipe"]] {
      let taken = await order(recipe ?? nil)
      #expect(taken.status == 202, "\(taken.text)")
      let second = try await ended(taken.json["id"]?.string ?? "")
      let other = await client.get("/api/v1/images/\(second["images"]?.array?.first?["id"]?.string ?? "")").json
      #expect(other["sha256"] == image["sha256"] && other["recipe"] == image["recipe"])
      #expect(other["prompt"]?.string?.hasPrefix("ink of a ") == true)
    }
    let whole = await order(first["recipe"] ?? nil)
    #expect(whole.status == 202 && whole.json["recipe"] == first["recipe"])
    #expect(whole.json["resolvedPrompt"] == first["resolvedPrompt"])
  }

  @Test("the same key orders once, also when it comes again later; another body is refused")
  func idempotent() async throws {
    let first = await order(Self.small, key: "k")
    let second = await order(Self.small, key: "k")
    #expect(second.status == 202 && second.bytes == first.bytes && second["location"] == first["location"])
    #expect(second["idempotency-replayed"] == "true")
    let other = await order(["prompt": "another"], key: "k")
    #expect(other.status == 422 && other.code == "idempotency_mismatch")
    let refused = await order(["prompt": ""], key: "r")
    #expect(refused.status == 422)
    #expect(await order(Self.small, key: "r").status == 202, "What was refused may be tried again.")
    _ = try await ended(first.json["id"]?.string ?? "")
    #expect(await client.get(address).json["items"]?.array?.count == 2)
  }

  @Test("what cannot be made is refused like in a preview, and nothing is queued", arguments: PreviewTests.refusals)
  func refuses(body: String, fields: [String]) async {
    let answer = await client.send(.post, address, body: Array(body.utf8))
    #expect(answer.status == 422 && answer.code == "invalid_request")
    #expect(answer.fields == fields && answer.breaches == [])
    #expect(await client.get(address).json["items"] == [])
  }

  @Test("a workspace that is not there, or lies in the trash, takes no order")
  func places() async {
    let nowhere = await client.send(.post, "/api/v1/workspaces/\(Identifier())/generations", json: [:])
    #expect(nowhere.status == 404 && nowhere.code == "not_found")
    _ = await client.send(.delete, "/api/v1/workspaces/\(workspace)")
    #expect(await order(Self.small).code == "in_trash")
  }
}
