/// All that decides what may happen to a generation next. It is changed by events alone, and nothing here knows a
/// clock, a disk or a socket.
package struct GenerationStanding: Sendable, Equatable {
  package var state = GenerationState.queued
  /// How often its turn has come. Whoever works for an earlier turn may write nothing any more.
  package var attempt = 0
  /// Calls in a row that came to nothing and were to be made again.
  package var failures = 0
  /// How often Pixazo crashed while it was running.
  package var crashes = 0
  /// While it is queued: not before this moment.
  package var notBefore: Timestamp?
  package var fault: GenerationFault?
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp?

  package init() {}

  /// What is known of the call that was being made.
  package enum OpenCall: Sendable, Equatable, CaseIterable {
    /// Nothing was sent.
    case none
    /// It may have been sent.
    case sent
    /// It may have been sent, but making it twice costs nothing and gives the same.
    case repeatable
    /// The provider has it, and can be asked.
    case ticketed
  }

  package enum End: Sendable, Equatable, CaseIterable {
    case crash
    /// Pixazo was told to end and could wait no longer.
    case shutdown
  }

  package enum Event: Sendable, Equatable {
    case leased
    /// A call is about to be sent.
    case submitting
    /// An earlier call is gone on with, by its ticket.
    case resumed
    case submitted
    case fetching
    case storing
    /// A call brought what it was to bring, and more calls are to come.
    case called
    /// Every picture is kept.
    case completed
    case refused(ProviderFailure, OpenCall)
    /// Another model takes it over, since the provider took nothing.
    case passedOn(ProviderFailure, OpenCall)
    /// We could not do our part.
    case broken(GenerationFault)
    case cancelled
    /// A person decided that it is over.
    case abandoned
    /// The process that worked on it is no more.
    case ended(End, OpenCall)
  }

  /// The event makes no sense in this state; nothing was changed.
  package struct Misplaced: Error, Equatable {
    package let state: GenerationState
  }

  /// Takes the event in. `roll`, drawn at random, spreads retries.
  package mutating func take(_ event: Event, at now: Timestamp, roll: UInt64 = 0) throws(Misplaced) {
    guard permits(event) else { throw Misplaced(state: state) }
    switch event {
    case .leased:
      state = .leased
      attempt += 1
      notBefore = nil
      fault = nil
      startedAt = startedAt ?? now
    case .submitting: state = .submitting
    case .resumed, .submitted: state = .submitted
    case .fetching: state = .fetching
    case .storing: state = .storing
    case .called:
      state = .leased
      failures = 0
    case .completed: end(.succeeded, nil, at: now)
    case .refused(let failure, let call): take(failure, call, at: now, roll: roll)
    case .passedOn(let failure, _):
      state = .queued
      failures = 0
      notBefore = nil
      fault = GenerationFault(failure)
    case .broken(let fault): end(.failed, fault, at: now)
    case .cancelled: end(.cancelled, nil, at: now)
    case .abandoned: end(.cancelled, fault, at: now)
    case .ended(let how, let call): takeEnd(how, call, at: now)
    }
  }

  /// Whether the event may happen now.
  package func permits(_ event: Event) -> Bool {
    switch event {
    case .leased: state == .queued
    case .submitting, .resumed: state == .leased
    case .submitted: state == .submitting || state == .submitted || state == .fetching
    case .fetching: state == .submitting || state == .submitted || state == .fetching
    case .storing, .called: state.isRunning && state != .leased
    case .completed, .broken, .refused, .ended: state.isRunning
    case .passedOn(let failure, let call): state.isLive && failure.mayPassOn && call != .ticketed
    case .cancelled: state.isLive
    case .abandoned: state.isUndecided
    }
  }

  /// Where it would stand after a refusal.
  package func standing(after failure: ProviderFailure, _ call: OpenCall, at now: Timestamp) -> GenerationState {
    var standing = self
    standing.take(failure, call, at: now, roll: 0)
    return standing.state
  }

  private mutating func end(_ state: GenerationState, _ fault: GenerationFault?, at now: Timestamp) {
    self.state = state
    self.fault = fault
    notBefore = nil
    finishedAt = now
  }

  private mutating func take(_ failure: ProviderFailure, _ call: OpenCall, at now: Timestamp, roll: UInt64) {
    guard failure.mayGoOn(with: call) else {
      return end(failure.leavesDoubt(about: call) ? .outcomeUnknown : .failed, GenerationFault(failure), at: now)
    }
    failures += 1
    if let pause = RetryRule.pause(after: failures, wish: failure.retryAfter, roll: roll) {
      state = .queued
      fault = GenerationFault(failure)
      notBefore = Timestamp(milliseconds: now.milliseconds + pause)
    } else {
      end(call == .ticketed ? .outcomeUnknown : .failed, GenerationFault(failure), at: now)
    }
  }

  private mutating func takeEnd(_ how: End, _ call: OpenCall, at now: Timestamp) {
    if how == .crash { crashes += 1 }
    if call == .sent {
      let sentence =
        "Pixazo ended after the request had gone out and before its answer. It may have been done and paid."
      end(.outcomeUnknown, GenerationFault(.outcomeUnknown, sentence), at: now)
    } else if crashes >= 2 {
      let sentence = "It was running both times when Pixazo crashed, so it is not begun again by itself."
      end(.parked, GenerationFault(.parked, sentence), at: now)
    } else {
      state = .queued
    }
  }
}

extension ProviderFailure {
  /// Whether the work may be gone on with by itself: nothing was paid yet, making it twice costs nothing, or the
  /// provider still has it and can be asked again.
  func mayGoOn(with call: GenerationStanding.OpenCall) -> Bool {
    switch call {
    case .none, .sent: mayRetry
    case .repeatable: mayRetry || (effect != .notTaken && mayPass)
    case .ticketed: mayPass || isForgotten
    }
  }

  /// Whether it may be paid for although nothing came of it.
  func leavesDoubt(about call: GenerationStanding.OpenCall) -> Bool {
    effect == .unknown && call != .repeatable
  }

  /// The provider says that it never had what the ticket names: it has to be sent anew.
  package var isForgotten: Bool { effect == .notTaken && code == .refused }

  /// Whether it may be otherwise in a while.
  private var mayPass: Bool {
    switch code {
    case .rateLimited, .unavailable, .timeout, .interrupted, .outcomeUnknown: true
    case .refused, .unauthorized, .outOfCredit, .garbage, .contentRefused, .contextTooLong: false
    }
  }
}
