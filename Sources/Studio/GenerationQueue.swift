package import Domain
package import Storage
import Synchronization

/// The one queue of generations: what is in it lies in the database, the order of what waits in memory.
///
/// An answer is given after the commit. Whatever runs belongs to this run of the program; what an earlier run had is
/// taken up by `start`.
package actor GenerationQueue {
  /// What only a test or a bench sets otherwise.
  package struct Options: Sendable {
    /// What files say of who wrote them.
    package var software = "Pixazo"
    /// Where in its span a retry falls.
    package var roll: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    /// Orders beyond it are refused.
    package var mostWaiting = 20_000

    package init() {}
  }

  /// What the metrics say.
  package struct Figures: Sendable, Equatable {
    package var waiting = 0
    package var running = 0
    package var isPaused = false
    /// Turns that were given since the start.
    package var turns = 0
  }

  private struct Job {
    let workspaceId: Identifier
    let task: Task<Void, Never>
  }

  private let store: Store
  private let providers: ProviderRoom
  private let board: ProgressBoard
  private let clock: Clock
  private let log: Log
  private let options: Options
  private let boot: Identifier
  private var tools: Generator.Tools?
  private let pictures: PictureRoom
  private nonisolated let shown = Mutex(Figures())

  private var line = Line()
  private var entering = 0
  private var jobs: [Identifier: Job] = [:]
  private var isPaused = false
  private var isRunning = false
  private var isEnding = false
  private var alarm: Task<Void, Never>?
  private var ender: CheckedContinuation<Void, Never>?

  package init(
    store: Store, pictures: PictureRoom, providers: ProviderRoom, hub: EventHub, clock: Clock = .system,
    log: Log = .silent, options: Options = Options()
  ) {
    self.store = store
    self.pictures = pictures
    self.providers = providers
    self.clock = clock
    self.log = log
    self.options = options
    board = ProgressBoard(hub: hub, clock: clock)
    boot = Identifier(at: clock.now)
  }

  package nonisolated var figures: Figures { shown.withLock(\.self) }

  /// Takes up what an earlier run left, and begins to work. Throws what the store throws.
  package func start() async throws {
    tools = Generator.Tools(
      store: store, pictures: pictures, providers: providers, board: board, log: log, boot: boot,
      software: options.software, roll: options.roll, clearance: { [weak self] in try await self?.clear($0) })
    isPaused = try await store.read { try $0.studio.value(of: pausedKey) } == [1]
    try await recover()
    try await refill()
    isRunning = true
    advance()
  }

  /// Queues an order and answers for it in the same transaction.
  ///
  /// Throws `queue_full`, `not_found` and `in_trash` for the workspace, and what the store or `answer` throws: then
  /// nothing was queued.
  package func submit<Answer: Sendable>(
    _ plan: GenerationPlan, workspaceId: Identifier, parent: Identifier? = nil,
    answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let generation = generation(plan, workspaceId: workspaceId, parent: parent)
    return try await enter(generation) { try answer($0, $1) }
  }

  /// The same order again, as one of its own. Throws `generation_live` while the first is not over, and `not_found`.
  package func retry<Answer: Sendable>(
    _ id: Identifier, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let first = try await store.read { try $0.generations.get(id) }
    return try await enter(generation(first.plan, workspaceId: first.workspaceId, parent: id)) { view, writing in
      guard try !writing.generations.get(id).state.isLive else {
        throw Failure(.generationLive, "This generation is not over yet.")
      }
      return try answer(view, writing)
    }
  }

  /// A person's word for one of which nobody knows what became of it: to be over, or over and tried again. Throws
  /// `generation_live` and `generation_ended` where there is nothing to decide, and `not_found`.
  package func resolve<Answer: Sendable>(
    _ id: Identifier, tryingAgain: Bool, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let first = try await store.read { try $0.generations.get(id) }
    guard tryingAgain else {
      return try await store.write { writing in
        try Self.abandon(id, in: writing)
        return try answer(GenerationView(try writing.generations.get(id)), writing)
      }
    }
    return try await enter(generation(first.plan, workspaceId: first.workspaceId, parent: id)) { view, writing in
      try Self.abandon(id, in: writing)
      return try answer(view, writing)
    }
  }

  private static func abandon(_ id: Identifier, in writing: Writing) throws {
    let state = try writing.generations.get(id).state
    guard state.isUndecided else {
      throw state.isLive
        ? Failure(.generationLive, "This generation is not over: there is nothing to decide yet.")
        : Failure(.generationEnded, "This generation has ended: there is nothing to decide.")
    }
    try writing.generations.take(.abandoned, id)
  }

  /// Ends it in whatever state it is; one that is over stays as it is. A picture that was paid by then may still come.
  /// Throws `not_found`.
  package func cancel<Answer: Sendable>(
    _ id: Identifier, answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let result = try await store.write { writing in
      let state = try writing.generations.get(id).state
      if state.isLive { try writing.generations.take(.cancelled, id) }
      if state.isUndecided { try writing.generations.take(.abandoned, id) }
      return try answer(GenerationView(try writing.generations.get(id)), writing)
    }
    drop(id)
    return result
  }

  /// Moves one that waits. Throws `generation_ended`, and `not_found`.
  package func prioritize(_ id: Identifier, _ priority: Int) async throws {
    try await store.write { try $0.generations.prioritize(id, priority) }
    line.prioritize(id, priority)
  }

  /// Lets go of what a workspace had, after it went to the trash or was purged.
  package func leave(_ workspaceId: Identifier) {
    for id in line.guests(of: workspaceId) + jobs.filter({ $0.value.workspaceId == workspaceId }).map(\.key) {
      drop(id)
    }
  }

  /// Paused, it begins nothing new, also after a restart; what runs goes on.
  package func setPaused(
    _ isPaused: Bool, answer: @escaping @Sendable (Writing) throws -> Void = { _ in }
  ) async throws {
    try await store.write { writing in
      try writing.studio.set(pausedKey, to: [isPaused ? 1 : 0])
      try writing.record(
        "queue.changed", workspaceId: nil, subject: ["type": "queue", "id": "queue", "paused": .bool(isPaused)])
      try answer(writing)
    }
    self.isPaused = isPaused
    advance()
  }

  /// What only memory knows of these, in their order.
  package func live(_ generations: [Generation]) -> [GenerationView] {
    generations.map { generation in
      GenerationView(
        generation,
        live: .init(
          queuePosition: generation.state == .queued ? line.position(of: generation.id) : nil,
          progress: generation.state.isRunning ? board.progress(of: generation.id) : nil))
    }
  }

  /// Begins nothing new and gives what runs so much time. What is not done by then is let go of in a way that the next
  /// start goes on with it; where that cannot be known, it says so.
  package func end(within time: Duration) async {
    guard !isEnding else { return }
    isEnding = true
    alarm?.cancel()
    if !jobs.isEmpty {
      let timer = Task { [weak self] in
        try? await Task.sleep(for: time)
        await self?.stopWaiting()
      }
      await withCheckedContinuation { ender = $0 }
      timer.cancel()
    }
    for id in jobs.keys { await letGo(id) }
  }
}

extension GenerationQueue {
  private func generation(_ plan: GenerationPlan, workspaceId: Identifier, parent: Identifier?) -> Generation {
    let slug = String((plan.recipe.model ?? Provider.builtin).prefix { $0 != "/" })
    return Generation(
      id: Identifier(at: clock.now), workspaceId: workspaceId, plan: plan,
      provider: .init(id: slug, name: providers.name(of: slug) ?? slug, kind: providers.kind(of: slug)?.id),
      parent: parent, at: clock.now)
  }

  private func enter<Answer: Sendable>(
    _ generation: Generation, _ answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    guard line.count + entering < options.mostWaiting else {
      throw Failure(
        .queueFull, "\(options.mostWaiting) generations wait already. Let some of them end first.", retryAfter: 30)
    }
    entering += 1
    defer { entering -= 1 }
    let (workspace, provider, priority) = (generation.workspaceId, generation.provider.id, generation.priority)
    let view = GenerationView(
      generation,
      live: .init(queuePosition: line.prospect(of: workspace, at: provider, priority: priority)))
    let result = try await store.write { writing in
      try writing.generations.insert(generation)
      return try answer(view, writing)
    }
    line.add(generation.id, of: workspace, at: provider, priority: priority)
    advance()
    return result
  }

  private func drop(_ id: Identifier) {
    line.remove(id)
    jobs[id]?.task.cancel()
    advance()
  }

  /// Gives turns as long as somebody may have one, and sees to it that somebody looks again.
  private func advance() {
    defer { show() }
    guard isRunning, !isEnding, !isPaused else { return }
    let now = ContinuousClock.now
    for provider in line.ready(at: now, width: width(of:)) {
      let width = width(of: provider)
      while line.canServe(at: provider, now: now, width: width) {
        // Asked last, and only when the call will be made: it may be the one that finds out whether all is well again.
        if let until = gate(provider, now) {
          line.close(provider, until: until)
        } else if let seat = line.next(at: provider, now: now, width: width) {
          begin(seat)
        }
      }
    }
    setAlarm(now)
  }

  private func width(of provider: String) -> Int { providers.limits(of: provider)?.concurrency ?? 1 }

  /// When the provider may be called again; nil for now, and then the call must be made.
  private func gate(_ provider: String, _ now: Line.Instant) -> Line.Instant? {
    guard case .closed(let until, _) = providers.gate(provider) else { return nil }
    return now + .milliseconds(min(max(until.milliseconds - clock.now.milliseconds, 10), longestWait))
  }

  private func begin(_ seat: Line.Served) {
    shown.withLock { $0.turns &+= 1 }
    jobs[seat.id] = Job(
      workspaceId: seat.workspaceId,
      task: Task { [weak self] in
        let verdict = await self?.carry(seat.id) ?? .over
        await self?.finish(seat, verdict)
      })
  }

  private nonisolated func carry(_ id: Identifier) async -> Generator.Verdict {
    guard let tools = await tools else { return .notNow }
    board.open(id)
    defer { board.close(id) }
    do {
      return try await Generator.lease(id, tools)?.carry() ?? .over
    } catch {
      log.warning("a turn could not begin", ["generation": .text(id.text), "reason": .text("\(error)")])
      return .notNow
    }
  }

  private func finish(_ seat: Line.Served, _ verdict: Generator.Verdict) {
    jobs[seat.id] = nil
    line.release(seat.provider)
    switch verdict {
    case .over: break
    case .notNow: add(seat, after: 2_000)
    case .again(let standing):
      add(seat, after: standing.notBefore.map { $0.milliseconds - clock.now.milliseconds } ?? 0)
    }
    if jobs.isEmpty { stopWaiting() }
    advance()
  }

  /// Back into the line, with a rest before that nobody's clock can lengthen.
  private func add(_ seat: Line.Served, after milliseconds: Int64) {
    let rest = min(max(milliseconds, 0), (RetryRule.longestWish + 1) * 1_000)
    line.add(
      seat.id, of: seat.workspaceId, at: seat.provider, priority: seat.priority,
      notBefore: ContinuousClock.now + .milliseconds(rest), again: true)
  }

  /// Looks again when something can have changed, at the latest after half a minute: no clock is trusted for longer.
  private func setAlarm(_ now: Line.Instant) {
    alarm?.cancel()
    guard let change = line.nextChange(after: now, width: width(of:)) else { return alarm = nil }
    let wake = min(max(change, now + .milliseconds(1)), now + .milliseconds(longestWait))
    alarm = Task { [weak self] in
      guard (try? await Task.sleep(until: wake, clock: .continuous)) != nil else { return }
      await self?.advance()
    }
  }

  /// For one more call of a generation that has its turn: waits until the provider may be called again.
  private func clear(_ provider: String) async throws {
    while let until = gate(provider, ContinuousClock.now) {
      try await Task.sleep(until: until, clock: .continuous)
    }
  }

  private func show() {
    shown.withLock {
      $0.waiting = line.count
      $0.running = jobs.count
      $0.isPaused = isPaused
    }
  }

  private func stopWaiting() {
    ender?.resume()
    ender = nil
  }

  /// Writes down that this run of the program does not work on it any more. The call itself is left alone: ending it
  /// would take from the provider what the next start goes on with.
  private func letGo(_ id: Identifier) async {
    do {
      let state = try await store.write { [providers] writing in
        try writing.lose(id, by: .shutdown) { providers.kind(of: $0)?.repeats ?? false }
      }
      log.info("a generation was let go of", ["generation": .text(id.text), "state": .text(state.rawValue)])
    } catch {
      // The next start finds it as it stands.
      log.warning("a generation was left running", ["generation": .text(id.text), "reason": .text("\(error)")])
    }
  }

  /// What an earlier run of the program was working on when it crashed.
  private func recover() async throws {
    var last: Identifier?
    while true {
      let ids = try await store.read { [boot, last] in
        try $0.generations.running(after: last, notOf: boot, limit: part)
      }
      guard !ids.isEmpty else { return }
      let states = try await store.write { [providers] writing in
        try ids.map { id in
          try writing.lose(id, by: .crash) { providers.kind(of: $0)?.repeats ?? false }
        }
      }
      for (id, state) in zip(ids, states) {
        log.warning("recovered after a crash", ["generation": .text(id.text), "state": .text(state.rawValue)])
      }
      last = ids.last
    }
  }

  /// Fills the line with what waits, oldest first.
  private func refill() async throws {
    let now = ContinuousClock.now
    var last: Identifier?
    repeat {
      let waiting = try await store.read { [last] in try $0.generations.waiting(after: last, limit: 1_000) }
      for guest in waiting {
        let rest = guest.notBefore.map { min(max($0.milliseconds - clock.now.milliseconds, 0), longestRest) }
        line.add(
          guest.id, of: guest.workspaceId, at: guest.provider, priority: guest.priority,
          notBefore: rest.map { now + .milliseconds($0) })
      }
      last = waiting.last?.id
    } while last != nil
  }
}

extension Writing {
  /// The process that worked on it is no more. Returns where it stands now.
  fileprivate func lose(
    _ id: Identifier, by end: GenerationStanding.End, repeats: (String) -> Bool
  ) throws -> GenerationState {
    let generation = try generations.find(id)
    guard generation.state.isRunning else { return generation.state }
    let call = try calls.open(of: id)
    guard !generation.isComplete else {
      if let call { try calls.end(call, call.ending(.succeeded)) }
      return try generations.take(.completed, id).state
    }
    let open = call.map { GenerationStanding.OpenCall($0, repeats: repeats($0.provider)) } ?? .none
    if let call, open == .repeatable { try calls.end(call, GenerationCall.Ending(.interrupted)) }
    return try generations.take(.ended(end, open), id).state
  }
}

private let pausedKey = "queue-paused"
private let part = 100
/// In milliseconds.
private let longestWait: Int64 = 30_000
/// In milliseconds: what a clock that was set back may lengthen a rest to.
private let longestRest: Int64 = (RetryRule.longestWish + 1) * 1_000
