/// What becomes of a reply whose call failed, and which model answers where nobody said.
package enum ReplyRule {
  package enum Step: Sendable, Equatable {
    case again, another, fail
  }

  /// Nothing is asked twice once anything was shown: a second answer would not go on where the first one stopped.
  package static func step(
    after failure: ProviderFailure, hasBegun: Bool, wasRepeated: Bool, hasOther: Bool
  ) -> Step {
    guard !hasBegun else { return .fail }
    if failure.mayRetry, !wasRepeated, (failure.retryAfter ?? 0) <= longestWish { return .again }
    switch failure.code {
    case .rateLimited, .unavailable, .timeout, .outcomeUnknown: return hasOther ? .another : .fail
    case .refused, .unauthorized, .outOfCredit, .garbage, .contentRefused, .contextTooLong, .interrupted: return .fail
    }
  }

  /// Who asks to be left alone for longer, in seconds, is not waited for: somebody sits before the screen.
  package static let longestWish = 5
  /// A second try comes within so many milliseconds, and not before the half of them.
  package static let longestPause: UInt64 = 800
}
