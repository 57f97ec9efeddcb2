/// Whether a provider may be called now.
package enum Gate: Sendable, Equatable {
  case open
  /// Not before `until`; `why` is a sentence for people, and `code` is what a call would fail with that cannot wait.
  case closed(until: Timestamp, why: String, code: ProviderFailure.Code)
}

/// Keeps calls away from a provider that fails again and again, and lets one through now and then to see whether it
/// is back.
package struct Breaker: Sendable, Equatable {
  /// Failures in a row that open it.
  package static let patience = 5
  /// From one probe to the next, in seconds.
  package static let pause: Int64 = 30
  /// The longest that a provider can make us wait, in seconds.
  package static let longestWait: Int64 = 300

  package private(set) var failures = 0
  private var wait: Wait?

  private struct Wait: Sendable, Equatable {
    let from: Timestamp
    var until: Timestamp
    let why: String
    let code: ProviderFailure.Code

    /// A clock that was set back must not make anybody wait for it to come round again.
    func isOver(at now: Timestamp) -> Bool { now >= until || now < from }
  }

  package init() {}

  package var isOpen: Bool { failures >= Self.patience }

  package func circuit(at now: Timestamp) -> ProviderHealth.Circuit {
    guard isOpen else { return .closed }
    return wait?.isOver(at: now) ?? true ? .halfOpen : .open
  }

  /// Ask only when the call will be made: while the circuit is half open, `.open` is the one probe, and the next who
  /// asks is told to wait.
  package mutating func gate(at now: Timestamp) -> Gate {
    if let wait, !wait.isOver(at: now) { return .closed(until: wait.until, why: wait.why, code: wait.code) }
    wait = isOpen ? pause(from: now) : nil
    return .open
  }

  /// It answered, even if only to say no.
  package mutating func succeeded() {
    failures = 0
    wait = nil
  }

  /// It was not there, or made no sense.
  package mutating func failed(at now: Timestamp) {
    failures = min(failures + 1, Self.patience)
    if isOpen { wait = pause(from: now) }
  }

  /// It asked to be left alone for so many seconds, in an answer of that code.
  package mutating func rest(_ seconds: Int, for code: ProviderFailure.Code = .rateLimited, at now: Timestamp) {
    let seconds = min(max(Int64(seconds), 1), Self.longestWait)
    wait = Wait(
      from: now, until: now.adding(seconds: seconds), why: "It asked to be called less often.", code: code)
  }

  private func pause(from now: Timestamp) -> Wait {
    Wait(
      from: now, until: now.adding(seconds: Self.pause),
      why: "It failed \(Self.patience) times in a row and is tried again every \(Self.pause) seconds.",
      code: .unavailable)
  }
}
