/// How a provider fares, and whether it may be called: all that its calls have taught us.
package struct ProviderVitals: Sendable, Equatable {
  private var seen = ProviderHealth()
  private var breaker = Breaker()
  private var rate = Rate()

  package init() {}

  package func health(at now: Timestamp) -> ProviderHealth {
    var health = seen
    health.circuit = breaker.circuit(at: now)
    return health
  }

  /// Ask only when the call will be made: see `Breaker.gate`. It also counts as one of `requestsPerMinute`.
  package mutating func gate(_ limits: Provider.Limits, at now: Timestamp) -> Gate {
    var breaker = breaker
    let gate = breaker.gate(at: now)
    guard case .open = gate else { return gate }
    if let most = limits.requestsPerMinute, let until = rate.take(atMost: most, at: now) {
      return .closed(
        until: until, why: "It may be called at most \(most) times a minute.", code: .rateLimited)
    }
    self.breaker = breaker
    return .open
  }

  /// Learns from a call that ended. `failure` is nil when it did what it was asked. A probe was made only to see
  /// whether it is there, so what it says is believed at once.
  package mutating func note(latencyMs: Int?, failure: ProviderFailure?, isProbe: Bool = false, at now: Timestamp) {
    if let latencyMs { seen.latencyMs = latencyMs }
    seen.checkedAt = now
    seen.detail = failure?.detail
    guard let failure else {
      breaker.succeeded()
      seen.state = .up
      return
    }
    switch failure.code {
    case .unauthorized:
      breaker.succeeded()
      seen.state = .unauthorized
    case .outOfCredit:
      breaker.succeeded()
      seen.state = .outOfCredit
    case .rateLimited:
      breaker.succeeded()
      breaker.rest(failure.retryAfter ?? 1, at: now)
      seen.state = .degraded
    case .refused, .contentRefused, .contextTooLong:
      // It works; this one request was not to its liking.
      breaker.succeeded()
      seen.state = .up
      seen.detail = nil
    case .unavailable, .timeout, .garbage, .interrupted, .outcomeUnknown:
      breaker.failed(at: now)
      if let seconds = failure.retryAfter { breaker.rest(seconds, for: .unavailable, at: now) }
      seen.state = breaker.isOpen || isProbe ? .down : .degraded
    }
  }
}
