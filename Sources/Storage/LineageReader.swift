import Domain
import SQLite

/// Reads one thing of a lineage, with what it came from and what came from it.
struct LineageReader {
  let connection: Connection

  struct Thing {
    var node: Lineage.Node
    /// Nil for what is gone: it is only a name.
    var workspaceId: Identifier?
    var origins: [(kind: Lineage.Node.Kind, edge: Lineage.Edge)] = []
  }

  /// Nil where there is none, and none to be shown in its place.
  func read(_ kind: Lineage.Node.Kind, _ id: Identifier) throws -> Thing? {
    switch kind {
    case .prompt: try prompt(id) ?? gone(.prompt, id)
    case .message: try message(id) ?? gone(.message, id)
    case .enhancement: try enhancement(id) ?? gone(.enhancement, id)
    case .generation: try generation(id) ?? goneGeneration(id)
    case .image: try image(id) ?? gone(.image, id)
    }
  }

  private func gone(_ kind: Lineage.Node.Kind, _ id: Identifier) -> Thing {
    var node = Lineage.Node(kind, id)
    node.isGone = true
    return Thing(node: node)
  }

  private func prompt(_ id: Identifier) throws -> Thing? {
    try connection.first("SELECT title, created_at, deleted_at, workspace_id FROM prompts WHERE id = ?", [id]) { row in
      var node = Lineage.Node(.prompt, id)
      node.title = try row.read(0)
      node.createdAt = try row.read(1)
      node.deletedAt = try row.read(2)
      return Thing(node: node, workspaceId: try row.read(3))
    }
  }

  private func message(_ id: Identifier) throws -> Thing? {
    try connection.first(
      """
      SELECT substr(coalesce(parts ->> '$[0].text', ''), 1, 120), chat_id, messages.model, messages.created_at,
        coalesce(messages.deleted_at, chats.deleted_at), workspace_id
      FROM messages JOIN chats ON chats.id = chat_id WHERE messages.id = ?
      """, [id]
    ) { row in
      var node = Lineage.Node(.message, id)
      node.title = try row.read(0)
      node.chatId = try row.read(1)
      node.model = try row.read(2)
      node.createdAt = try row.read(3)
      node.deletedAt = try row.read(4)
      return Thing(node: node, workspaceId: try row.read(5))
    }
  }

  private func enhancement(_ id: Identifier) throws -> Thing? {
    try connection.first(
      "SELECT substr(source, 1, 120), text_model, created_at, workspace_id FROM enhancements WHERE id = ?", [id]
    ) { row in
      var node = Lineage.Node(.enhancement, id)
      node.title = try row.read(0)
      node.model = try row.read(1)
      node.createdAt = try row.read(2)
      return Thing(node: node, workspaceId: try row.read(3))
    }
  }

  private func generation(_ id: Identifier) throws -> Thing? {
    let thing = try connection.first(
      """
      SELECT substr(recipe ->> '$.prompt', 1, 120), recipe ->> '$.model', state, created_at, workspace_id
      FROM generations WHERE id = ?
      """, [id]
    ) { row in
      var node = Lineage.Node(.generation, id)
      node.title = try row.read(0, as: String?.self) ?? ""
      node.model = try row.read(1)
      node.state = try row.read(2, as: GenerationState.self).shown
      node.createdAt = try row.read(3)
      return Thing(node: node, workspaceId: try row.read(4))
    }
    guard var thing else { return nil }
    thing.origins = try connection.all(
      "SELECT role, source_id, version FROM generation_sources WHERE generation_id = ? ORDER BY role, source_id", [id]
    ) { row in
      let role: Lineage.Role = try row.word(0)
      return (role.origin, Lineage.Edge(from: try row.read(1), to: id, role: role, version: try row.read(2)))
    }
    return thing
  }

  /// What one of its pictures still says of it.
  private func goneGeneration(_ id: Identifier) throws -> Thing? {
    var thing = gone(.generation, id)
    let recipe = try connection.first("\(Self.pictures("recipe")) LIMIT 1", [Self.mark(of: id)]) { row in
      try row.read(0, as: JSON?.self).flatMap { Recipe($0) }
    }
    guard let recipe = recipe ?? nil else { return thing }
    thing.node.title = String(recipe.prompt.unicodeScalars.prefix(120))
    thing.node.model = recipe.model
    thing.origins = recipe.origins.map { role, origin in
      (role.origin, Lineage.Edge(from: origin, to: id, role: role))
    }
    return thing
  }

  private func image(_ id: Identifier) throws -> Thing? {
    try connection.first(
      """
      SELECT CASE title WHEN '' THEN substr(coalesce(recipe ->> '$.prompt', ''), 1, 120) ELSE title END, model, width,
        height, created_at, deleted_at, workspace_id, generation_id, parent_image_id
      FROM images WHERE id = ?
      """, [id]
    ) { row in
      var node = Lineage.Node(.image, id)
      node.title = try row.read(0)
      node.model = try row.read(1)
      node.width = try row.read(2)
      node.height = try row.read(3)
      node.createdAt = try row.read(4)
      node.deletedAt = try row.read(5)
      var thing = Thing(node: node, workspaceId: try row.read(6))
      if let generation = try row.read(7, as: Identifier?.self) {
        thing.origins = [(.generation, Lineage.Edge(from: generation, to: id, role: .picture))]
      } else if let parent = try row.read(8, as: Identifier?.self) {
        thing.origins = [(.image, Lineage.Edge(from: parent, to: id, role: .parentImage))]
      }
      return thing
    }
  }

  /// What came from it in one step, the oldest first.
  func offspring(of node: Lineage.Node) throws -> [(kind: Lineage.Node.Kind, id: Identifier)] {
    switch node.kind {
    case .generation:
      return try connection.all(Self.pictures("id"), [Self.mark(of: node.id)]) { (.image, try $0.read(0)) }
    case .prompt, .enhancement, .message: return try ordered(from: node.id)
    case .image:
      // A picture whose generation was removed is still the child of its parent, through what is left of that.
      let pictures = try connection.all(
        "SELECT id, generation_id FROM images WHERE parent_image_id = ? ORDER BY id", [node.id]
      ) { row -> (kind: Lineage.Node.Kind, id: Identifier) in
        if let generation = try row.read(1, as: Identifier?.self) { return (.generation, generation) }
        return (.image, try row.read(0))
      }
      return try ordered(from: node.id) + pictures
    }
  }

  /// The pictures of a generation, those in the trash too: only the index of words and marks knows both.
  private static func pictures(_ column: String) -> String {
    """
    SELECT \(column) FROM image_words CROSS JOIN images ON number = image_words.rowid
    WHERE image_words MATCH ? ORDER BY position, id
    """
  }

  private static func mark(of generation: Identifier) -> String { "marks : g\(Hexadecimal.text(generation.bytes))" }

  private func ordered(from id: Identifier) throws -> [(kind: Lineage.Node.Kind, id: Identifier)] {
    try connection.all(
      "SELECT DISTINCT generation_id FROM generation_sources WHERE source_id = ? ORDER BY generation_id", [id]
    ) { (.generation, try $0.read(0)) }
  }
}
