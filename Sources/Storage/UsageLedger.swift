package import Domain
import SQLite

/// What was paid and metered: a row for each call, and sums by day that are kept with every row.
package struct UsageLedger<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// What a workspace spent in the calendar month of that moment, UTC.
  package func spent(in workspaceId: Identifier, monthOf moment: Timestamp) throws -> Int {
    let month = moment.day.prefix(8)
    return try sum("workspace_id = ? AND day BETWEEN ? AND ?", [workspaceId, "\(month)01", "\(month)31"])
  }

  /// What went to a provider on the day of that moment, UTC.
  package func spent(with provider: String, dayOf moment: Timestamp) throws -> Int {
    try sum("provider = ? AND day = ?", [provider, moment.day])
  }

  /// The sums of the days from `first` to `last` (`2026-11-21`), the dearest group first; days in their order.
  package func sums(
    by grouping: UsageSum.Grouping, from first: String, to last: String
  ) throws -> [UsageSum] {
    let name =
      switch grouping {
      case .model: "model"
      case .provider: "provider"
      case .day: "day"
      case .workspace: "lower(hex(workspace_id))"
      case .user: "lower(hex(user_id))"
      }
    var sums: [String: UsageSum] = [:]
    try connection.each(
      """
      SELECT \(name), calls, errors, images, input_tokens, output_tokens, cost_micros, latency_ms, timed_calls
      FROM usage_days WHERE day BETWEEN ? AND ?
      """, [first, last]
    ) { row in
      let key = grouping.name(of: try row.text(0))
      var sum = UsageSum(key: key)
      sum.calls = try row.read(1)
      sum.errors = try row.read(2)
      sum.images = try row.read(3)
      sum.inputTokens = try row.read(4)
      sum.outputTokens = try row.read(5)
      sum.costMicros = try row.read(6)
      sum.latencyMs = try row.read(7)
      sum.timedCalls = try row.read(8)
      sums[key, default: UsageSum(key: key)].add(sum)
    }
    guard grouping != .day else { return sums.values.sorted { $0.key < $1.key } }
    return sums.values.sorted { ($1.costMicros, $0.key) < ($0.costMicros, $1.key) }
  }

  private func sum(_ condition: String, _ arguments: [any Bindable]) throws -> Int {
    try connection.first(
      "SELECT coalesce(sum(cost_micros), 0) FROM usage_days WHERE \(condition)", arguments
    ) { try $0.read(0) } ?? 0
  }
}

extension UsageLedger where Transaction == Writing {
  package func add(_ usage: Usage) throws {
    try connection.run(
      """
      INSERT INTO usage (at, day, kind, workspace_id, generation_id, provider, model, outcome, images, input_tokens,
        output_tokens, cost_micros, is_estimate, latency_ms, user_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        transaction.now, transaction.now.day, usage.purpose.rawValue, usage.workspaceId, usage.generationId,
        usage.provider, usage.model, usage.outcome.rawValue, usage.images, usage.inputTokens, usage.outputTokens,
        usage.costMicros.map { min(max($0, 0), Workspace.budgets.upperBound) }, usage.isEstimate, usage.latencyMs,
        usage.userId,
      ])
  }
}

extension Timestamp {
  /// Of UTC, as `2026-11-21`.
  package var day: String { String(text.prefix(10)) }
}

extension UsageSum.Grouping {
  /// What a group is called: ids as ids are written.
  fileprivate func name(of key: String) -> String {
    switch self {
    case .model, .provider, .day: key
    case .workspace: Hexadecimal.bytes(key[...]).flatMap { Identifier(bytes: $0) }?.text ?? key
    case .user: Hexadecimal.bytes(key[...]).flatMap { Identifier(bytes: $0) }?.text ?? UsageSum.localUser
    }
  }
}
