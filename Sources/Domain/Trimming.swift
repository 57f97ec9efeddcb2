/// What of a conversation a model is shown, when it cannot see all of it.
package struct Trimming: Sendable, Equatable {
  /// How many of the oldest turns are left out.
  package let dropped: Int

  /// `costs` are the tokens of each turn, the oldest first; the last one always stays. `fixed` is what stands besides
  /// them (the system prompt), and `reserve` is kept free for the answer. A window of nil takes all.
  package init(costs: [Int], fixed: Int, reserve: Int, window: Int?) {
    guard let window else {
      dropped = 0
      return
    }
    var left = window &- fixed &- reserve
    var kept = 0
    for cost in costs.reversed() {
      guard kept == 0 || cost <= left else { break }
      left = left.subtractingReportingOverflow(max(0, cost)).partialValue
      kept += 1
    }
    dropped = costs.count - kept
  }

  /// About how many tokens a text has: on the high side, since nobody asks for more than fits.
  package static func tokens(in text: String) -> Int {
    var latin = 0
    var other = 0
    for letter in text.unicodeScalars {
      if letter.isASCII { latin += 1 } else { other += 1 }
    }
    // English takes about four letters a token, other alphabets about two, ideographs one or more each.
    return latin / 4 + other / 2 + 4
  }

  /// What a picture takes, whatever its size: models scale it to about this.
  package static let tokensOfAPicture = 1_600
}
