import Domain
import Storage
import Support
import Testing

@testable import Studio

@Suite("Provider room") struct ProviderRoomTests {
  private let puppet = Puppet()

  private func studio() async throws -> TestStudio { try await TestStudio(kinds: [puppet.kind]) }

  @discardableResult
  private func connect(
    _ studio: TestStudio, _ id: String = "one", key: String? = nil, options: JSON = [:]
  ) async throws -> Provider {
    var json: JSON.Object = .init()
    json.append("kind", .string(puppet.id))
    json.append("id", .string(id))
    json.append("options", options)
    if let key { json.append("apiKey", .string(key)) }
    let draft = try Provider.Draft(.object(json), kinds: studio.providers.kinds)
    let seal = key == nil ? nil : try studio.providers.keyring.sealMakingIt()
    let provider = try await studio.store.write { try $0.providers.insert(draft, seal: seal) }
    try await studio.providers.takeUp()
    return provider
  }

  private func fail(_ studio: TestStudio, _ code: ProviderFailure.Code = .unavailable, times: Int = 5) {
    for _ in 0..<times {
      studio.providers.report("one", latency: nil, failure: .init(code, "Nobody is there.", effect: .notTaken))
    }
  }

  private func events(_ studio: TestStudio, _ type: String) async throws -> [JSON] {
    await studio.providers.settle()
    return try await studio.store.read { try $0.events.after(0, limit: 200) }.filter { $0.type == type }.map(\.subject)
  }

  @Test("a new connection is asked for its models and gets its key in the open")
  func connects() async throws {
    let studio = try await studio()
    try await connect(studio, key: "canary-12345678", options: ["speed": 7])
    let connection = try #require(puppet.connections.last)
    #expect(connection.id == "one" && connection.key == "canary-12345678")
    #expect(connection.baseUrl == "https://puppet.test/v1" && connection.options["speed"] == 7)
    #expect(studio.providers.card("one/one")?.family == .other)
    #expect(studio.providers.limits(of: "one")?.concurrency == 3)
    #expect(studio.providers.kind(of: "one")?.id == "puppet")
    _ = try studio.providers.image("one")
    #expect(throws: Failure.self) { try studio.providers.text("one") }
    #expect(throws: Failure.notFound("provider")) { try studio.providers.image("two") }
  }

  @Test("models outlive an outage and a restart")
  func outage() async throws {
    let studio = try await studio()
    puppet.has(["sd_xl_base_1.0", "flux-2-klein-4b"])
    try await connect(studio)
    puppet.fails(.unavailable)
    #expect(await studio.providers.refresh("one") == "It fell over.")
    #expect(studio.providers.card("one/flux-2-klein-4b")?.family == .fluxKlein)
    #expect(studio.providers.health(of: "one")?.state == .down)
    let next = try await studio.restarted(kinds: [puppet.kind])
    #expect(next.providers.cards.filter { $0.provider == "one" }.map(\.model) == ["flux-2-klein-4b", "sd_xl_base_1.0"])
    let card = try #require(next.providers.card("one/sd_xl_base_1.0"))
    #expect(card == studio.providers.card("one/sd_xl_base_1.0"))
    #expect(next.providers.obstacle(to: card) == nil)
    puppet.fails(nil)
    puppet.has(["new"])
    #expect(await next.providers.refresh("one") == nil)
    #expect(next.providers.cards.filter { $0.provider == "one" }.map(\.model) == ["new"])
    #expect(try await events(next, "provider.modelsChanged").count == 2)
  }

  @Test("a list with doubles, strangers and impossible names is tidied, and the same list again is no news")
  func tidy() async throws {
    let studio = try await studio()
    puppet.has(["b", "a", "b", "", String(repeating: "x", count: 300)])
    try await connect(studio)
    #expect(studio.providers.cards.filter { $0.provider == "one" }.map(\.model) == ["a", "b"])
    await studio.providers.refresh("one")
    #expect(try await events(studio, "provider.modelsChanged").count == 1)
  }

  @Test("five failures in a row close the gate to that provider alone, and one success opens it")
  func breaker() async throws {
    let studio = try await studio()
    try await connect(studio)
    try await connect(studio, "two")
    fail(studio, times: 4)
    #expect(studio.providers.gate("one") == .open)
    fail(studio, times: 1)
    #expect(studio.providers.gate("one") != .open)
    #expect(studio.providers.gate("two") == .open)
    studio.time.advance(seconds: 30)
    #expect(studio.providers.gate("one") == .open)
    #expect(studio.providers.gate("one") != .open)
    studio.providers.report("one", latency: .milliseconds(40), failure: nil)
    #expect(studio.providers.gate("one") == .open)
    #expect(studio.providers.health(of: "one")?.latencyMs == 40)
  }

  @Test("everybody is told when health changes, once for each change")
  func healthEvents() async throws {
    let studio = try await studio()
    try await connect(studio)
    for _ in 0..<3 { studio.providers.report("one", latency: nil, failure: nil) }
    fail(studio)
    studio.providers.report("one", latency: nil, failure: nil)
    fail(studio, .unauthorized, times: 2)
    let told = try await events(studio, "provider.healthChanged")
    #expect(told.map { $0["state"]?.string } == ["up", "degraded", "down", "up", "unauthorized"])
    #expect(told.map { $0["circuit"]?.string } == ["closed", "closed", "open", "closed", "closed"])
    #expect(told.allSatisfy { $0["id"] == "one" && $0["type"] == "provider" })
  }

  @Test("without its keyring the studio starts, and says that the key must be entered again")
  func keyringGone() async throws {
    let studio = try await studio()
    try await connect(studio, key: "canary-12345678")
    let next = try await studio.restarted(kinds: [puppet.kind], withKeyring: false)
    let card = try #require(next.providers.card("one/one"))
    #expect(card.unusable?.contains("enter it again") == true)
    #expect(next.providers.health(of: "one")?.state == .unauthorized)
    #expect(throws: Failure.self) { try next.providers.image("one") }
    let check = try await next.providers.check("one")
    #expect(!check.isWell && check.detail.contains("enter it again"))
    var patch = Provider.Patch()
    patch.apiKey = Secret("fresh-12345678")
    let seal = try next.providers.keyring.sealMakingIt()
    _ = try await next.store.write { [patch] in try $0.providers.update("one", patch, seal: seal) }
    try await next.providers.takeUp()
    _ = try next.providers.image("one")
    #expect(puppet.connections.last?.key == "fresh-12345678")
  }

  @Test("a kind that needs a key, one that is switched off and one that is not known say why they cannot be used")
  func obstacles() async throws {
    let needy = Puppet("needy", key: .required)
    let studio = try await TestStudio(kinds: [puppet.kind, needy.kind])
    try await connect(studio)
    let draft = try Provider.Draft(["kind": "needy", "id": "needy"], kinds: studio.providers.kinds)
    _ = try await studio.store.write { try $0.providers.insert(draft, seal: nil) }
    try await studio.providers.takeUp()
    #expect(needy.connections.isEmpty)
    #expect(studio.providers.health(of: "needy")?.state == .unauthorized)
    #expect(throws: Failure.self) { try studio.providers.image("needy") }
    var patch = Provider.Patch()
    patch.enabled = false
    _ = try await studio.store.write { [patch] in try $0.providers.update("one", patch, seal: nil) }
    try await studio.providers.takeUp()
    #expect(studio.providers.card("one/one")?.unusable == "Puppet is switched off.")
    let next = try await studio.restarted()
    #expect(next.providers.card("one/one")?.unusable?.contains("switched off") == true)
    #expect(next.providers.health(of: "one")?.detail?.contains("does not know the kind") == true)
  }

  @Test("what was learned of a provider is forgotten with its connection, and kept when only its name changes")
  func forgets() async throws {
    let studio = try await studio()
    try await connect(studio)
    fail(studio)
    var patch = Provider.Patch()
    patch.name = "Renamed"
    _ = try await studio.store.write { [patch] in try $0.providers.update("one", patch, seal: nil) }
    try await studio.providers.takeUp()
    #expect(studio.providers.health(of: "one")?.circuit == .open)
    patch.baseUrl = try BaseURL("https://other.test")
    _ = try await studio.store.write { [patch] in try $0.providers.update("one", patch, seal: nil) }
    try await studio.providers.takeUp()
    #expect(studio.providers.health(of: "one")?.circuit == .closed)
    try await studio.store.write { try $0.providers.delete("one") }
    try await studio.providers.takeUp()
    #expect(studio.providers.health(of: "one") == nil && studio.providers.card("one/one") == nil)
  }

  @Test("fallbacks are the owner's list, as far as they can be used now")
  func fallbacks() async throws {
    let studio = try await studio()
    try await connect(studio, "two")
    try await connect(studio, "three")
    try await connect(studio, options: ["fallbacks": "three/one, nobody/x, one/one\none = two/one"])
    #expect(studio.providers.fallbacks(for: "one/one") == ["two/one", "three/one"])
    for _ in 0..<5 {
      studio.providers.report("two", latency: nil, failure: .init(.timeout, "Gone.", effect: .notTaken))
    }
    #expect(studio.providers.fallbacks(for: "one/one") == ["three/one"])
    #expect(studio.providers.fallbacks(for: "two/one") == [])
    #expect(studio.providers.fallbacks(for: "nobody/x") == [])
  }

  @Test("a check says each step, in the provider's own words and without the key")
  func check() async throws {
    let studio = try await studio()
    try await connect(studio, key: "canary-12345678")
    let well = try await studio.providers.check("one")
    #expect(well.isWell && well.latencyMs != nil)
    #expect(well.steps.map(\.detail).contains("The strings hold."))
    puppet.fails(
      ProviderFailure(.unauthorized, "It says no.", providerMessage: "bad key canary-12345678", effect: .notTaken))
    let ill = try await studio.providers.check("one")
    #expect(!ill.isWell)
    #expect(ill.detail == "It says no. It says: bad key [hidden]")
    #expect(ill.steps.last == .init(detail: ill.detail, isWell: false))
    #expect(studio.providers.health(of: "one")?.state == .unauthorized)
    await #expect(throws: Failure.notFound("provider")) { try await studio.providers.check("two") }
  }

  @Test("a provider is visited for nothing, and left alone while it asks for rest")
  func visits() async throws {
    let studio = try await studio()
    try await connect(studio)
    let before = puppet.asked
    await ProviderRounds.visit("one", in: studio.providers)
    #expect(puppet.asked == before + 2)
    #expect(studio.providers.health(of: "one")?.state == .up)
    studio.providers.report(
      "one", latency: nil, failure: .init(.rateLimited, "Wait.", effect: .notTaken, retryAfter: 60))
    await ProviderRounds.visit("one", in: studio.providers)
    #expect(puppet.asked == before + 2)
  }

  @Test("visits are frequent while it is down and rare while all is well")
  func pauses() {
    var health = ProviderHealth()
    health.state = .up
    #expect(ProviderRounds.pause(after: health, roll: 0.5) == .seconds(1_800))
    #expect(ProviderRounds.pause(after: health, roll: 0) < ProviderRounds.pause(after: health, roll: 1))
    health.state = .down
    #expect(ProviderRounds.pause(after: health, roll: 0.5) == .seconds(30))
    health.circuit = .halfOpen
    #expect(ProviderRounds.pause(after: health, roll: 1) < .seconds(30))
  }

  @Test("one who takes too long is not waited for")
  func deadline() async throws {
    let silence = AsyncStream<Void>.makeStream()
    let outcome = await Deadline.wait(.milliseconds(20)) {
      for await _ in silence.stream {}
      return 1
    }
    #expect(outcome == nil)
    silence.continuation.finish()
    #expect(await Deadline.wait(.seconds(60)) { 2 } == 2)
    await #expect(
      performing: {
        try await Deadline.within(.milliseconds(20), of: "one") { () async throws(ProviderFailure) in
          try? await Task.sleep(for: .seconds(600))
        }
      }, throws: { ($0 as? ProviderFailure)?.code == .timeout })
  }

  @Test("work is done in the order in which it was handed in")
  func inTurn() async throws {
    let turns = InTurn()
    let lines = Lines()
    for number in 0..<50 {
      turns.run {
        if number % 7 == 0 { await Task.yield() }
        lines.add(Array("\(number)".utf8))
        if number == 9 { throw Failure.notFound("nine") }
      }
    }
    await turns.settle()
    #expect(lines.all == (0..<50).map(String.init))
  }
}
