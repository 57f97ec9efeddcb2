/// When a call that came to nothing is made again.
package enum RetryRule {
  /// With the first one.
  package static let mostTries = 6
  /// The first retry comes within so many seconds, each further one within twice as many as the one before.
  package static let firstSpan: Int64 = 5
  package static let longestSpan: Int64 = 300
  /// Who asks to be left alone for longer is not asked again at all.
  package static let longestWish: Int64 = 3_600

  /// The milliseconds to wait after so many failures in a row; nil when it is not to be tried again.
  ///
  /// `roll`, drawn at random, says where in the span (full jitter), so that those who failed together do not come back
  /// together; a provider's wish is honoured, and not all who were given the same come back at once.
  package static func pause(after failures: Int, wish: Int?, roll: UInt64) -> Int64? {
    guard failures < mostTries else { return nil }
    if let wish {
      guard wish <= longestWish else { return nil }
      return Int64(max(0, wish)) * 1_000 + roll.share(of: 1_000)
    }
    return roll.share(of: 1_000 * min(longestSpan, firstSpan << Int64(min(max(0, failures - 1), 16))))
  }
}

extension UInt64 {
  /// From 0 to `most`, as far as this is between nothing and all.
  fileprivate func share(of most: Int64) -> Int64 {
    Int64(truncatingIfNeeded: multipliedFullWidth(by: UInt64(clamping: most) + 1).high)
  }
}
