import Domain
import Foundation
import HTTP
import StandIn
import Storage
import Studio
import Support
import Testing

@Suite("Providers over HTTP")
struct ProvidersTests {
  let puppet = Puppet()
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio(kinds: [puppet.kind]) }

  @discardableResult
  private func connect(_ json: JSON = ["kind": "puppet", "id": "one", "apiKey": "canary-12345678"]) async
    -> TestResponse
  {
    await client.send(.post, "/api/v1/providers", json: json)
  }

  private func models(_ query: String = "", of provider: String = "one") async -> [JSON] {
    await client.get("/api/v1/models\(query)").json["items"]?.array?.filter {
      $0["id"]?.string?.hasPrefix("\(provider)/") == true
    } ?? []
  }

  @Test("what is set up can be read, with its version and its place, and its models are there at once")
  func create() async throws {
    let made = await connect()
    #expect(made.status == 201)
    #expect(made["location"] == "/api/v1/providers/one" && made["etag"] == "\"v1\"")
    let read = await client.get("/api/v1/providers/one")
    #expect(read.json == made.json)
    let json = read.json
    #expect(json["hasKey"] == true && json["keyHint"] == "5678" && json["baseUrl"] == "https://puppet.test/v1")
    #expect(json["limits"] == ["concurrency": 3, "requestsPerMinute": nil, "dailyBudgetMicros": nil])
    #expect(json["health"]?["state"] == "unknown" && json["health"]?["circuit"] == "closed")
    #expect(await models().map { $0["id"] } == ["one/one"])
    #expect(await client.get("/api/v1/providers/one", headers: ["if-none-match": "\"v1\""]).status == 304)
    let list = await client.get("/api/v1/providers").json["items"]?.array ?? []
    #expect(list.contains(json))
  }

  @Test("the built-in one is there from the start, with a painter that can be used, and cannot be taken away")
  func builtin() async {
    let builtin = await client.get("/api/v1/providers/builtin").json
    #expect(builtin["baseUrl"] == .null && builtin["health"]?["state"] == "up")
    let painter = await models(of: "builtin").first { $0["id"] == "builtin/painter" }
    #expect(painter?["usable"] == true && painter?["health"] == "up" && painter?["family"] == "painter")
    let gone = await client.send(.delete, "/api/v1/providers/builtin")
    #expect(gone.status == 409 && gone.code == "built_in")
    let off = await client.send(.patch, "/api/v1/providers/builtin", json: ["enabled": false])
    #expect(off.status == 409 && off.code == "built_in")
    let tuned = await client.send(.patch, "/api/v1/providers/builtin", json: ["limits": ["concurrency": 2]])
    #expect(tuned.json["limits"]?["concurrency"] == 2)
  }

  @Test("an id is made from the name where none is given, and a wanted one that is taken is a conflict")
  func ids() async {
    #expect(await connect(["kind": "puppet", "name": "GPU box"]).json["id"] == "gpu-box")
    #expect(await connect(["kind": "puppet", "name": "GPU box"]).json["id"] == "gpu-box-2")
    let taken = await connect(["kind": "puppet", "id": "gpu-box"])
    #expect(taken.status == 409 && taken.code == "already_exists")
  }

  static let refusals: [Scenario] = [
    Scenario("no kind", .post, "/api/v1/providers", body: "{}", status: 422, fields: ["/kind required"]),
    Scenario(
      "an unknown kind", .post, "/api/v1/providers", body: #"{"kind":"x"}"#, status: 422, fields: ["/kind not_found"]),
    Scenario(
      "an odd address", .post, "/api/v1/providers", body: #"{"kind":"puppet","baseUrl":"http://2130706433"}"#,
      status: 422,
      fields: ["/baseUrl format"]),
    Scenario(
      "many faults at once", .post, "/api/v1/providers",
      body: #"{"kind":"puppet","baseUrl":"http://a@b","limits":{"concurrency":99},"options":{"warp":1},"id":"A"}"#,
      status: 422,
      fields: ["/baseUrl format", "/limits/concurrency too_large", "/options/warp unknown_field", "/id format"]),
    Scenario("an unknown id", .get, "/api/v1/providers/nobody", status: 404, code: "not_found"),
    Scenario("an impossible id", .get, "/api/v1/providers/%00", status: 404),
    Scenario("a check of nobody", .post, "/api/v1/providers/nobody/check", status: 404),
    Scenario("a refresh of nobody", .post, "/api/v1/providers/nobody/models/refresh", status: 404),
    Scenario("a patch of nobody", .patch, "/api/v1/providers/nobody", body: "{}", status: 404),
    Scenario("a patch of the kind", .patch, "/api/v1/providers/one", body: #"{"kind":"x"}"#, status: 422),
    Scenario("an unknown type", .get, "/api/v1/models?type=sound", status: 400, code: "invalid_query"),
    Scenario("a long page", .get, "/api/v1/models?limit=201", status: 400, code: "invalid_query"),
    Scenario("a strange cursor", .get, "/api/v1/models?cursor=AAAA", status: 400, code: "invalid_query"),
    Scenario("health by POST", .post, "/api/v1/providers/health", status: 405),
  ]

  @Test("what cannot be done is refused in good order", arguments: refusals)
  func refused(scenario: Scenario) async {
    await connect()
    #expect(await scenario.complaints(client) == [])
  }

  @Test("a patch changes what it names, under If-Match, and another origin forgets the key")
  func patch() async {
    await connect()
    let path = "/api/v1/providers/one"
    #expect(await client.send(.patch, path, headers: ["if-match": "\"v9\""], json: ["name": "A"]).status == 412)
    let renamed = await client.send(
      .patch, path, headers: ["if-match": "\"v1\""], json: ["name": "A", "options": ["speed": 2]])
    #expect(renamed.json["name"] == "A" && renamed["etag"] == "\"v2\"" && renamed.json["hasKey"] == true)
    #expect(puppet.connections.last?.options["speed"] == 2 && puppet.connections.last?.key == "canary-12345678")
    let moved = await client.send(.patch, path, json: ["baseUrl": "https://evil.test/v1"])
    #expect(moved.json["hasKey"] == false && moved.json["keyHint"] == .null)
    #expect(puppet.connections.last?.baseUrl == "https://evil.test/v1" && puppet.connections.last?.key == nil)
  }

  @Test("deleting takes connection, key and models away, and the built-in one stays")
  func delete() async {
    await connect()
    #expect(await client.send(.delete, "/api/v1/providers/one", headers: ["if-match": "\"v9\""]).status == 412)
    #expect(await client.send(.delete, "/api/v1/providers/one").status == 204)
    #expect(await client.get("/api/v1/providers/one").status == 404)
    #expect(await models().isEmpty)
    #expect(await client.send(.delete, "/api/v1/providers/one").status == 404)
  }

  @Test("a check is 200 either way, and says what it tried and what the provider said")
  func check() async {
    await connect()
    let well = await client.send(.post, "/api/v1/providers/one/check")
    #expect(well.status == 200 && well.json["ok"] == true)
    #expect((well.json["steps"]?.array?.count ?? 0) >= 3)
    puppet.fails(ProviderFailure(.outOfCredit, "It wants money.", providerMessage: "balance is 0", effect: .notTaken))
    let ill = await client.send(.post, "/api/v1/providers/one/check")
    #expect(ill.status == 200 && ill.json["ok"] == false)
    #expect(ill.json["detail"] == "It wants money. It says: balance is 0")
    #expect(ill.json["steps"]?.array?.last?["ok"] == false)
    #expect(await client.get("/api/v1/providers/one").json["health"]?["state"] == "outOfCredit")
    let model = await models().first
    #expect(model?["health"] == "outOfCredit" && model?["usable"] == false && model?["reason"]?.string != nil)
  }

  @Test("a refresh brings new models, and leaves the old ones when the provider is down")
  func refresh() async {
    await connect()
    puppet.has(["sdxl", "flux-2-klein-4b"])
    let path = "/api/v1/providers/one/models/refresh"
    let fresh = await client.send(.post, path)
    #expect(fresh.json["ok"] == true)
    #expect(fresh.json["items"]?.array?.map { $0["family"] } == ["flux-klein", "sdxl"])
    puppet.fails(.unavailable)
    let stale = await client.send(.post, path)
    #expect(stale.status == 200 && stale.json["ok"] == false && stale.json["detail"] == "It fell over.")
    #expect(stale.json["items"]?.array?.count == 2)
    #expect(await models().count == 2)
  }

  @Test("models are filtered, and page by page they are all there once")
  func models() async throws {
    puppet.has((0..<7).map { "m\($0)" })
    await connect()
    let all = await models("?type=image&capability=textToImage")
    #expect(all.count == 7)
    #expect(all.first?["parameters"]?["steps"]?["max"] == 150 && all.first?["price"]?["perImageMicros"] == 1_500)
    #expect(await models("?capability=inpaint").isEmpty)
    #expect(await models("?type=text").isEmpty)
    for target in ["/api/v1/models?type=image", "/api/v1/providers?"] {
      let whole = await client.get("\(target)&limit=200".replacing("?&", with: "?")).json["items"]?.array ?? []
      var found: [JSON] = []
      var cursor: String? = ""
      while let next = cursor {
        let page = await client.get(
          "\(target)&limit=2\(next.isEmpty ? "" : "&cursor=\(next)")".replacing("?&", with: "?"))
        #expect(page.status == 200)
        found += page.json["items"]?.array ?? []
        cursor = page.json["nextCursor"]?.string
      }
      #expect(found == whole)
    }
    let cursor = try #require(await client.get("/api/v1/models?type=image&limit=1").json["nextCursor"]?.string)
    #expect(await client.get("/api/v1/models?cursor=\(cursor)").status == 400)
    #expect(await client.get("/api/v1/providers?cursor=\(cursor)").status == 400)
  }

  @Test("the kinds bring the forms that set them up")
  func kinds() async throws {
    let kinds = await client.get("/api/v1/provider-kinds").json["items"]?.array ?? []
    let names = kinds.compactMap { $0["id"]?.string }
    #expect(names.contains("pixazo") && names.contains("puppet"))
    let form = try #require(kinds.first { $0["id"] == "puppet" }?["fields"]?.array)
    #expect(
      form.map { $0["name"]?.string } == [
        "name", "baseUrl", "apiKey", "options.speed", "options.mode", "options.fallbacks", "options.prices",
      ])
    #expect(form[2]["secret"] == true && form[3]["max"] == 9 && form[4]["options"] == ["calm", "wild"])
  }

  @Test("the key is in no answer, no event, no line of the log and no byte of the data folder")
  func canary() async throws {
    let canary = "canary-12345678"
    puppet.fails(
      ProviderFailure(.refused, "Key \(canary) is bad.", providerMessage: "no \(canary)", effect: .notTaken))
    var answers = [await connect()]
    for (method, target) in [
      (HTTP.Method.get, "one"), (.get, "health"), (.post, "one/check"), (.post, "one/models/refresh"), (.get, ""),
    ] {
      let path = target.isEmpty ? "/api/v1/providers" : "/api/v1/providers/\(target)"
      answers.append(await client.send(method, path))
    }
    answers.append(await client.send(.patch, "/api/v1/providers/one", json: ["name": "B", "limits": nil]))
    answers.append(await client.send(.patch, "/api/v1/providers/one", json: ["apiKey": .string(canary), "x": 1]))
    answers.append(await connect(["kind": "puppet", "apiKey": .string(canary + "\n")]))
    answers.append(await connect(["kind": "puppet", "id": "one", "apiKey": .string(canary)]))
    studio.providers.report(
      "one", latency: nil, failure: .init(.unauthorized, "Key \(canary) is bad.", effect: .notTaken))
    await studio.providers.settle()
    answers.append(await client.get("/api/v1/providers/health"))
    answers.append(await client.get("/api/v1/models"))
    for answer in answers { #expect(!answer.text.contains(canary), "\(answer.text)") }
    let events = try await studio.store.read { try $0.events.after(0, limit: 200) }
    #expect(events.contains { $0.type == "provider.healthChanged" })
    #expect(!"\(events)".contains(canary))
    #expect(!studio.log.all.joined().contains(canary))
    #expect(try studio.copies(of: Array(canary.utf8)) == [])
  }

  @Test("the same POST under an Idempotency-Key sets up one connection")
  func idempotent() async {
    let headers: KeyValuePairs = ["idempotency-key": "once"]
    let body: JSON = ["kind": "puppet", "apiKey": "canary-12345678"]
    let first = await client.send(.post, "/api/v1/providers", headers: headers, json: body)
    let second = await client.send(.post, "/api/v1/providers", headers: headers, json: body)
    #expect(second.json == first.json && second["idempotency-replayed"] == "true")
    #expect(await client.get("/api/v1/providers").json["items"]?.array?.filter { $0["kind"] == "puppet" }.count == 1)
  }

  @Test("a connection with work under way is not deleted")
  func live() async throws {
    await connect()
    let workspace = try #require(Identifier(await client.makeWorkspace()))
    var recipe = Recipe(prompt: "a boat")
    recipe.model = "one/one"
    let plan = GenerationPlan(
      recipe: recipe, shots: [.init(prompt: "a boat", negativePrompt: nil, seed: 1)], priority: 0,
      estimatedCostMicros: nil)
    try await studio.store.write { writing in
      let order = Generation(
        id: Identifier(), workspaceId: workspace, plan: plan, provider: .init(id: "one", name: "One", kind: "puppet"),
        parent: nil, at: writing.now)
      try writing.generations.insert(order)
    }
    let refused = await client.send(.delete, "/api/v1/providers/one")
    #expect(refused.status == 409 && refused.code == "in_use")
    #expect(await client.get("/api/v1/providers/one").status == 200)
  }
}

/// Over real sockets, against a played provider.
@Suite("Providers that are played")
struct PlayedProvidersTests {
  @Test("a check tells a good key from a bad one, and nothing is submitted for it")
  func check() async throws {
    let standIn = try StandIn(key: "right-12345678")
    let studio = try await TestStudio()
    for (id, key, isWell, state) in [
      ("right", "right-12345678", true, "up"), ("wrong", "wrong-12345678", false, "unauthorized"),
    ] {
      let made = await studio.client.send(
        .post, "/api/v1/providers",
        json: [
          "kind": "pixazo", "id": .string(id), "baseUrl": .string(standIn.base(of: "pixazo")), "apiKey": .string(key),
        ])
      #expect(made.status == 201)
      let check = await studio.client.send(.post, "/api/v1/providers/\(id)/check")
      #expect(check.json["ok"] == .bool(isWell), "\(check.text)")
      #expect(await studio.client.get("/api/v1/providers/\(id)").json["health"]?["state"] == .string(state))
      let models = await studio.client.get("/api/v1/models?type=image").json["items"]?.array ?? []
      #expect(models.contains { $0["id"] == .string("\(id)/flux-2-klein-4b") && $0["family"] == "flux-klein" })
    }
    #expect(standIn.stage.submissions.isEmpty)
    await standIn.stop()
    let down = await studio.client.send(.post, "/api/v1/providers/right/check")
    #expect(down.status == 200 && down.json["ok"] == false)
    #expect(await studio.client.get("/api/v1/providers/right").json["health"]?["state"] == "down")
  }

  @Test("after a change of address and before a new key, no server sees the old key")
  func canary() async throws {
    let old = try StandIn(), new = try StandIn()
    let studio = try await TestStudio()
    let made = await studio.client.send(
      .post, "/api/v1/providers",
      json: [
        "kind": "openai-compatible", "id": "one", "baseUrl": .string(old.base(of: "pixazo")),
        "apiKey": "canary-12345678",
      ])
    #expect(made.status == 201)
    _ = await studio.client.send(
      .patch, "/api/v1/providers/one", json: ["baseUrl": .string(new.base(of: "pixazo"))])
    _ = await studio.client.send(.post, "/api/v1/providers/one/check")
    _ = await studio.client.send(.post, "/api/v1/providers/one/models/refresh")
    #expect(!new.stage.heard().isEmpty)
    #expect(new.stage.heard().allSatisfy { !$0.transcript.contains("canary") })
    #expect(old.stage.heard().contains { $0.transcript.contains("canary") })
    await old.stop()
    await new.stop()
  }

  @Test("an engine on this machine is found where its kind usually listens, and only there")
  func discover() async throws {
    let standIn = try StandIn()
    // A port that was given back may be another test's by now; at the first one nobody listens.
    let ports = [try #require(standIn.url.split(separator: ":").last.flatMap { Int($0) }), 1]
    let studio = try await TestStudio(kinds: [Knock.kind(ports: ports)])
    let found = await studio.client.send(.post, "/api/v1/providers/discover")
    #expect(found.status == 200)
    let ours = found.json["items"]?.array?.filter { $0["kind"] == "knock" }
    #expect(
      ours == [
        [
          "kind": "knock", "name": "Knock", "baseUrl": .string(standIn.url), "detail": "It answers 404.",
          "providerId": nil,
        ]
      ])
    _ = await studio.client.send(
      .post, "/api/v1/providers", json: ["kind": "knock", "baseUrl": .string(standIn.url + "/")])
    let again = await studio.client.send(.post, "/api/v1/providers/discover").json["items"]?.array
    #expect(again?.first { $0["kind"] == "knock" }?["providerId"] == "knock")
    #expect(
      await studio.client.get("/api/v1/providers").json["items"]?.array?.filter { $0["kind"] == "knock" }.count == 1)
    await standIn.stop()
  }
}

/// A kind whose check is one knock at the door.
private struct Knock: ImageProvider {
  let url: String
  let client = Client(userAgent: "test")

  static func kind(ports: [Int]) -> ProviderKind {
    ProviderKind(
      id: "knock", name: "Knock", summary: "Knocks.", key: .none, offers: [.image], localPorts: ports
    ) { connection in Knock(url: connection.baseUrl) }
  }

  func models() async throws(ProviderFailure) -> [ModelCard] { [] }

  func check() async throws(ProviderFailure) -> [String] {
    do throws(ClientFailure) {
      let answer = try await client.send(.init(.get, url + "/", reach: .anywhere, limit: 1 << 16))
      return ["It answers \(answer.status.code)."]
    } catch {
      throw ProviderFailure(.unavailable, "Nobody opens.", effect: .notTaken)
    }
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt { ImageReceipt() }
}
