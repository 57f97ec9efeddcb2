package import Domain
import SQLite

/// The chats; those that change them want a `Writing`.
package struct Chats<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Which of them a list shows.
  package enum Shelf: Sendable, CaseIterable {
    /// Neither archived nor in the trash.
    case active
    /// Of the active ones, those that are pinned.
    case pinned
    case archived
    case trashed
  }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Chat {
    guard let chat = try find(id) else { throw Failure.notFound("chat") }
    return chat
  }

  /// Nil for an id that never was or was purged.
  package func find(_ id: Identifier) throws -> Chat? {
    try connection.first("SELECT \(Chat.columns) FROM chats WHERE id = ?", [id], Chat.init(row:))
  }

  /// The last used first; in the trash, the last deleted first.
  ///
  /// `pinned` takes only those that are, or only those that are not; `words` those in whose title, or in one of whose
  /// messages, all of them stand.
  package func list(
    in workspaceId: Identifier, _ shelf: Shelf, pinned: Bool? = nil, words: String? = nil,
    after position: Position? = nil, limit: Int
  ) throws -> Page<Chat> {
    let query = Self.query(in: workspaceId, shelf, pinned: pinned, words: words, after: position, limit: limit)
    let chats = try connection.all(query.sql, query.arguments, Chat.init(row:))
    return Page(chats, limit: limit) { chat in
      Position(rank: (shelf == .trashed ? chat.deletedAt ?? chat.updatedAt : chat.updatedAt).milliseconds, id: chat.id)
    }
  }

  /// Each shelf has a partial index of the same order, so a page costs the same at any depth.
  static func query(
    in workspaceId: Identifier, _ shelf: Shelf, pinned: Bool? = nil, words: String? = nil, after position: Position?,
    limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    let (condition, rank) =
      switch shelf {
      case .active: ("deleted_at IS NULL AND archived_at IS NULL", "updated_at")
      case .pinned: ("deleted_at IS NULL AND archived_at IS NULL AND pinned = 1", "updated_at")
      case .archived: ("deleted_at IS NULL AND archived_at IS NOT NULL", "updated_at")
      case .trashed: ("deleted_at IS NOT NULL", "deleted_at")
      }
    var sql = "SELECT \(Chat.columns) FROM chats WHERE workspace_id = ? AND \(condition)"
    var arguments: [any Bindable] = [workspaceId]
    if let pinned { sql += " AND pinned = \(pinned ? 1 : 0)" }
    if let words {
      sql += """
         AND id IN (SELECT chat_id FROM spoken WHERE number IN (SELECT rowid FROM spoken_words WHERE spoken_words MATCH ?))
        """
      arguments.append(Spoken.query(words, in: workspaceId))
    }
    if let position {
      sql += " AND (\(rank), id) < (?, ?)"
      arguments += [position.rank ?? Int64.max, position.id]
    }
    sql += " ORDER BY \(rank) DESC, id DESC LIMIT ?"
    return (sql, arguments + [limit + 1])
  }
}

extension Chats where Transaction == Writing {
  @discardableResult
  package func insert(_ draft: Chat.Patch, in workspaceId: Identifier) throws -> Chat {
    let chat = Chat(draft, id: Identifier(at: transaction.now), in: workspaceId, at: transaction.now)
    try insert(chat)
    return chat
  }

  /// Adds one that was whole before, such as an imported one.
  package func insert(_ chat: Chat) throws {
    try connection.run(
      "INSERT INTO chats (\(Chat.columns)) VALUES (\(Chat.places))",
      [
        chat.id, chat.workspaceId, chat.title, chat.titleSource.rawValue, chat.model, chat.systemPrompt,
        chat.parameters.temperature, chat.parameters.maxTokens, chat.parameters.topP, chat.parameters.mode?.rawValue,
        chat.leafMessageId, chat.pinned, 0, chat.createdAt, chat.updatedAt, chat.archivedAt, chat.deletedAt,
        chat.version,
      ])
    try record("created", chat)
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Throws `invalid_request` for a leaf that is
  /// no message of this chat.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Chat.Patch) throws -> Chat {
    let current = try get(id)
    if case .some(.some(let leaf)) = patch.leafMessageId {
      guard let message = try transaction.messages.find(leaf), message.chatId == id, message.deletedAt == nil else {
        let field = Failure.Field("/leafMessageId", .notFound, "Must be a message of this chat.")
        throw Failure(.invalidRequest, "The chat has no such message.", fields: [field])
      }
    }
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    try save(changed)
    try record("updated", changed)
    return changed
  }

  /// Names a chat that no person has named.
  package func name(_ id: Identifier, _ title: String) throws {
    var chat = try get(id)
    guard chat.titleSource != .person, chat.title != title, !title.isEmpty else { return }
    chat.title = title
    chat.titleSource = .automatic
    chat.version += 1
    try save(chat)
    try record("updated", chat)
  }

  /// Shows the branch that ends with `leaf` (none when it is nil), and counts the chat as used now.
  @discardableResult
  package func show(_ id: Identifier, leaf: Identifier?) throws -> Chat {
    var chat = try get(id)
    chat.leafMessageId = leaf
    chat.updatedAt = transaction.now
    chat.version += 1
    try save(chat)
    try record("updated", chat)
    return chat
  }

  /// Moves it to the trash; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Chat { try move(id, toTrash: true) }

  /// Takes it out of the trash; one that is not there stays as it is.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Chat { try move(id, toTrash: false) }

  /// Removes it for good with its messages, from the trash or not.
  package func purge(_ id: Identifier) throws {
    let chat = try get(id)
    try transaction.messages.cutApart(below: "SELECT id FROM messages WHERE chat_id = ?", [id])
    try connection.run("DELETE FROM chats WHERE id = ?", [id])
    try record("purged", chat)
  }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    let expired = try connection.all(
      "SELECT id FROM chats WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?", [moment, limit]
    ) { try $0.read(0, as: Identifier.self) }
    for id in expired { try purge(id) }
    return expired.count
  }

  private func move(_ id: Identifier, toTrash: Bool) throws -> Chat {
    var chat = try get(id)
    guard toTrash != (chat.deletedAt != nil) else { return chat }
    chat.deletedAt = toTrash ? transaction.now : nil
    chat.version += 1
    try save(chat)
    try record(toTrash ? "deleted" : "restored", chat)
    return chat
  }

  private func save(_ chat: Chat) throws {
    try connection.run(
      """
      UPDATE chats SET title = ?, title_source = ?, model = ?, system_prompt = ?, temperature = ?, max_tokens = ?,
        top_p = ?, mode = ?, leaf_message_id = ?, pinned = ?, updated_at = ?, archived_at = ?, deleted_at = ?,
        version = ?
      WHERE id = ?
      """,
      [
        chat.title, chat.titleSource.rawValue, chat.model, chat.systemPrompt, chat.parameters.temperature,
        chat.parameters.maxTokens, chat.parameters.topP, chat.parameters.mode?.rawValue, chat.leafMessageId,
        chat.pinned, chat.updatedAt, chat.archivedAt, chat.deletedAt, chat.version, chat.id,
      ])
  }

  private func record(_ verb: String, _ chat: Chat) throws {
    try transaction.record(
      "chat.\(verb)", workspaceId: chat.workspaceId,
      subject: [
        "type": "chat", "id": .string(chat.id.text), "title": .string(chat.title),
        "version": .int(Int64(chat.version)),
      ])
  }
}

extension Chat {
  static let columns = """
    id, workspace_id, title, title_source, model, system_prompt, temperature, max_tokens, top_p, mode, \
    leaf_message_id, pinned, messages, created_at, updated_at, archived_at, deleted_at, version
    """
  static let places = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    var parameters = Parameters()
    parameters.temperature = try row.read(6)
    parameters.maxTokens = try row.read(7)
    parameters.topP = try row.read(8)
    parameters.mode = try row.read(9, as: String?.self).flatMap { TextMode(rawValue: $0) }
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), title: try row.read(2), titleSource: try row.word(3),
      model: try row.read(4), systemPrompt: try row.read(5), parameters: parameters, leafMessageId: try row.read(10),
      pinned: try row.read(11), messageCount: try row.read(12), createdAt: try row.read(13),
      updatedAt: try row.read(14), archivedAt: try row.read(15), deletedAt: try row.read(16), version: try row.read(17))
  }
}
