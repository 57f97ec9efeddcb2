import Domain
import Storage
import Studio
import Support
import Synchronization
import Testing

@Suite("Steering the generation queue", .timeLimit(.minutes(1))) struct GenerationQueueControlTests {
  /// Holds a call at one point of its way.
  enum Point: String, CaseIterable {
    case sent, ticketed, fetching, firstPicture
  }

  private func held(at point: Point, by latch: Latch) -> ScriptedProvider {
    ScriptedProvider(card: ScriptedProvider.card(imagesPerCall: 2)) { call in
      if point == .sent { try await latch.pass() }
      if call.ticket == nil { try await call.tell(.submitted(ticket: "job")) }
      if point == .ticketed { try await latch.pass() }
      try await call.tell(.fetching)
      if point == .fetching { try await latch.pass() }
      try await call.images(0..<1)
      if point == .firstPicture { try await latch.pass() }
      try await call.images(1..<2)
      return ImageReceipt()
    }
  }

  @Test("cancelling works at every point, ends the call and keeps what was made", arguments: Point.allCases)
  func cancel(point: Point) async throws {
    let latch = Latch()
    let here = try await QueueStudio(held(at: point, by: latch))
    let id = try await here.submit(.sample(count: 2, estimate: 20))
    await latch.awaitArrivals()
    let answer = try await here.studio.queue.cancel(id) { view, _ in view.generation.state }
    #expect(answer == .cancelled)
    // The next one gets the place only when the call has ended.
    latch.open()
    #expect(try await here.run(.sample(count: 2)).state == .succeeded)
    let generation = try await here.studio.generation(id)
    #expect(generation.state == .cancelled && generation.images.count == (point == .firstPicture ? 1 : 0))
    #expect(try await here.spent == 20, "it was sent")
    #expect(try await here.studio.queue.cancel(id) { view, _ in view.generation } == generation)
  }

  @Test("cancelling what waits costs nothing, and its place is free")
  func cancelWaiting() async throws {
    let latch = Latch()
    let here = try await QueueStudio(held(at: .sent, by: latch))
    let first = try await here.submit(.sample(count: 2))
    await latch.awaitArrivals()
    let second = try await here.submit(.sample(count: 2, estimate: 10)),
      third = try await here.submit(.sample(count: 2))
    func position(_ id: Identifier) async throws -> Int? {
      await here.studio.queue.live([try await here.studio.generation(id)])[0].live.queuePosition
    }
    #expect(try await position(first) == nil)
    #expect(try await position(second) == 1)
    #expect(try await position(third) == 2)
    _ = try await here.studio.queue.cancel(second) { view, _ in view.live }
    #expect(try await position(third) == 1)
    #expect(here.studio.queue.figures.waiting == 1 && here.studio.queue.figures.running == 1)
    latch.open()
    #expect(try await here.studio.end(of: third).state == .succeeded)
    #expect(here.provider.calls.count == 2)
    #expect(try await here.spent == 0)
  }

  @Test("a picture that is on its way in when the word to cancel comes is kept, and said to be")
  func latePicture() async throws {
    let latch = Latch()
    let here = try await QueueStudio(
      ScriptedProvider { call in
        // It does not hear that it is cancelled, and brings what it has made.
        try? await latch.pass()
        try await call.images()
        return ImageReceipt()
      })
    let id = try await here.submit(.sample(estimate: 4))
    await latch.awaitArrivals()
    _ = try await here.studio.queue.cancel(id) { _, _ in true }
    let generation = try await here.studio.wait(for: id) { !$0.images.isEmpty }
    #expect(generation.state == .cancelled && generation.standing.fault?.detail.contains("kept") == true)
    #expect(try await here.spent == 4)
  }

  @Test("paused, nothing begins, also after a restart; resumed, it does")
  func pause() async throws {
    let here = try await QueueStudio()
    try await here.studio.queue.setPaused(true)
    let id = try await here.submit()
    #expect(here.studio.queue.figures.isPaused)
    let next = try await here.studio.restarted(kinds: [here.provider.kind()])
    #expect(try await next.generation(id).state == .queued && next.queue.figures.waiting == 1)
    #expect(here.provider.calls.isEmpty)
    try await next.queue.setPaused(false)
    #expect(try await next.end(of: id).state == .succeeded)
    let told = try await next.store.read { try $0.events.after(0, limit: 99) }.map(\.type)
    #expect(told.count { $0 == "queue.changed" } == 2)
  }

  @Test("who waits for one workspace does not starve another, and priority goes before all")
  func fairness() async throws {
    let latch = Latch()
    let order = Mutex<[String]>([])
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await latch.pass()
        order.withLock { $0.append(call.request.prompt) }
        return try await ScriptedProvider.works(call)
      })
    let other = try await here.studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "X")).id }
    var ids = [try await here.submit(.sample("a0"))]
    await latch.awaitArrivals()
    for number in 1...3 { ids.append(try await here.submit(.sample("a\(number)"))) }
    for number in 0...1 { ids.append(try await here.studio.submit(.sample("b\(number)"), to: other)) }
    ids.append(try await here.studio.submit(.sample("first", priority: 1), to: other))
    latch.open()
    for id in ids { try await here.studio.end(of: id) }
    #expect(order.withLock { $0 } == ["a0", "first", "a1", "b0", "a2", "b1", "a3"])
  }

  @Test("as many run at once as the provider allows, and no more")
  func concurrency() async throws {
    let latch = Latch()
    let running = Mutex<(now: Int, most: Int)>((0, 0))
    let here = try await QueueStudio(
      ScriptedProvider { call in
        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        try await latch.pass()
        running.withLock { $0.now -= 1 }
        return try await ScriptedProvider.works(call)
      }, concurrency: 3)
    var ids: [Identifier] = []
    for _ in 0..<9 { ids.append(try await here.submit()) }
    await latch.awaitArrivals(3)
    #expect(here.studio.queue.figures.running == 3 && here.studio.queue.figures.waiting == 6)
    latch.open()
    for id in ids { #expect(try await here.studio.end(of: id).state == .succeeded) }
    #expect(running.withLock { $0.most } == 3)
  }

  @Test("a retry is an order of its own with the same seed; what is not over is not retried")
  func retry() async throws {
    let latch = Latch()
    let here = try await QueueStudio(
      ScriptedProvider(
        ScriptedProvider.fails(.contentRefused, .notTaken),
        { call in
          try await latch.pass()
          return try await ScriptedProvider.works(call)
        }))
    let first = try await here.run(.sample(seed: 99))
    let second = try await here.studio.queue.retry(first.id) { view, _ in view.generation }
    #expect(second.parentGenerationId == first.id && second.recipe == first.recipe && second.id != first.id)
    await latch.awaitArrivals()
    await #expect(throws: Failure.self) { try await here.studio.queue.retry(second.id) { _, _ in true } }
    latch.open()
    #expect(try await here.studio.end(of: second.id).state == .succeeded)
    #expect(here.provider.calls.map(\.seed) == [99, 99])
    #expect(try await here.studio.store.read { try $0.workspaces.get(here.workspace) }.counts.generations == 2)
  }

  @Test("only a person's word ends what is in doubt: given up, or tried again")
  func resolve() async throws {
    let here = try await QueueStudio(
      ScriptedProvider(
        ScriptedProvider.fails(.outcomeUnknown, .unknown), ScriptedProvider.fails(.timeout, .unknown),
        ScriptedProvider.works))
    let first = try await here.run(), second = try await here.run()
    #expect(first.state == .outcomeUnknown && second.state == .outcomeUnknown)
    let given = try await here.studio.queue.resolve(first.id, tryingAgain: false) { view, _ in view.generation }
    #expect(given.id == first.id && given.state == .cancelled && given.standing.fault?.code == .outcomeUnknown)
    let again = try await here.studio.queue.resolve(second.id, tryingAgain: true) { view, _ in view.generation }
    #expect(again.parentGenerationId == second.id)
    #expect(try await here.studio.end(of: again.id).state == .succeeded)
    #expect(try await here.studio.generation(second.id).state == .cancelled)
    for id in [first.id, again.id] {
      for tryingAgain in [true, false] {
        await #expect(throws: Failure.self) {
          try await here.studio.queue.resolve(id, tryingAgain: tryingAgain) { _, _ in true }
        }
      }
    }
    #expect(try await here.studio.store.read { try $0.workspaces.get(here.workspace) }.counts.generations == 3)
  }

  @Test("an order that goes beyond a budget is not taken; a call that would is not made, in the middle of a batch too")
  func budgets() async throws {
    let here = try await QueueStudio()
    try await here.limit(to: 25)
    await #expect { try await here.submit(.sample(count: 4, estimate: 40)) } throws: {
      ($0 as? Failure)?.code == .budgetExceeded
    }
    try await here.studio.queue.setPaused(true)
    let first = try await here.submit(.sample(estimate: 15)),
      second = try await here.submit(.sample(count: 4, estimate: 20))
    try await here.studio.queue.setPaused(false)
    #expect(try await here.studio.end(of: first).state == .succeeded)
    let generation = try await here.studio.end(of: second)
    #expect(generation.state == .failed && generation.standing.fault?.code == .budgetExceeded)
    #expect(generation.images.count == 2 && here.provider.calls.count == 3)
    #expect(try await here.spent == 25)
    for estimate in [1, nil] {
      await #expect { try await here.submit(.sample(estimate: estimate)) } throws: {
        ($0 as? Failure)?.code == .budgetExceeded
      }
    }
    #expect(try await here.run(.sample(estimate: 0)).state == .succeeded)
    // A new month, a new budget.
    here.studio.time.advance(seconds: 31 * 86_400)
    #expect(try await here.run(.sample(estimate: 6)).state == .succeeded)
  }

  @Test("two calls at once cannot both take the last of a budget")
  func sharedBudget() async throws {
    let latch = Latch()
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await latch.pass()
        return try await ScriptedProvider.works(call)
      }, concurrency: 4)
    try await here.limit(to: 25)
    try await here.studio.queue.setPaused(true)
    var ids: [Identifier] = []
    for _ in 0..<4 { ids.append(try await here.submit(.sample(estimate: 10))) }
    try await here.studio.queue.setPaused(false)
    await latch.awaitArrivals(2)
    latch.open()
    var states: [GenerationState] = []
    for id in ids { states.append(try await here.studio.end(of: id).state) }
    #expect(states.count { $0 == .succeeded } == 2 && states.count { $0 == .failed } == 2)
  }

  @Test("who waited in their thousands wait on after a restart, in their order and before all who come later")
  func manyWait() async throws {
    let here = try await QueueStudio()
    try await here.studio.queue.setPaused(true)
    let ids = try await here.studio.store.write { [workspace = here.workspace] writing in
      try (0..<2_500).map { number in
        let generation = Generation(
          id: Identifier(at: writing.now), workspaceId: workspace, plan: .sample("no. \(number)"),
          provider: .init(id: "builtin", name: "Stub", kind: "builtin"), parent: nil, at: writing.now)
        try writing.generations.insert(generation)
        return generation.id
      }
    }.sorted { $0.text < $1.text }
    await here.studio.queue.end(within: .seconds(1))
    let next = try await here.studio.restarted(kinds: [here.provider.kind()])
    let late = try await next.submit(.sample("late"), to: here.workspace)
    _ = try await next.queue.cancel(ids[2_400]) { _, _ in true }
    try await next.queue.prioritize(ids[2_300], 5)
    // Reading goes on in the background; positions are told once all is read.
    var views = try await next.views([late, ids[2_300], ids[0], ids[2_499]])
    while views[0].live.queuePosition == nil { views = try await next.views([late, ids[2_300], ids[0], ids[2_499]]) }
    #expect(views.map(\.live.queuePosition) == [2_500, 1, 2, 2_499])
    #expect(next.queue.figures.waiting == 2_500 && next.queue.figures.isPaused)
    await next.queue.end(within: .seconds(1))
  }

  @Test("a full queue refuses more, and takes some again when there is room")
  func full() async throws {
    let here = try await QueueStudio { $0.mostWaiting = 3 }
    try await here.studio.queue.setPaused(true)
    var ids: [Identifier] = []
    for _ in 0..<3 { ids.append(try await here.submit()) }
    await #expect { try await here.submit() } throws: { ($0 as? Failure)?.code == .queueFull }
    _ = try await here.studio.queue.cancel(ids[0]) { _, _ in true }
    ids.append(try await here.submit())
    #expect(here.studio.queue.figures.waiting == 3)
  }

  @Test("an answer that cannot be given takes the order back")
  func refusedAnswer() async throws {
    struct No: Error {}
    let here = try await QueueStudio()
    await #expect(throws: No.self) {
      try await here.studio.queue.submit(.sample(), workspaceId: here.workspace) { _, _ in throw No() }
    }
    #expect(try await here.studio.store.read { try $0.workspaces.get(here.workspace) }.counts.generations == 0)
    #expect(here.provider.calls.isEmpty)
  }

  @Test("progress is told at most ten times a second, previews small and rarer, and neither is kept")
  func progress() async throws {
    let latch = Latch()
    let shown = Specimen.png(width: 60, height: 30)
    let here = try await QueueStudio(
      ScriptedProvider { call in
        for step in 0..<500 {
          try await call.tell(.progress(ImageProgress(fraction: Double(step) / 500, step: step, steps: 500)))
          try await call.tell(.preview(shown))
        }
        try await latch.pass()
        return try await ScriptedProvider.works(call)
      })
    let subscription = here.studio.hub.subscribe()
    let start = ContinuousClock.now
    let id = try await here.submit()
    await latch.awaitArrivals()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let view = await here.studio.queue.live([try await here.studio.generation(id)])[0]
    #expect(view.live.progress?.step == 499)
    var told: [JSON] = []
    while !told.contains(where: { $0["type"] == "generation.previewed" }) {
      guard case .announcements(let news) = await subscription.next() else { continue }
      for item in news where item.id == nil { told.append(try JSON(parsing: item.json)) }
    }
    let progressed = told.filter { $0["type"] == "generation.progressed" }
    #expect(progressed.count >= 1 && Double(progressed.count) <= seconds * 10 + 1)
    let preview = try #require(told.first { $0["type"] == "generation.previewed" }?["subject"])
    #expect(preview["id"]?.string == id.text && preview["mediaType"] == "image/jpeg" && preview["width"] == 60)
    let bytes = try #require(preview["data"]?.string.flatMap { Base64.bytes($0, limit: 1 << 20) })
    #expect(bytes.starts(with: [0xFF, 0xD8]) && bytes.count < 96 << 10)
    latch.open()
    try await here.studio.end(of: id)
    let kept = try await here.studio.store.read { try $0.events.after(0, limit: 99) }.map(\.type)
    #expect(!kept.contains("generation.progressed") && !kept.contains("generation.previewed"))
  }

  @Test("a workspace that goes to the trash takes its work with it")
  func trash() async throws {
    let latch = Latch()
    let here = try await QueueStudio(held(at: .sent, by: latch))
    let running = try await here.submit(.sample(count: 2)), waiting = try await here.submit(.sample(count: 2))
    await latch.awaitArrivals()
    try await here.studio.store.write { [workspace = here.workspace] in try $0.workspaces.trash(workspace) }
    await here.studio.queue.leave(here.workspace)
    #expect(try await here.studio.generation(running).state == .cancelled)
    #expect(try await here.studio.generation(waiting).state == .cancelled)
    #expect(here.studio.queue.figures.waiting == 0)
    await #expect { try await here.submit() } throws: { ($0 as? Failure)?.code == .inTrash }
  }
}
