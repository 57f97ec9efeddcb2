package import Domain
import SQLite

/// The orders for pictures; those that change them want a `Writing`.
package struct Generations<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The order was taken over, deleted or ended by somebody else: whoever worked on it stops and writes nothing.
  package struct Superseded: Error {
    package init() {}
  }

  /// Throws `not_found` for an id that never was or was deleted.
  package func get(_ id: Identifier) throws -> Generation {
    let sql = "SELECT \(Generation.columns) FROM generations WHERE id = ?"
    guard let generation = try connection.first(sql, [id], Generation.init(row:)) else {
      throw Failure.notFound("generation")
    }
    return generation
  }

  /// The same for who works on it. Throws `Superseded` when it is gone.
  package func find(_ id: Identifier) throws -> Generation {
    do { return try get(id) } catch is Failure { throw Superseded() }
  }

  /// The newest first.
  package func list(
    in workspaceId: Identifier, _ state: GenerationState.Shown? = nil, after position: Position? = nil, limit: Int
  ) throws -> Page<Generation> {
    let query = Self.query(in: workspaceId, state, after: position, limit: limit)
    let generations = try connection.all(query.sql, query.arguments, Generation.init(row:))
    return Page(generations, limit: limit) { Position(id: $0.id) }
  }

  /// Each filter has an index of the same order, so a page costs the same at any depth.
  static func query(
    in workspaceId: Identifier, _ state: GenerationState.Shown?, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    var condition = "workspace_id = ?"
    var arguments: [any Bindable] = [workspaceId]
    switch state {
    case nil: break
    case .running: condition += " AND \(running)"
    case .some(let state):
      condition += " AND state = ?"
      arguments.append(state.rawValue)
    }
    if let position {
      condition += " AND id < ?"
      arguments.append(position.id)
    }
    let sql = "SELECT \(Generation.columns) FROM generations WHERE \(condition) ORDER BY id DESC LIMIT ?"
    return (sql, arguments + [limit + 1])
  }

  /// Word for word as in the indexes, or SQLite does not take them.
  static var running: String {
    "state IN (\(GenerationState.allCases.filter(\.isRunning).map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
  }

  /// An order that waits, with all that its place in the line depends on.
  package struct Waiting: Sendable, Equatable {
    package let id: Identifier
    package let workspaceId: Identifier
    package let provider: String
    package let priority: Int
    package let notBefore: Timestamp?
  }

  /// How many wait.
  package func countWaiting() throws -> Int {
    try connection.first("SELECT count(*) FROM generations WHERE state = 'queued'") { try $0.read(0) } ?? 0
  }

  /// Up to `limit` of those that wait, the oldest first, after that id.
  package func waiting(after id: Identifier?, limit: Int) throws -> [Waiting] {
    try connection.all(
      """
      SELECT id, workspace_id, provider, priority, not_before FROM generations
      WHERE state = 'queued' AND id > ? ORDER BY id LIMIT ?
      """, [id?.bytes ?? [], limit]
    ) { row in
      Waiting(
        id: try row.read(0), workspaceId: try row.read(1), provider: try row.read(2), priority: try row.read(3),
        notBefore: try row.read(4))
    }
  }

  /// Up to `limit` of those that run, or ran when their run of the program ended, after that id.
  package func running(after id: Identifier?, notOf boot: Identifier, limit: Int) throws -> [Identifier] {
    try connection.all(
      "SELECT id FROM generations WHERE \(Self.running) AND id > ? AND boot IS NOT ? ORDER BY id LIMIT ?",
      [id?.bytes ?? [], boot, limit]
    ) { try $0.read(0) }
  }

  /// Up to `limit` live ones of a workspace.
  func live(in workspaceId: Identifier, limit: Int) throws -> [Identifier] {
    try connection.all(
      """
      SELECT id FROM generations WHERE workspace_id = ?1 AND state = 'queued'
      UNION ALL SELECT id FROM generations WHERE workspace_id = ?1 AND \(Self.running) LIMIT ?2
      """, [workspaceId, limit]
    ) { try $0.read(0) }
  }

  /// Whether work is under way, or waits, with a provider.
  func areLive(with provider: String) throws -> Bool {
    try connection.first(
      """
      SELECT 1 FROM generations WHERE provider = ?1 AND state = 'queued'
      UNION ALL SELECT 1 FROM generations WHERE provider = ?1 AND \(Self.running) LIMIT 1
      """, [provider]
    ) { _ in true } ?? false
  }

  func standing(of id: Identifier) throws -> (standing: GenerationStanding, workspaceId: Identifier) {
    let sql = "SELECT \(GenerationStanding.columns), workspace_id FROM generations WHERE id = ?"
    let found = try connection.first(sql, [id]) { row in
      (standing: try GenerationStanding(row: row, from: 0), workspaceId: try row.read(10, as: Identifier.self))
    }
    guard let found else { throw Superseded() }
    return found
  }
}

extension Generations where Transaction == Writing {
  /// Adds a new order and tells of it. Throws `in_trash` for a workspace that lies there, and `not_found`.
  package func insert(_ generation: Generation) throws {
    guard try transaction.workspaces.get(generation.workspaceId).deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    let standing = generation.standing
    try connection.run(
      """
      INSERT INTO generations (id, workspace_id, state, priority, recipe, shots, provider, provider_name,
        provider_kind, parent_generation_id, estimated_cost_micros, cost_micros, made, attempt, failures, crashes,
        created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        generation.id, generation.workspaceId, standing.state.rawValue, generation.priority,
        generation.recipe.compact, Generation.text(of: generation.shots), generation.provider.id,
        generation.provider.name, generation.provider.kind, generation.parentGenerationId,
        generation.estimatedCostMicros, generation.costMicros, Int64(bitPattern: generation.made.bits),
        standing.attempt, standing.failures, standing.crashes, generation.createdAt,
      ])
    try noteSources(of: generation)
    try record(standing, generation.id, in: generation.workspaceId)
  }

  /// Lets an event happen, as far as it may, and tells of it. An order that ends leaves no call open: one that is
  /// open goes into the ledger with what we reckoned.
  ///
  /// `attempt` is the turn for which the caller works; nil for a person's word and for a start. Throws `Superseded`
  /// when that turn is over or the event makes no sense any more: then nothing was changed.
  @discardableResult
  package func take(
    _ event: GenerationStanding.Event, _ id: Identifier, attempt: Int? = nil, boot: Identifier? = nil,
    roll: UInt64 = 0
  ) throws -> GenerationStanding {
    let (before, workspaceId) = try standing(of: id)
    guard attempt == nil || attempt == before.attempt else { throw Superseded() }
    var after = before
    do throws(GenerationStanding.Misplaced) {
      try after.take(event, at: transaction.now, roll: roll)
    } catch {
      throw Superseded()
    }
    let changed = try connection.run(
      """
      UPDATE generations SET state = ?, attempt = ?, failures = ?, crashes = ?, not_before = ?, fault_code = ?,
        fault_detail = ?, fault_message = ?, started_at = ?, finished_at = ?, boot = coalesce(?, boot)
      WHERE id = ? AND attempt = ? AND state = ?
      """,
      [
        after.state.rawValue, after.attempt, after.failures, after.crashes, after.notBefore,
        after.fault?.code.rawValue, after.fault?.detail, after.fault?.providerMessage, after.startedAt,
        after.finishedAt, boot, id, before.attempt, before.state.rawValue,
      ])
    guard changed == 1 else { throw Superseded() }
    if !after.state.isLive, let call = try transaction.calls.open(of: id) {
      try transaction.calls.end(call, call.ending(after.state.callOutcome, fault: after.fault))
    }
    if before.state.told != after.state.told { try record(after, id, in: workspaceId) }
    return after
  }

  /// Hands an order over to another model, of which nothing was made or paid. Throws `Superseded` where that may not be:
  /// the turn is over, the provider may have taken something, or it is not as `generation` says any more.
  package func passOn(
    _ generation: Generation, to refit: Refit, of maker: Generation.Maker, after failure: ProviderFailure,
    _ open: GenerationStanding.OpenCall, attempt: Int?
  ) throws {
    let (before, id) = (try get(generation.id), generation.id)
    guard before.isUntouched, before.model == generation.model, before.predecessors.count < Self.mostPredecessors,
      try transaction.calls.open(of: id) == nil
    else { throw Superseded() }
    try take(.passedOn(failure, open), id, attempt: attempt)
    let passed = Generation.Predecessor(model: before.model, code: GenerationFault(failure).code)
    try connection.run(
      """
      UPDATE generations SET recipe = ?, shots = ?, provider = ?, provider_name = ?, provider_kind = ?,
        estimated_cost_micros = ?, predecessors = ? WHERE id = ?
      """,
      [
        refit.recipe.compact, Generation.text(of: refit.shots), maker.id, maker.name, maker.kind,
        refit.estimatedCostMicros, Generation.text(of: before.predecessors + [passed]), id,
      ])
    try transaction.record(
      "queue.changed", workspaceId: before.workspaceId,
      subject: [
        "type": "generation", "id": .string(id.text), "provider": .string(maker.id),
        "model": .string(refit.recipe.model ?? maker.id),
        "fallbackFrom": ["model": .string(passed.model), "code": .string(passed.code.rawValue)],
      ])
  }

  /// Notes that a shot's picture is kept; the picture's row belongs into the same transaction.
  ///
  /// Throws `Superseded` when the turn is over or the shot was made already. Of an order that was cancelled meanwhile
  /// the picture is taken, and its fault says so: it was paid.
  package func keep(shot index: Int, of id: Identifier, attempt: Int) throws {
    let (standing, _) = try standing(of: id)
    let isLate = standing.state == .cancelled
    guard standing.attempt == attempt, standing.state.isRunning || isLate else { throw Superseded() }
    let sql = "SELECT made FROM generations WHERE id = ?"
    guard let bits = try connection.first(sql, [id], { try $0.integer(0) }) else { throw Superseded() }
    var made = ShotSet(bits: UInt64(bitPattern: bits))
    guard !made.contains(index) else { throw Superseded() }
    made.insert(index)
    try connection.run("UPDATE generations SET made = ? WHERE id = ?", [Int64(bitPattern: made.bits), id])
    guard isLate else { return }
    let count = made.count == 1 ? "One picture was" : "\(made.count) pictures were"
    try connection.run(
      "UPDATE generations SET fault_code = ?, fault_detail = ? WHERE id = ?",
      [
        GenerationFault.Code.interrupted.rawValue,
        "\(count) already made and paid when it was cancelled, and kept.", id,
      ])
  }

  /// Changes the place of one that waits, or of which nobody knows when it will wait again. Throws
  /// `generation_ended`, and `not_found`.
  @discardableResult
  package func prioritize(_ id: Identifier, _ priority: Int) throws -> Generation {
    var generation = try get(id)
    guard generation.state.isLive else {
      throw Failure(.generationEnded, "This generation has ended: its priority cannot change anything.")
    }
    guard generation.priority != priority else { return generation }
    generation.priority = priority
    try connection.run("UPDATE generations SET priority = ? WHERE id = ?", [priority, id])
    try transaction.record(
      "queue.changed", workspaceId: generation.workspaceId,
      subject: ["type": "generation", "id": .string(id.text), "priority": .int(Int64(priority))])
    return generation
  }

  /// Removes one that has ended; its pictures stay. Throws `generation_live`, and `not_found`.
  package func delete(_ id: Identifier) throws {
    let generation = try get(id)
    guard !generation.state.isLive else {
      throw Failure(.generationLive, "This generation is not over: cancel it first.")
    }
    try connection.run("DELETE FROM generations WHERE id = ?", [id])
    try transaction.record(
      "generation.deleted", workspaceId: generation.workspaceId,
      subject: ["type": "generation", "id": .string(id.text)])
  }

  /// Cancels up to `limit` of what waits and runs in a workspace. Returns how many.
  func cancelAll(in workspaceId: Identifier, limit: Int = .max) throws -> Int {
    let live = try live(in: workspaceId, limit: limit)
    for id in live { try take(.cancelled, id) }
    return live.count
  }

  func add(cost micros: Int, to id: Identifier) throws {
    try connection.run("UPDATE generations SET cost_micros = coalesce(cost_micros, 0) + ? WHERE id = ?", [micros, id])
  }

  private static var mostPredecessors: Int { 16 }

  private func record(_ standing: GenerationStanding, _ id: Identifier, in workspaceId: Identifier) throws {
    var subject = JSON.Object()
    subject.append("type", "generation")
    subject.append("id", .string(id.text))
    subject.append("workspaceId", .string(workspaceId.text))
    subject.append("state", .string(standing.state.shown.rawValue))
    subject.append("attempt", .int(Int64(standing.attempt)))
    if let fault = standing.fault {
      subject.append("error", ["code": .string(fault.code.rawValue), "detail": .string(fault.detail)])
    }
    try transaction.record("generation.\(standing.state.told)", workspaceId: workspaceId, subject: .object(subject))
  }
}

extension GenerationState {
  /// The word of the event that tells of it.
  fileprivate var told: String {
    switch shown {
    case .running: "started"
    case .outcomeUnknown, .parked: "failed"
    case let shown: shown.rawValue
    }
  }

  /// What a call is that was open when its order ended so.
  fileprivate var callOutcome: GenerationCall.Outcome {
    switch self {
    case .succeeded: .succeeded
    case .cancelled: .cancelled
    case .outcomeUnknown, .parked: .unknown
    default: .failed
    }
  }
}
