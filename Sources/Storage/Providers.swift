package import Crypto
package import Domain
import SQLite

/// The providers; those that change them want a `Writing`.
package struct Providers<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Throws `not_found`.
  package func get(_ id: String) throws -> Provider {
    let sql = "SELECT \(Provider.columns) FROM \(Provider.tables) WHERE id = ?"
    guard let provider = try connection.first(sql, [id], Provider.init(row:)) else {
      throw Failure.notFound("provider")
    }
    return provider
  }

  /// All of them, by id.
  package func all() throws -> [Provider] {
    try connection.all(
      "SELECT \(Provider.columns) FROM \(Provider.tables) ORDER BY id LIMIT ?", [Provider.most], Provider.init(row:))
  }
}

extension Providers where Transaction == Writing {
  /// The key of the draft is sealed with `seal`. Throws `already_exists` for an id that is taken, and `too_many`.
  @discardableResult
  package func insert(_ draft: Provider.Draft, seal: Seal?) throws -> Provider {
    let ids = Set(try all().map(\.id))
    guard ids.count < Provider.most else {
      throw Failure(.tooMany, "There are \(Provider.most) connections, which is the most. Delete one first.")
    }
    if let id = draft.id, ids.contains(id) {
      let field = Failure.Field("/id", .format, "Another connection has this id.")
      throw Failure(.alreadyExists, "There is a connection \(id) already.", fields: [field])
    }
    let provider = Provider(draft, id: draft.id ?? Self.free(draft.suggestedId, ids), at: transaction.now)
    try insert(provider)
    try transaction.sealedKeys.put(draft.apiKey, of: provider, with: seal)
    try record("created", provider)
    return provider
  }

  /// Makes the one that every studio has, where it is missing. Nobody is told: it has always been there.
  package func ensureBuiltin(_ kind: ProviderKind) throws {
    guard try connection.first("SELECT 1 FROM providers WHERE id = ?", [Provider.builtin], { _ in true }) == nil else {
      return
    }
    try insert(Provider(Provider.Draft(kind: kind), id: Provider.builtin, at: transaction.now))
  }

  private func insert(_ provider: Provider) throws {
    try connection.run(
      """
      INSERT INTO providers (id, kind, name, base_url, enabled, key_hint, options, concurrency, requests_per_minute,
        daily_budget_micros, created_at, updated_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        provider.id, provider.kind, provider.name, provider.baseUrl?.text, provider.enabled, provider.keyHint,
        JSON.object(provider.options), provider.limits.concurrency, provider.limits.requestsPerMinute,
        provider.limits.dailyBudgetMicros, provider.createdAt, provider.updatedAt, provider.version,
      ])
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Who wants a certain version compares
  /// it in the same transaction: nobody comes between.
  @discardableResult
  package func update(_ id: String, _ patch: Provider.Patch, seal: Seal?) throws -> Provider {
    let current = try get(id)
    if id == Provider.builtin, patch.enabled == false {
      throw Failure(.builtIn, "The built-in models are always there.")
    }
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    try connection.run(
      """
      UPDATE providers SET name = ?, base_url = ?, enabled = ?, key_hint = ?, options = ?, concurrency = ?,
        requests_per_minute = ?, daily_budget_micros = ?, updated_at = ?, version = ? WHERE id = ?
      """,
      [
        changed.name, changed.baseUrl?.text, changed.enabled, changed.keyHint, JSON.object(changed.options),
        changed.limits.concurrency, changed.limits.requestsPerMinute, changed.limits.dailyBudgetMicros,
        changed.updatedAt, changed.version, id,
      ])
    if let key = patch.apiKey {
      try transaction.sealedKeys.put(key, of: changed, with: seal)
    } else if !changed.hasKey {
      try transaction.sealedKeys.put(nil, of: changed, with: seal)
    }
    try record("updated", changed)
    return changed
  }

  /// Removes it with its key and its cards; what was made with it stays. Throws `built_in`, and `in_use` while work is
  /// under way with it.
  package func delete(_ id: String) throws {
    let provider = try get(id)
    if id == Provider.builtin { throw Failure(.builtIn, "The built-in models are always there.") }
    guard try !transaction.generations.areLive(with: id) else {
      throw Failure(
        .inUse, "Images are being made with it. Cancel or await them first, or disable it so that no more begin.")
    }
    try connection.run("DELETE FROM providers WHERE id = ?", [id])
    try record("deleted", provider)
  }

  /// `name`, or the first of `name-2`, `name-3`… that nobody has.
  private static func free(_ name: String, _ taken: Set<String>) -> String {
    guard taken.contains(name) else { return name }
    var number = 2
    while taken.contains("\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }

  private func record(_ verb: String, _ provider: Provider) throws {
    try transaction.record(
      "provider.\(verb)", workspaceId: nil,
      subject: [
        "type": "provider", "id": .string(provider.id), "name": .string(provider.name),
        "version": .int(Int64(provider.version)),
      ])
  }
}

extension Provider {
  static let tables = "providers LEFT JOIN sealed_keys ON provider_id = id"
  static let columns = """
    id, kind, name, base_url, enabled, provider_id IS NOT NULL, key_hint, options, concurrency, requests_per_minute, \
    daily_budget_micros, created_at, updated_at, version
    """

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    var limits = Limits()
    limits.concurrency = try row.read(8)
    limits.requestsPerMinute = try row.read(9)
    limits.dailyBudgetMicros = try row.read(10)
    var options = JSON.Object()
    if case .object(let object) = try row.read(7, as: JSON.self) { options = object }
    self.init(
      id: try row.read(0), kind: try row.read(1), name: try row.read(2),
      baseUrl: try row.read(3, as: String?.self).flatMap { try? BaseURL($0) }, enabled: try row.read(4),
      hasKey: try row.read(5), keyHint: try row.read(6), options: options, limits: limits,
      createdAt: try row.read(11), updatedAt: try row.read(12), version: try row.read(13))
  }
}
