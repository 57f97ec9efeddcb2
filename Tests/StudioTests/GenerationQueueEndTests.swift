import Domain
import Storage
import Studio
import Support
import Testing

@Suite("The end and the beginning of the queue", .timeLimit(.minutes(1))) struct GenerationQueueEndTests {
  @Test("an orderly end waits for what runs and begins nothing new")
  func drain() async throws {
    let latch = Latch()
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await latch.pass()
        return try await ScriptedProvider.works(call)
      })
    let first = try await here.submit(), second = try await here.submit()
    await latch.awaitArrivals()
    async let end: Void = here.studio.queue.end(within: .seconds(30))
    latch.open()
    await end
    #expect(try await here.studio.generation(first).state == .succeeded)
    #expect(try await here.studio.generation(second).state == .queued)
    let next = try await here.studio.restarted(kinds: [here.provider.kind()])
    #expect(try await next.end(of: second).state == .succeeded)
  }

  /// How far a call had come when the time was over.
  enum Stage: CaseIterable {
    case sent, repeatable, ticketed, partial
  }

  @Test("what is not done in time goes on with the next start, and is never sent twice", arguments: Stage.allCases)
  func outOfTime(stage: Stage) async throws {
    let latch = Latch()
    let card = ScriptedProvider.card(imagesPerCall: 2)
    let slow = ScriptedProvider(card: card) { call in
      if stage == .ticketed || stage == .partial { try await call.tell(.submitted(ticket: "job")) }
      if stage == .partial { try await call.images(0..<1) }
      try await latch.pass()
      try await call.images()
      return ImageReceipt()
    }
    let here = try await QueueStudio(slow, repeats: stage == .repeatable)
    let id = try await here.submit(.sample(count: 2, estimate: 6))
    await latch.awaitArrivals()
    await here.studio.queue.end(within: .zero)
    let left = try await here.studio.generation(id)
    #expect(left.state == (stage == .sent ? .outcomeUnknown : .queued) && left.standing.crashes == 0)

    let prompt = ScriptedProvider(card: card)
    let next = try await here.studio.restarted(kinds: [prompt.kind(repeats: stage == .repeatable)])
    let generation = try await next.end(of: id)
    // What the old run brings now is not wanted any more.
    latch.open()
    #expect(prompt.calls.map(\.ticket) == (stage == .sent ? [] : [stage == .repeatable ? nil : "job"]))
    #expect(generation.state == (stage == .sent ? .outcomeUnknown : .succeeded))
    #expect(generation.images.map(\.index) == (stage == .sent ? [] : [0, 1]))
  }

  /// The row and the call as a crash leaves them in a state.
  private func strand(_ state: GenerationState, ticket: Bool, in here: QueueStudio) async throws -> Identifier {
    try await here.studio.queue.setPaused(true)
    let id = try await here.submit(.sample(count: 2, estimate: 8))
    try await here.studio.store.write { writing in
      let generation = try writing.generations.get(id)
      try writing.generations.take(.leased, id)
      guard state != .leased else { return }
      try writing.generations.take(.submitting, id)
      let call = try writing.calls.begin(0..<1, of: generation, key: Identifier(), estimateMicros: 4)
      if ticket {
        try writing.calls.keep(ticket: "job", of: call)
        try writing.generations.take(.submitted, id)
      }
      if state == .fetching || state == .storing { try writing.generations.take(.fetching, id) }
      if state == .storing { try writing.generations.take(.storing, id) }
      try writing.studio.set("queue-paused", to: [0])
    }
    try await here.studio.store.write { try $0.studio.set("queue-paused", to: [0]) }
    return id
  }

  static let stranded: [(state: GenerationState, ticket: Bool, repeats: Bool)] = [
    (.leased, false, false), (.submitting, false, false), (.submitting, false, true), (.submitted, true, false),
    (.fetching, true, false), (.fetching, false, false), (.storing, true, false), (.storing, false, false),
    (.storing, false, true),
  ]

  @Test("after a crash each order goes on, or says why not", arguments: stranded)
  func crash(state: GenerationState, ticket: Bool, repeats: Bool) async throws {
    let here = try await QueueStudio(repeats: repeats)
    let id = try await strand(state, ticket: ticket, in: here)
    let provider = ScriptedProvider()
    let next = try await here.studio.restarted(kinds: [provider.kind(repeats: repeats)])
    let generation = try await next.end(of: id)
    let isInDoubt = state != .leased && !ticket && !repeats
    #expect(generation.state == (isInDoubt ? .outcomeUnknown : .succeeded))
    #expect(generation.images.count == (isInDoubt ? 0 : 2) && generation.standing.crashes == 1)
    #expect(provider.calls.map(\.ticket) == (isInDoubt ? [] : [ticket ? "job" : nil, nil]))
    #expect(generation.costMicros == (isInDoubt ? 4 : 8))
  }

  @Test("what was running at two crashes is parked with the reason, and the others go on")
  func poison() async throws {
    let here = try await QueueStudio()
    let poison = try await strand(.leased, ticket: false, in: here)
    try await here.studio.store.write { writing in
      try writing.generations.take(.ended(.crash, .none), poison)
      try writing.generations.take(.leased, poison)
    }
    let other = try await here.studio.store.write { writing in
      let generation = Generation(
        id: Identifier(), workspaceId: here.workspace, plan: .sample(),
        provider: .init(id: "builtin", name: "", kind: nil),
        parent: nil, at: writing.now)
      try writing.generations.insert(generation)
      return generation.id
    }
    let provider = ScriptedProvider()
    let next = try await here.studio.restarted(kinds: [provider.kind()])
    #expect(try await next.end(of: other).state == .succeeded)
    let parked = try await next.generation(poison)
    #expect(parked.state == .parked && parked.standing.fault?.code == .parked)
    #expect(provider.calls.count == 1)
    let again = try await next.queue.resolve(poison, tryingAgain: true) { view, _ in view.generation.id }
    #expect(try await next.end(of: again).state == .succeeded)
  }

  @Test("a thousand that wait are all there after a restart, in their order")
  func refill() async throws {
    let here = try await QueueStudio()
    try await here.studio.queue.setPaused(true)
    try await here.studio.store.write { writing in
      for _ in 0..<2_345 {
        try writing.generations.insert(
          Generation(
            id: Identifier(), workspaceId: here.workspace, plan: .sample(),
            provider: .init(id: "builtin", name: "", kind: nil), parent: nil, at: writing.now))
      }
    }
    let next = try await here.studio.restarted(kinds: [here.provider.kind()])
    #expect(next.queue.figures.waiting == 2_345)
    let page = try await next.store.read { try $0.generations.list(in: here.workspace, .queued, limit: 200).items }
    let positions = await next.queue.live(page).map(\.live.queuePosition)
    #expect(positions == (0..<200).map { 2_345 - $0 })
  }
}
