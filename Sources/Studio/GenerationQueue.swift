package import Domain
package import Storage
import Synchronization

/// The one queue of generations: what is in it lies in the database, the order of what waits in memory.
///
/// An answer is given after the commit. Whatever runs belongs to this run of the program; what an earlier run had is
/// taken up by `start`. This file gives turns; orders come in by its extension.
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

  let store: Store
  let providers: ProviderRoom
  let clock: Clock
  private let board: ProgressBoard
  private let log: Log
  private let options: Options
  private let boot: Identifier
  private var tools: Generator.Tools?
  private let pictures: PictureRoom
  private nonisolated let shown = Mutex(Figures())

  private var line = Line()
  /// While those who wait are read from the disk: what is done to the line meanwhile, to be done again at the end.
  private var filling: [(inout Line) -> Void]? = []
  /// About how many wait on the disk and are not in the line yet.
  private var unread = 0
  private var filler: Task<Void, Never>?
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

  /// Takes up what an earlier run left, and begins to work once it knows who waits: at once, or a little later when
  /// those are many. Throws what the store throws.
  package func start() async throws {
    tools = Generator.Tools(
      store: store, pictures: pictures, providers: providers, board: board, log: log, boot: boot,
      software: options.software, roll: options.roll, clearance: { [weak self] in try await self?.clear($0) })
    isPaused = try await store.read { try $0.studio.value(of: pausedKey) } == [1]
    try await recovery.afterCrash()
    unread = try await store.read { try $0.generations.countWaiting() }
    let last = try await fill(after: nil)
    guard let last else { return open() }
    filler = Task { [weak self] in await self?.fillUp(after: last) }
    show()
  }

  /// Lets go of what a workspace had, after it went to the trash or was purged.
  package func leave(_ workspaceId: Identifier) {
    change { line in
      for id in line.guests(of: workspaceId) { line.remove(id) }
    }
    drop(jobs.filter { $0.value.workspaceId == workspaceId }.map(\.key))
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
          queuePosition: generation.state == .queued && filling == nil ? line.position(of: generation.id) : nil,
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
    for id in jobs.keys { await recovery.letGo(id) }
    await filler?.value
  }
}

extension GenerationQueue {
  /// Puts an order into the line once it is on the disk with its answer.
  func enter<Answer: Sendable>(
    _ generation: Generation, _ answer: @escaping @Sendable (GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    guard line.count + unread + entering < options.mostWaiting else {
      throw Failure(
        .queueFull, "\(options.mostWaiting) generations wait already. Let some of them end first.", retryAfter: 30)
    }
    entering += 1
    defer { entering -= 1 }
    let (workspace, provider, priority) = (generation.workspaceId, generation.provider.id, generation.priority)
    let view = GenerationView(
      generation,
      live: .init(
        queuePosition: filling == nil ? line.prospect(of: workspace, at: provider, priority: priority) : nil))
    let (dailyBudget, lanes) = (providers.limits(of: provider)?.dailyBudgetMicros, providers.lanes)
    let result = try await store.write { writing in
      let estimate = generation.estimatedCostMicros
      if let fault = try writing.objection(to: estimate, of: generation, dailyBudget: dailyBudget, lanes) {
        throw Failure(.budgetExceeded, fault.detail)
      }
      try writing.generations.insert(generation)
      return try answer(view, writing)
    }
    // Behind those who waited before, who are perhaps still being read.
    let join = { (line: inout Line) in line.add(generation.id, of: workspace, at: provider, priority: priority) }
    if filling == nil { join(&line) } else { filling?.append(join) }
    advance()
    return result
  }

  /// Changes the line; once more when it is full, if it is being filled, since what is read then may be older.
  func change(_ act: @escaping (inout Line) -> Void) {
    act(&line)
    filling?.append(act)
    advance()
  }

  /// Takes them out of the line and ends their calls.
  func drop(_ ids: [Identifier]) {
    for id in ids { jobs[id]?.task.cancel() }
    change { line in
      for id in ids { line.remove(id) }
    }
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
          // Who can be made elsewhere need not wait until a provider is there again.
          if providers.isLeft(provider), let seat = line.next(at: provider, now: now, width: width) {
            begin(seat) { queue in await queue.passOn(seat.id, until: until) }
          } else {
            line.close(provider, until: until)
          }
        } else if let seat = line.next(at: provider, now: now, width: width) {
          begin(seat) { queue in await queue.carry(seat.id) }
        }
      }
    }
    setAlarm(now)
  }

  private func width(of provider: String) -> Int { providers.limits(of: provider)?.concurrency ?? 1 }

  /// When the provider may be called again; nil for now, and then the call must be made.
  private func gate(_ provider: String, _ now: Line.Instant) -> Line.Instant? {
    guard case .closed(let until, _, _) = providers.gate(provider) else { return nil }
    return now + .milliseconds(min(max(until.milliseconds - clock.now.milliseconds, 10), longestWait))
  }

  private func begin(
    _ seat: Line.Served, _ work: @escaping @Sendable (GenerationQueue) async -> Generator.Verdict
  ) {
    shown.withLock { $0.turns &+= 1 }
    jobs[seat.id] = Job(
      workspaceId: seat.workspaceId,
      task: Task { [weak self] in
        guard let self else { return }
        await finish(seat, work(self))
      })
  }

  private nonisolated func carry(_ id: Identifier) async -> Generator.Verdict {
    guard let tools = await tools else { return .notNow(milliseconds: shortRest) }
    board.open(id)
    defer { board.close(id) }
    do {
      return try await Generator.lease(id, tools)?.carry() ?? .over
    } catch {
      log.warning("a turn could not begin", ["generation": .text(id.text), "reason": .text("\(error)")])
      return .notNow(milliseconds: shortRest)
    }
  }

  /// Hands one over that waits for a provider which is down, if another model takes it; else it waits on.
  private nonisolated func passOn(_ id: Identifier, until moment: Line.Instant) async -> Generator.Verdict {
    do {
      let (generation, call) = try await store.read { try ($0.generations.get(id), $0.calls.open(of: id)) }
      if generation.state == .queued, call == nil, let handover = Handover(of: generation, in: providers) {
        let failure = ProviderFailure(.unavailable, "\(generation.provider.id) is down.", effect: .notTaken)
        return .again(
          try await store.write { writing in
            try handover.take(generation, after: failure, .none, attempt: nil, in: writing)
            return try writing.generations.get(id)
          })
      }
    } catch {
      log.debug("a generation was not handed over", ["generation": .text(id.text), "reason": .text("\(error)")])
    }
    return .notNow(milliseconds: Int64(max(.zero, moment - .now) / .milliseconds(1)))
  }

  private func finish(_ seat: Line.Served, _ verdict: Generator.Verdict) {
    jobs[seat.id] = nil
    line.release(seat.provider)
    switch verdict {
    case .over: break
    case .notNow(let milliseconds): add(seat, at: seat.provider, after: milliseconds)
    case .again(let generation):
      let rest = generation.standing.notBefore.map { $0.milliseconds - clock.now.milliseconds } ?? 0
      add(seat, at: generation.provider.id, after: rest)
    }
    if jobs.isEmpty { stopWaiting() }
    advance()
  }

  /// Back into the line, with a rest before that nobody's clock can lengthen.
  private func add(_ seat: Line.Served, at provider: String, after milliseconds: Int64) {
    let rest = min(max(milliseconds, 0), (RetryRule.longestWish + 1) * 1_000)
    line.add(
      seat.id, of: seat.workspaceId, at: provider, priority: seat.priority,
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
      $0.waiting = line.count + unread
      $0.running = jobs.count
      $0.isPaused = isPaused
    }
  }

  private func stopWaiting() {
    ender?.resume()
    ender = nil
  }

  private nonisolated var recovery: GenerationRecovery {
    GenerationRecovery(store: store, providers: providers, log: log, boot: boot)
  }
}

// Who waited when the program started.
extension GenerationQueue {
  /// Reads the next of those who wait, oldest first; returns the last one, or nil when there are no more.
  private func fill(after last: Identifier?) async throws -> Identifier? {
    let waiting = try await store.read { try $0.generations.waiting(after: last, limit: part) }
    let (now, moment) = (ContinuousClock.now, clock.now.milliseconds)
    for guest in waiting {
      let rest = guest.notBefore.map { min(max($0.milliseconds - moment, 0), longestRest) }
      line.add(
        guest.id, of: guest.workspaceId, at: guest.provider, priority: guest.priority,
        notBefore: rest.map { now + .milliseconds($0) })
    }
    unread = max(0, unread - waiting.count)
    return waiting.count < part ? nil : waiting.last?.id
  }

  private func fillUp(after first: Identifier) async {
    var last: Identifier? = first
    while last != nil, !isEnding {
      do {
        last = try await fill(after: last)
      } catch {
        log.warning("who waits cannot be read", ["reason": .text("\(error)")])
        try? await Task.sleep(for: .seconds(1))
      }
    }
    if !isEnding { open() }
  }

  /// From now on turns are given.
  private func open() {
    unread = 0
    let changes = filling ?? []
    filling = nil
    for change in changes { change(&line) }
    isRunning = true
    advance()
  }
}

private let pausedKey = "queue-paused"
/// How many of those who wait are read at once.
private let part = 1_000
/// In milliseconds, for one whose turn could not begin.
private let shortRest: Int64 = 2_000
/// In milliseconds.
private let longestWait: Int64 = 30_000
/// In milliseconds: what a clock that was set back may lengthen a rest to.
private let longestRest: Int64 = (RetryRule.longestWish + 1) * 1_000
