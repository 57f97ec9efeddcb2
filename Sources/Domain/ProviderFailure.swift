/// Why a provider did not do what it was asked.
package struct ProviderFailure: Error, Sendable, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    case refused = "provider_refused"
    case unauthorized = "provider_unauthorized"
    case outOfCredit = "provider_out_of_credit"
    case rateLimited = "provider_rate_limited"
    case unavailable = "provider_unavailable"
    case timeout = "provider_timeout"
    case garbage = "provider_garbage"
    case contentRefused = "content_refused"
    case contextTooLong = "context_too_long"
    /// A stream that stopped without saying that it is whole.
    case interrupted
    case outcomeUnknown = "outcome_unknown"
  }

  /// What the provider did with the work: on this hangs whether it may be sent again.
  package enum Effect: String, Sendable, CaseIterable {
    /// It was not reached, or said no: nothing was paid.
    case notTaken
    /// It was sent and no answer came.
    case unknown
    /// It did the work, or says that it began.
    case taken
  }

  package let code: Code
  /// A sentence that a person can act on.
  package let detail: String
  /// The provider's own words, cut short, with no key in them.
  package let providerMessage: String?
  package let effect: Effect
  /// Seconds that the provider asks us to wait.
  package let retryAfter: Int?
  /// It does not know the model, or not any more.
  package var isModelGone = false

  package init(
    _ code: Code, _ detail: String, providerMessage: String? = nil, effect: Effect, retryAfter: Int? = nil
  ) {
    self.code = code
    self.detail = detail
    self.providerMessage = providerMessage
    self.effect = effect
    self.retryAfter = retryAfter
  }

  /// Whether another provider may do what this one did not: the reason lies with it and not with the work, and it took
  /// nothing.
  package var mayPassOn: Bool {
    guard effect == .notTaken else { return false }
    switch code {
    case .unavailable, .timeout, .rateLimited, .unauthorized, .outOfCredit: return true
    case .refused: return isModelGone
    case .garbage, .contentRefused, .contextTooLong, .interrupted, .outcomeUnknown: return false
    }
  }

  /// Whether the same call may succeed later, with nothing changed and nothing paid twice.
  package var mayRetry: Bool {
    guard effect == .notTaken else { return false }
    switch code {
    case .rateLimited, .unavailable, .timeout: return true
    case .refused, .unauthorized, .outOfCredit, .garbage, .contentRefused, .contextTooLong, .interrupted,
      .outcomeUnknown:
      return false
    }
  }
}
