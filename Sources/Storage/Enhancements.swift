import Crypto
package import Domain
import SQLite

/// The prompts that were made better; those that add some want a `Writing`.
package struct Enhancements<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Throws `not_found` for an id that never was or was purged.
  package func get(_ id: Identifier) throws -> Enhancement {
    let sql = "SELECT \(Enhancement.columns) FROM enhancements WHERE id = ?"
    guard let enhancement = try connection.first(sql, [id], Enhancement.init(row:)) else {
      throw Failure.notFound("enhancement")
    }
    return enhancement
  }

  /// The one of that workspace; nil when there is none.
  package func find(_ id: Identifier, in workspaceId: Identifier) throws -> Enhancement? {
    try connection.first(
      "SELECT \(Enhancement.columns) FROM enhancements WHERE id = ? AND workspace_id = ?", [id, workspaceId],
      Enhancement.init(row:))
  }

  /// The newest one with the same fingerprint (see `EnhancementInput`) that the model asked for wrote itself.
  package func find(like fingerprint: [UInt8], in workspaceId: Identifier) throws -> Enhancement? {
    try connection.first(
      """
      SELECT \(Enhancement.columns) FROM enhancements
      WHERE workspace_id = ? AND fingerprint = ? AND fallback_model IS NULL ORDER BY id DESC LIMIT 1
      """, [workspaceId, Digest.sha256(fingerprint)], Enhancement.init(row:))
  }

  /// The newest first.
  package func list(
    in workspaceId: Identifier, after position: Position? = nil, limit: Int
  ) throws -> Page<Enhancement> {
    let query = Self.query(in: workspaceId, after: position, limit: limit)
    return Page(try connection.all(query.sql, query.arguments, Enhancement.init(row:)), limit: limit) {
      Position(id: $0.id)
    }
  }

  static func query(
    in workspaceId: Identifier, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    let sql = "SELECT \(Enhancement.columns) FROM enhancements WHERE workspace_id = ?"
    guard let position else { return (sql + " ORDER BY id DESC LIMIT ?", [workspaceId, limit + 1]) }
    return (sql + " AND id < ? ORDER BY id DESC LIMIT ?", [workspaceId, position.id, limit + 1])
  }
}

extension Enhancements where Transaction == Writing {
  package func insert(_ enhancement: Enhancement, fingerprint: [UInt8]) throws {
    var candidates = JSONWriter(capacity: 2_048)
    candidates.value(enhancement.candidates)
    var words = JSONWriter()
    words.value(enhancement.lockedWords)
    try connection.run(
      "INSERT INTO enhancements (\(Enhancement.columns), fingerprint) VALUES (\(Enhancement.places), ?)",
      [
        enhancement.id, enhancement.workspaceId, enhancement.source, enhancement.negativePrompt,
        enhancement.imageModel, enhancement.style, enhancement.instructions,
        String(decoding: words.bytes, as: UTF8.self), enhancement.textModel,
        String(decoding: candidates.bytes, as: UTF8.self), enhancement.fallbackFrom?.model,
        enhancement.fallbackFrom?.code, enhancement.costMicros.map { max(0, $0) }, enhancement.isCached,
        enhancement.createdAt, Digest.sha256(fingerprint),
      ])
    try transaction.record(
      "enhancement.created", workspaceId: enhancement.workspaceId,
      subject: ["type": "enhancement", "id": .string(enhancement.id.text)])
  }
}

extension Enhancement {
  static let columns = """
    id, workspace_id, source, negative_prompt, image_model, style, instructions, locked_words, text_model, \
    candidates, fallback_model, fallback_code, cost_micros, cached, created_at
    """
  static let places = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    var fallback: Message.Fallback?
    if let model: String = try row.read(10), let code: String = try row.read(11) {
      fallback = Message.Fallback(model: model, code: code)
    }
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), source: try row.read(2), negativePrompt: try row.read(3),
      imageModel: try row.read(4), style: try row.read(5), instructions: try row.read(6),
      lockedWords: (try row.read(7, as: JSON.self).array ?? []).compactMap(\.string), textModel: try row.read(8),
      candidates: (try row.read(9, as: JSON.self).array ?? []).compactMap { Candidate($0) }, fallbackFrom: fallback,
      costMicros: try row.read(12), isCached: try row.read(13), createdAt: try row.read(14))
  }
}
