import Domain
import Storage
import Studio
import Support
import Testing

/// Two providers and the built-in one; the first one's owner wrote down who takes over.
private struct TwoProviders {
  let studio: TestStudio
  let first: ScriptedProvider
  let second: ScriptedProvider
  let builtin = ScriptedProvider()
  let workspace: Identifier

  init(
    _ first: @escaping ScriptedProvider.Act, then second: @escaping ScriptedProvider.Act = ScriptedProvider.works,
    fallbacks: String = "second/stub, builtin/stub", concurrency: Int = 1,
    change: (inout ModelCard) -> Void = { _ in }
  ) async throws {
    var card = ScriptedProvider.card(of: "second")
    card.price = ModelCard.Price(perImage: 50)
    change(&card)
    self.first = ScriptedProvider(card: ScriptedProvider.card(of: "first"), first)
    self.second = ScriptedProvider(card: card, second)
    var options = GenerationQueue.Options()
    options.roll = { 0 }
    let kinds = [builtin.kind(), self.first.kind(concurrency: concurrency), self.second.kind()]
    studio = try await TestStudio(kinds: kinds, queue: options)
    workspace = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "W")).id }
    for (id, options) in [("second", [:]), ("first", ["fallbacks": .string(fallbacks)])] as [(String, JSON)] {
      let draft = try Provider.Draft(
        ["kind": .string(id), "id": .string(id), "options": options], kinds: studio.providers.kinds)
      _ = try await studio.store.write { try $0.providers.insert(draft, seal: nil) }
      try await studio.providers.takeUp()
    }
  }

  func run(_ plan: GenerationPlan = .sample(estimate: 10, model: "first/stub")) async throws -> Generation {
    try await studio.end(of: try await studio.submit(plan, to: workspace))
  }

  func calls() async throws -> [String] {
    let sums = try await studio.store.read { try $0.usage.sums(by: .model, from: "2000-01-01", to: "2100-01-01") }
    return sums.map { "\($0.key) \($0.calls)" }.sorted()
  }
}

@Suite("Generations that another model takes over", .timeLimit(.minutes(1))) struct GenerationFallbackTests {
  private typealias Script = ScriptedProvider

  @Test(
    "what a provider has no hand for goes to the next of the list, which is told and written down",
    arguments: [ProviderFailure.Code.unauthorized, .outOfCredit])
  func takesOver(code: ProviderFailure.Code) async throws {
    let here = try await TwoProviders(Script.fails(code, .notTaken))
    let generation = try await here.run()
    #expect(generation.state == .succeeded && generation.model == "second/stub" && generation.provider.id == "second")
    #expect(generation.predecessors == [.init(model: "first/stub", code: try #require(.init(rawValue: code.rawValue)))])
    #expect(generation.estimatedCostMicros == 50 && generation.costMicros == 50)
    #expect(here.first.calls.count == 1 && here.second.calls.count == 1 && here.builtin.calls.isEmpty)
    let picture = try #require(try await here.studio.store.read { try $0.images.list(in: nil, limit: 9).items.first })
    #expect(picture.model == "second/stub" && picture.provider == "second" && picture.recipe?.model == "second/stub")
    #expect(try await here.calls() == ["first/stub 1", "second/stub 1"])
    let events = try await here.studio.store.read { try $0.events.after(0, limit: 99) }
    let changed = events.first { $0.type == "queue.changed" && $0.subject["fallbackFrom"] != nil }
    #expect(changed?.subject["fallbackFrom"] == ["model": "first/stub", "code": .string(code.rawValue)])
    #expect(changed?.subject["provider"] == "second" && changed?.subject["id"]?.string == generation.id.text)
  }

  @Test("a provider that fails for the moment is given its tries before")
  func tries() async throws {
    let here = try await TwoProviders(Script.fails(.timeout, .notTaken))
    let generation = try await here.run()
    #expect(generation.state == .succeeded && generation.provider.id == "second")
    #expect(here.first.calls.count == 5, "Then it counts as down.")
    #expect(generation.predecessors.map(\.code) == [.timeout])
  }

  @Test("too many requests are waited out; who asks for more than an hour is left")
  func rateLimited() async throws {
    let here = try await TwoProviders(Script.fails(.rateLimited, .notTaken, retryAfter: 4_000))
    #expect(try await here.run().provider.id == "second")
    let other = try await TwoProviders(Script.fails(.rateLimited, .notTaken, retryAfter: 60))
    let id = try await other.studio.submit(.sample(model: "first/stub"), to: other.workspace)
    let waiting = try await other.studio.wait(for: id) { $0.standing.failures == 1 }
    #expect(waiting.state == .queued && waiting.provider.id == "first" && other.second.calls.isEmpty)
  }

  @Test(
    "nothing that may have been paid goes anywhere else, and neither does what is the order's own fault",
    arguments: ProviderFailure.Code.allCases, [ProviderFailure.Effect.unknown, .taken])
  func never(code: ProviderFailure.Code, effect: ProviderFailure.Effect) async throws {
    let here = try await TwoProviders(Script.fails(code, effect))
    let generation = try await here.run()
    #expect(generation.state == (effect == .unknown ? .outcomeUnknown : .failed))
    #expect(here.second.calls.isEmpty && here.builtin.calls.isEmpty && generation.predecessors.isEmpty)
    let content = try await TwoProviders(Script.fails(.contentRefused, .notTaken))
    #expect(try await content.run().state == .failed && content.second.calls.isEmpty)
  }

  @Test("what has a ticket stays with whom it has")
  func ticketed() async throws {
    let here = try await TwoProviders { call in
      if call.ticket == nil { try await call.tell(.submitted(ticket: "job")) }
      throw ProviderFailure(.unauthorized, "No.", effect: .taken)
    }
    #expect(try await here.run().state == .failed && here.second.calls.isEmpty)
  }

  @Test("a batch of which a picture is made is not finished by somebody else")
  func partial() async throws {
    let here = try await TwoProviders { call in
      if call.request.seed == 7 { return try await Script.works(call) }
      throw ProviderFailure(.outOfCredit, "Nothing is left.", effect: .notTaken)
    }
    let generation = try await here.run(.sample(count: 3, seed: 7, model: "first/stub"))
    #expect(generation.state == .failed && generation.standing.fault?.code == .outOfCredit)
    #expect(generation.images.count == 1 && here.second.calls.isEmpty)
  }

  @Test("the list is gone through, each once, and the last word is the last one's")
  func chain() async throws {
    let here = try await TwoProviders(
      Script.fails(.outOfCredit, .notTaken), then: Script.fails(.unauthorized, .notTaken))
    let generation = try await here.run()
    #expect(generation.state == .succeeded && generation.model == "builtin/stub")
    #expect(generation.predecessors.map(\.model) == ["first/stub", "second/stub"])
    let short = try await TwoProviders(
      Script.fails(.outOfCredit, .notTaken), then: Script.fails(.unauthorized, .notTaken), fallbacks: "second/stub")
    let failed = try await short.run()
    #expect(failed.state == .failed && failed.standing.fault?.code == .unauthorized)
    #expect(failed.predecessors.count == 1 && short.builtin.calls.isEmpty)
  }

  @Test("a model that does not take the recipe as it stands is passed over, one of the same family comes first")
  func choice() async throws {
    let picky = try await TwoProviders(Script.fails(.outOfCredit, .notTaken), change: { $0.limits.prompt = 3 })
    #expect(try await picky.run().model == "builtin/stub" && picky.second.calls.isEmpty)
    let here = try await TwoProviders(
      Script.fails(.outOfCredit, .notTaken), change: { $0.limits.imagesPerCall = 4 })
    let generation = try await here.run(.sample(count: 4, seed: 3, model: "first/stub"))
    #expect(generation.images.count == 4 && here.second.calls.map(\.count) == [4])
    let foreign = try await TwoProviders(
      Script.fails(.outOfCredit, .notTaken),
      change: { card in
        var other = ModelCard(provider: "second", model: "stub", kind: .image, name: "Stub", family: .sdxl)
        other.parameters = card.parameters
        card = other
      })
    #expect(try await foreign.run().model == "builtin/stub", "It is of the family that was asked for.")
  }

  @Test("a model that is gone, or whose provider is switched off, needs no call to be passed over")
  func gone() async throws {
    let here = try await TwoProviders(Script.works)
    #expect(try await here.run(.sample(model: "first/gone")).model == "second/stub")
    var patch = Provider.Patch()
    patch.enabled = false
    _ = try await here.studio.store.write { [patch] in try $0.providers.update("first", patch, seal: nil) }
    try await here.studio.providers.takeUp()
    let generation = try await here.run()
    #expect(generation.model == "second/stub" && generation.predecessors.map(\.code) == [.unavailable])
    #expect(here.first.calls.isEmpty)
  }

  @Test("all who wait for a provider that is down go elsewhere, and without a list they wait")
  func line() async throws {
    let here = try await TwoProviders(Script.fails(.timeout, .notTaken), concurrency: 2)
    var ids: [Identifier] = []
    for _ in 0..<8 { ids.append(try await here.studio.submit(.sample(model: "first/stub"), to: here.workspace)) }
    for id in ids { #expect(try await here.studio.end(of: id).provider.id == "second") }
    #expect(here.first.calls.count <= 6 && here.second.calls.count == 8)
    #expect(here.studio.queue.figures.waiting == 0)
    let other = try await TwoProviders(Script.fails(.timeout, .notTaken), fallbacks: "")
    let id = try await other.studio.submit(.sample(model: "first/stub"), to: other.workspace)
    let waiting = try await other.studio.wait(for: id) { $0.standing.failures == 5 }
    #expect(waiting.state == .queued && waiting.provider.id == "first")
  }

  @Test("trying it again asks the model that was asked for at first")
  func retry() async throws {
    let here = try await TwoProviders(Script.fails(.outOfCredit, .notTaken))
    let first = try await here.run()
    let again = try await here.studio.queue.retry(first.id) { view, _ in view.generation }
    #expect(again.model == "first/stub" && again.provider.id == "first" && again.predecessors.isEmpty)
    #expect(again.recipe.prompt == first.recipe.prompt && again.shots == first.shots)
    #expect(try await here.studio.end(of: again.id).state == .succeeded)
  }

  @Test("tokens that a provider counts are reckoned by the price of its model")
  func tokens() async throws {
    let here = try await TwoProviders(
      { call in
        try await call.images()
        return ImageReceipt(inputTokens: 1_000, outputTokens: 4_000)
      }, fallbacks: "")
    var patch = Provider.Patch()
    patch.options = .some(["prices": "stub = 0.04, 10 in, 40 out"])
    _ = try await here.studio.store.write { [patch] in try $0.providers.update("first", patch, seal: nil) }
    try await here.studio.providers.takeUp()
    #expect(here.studio.providers.card("first/stub")?.price?.perImage == 40_000)
    #expect(try await here.run().costMicros == 170_000)
    let sums = try await here.studio.store.read { try $0.usage.sums(by: .user, from: "2000-01-01", to: "2100-01-01") }
    #expect(sums.map(\.key) == ["local"] && sums[0].inputTokens == 1_000 && sums[0].outputTokens == 4_000)
  }
}
