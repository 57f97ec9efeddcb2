/// What becomes of a reply whose call failed, and which model answers where nobody said.
package enum ReplyRule {
  package enum Step: Sendable, Equatable {
    case again, another, fail
  }

  /// Nothing is asked twice once anything was shown: a second answer would not go on where the first one stopped.
  ///
  /// A model that a person chose and that says why it will not answer is heard; one that only stands in for it
  /// (`isStandIn`) is passed over, whatever its reason is, as long as the reason lies with it.
  package static func step(
    after failure: ProviderFailure, hasBegun: Bool, wasRepeated: Bool, isStandIn: Bool = false, hasOther: Bool
  ) -> Step {
    guard !hasBegun else { return .fail }
    if failure.mayRetry, !wasRepeated, (failure.retryAfter ?? 0) <= longestWish { return .again }
    guard hasOther else { return .fail }
    switch failure.code {
    case .rateLimited, .unavailable, .timeout, .outcomeUnknown: return .another
    case .refused, .unauthorized, .outOfCredit, .garbage, .contextTooLong, .interrupted:
      return isStandIn ? .another : .fail
    case .contentRefused: return .fail
    }
  }

  /// The milliseconds to wait before the second try: the provider's own wish, else a part of `longestPause` that `roll`,
  /// drawn at random, says, so that those who failed together do not come back together.
  package static func pause(wish: Int?, longest: UInt64 = longestPause, roll: UInt64) -> UInt64 {
    if let wish { return UInt64(clamping: min(max(wish, 0), longestWish)) * 1_000 }
    let half = longest / 2
    return half + roll.multipliedFullWidth(by: longest - half + 1).high
  }

  /// Who asks to be left alone for longer, in seconds, is not waited for: somebody sits before the screen.
  package static let longestWish = 5
  /// A second try comes within so many milliseconds, and not before the half of them.
  package static let longestPause: UInt64 = 800
}
