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

  /// A model that could answer now.
  package struct Candidate: Sendable, Equatable {
    package let card: ModelCard
    package let health: ProviderHealth.State

    package init(card: ModelCard, health: ProviderHealth.State) {
      self.card = card
      self.health = health
    }
  }

  /// Those that may answer, the best first. The built-in guide is none of them: it is no language model, and takes over
  /// only where there is none at all.
  package static func ranked(_ candidates: [Candidate], wantsVision: Bool) -> [String] {
    candidates.filter { candidate in
      let card = candidate.card
      return card.chats && card.unusable == nil && card.family != .guide
        && (!wantsVision || card.capabilities.contains(.vision))
    }.sorted { rank($0) < rank($1) }.map(\.card.id)
  }

  private static func rank(_ candidate: Candidate) -> Rank {
    let health =
      switch candidate.health {
      case .up: 0
      case .unknown: 1
      case .degraded: 2
      case .down, .unauthorized, .outOfCredit: 3
      }
    let card = candidate.card
    return Rank(
      health: health, isUnknown: card.family == .other ? 1 : 0, window: -(card.contextWindow ?? 0), id: card.id)
  }

  private struct Rank: Comparable {
    let health: Int
    let isUnknown: Int
    let window: Int
    let id: String

    static func < (left: Rank, right: Rank) -> Bool {
      (left.health, left.isUnknown, left.window, left.id) < (right.health, right.isUnknown, right.window, right.id)
    }
  }
}
