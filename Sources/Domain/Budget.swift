/// A limit of what may be spent in a span of time, and what of it is gone.
package struct Budget: Sendable, Equatable {
  /// Whose it is, for the sentence.
  package enum Owner: Sendable, Equatable {
    /// Counted by calendar month, UTC.
    case workspace
    /// Counted by day, UTC.
    case provider(String)
  }

  package let owner: Owner
  package let limit: Int
  /// What the ledger says.
  package let spent: Int
  /// The estimates of calls that run right now.
  package let reserved: Int

  package init(owner: Owner, limit: Int, spent: Int, reserved: Int) {
    self.owner = owner
    self.limit = limit
    self.spent = spent
    self.reserved = reserved
  }

  /// Why a call may not be made; nil when it may. What is free always may; what nobody knows the price of may as long
  /// as anything is left.
  package func objection(toEstimate estimate: Int?) -> GenerationFault? {
    if estimate == 0 { return nil }
    let (used, isHuge) = spent.addingReportingOverflow(reserved)
    let (sum, isHuger) = used.addingReportingOverflow(estimate ?? 1)
    guard isHuge || isHuger || sum > limit else { return nil }
    let (whose, until) =
      switch owner {
      case .workspace: ("this workspace", "month")
      case .provider(let id): ("the provider \(id)", "day")
      }
    let sentence = """
      The budget of \(whose) is used up for this \(until): \(Self.dollars(isHuge ? limit : used)) of \
      \(Self.dollars(limit)) are spent or promised. Raise the budget or wait.
      """
    return GenerationFault(.budgetExceeded, sentence)
  }

  /// Micro-dollars as people write them: as many decimals as it takes, two at least.
  static func dollars(_ micros: Int) -> String {
    let whole = micros / 1_000_000
    var decimals = String(1_000_000 + (micros % 1_000_000).magnitude).dropFirst()
    while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
    return "$\(whole).\(decimals)"
  }
}
