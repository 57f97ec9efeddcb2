import Domain
import Testing

private typealias Standing = GenerationStanding
private typealias Event = GenerationStanding.Event

private let now = Timestamp(milliseconds: 1_795_000_000_000)

private func failure(
  _ code: ProviderFailure.Code, _ effect: ProviderFailure.Effect, retryAfter: Int? = nil
) -> ProviderFailure {
  ProviderFailure(code, "It did not work.", effect: effect, retryAfter: retryAfter)
}

private let lost = failure(.outcomeUnknown, .unknown)

@Suite("The standing of a generation") struct GenerationStandingTests {
  private func standing(_ state: GenerationState, crashes: Int = 0, failures: Int = 0) -> Standing {
    var standing = Standing()
    standing.state = state
    standing.crashes = crashes
    standing.failures = failures
    return standing
  }

  private func after(_ event: Event, _ standing: Standing, roll: UInt64 = 0) throws -> Standing {
    var standing = standing
    try standing.take(event, at: now, roll: roll)
    return standing
  }

  /// Every event, and where it leads from each state in which it may happen.
  private static let table: [(event: Event, leads: [GenerationState: GenerationState])] = {
    let running: [GenerationState] = [.leased, .submitting, .submitted, .fetching, .storing]
    func all(_ states: [GenerationState], to end: GenerationState) -> [GenerationState: GenerationState] {
      Dictionary(uniqueKeysWithValues: states.map { ($0, end) })
    }
    let no = failure(.refused, .notTaken), busy = failure(.unavailable, .notTaken)
    let broken = GenerationFault(.storageFull, "The disk is full.")
    return [
      (.leased, all([.queued], to: .leased)),
      (.submitting, all([.leased], to: .submitting)),
      (.resumed, all([.leased], to: .submitted)),
      (.submitted, all([.submitting, .submitted, .fetching], to: .submitted)),
      (.fetching, all([.submitting, .submitted, .fetching], to: .fetching)),
      (.storing, all([.submitting, .submitted, .fetching, .storing], to: .storing)),
      (.called, all([.submitting, .submitted, .fetching, .storing], to: .leased)),
      (.completed, all(running, to: .succeeded)),
      (.refused(no, .none), all(running, to: .failed)),
      (.refused(no, .sent), all(running, to: .failed)),
      (.refused(busy, .sent), all(running, to: .queued)),
      (.refused(lost, .sent), all(running, to: .outcomeUnknown)),
      (.refused(lost, .repeatable), all(running, to: .queued)),
      (.refused(lost, .ticketed), all(running, to: .queued)),
      (.passedOn(busy, .sent), all(running + [.queued], to: .queued)),
      (.passedOn(no, .sent), [:]),
      (.passedOn(busy, .ticketed), [:]),
      (.broken(broken), all(running, to: .failed)),
      (.cancelled, all(running + [.queued], to: .cancelled)),
      (.abandoned, all([.outcomeUnknown, .parked], to: .cancelled)),
      (.ended(.crash, .none), all(running, to: .queued)),
      (.ended(.crash, .sent), all(running, to: .outcomeUnknown)),
      (.ended(.crash, .repeatable), all(running, to: .queued)),
      (.ended(.crash, .ticketed), all(running, to: .queued)),
      (.ended(.shutdown, .none), all(running, to: .queued)),
      (.ended(.shutdown, .sent), all(running, to: .outcomeUnknown)),
      (.ended(.shutdown, .repeatable), all(running, to: .queued)),
      (.ended(.shutdown, .ticketed), all(running, to: .queued)),
    ]
  }()

  @Test("each event leads where the table says, and from every other state nowhere")
  func everyStep() throws {
    for (event, leads) in Self.table {
      for state in GenerationState.allCases {
        let before = standing(state)
        if let end = leads[state] {
          #expect(try after(event, before).state == end, "\(event) from \(state)")
        } else {
          #expect(throws: Standing.Misplaced.self, "\(event) from \(state)") { try after(event, before) }
        }
      }
    }
  }

  @Test("an ended one stays as it is, whatever comes late")
  func ends() {
    for state in GenerationState.allCases where !state.isLive && !state.isUndecided {
      for (event, _) in Self.table { #expect(!standing(state).permits(event), "\(event) from \(state)") }
    }
  }

  @Test("people see one state for the five of work, and everything that is over has its time")
  func shown() throws {
    #expect(
      GenerationState.allCases.filter(\.isRunning).map(\.rawValue)
        == ["leased", "submitting", "submitted", "fetching", "storing"])
    for (event, leads) in Self.table {
      for (state, end) in leads {
        #expect(try after(event, standing(state)).finishedAt == (end.isLive ? nil : now), "\(event) from \(state)")
      }
    }
  }

  @Test("the first turn is when it started; each turn counts and clears what kept it waiting")
  func turns() throws {
    var standing = try after(.refused(failure(.unavailable, .notTaken), .sent), try after(.leased, standing(.queued)))
    #expect(standing.attempt == 1 && standing.startedAt == now && standing.failures == 1)
    #expect(standing.fault?.code == .unavailable)
    try standing.take(.leased, at: now.adding(seconds: 9))
    #expect(standing.attempt == 2 && standing.startedAt == now && standing.notBefore == nil && standing.fault == nil)
    try standing.take(.submitting, at: now)
    try standing.take(.called, at: now)
    #expect(standing.failures == 0)
  }

  @Test("nothing that may be paid is ever made twice by itself", arguments: ProviderFailure.Code.allCases)
  func neverTwice(code: ProviderFailure.Code) throws {
    for effect in [ProviderFailure.Effect.unknown, .taken] {
      let end = try after(.refused(failure(code, effect), .sent), standing(.submitting)).state
      #expect(end == (effect == .unknown ? .outcomeUnknown : .failed))
    }
    let refused = try after(.refused(failure(code, .notTaken), .sent), standing(.submitting)).state
    #expect(refused == (failure(code, .notTaken).mayRetry ? .queued : .failed))
  }

  @Test("another model takes over only what was surely not taken, for reasons that lie with the provider")
  func passingOn() throws {
    let reasons: Set<ProviderFailure.Code> = [.unavailable, .timeout, .rateLimited, .unauthorized, .outOfCredit]
    for code in ProviderFailure.Code.allCases {
      for effect in ProviderFailure.Effect.allCases {
        for call in Standing.OpenCall.allCases {
          let mayBe = effect == .notTaken && call != .ticketed && reasons.contains(code)
          #expect(standing(.submitting).permits(.passedOn(failure(code, effect), call)) == mayBe)
        }
      }
    }
    var gone = failure(.refused, .notTaken)
    gone.isModelGone = true
    #expect(standing(.submitting).permits(.passedOn(gone, .sent)))
    let tired = try after(.refused(failure(.timeout, .notTaken), .sent), standing(.submitting, failures: 3))
    #expect(tired.failures == 4 && tired.notBefore != nil)
    let passed = try after(.passedOn(failure(.timeout, .notTaken), .sent), tired)
    #expect(passed.failures == 0 && passed.notBefore == nil && passed.fault?.code == .timeout)
    #expect(standing(.submitting, failures: 5).standing(after: failure(.timeout, .notTaken), .sent, at: now) == .failed)
    #expect(standing(.submitting).standing(after: failure(.timeout, .notTaken), .sent, at: now) == .queued)
  }

  @Test("work that the provider has is asked for again, and is in doubt when it cannot be asked any more")
  func tickets() throws {
    for code in [ProviderFailure.Code.unavailable, .timeout, .rateLimited, .interrupted, .outcomeUnknown] {
      for effect in ProviderFailure.Effect.allCases {
        let event = Event.refused(failure(code, effect), .ticketed)
        #expect(try after(event, standing(.submitted)).state == .queued)
        #expect(try after(event, standing(.submitted, failures: 5)).state == .outcomeUnknown)
      }
    }
    #expect(try after(.refused(failure(.contentRefused, .taken), .ticketed), standing(.submitted)).state == .failed)
    #expect(try after(.refused(failure(.garbage, .taken), .ticketed), standing(.fetching)).state == .failed)
    let forgotten = failure(.refused, .notTaken)
    #expect(forgotten.isForgotten)
    #expect(try after(.refused(forgotten, .ticketed), standing(.submitted)).state == .queued)
  }

  @Test("six tries and no more; a wish of the provider is honoured")
  func retries() throws {
    var standing = standing(.queued)
    for number in 1...RetryRule.mostTries {
      try standing.take(.leased, at: now)
      try standing.take(.submitting, at: now)
      try standing.take(.refused(failure(.rateLimited, .notTaken, retryAfter: 7), .sent), at: now, roll: .max)
      #expect(standing.state == (number < RetryRule.mostTries ? .queued : .failed))
      #expect(standing.notBefore == (number < RetryRule.mostTries ? now.adding(seconds: 8) : nil))
    }
    #expect(standing.fault?.code == .rateLimited)
  }

  @Test("who was alive at two crashes is parked, unless it is known to be in doubt; an orderly end is no crash")
  func crashes() throws {
    for call in Standing.OpenCall.allCases {
      let first = try after(.ended(.crash, call), standing(.submitting))
      #expect(first.crashes == 1)
      let second = try after(.ended(.crash, call), standing(.submitting, crashes: 1))
      #expect(second.state == (call == .sent ? .outcomeUnknown : .parked))
      #expect(second.fault?.code == (call == .sent ? .outcomeUnknown : .parked))
      let orderly = try after(.ended(.shutdown, call), standing(.submitting))
      #expect(orderly.crashes == 0)
    }
  }

  @Test("what a person gives up keeps its reason")
  func abandoned() throws {
    let unknown = try after(.refused(lost, .sent), standing(.submitting))
    let over = try after(.abandoned, unknown)
    #expect(over.state == .cancelled && over.fault?.code == .outcomeUnknown)
  }

  @Test("every reason of a provider has its word in the API")
  func faults() {
    for code in ProviderFailure.Code.allCases where code != .contextTooLong {
      #expect(GenerationFault(failure(code, .notTaken)).code.rawValue == code.rawValue)
    }
    #expect(GenerationFault(failure(.contextTooLong, .notTaken)).code == .refused)
  }
}

@Suite("The rule of retries") struct RetryRuleTests {
  @Test("the first comes within five seconds, the later ones anywhere in a span that doubles up to five minutes")
  func spans() {
    for (failures, most) in [1: 5_000, 2: 10_000, 3: 20_000, 4: 40_000, 5: 80_000] as [Int: Int64] {
      #expect(RetryRule.pause(after: failures, wish: nil, roll: 0) == 0)
      #expect(RetryRule.pause(after: failures, wish: nil, roll: .max) == most)
      #expect(RetryRule.pause(after: failures, wish: nil, roll: .max / 2) == most / 2)
    }
    #expect(RetryRule.pause(after: 6, wish: nil, roll: 0) == nil)
  }

  @Test("never earlier than the provider asks, hardly later, and not at all for more than an hour")
  func wishes() {
    #expect(RetryRule.pause(after: 1, wish: 30, roll: 0) == 30_000)
    #expect(RetryRule.pause(after: 1, wish: 30, roll: .max) == 31_000)
    #expect(RetryRule.pause(after: 1, wish: 3_600, roll: 0) == 3_600_000)
    #expect(RetryRule.pause(after: 1, wish: 3_601, roll: 0) == nil)
    #expect(RetryRule.pause(after: 1, wish: -5, roll: 0) == 0)
    #expect(RetryRule.pause(after: 6, wish: 1, roll: 0) == nil)
  }
}
