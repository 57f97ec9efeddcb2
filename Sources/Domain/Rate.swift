/// At most so many calls in any minute.
package struct Rate: Sendable, Equatable {
  private var calls: [Timestamp] = []

  package init() {}

  /// Counts a call, or says when the next one may be.
  package mutating func take(atMost most: Int, at now: Timestamp) -> Timestamp? {
    let start = now.adding(seconds: -60)
    // A clock that was set back must not count what has yet to come.
    if calls.count >= most { calls.removeAll { $0 <= start || $0 > now } }
    guard calls.count >= most, calls.count >= 1 else {
      calls.append(now)
      return nil
    }
    return calls[calls.count - most].adding(seconds: 60)
  }
}
