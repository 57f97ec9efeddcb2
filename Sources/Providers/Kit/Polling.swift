import Domain

/// Asks about work that a provider has until it is done.
struct Polling: Sendable {
  /// Between two questions.
  var every: Duration
  /// From the first question to giving up.
  var atMost: Duration
  /// How long nothing but failures that may pass are put up with.
  var patience: Duration = .seconds(120)
  /// For sentences.
  let name: String

  /// `ask` gives the outcome, or nil while there is none. A failure that may pass (a busy or broken server, a strange
  /// answer) is passed over for a while; any other is thrown at once.
  func callAsFunction<Outcome>(_ ask: () async throws -> Outcome?) async throws -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    var heard = start
    while true {
      var pause = every
      do {
        if let outcome = try await ask() { return outcome }
        heard = clock.now
      } catch let failure as ProviderFailure where failure.mayPass {
        if clock.now - heard >= patience { throw lost(failure) }
        if let wait = failure.retryAfter { pause = max(every, min(.seconds(wait), .seconds(60))) }
      }
      guard clock.now - start < atMost else {
        throw ProviderFailure(.timeout, "\(name) was not done after \(atMost.components.seconds) s.", effect: .taken)
      }
      try await Task.sleep(for: pause)
    }
  }

  private func lost(_ last: ProviderFailure) -> ProviderFailure {
    ProviderFailure(
      .outcomeUnknown, "\(name) took the work and then could not be asked about it. It may have been done and paid.",
      providerMessage: last.providerMessage ?? last.detail, effect: .unknown)
  }
}

extension ProviderFailure {
  /// Whether asking again may find it gone.
  fileprivate var mayPass: Bool {
    switch code {
    case .rateLimited, .unavailable, .timeout, .garbage: true
    default: false
    }
  }
}
