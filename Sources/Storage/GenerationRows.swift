import Domain
import SQLite

// How generations and their calls lie in rows.

extension GenerationState: Readable {
  init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.word(column) }
}

extension GenerationFault.Code: Readable {
  init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.word(column) }
}

extension GenerationStanding {
  static let columns = """
    state, attempt, failures, crashes, not_before, fault_code, fault_detail, fault_message, started_at, finished_at
    """

  /// Reads `columns`, in their order, from that place on.
  init(row: borrowing Row, from start: Int) throws(SQLiteError) {
    self.init()
    state = try row.read(start)
    attempt = try row.read(start + 1)
    failures = try row.read(start + 2)
    crashes = try row.read(start + 3)
    notBefore = try row.read(start + 4)
    if let code = try row.read(start + 5, as: GenerationFault.Code?.self) {
      fault = GenerationFault(
        code, try row.read(start + 6, as: String?.self) ?? "", providerMessage: try row.read(start + 7))
    }
    startedAt = try row.read(start + 8)
    finishedAt = try row.read(start + 9)
  }
}

extension Generation {
  static let columns = """
    \(GenerationStanding.columns), id, workspace_id, priority, recipe, shots, provider, provider_name, provider_kind, \
    parent_generation_id, estimated_cost_micros, cost_micros, made, created_at, \
    (SELECT json_group_array(json_array(lower(hex(id)), position, width, height)) FROM \
    (SELECT id, position, width, height FROM images WHERE generation_id = generations.id AND deleted_at IS NULL \
    ORDER BY position, id)), predecessors
    """

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    guard let recipe = Recipe(try row.read(13, as: JSON.self)) else {
      throw row.unreadable(13, wanted: "a recipe")
    }
    let shots = try row.read(14, as: JSON.self).array?.compactMap(GenerationPlan.Shot.init(json:)) ?? []
    guard !shots.isEmpty else { throw row.unreadable(14, wanted: "shots") }
    self.init(
      id: try row.read(10), workspaceId: try row.read(11), recipe: recipe, shots: shots,
      provider: Maker(id: try row.read(15), name: try row.read(16), kind: try row.read(17)),
      parentGenerationId: try row.read(18), estimatedCostMicros: try row.read(19), createdAt: try row.read(22),
      priority: try row.read(12))
    costMicros = try row.read(20)
    made = ShotSet(bits: UInt64(bitPattern: try row.integer(21)))
    standing = try GenerationStanding(row: row, from: 0)
    images = try row.read(23, as: JSON.self).array?.compactMap(Image.init(json:)) ?? []
    predecessors = try row.read(24, as: JSON?.self)?.array?.compactMap(Predecessor.init(json:)) ?? []
  }

  static func text(of predecessors: [Predecessor]) -> String {
    var json = JSONWriter()
    json.value(predecessors)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  static func text(of shots: [GenerationPlan.Shot]) -> String {
    var json = JSONWriter(capacity: 64 + 256 * shots.count)
    json.array { json in
      for shot in shots {
        json.object { json in
          json.field("prompt", shot.prompt)
          json.field("negativePrompt", shot.negativePrompt)
          json.field("seed", Int(shot.seed))
        }
      }
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension Generation.Predecessor {
  fileprivate init?(json: JSON) {
    guard let model = json["model"]?.string, let code = json["code"]?.string.flatMap(GenerationFault.Code.init) else {
      return nil
    }
    self.init(model: model, code: code)
  }
}

extension GenerationPlan.Shot {
  fileprivate init?(json: JSON) {
    guard let prompt = json["prompt"]?.string, let seed = json["seed"]?.int.flatMap({ UInt32(exactly: $0) }) else {
      return nil
    }
    self.init(prompt: prompt, negativePrompt: json["negativePrompt"]?.string, seed: seed)
  }
}

extension Generation.Image {
  fileprivate init?(json: JSON) {
    guard let fields = json.array, fields.count == 4, let hex = fields[0].string,
      let id = Hexadecimal.bytes(hex[...]).flatMap({ Identifier(bytes: $0) }), let index = fields[1].int,
      let width = fields[2].int, let height = fields[3].int
    else { return nil }
    self.init(id: id, index: Int(index), width: Int(width), height: Int(height))
  }
}

extension GenerationCall {
  static let columns = """
    generation_id, number, workspace_id, provider, model, first_shot, shots, key, estimate_micros, began_at, ticket
    """

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    let first = try row.read(5, as: Int.self)
    let (end, isTooMany) = first.addingReportingOverflow(try row.read(6, as: Int.self))
    guard !isTooMany, end > first else { throw row.unreadable(6, wanted: "a count of shots") }
    self.init(
      generationId: try row.read(0), number: try row.read(1), workspaceId: try row.read(2), provider: try row.read(3),
      model: try row.read(4), shots: first..<end, key: try row.read(7), estimateMicros: try row.read(8),
      beganAt: try row.read(9), ticket: try row.read(10))
  }
}
