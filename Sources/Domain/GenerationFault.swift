/// Why a generation did not succeed, or has to wait.
package struct GenerationFault: Sendable, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    case refused = "provider_refused"
    case unauthorized = "provider_unauthorized"
    case outOfCredit = "provider_out_of_credit"
    case rateLimited = "provider_rate_limited"
    case unavailable = "provider_unavailable"
    case timeout = "provider_timeout"
    case garbage = "provider_garbage"
    case contentRefused = "content_refused"
    case outcomeUnknown = "outcome_unknown"
    case parked
    case budgetExceeded = "budget_exceeded"
    case storageFull = "storage_full"
    case invalidImage = "invalid_image"
    case interrupted

    /// Whether the same recipe may succeed another time with nothing changed.
    package var isRetryable: Bool {
      switch self {
      case .rateLimited, .unavailable, .timeout, .budgetExceeded, .storageFull, .interrupted: true
      case .refused, .unauthorized, .outOfCredit, .garbage, .contentRefused, .outcomeUnknown, .parked, .invalidImage:
        false
      }
    }
  }

  package let code: Code
  /// A sentence that a person can act on.
  package var detail: String
  /// The provider's own words.
  package let providerMessage: String?

  package init(_ code: Code, _ detail: String, providerMessage: String? = nil) {
    self.code = code
    self.detail = detail
    self.providerMessage = providerMessage
  }

  package init(_ failure: ProviderFailure) {
    let code: Code =
      switch failure.code {
      case .refused, .contextTooLong: .refused
      case .unauthorized: .unauthorized
      case .outOfCredit: .outOfCredit
      case .rateLimited: .rateLimited
      case .unavailable: .unavailable
      case .timeout: .timeout
      case .garbage: .garbage
      case .contentRefused: .contentRefused
      case .interrupted: .interrupted
      case .outcomeUnknown: .outcomeUnknown
      }
    self.init(code, failure.detail, providerMessage: failure.providerMessage)
  }
}

extension GenerationFault: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("code", code.rawValue)
      json.field("detail", detail)
      json.field("providerMessage", providerMessage)
      json.field("retryable", code.isRetryable)
    }
  }
}
