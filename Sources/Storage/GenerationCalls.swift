package import Domain
import SQLite

/// Every call to a provider for pictures. A generation has one open call at most.
package struct GenerationCalls<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The call whose end nobody has written down yet.
  package func open(of generationId: Identifier) throws -> GenerationCall? {
    try connection.first(
      """
      SELECT \(GenerationCall.columns) FROM generation_calls WHERE generation_id = ? AND outcome IS NULL
      ORDER BY number DESC LIMIT 1
      """, [generationId], GenerationCall.init(row:))
  }

  /// What the open calls of a workspace may cost.
  package func promised(in workspaceId: Identifier) throws -> Int {
    try sum("workspace_id = ?", [workspaceId])
  }

  /// What the open calls to a provider may cost.
  package func promised(to provider: String) throws -> Int { try sum("provider = ?", [provider]) }

  private func sum(_ condition: String, _ arguments: [any Bindable]) throws -> Int {
    try connection.first(
      "SELECT coalesce(sum(estimate_micros), 0) FROM generation_calls WHERE \(condition) AND outcome IS NULL",
      arguments
    ) { try $0.read(0) } ?? 0
  }
}

extension GenerationCalls where Transaction == Writing {
  /// Writes down that a call is about to be made, before its first byte leaves.
  package func begin(
    _ shots: Range<Int>, of generation: Generation, key: Identifier, estimateMicros: Int?
  ) throws -> GenerationCall {
    let last = try connection.first("SELECT max(number) FROM generation_calls WHERE generation_id = ?", [generation.id])
    { try $0.read(0, as: Int?.self) }
    let call = GenerationCall(
      generationId: generation.id, number: ((last ?? nil) ?? 0) + 1, workspaceId: generation.workspaceId,
      provider: generation.provider.id, model: generation.model, shots: shots, key: key,
      estimateMicros: estimateMicros, beganAt: transaction.now)
    try connection.run(
      """
      INSERT INTO generation_calls (\(GenerationCall.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        call.generationId, call.number, call.workspaceId, call.provider, call.model, call.shots.lowerBound,
        call.shots.count, call.key, call.estimateMicros, call.beganAt, call.ticket,
      ])
    return call
  }

  /// Keeps the ticket of an open call, or the newer one. Throws `Superseded` when the call is over.
  package func keep(ticket: String, of call: GenerationCall) throws {
    let changed = try connection.run(
      "UPDATE generation_calls SET ticket = ? WHERE generation_id = ? AND number = ? AND outcome IS NULL",
      [ticket, call.generationId, call.number])
    guard changed == 1 else { throw Generations<Writing>.Superseded() }
  }

  /// Ends an open call and puts it into the ledger, once. One that came to nothing and is simply made again costs
  /// nothing and is not put there.
  package func end(_ call: GenerationCall, _ ending: GenerationCall.Ending) throws {
    let changed = try connection.run(
      """
      UPDATE generation_calls SET outcome = ?, cost_micros = ?, fault_code = ?, fault_detail = ?, ended_at = ?
      WHERE generation_id = ? AND number = ? AND outcome IS NULL
      """,
      [
        ending.outcome.rawValue, ending.costMicros, ending.fault?.code.rawValue, ending.fault?.detail,
        transaction.now, call.generationId, call.number,
      ])
    guard changed == 1, let outcome = ending.outcome.inLedger else { return }
    var usage = Usage(
      purpose: .image, workspaceId: call.workspaceId, generationId: call.generationId, provider: call.provider,
      model: call.model, outcome: outcome)
    usage.images = ending.images
    usage.inputTokens = ending.inputTokens
    usage.outputTokens = ending.outputTokens
    usage.costMicros = ending.costMicros
    usage.isEstimate = ending.isEstimate
    usage.latencyMs = ending.latencyMs
    try transaction.usage.add(usage)
    if let cost = ending.costMicros { try transaction.generations.add(cost: cost, to: call.generationId) }
  }
}

extension GenerationCall.Outcome {
  fileprivate var inLedger: Usage.Outcome? {
    switch self {
    case .succeeded: .succeeded
    case .failed: .failed
    case .cancelled: .cancelled
    case .unknown: .unknown
    case .interrupted: nil
    }
  }
}
