package import Domain
import SQLite

/// What was said in chats; those that change it want a `Writing`.
package struct Messages<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Throws `not_found` for an id that never was or was purged; a deleted one is found.
  package func get(_ id: Identifier) throws -> Message {
    guard let message = try find(id) else { throw Failure.notFound("message") }
    return message
  }

  package func find(_ id: Identifier) throws -> Message? {
    try connection.first("SELECT \(Message.columns) FROM messages WHERE id = ?", [id], Message.init(row:))
  }

  /// A message with its siblings.
  package func placed(_ id: Identifier) throws -> PlacedMessage { try place(try get(id)) }

  package func place(_ message: Message) throws -> PlacedMessage {
    let siblings = try connection.all(
      """
      SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ? AND (deleted_at IS NULL OR id = ?) ORDER BY id
      """, [message.chatId, message.parentId, message.id]
    ) { try $0.read(0, as: Identifier.self) }
    return PlacedMessage(message, siblingIds: siblings)
  }

  /// From the first message to `leaf`, the oldest first; empty without a leaf.
  package func branch(endingWith leaf: Identifier?) throws -> [Message] {
    guard let leaf else { return [] }
    // The parent of a row is found by its key: as many steps as the branch has messages.
    let newestFirst = try connection.all(
      """
      WITH RECURSIVE branch (\(Message.columns), depth) AS (
        SELECT \(Message.columns), 0 FROM messages WHERE id = ?
        UNION ALL
        SELECT \(Message.qualifiedColumns), depth + 1 FROM branch JOIN messages ON messages.id = branch.parent_id
      )
      SELECT \(Message.columns) FROM branch ORDER BY depth
      """, [leaf], Message.init(row:))
    return newestFirst.reversed()
  }

  /// A piece of the branch that ends with `leaf`, the oldest first.
  package func branch(
    endingWith leaf: Identifier?, after position: Position?, limit: Int
  ) throws -> Page<Message> {
    guard let leaf else { return Page([], limit: limit) { Position(id: $0.id) } }
    // Ids alone, from the end to the beginning: the messages themselves may be long.
    let newestFirst = try connection.all(
      """
      WITH RECURSIVE branch (id, depth) AS (
        SELECT ?, 0 UNION ALL
        SELECT messages.parent_id, depth + 1 FROM branch JOIN messages ON messages.id = branch.id
        WHERE messages.parent_id IS NOT NULL
      )
      SELECT id FROM branch ORDER BY depth
      """, [leaf]
    ) { try $0.read(0, as: Identifier.self) }
    let ids = newestFirst.reversed()
    let rest = position.flatMap { seen in ids.firstIndex(of: seen.id).map { ids[ids.index(after: $0)...] } } ?? ids[...]
    return Page(try rest.prefix(limit + 1).map(get), limit: limit) { Position(id: $0.id) }
  }

  /// All messages of a chat, whatever branch, in the order in which they were said.
  package func all(
    of chatId: Identifier, after position: Position? = nil, limit: Int
  ) throws -> Page<Message> {
    let messages = try connection.all(
      """
      SELECT \(Message.columns) FROM messages INDEXED BY messages_of_chat
      WHERE chat_id = ? AND id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?
      """, [chatId, position?.id.bytes ?? [], limit + 1], Message.init(row:))
    return Page(messages, limit: limit) { Position(id: $0.id) }
  }

  /// The replies that were being written when the process ended; what waits for pictures is none of them.
  package func streaming(limit: Int) throws -> [Message] {
    try connection.all(
      """
      SELECT \(Message.columns) FROM messages WHERE state = 'streaming' AND generation_id IS NULL ORDER BY id LIMIT ?
      """, [limit], Message.init(row:))
  }

  /// The messages that wait for the pictures of their generation, with the workspace of each.
  package func awaitingPictures(limit: Int) throws -> [(message: Message, workspaceId: Identifier)] {
    let messages = try connection.all(
      """
      SELECT \(Message.columns) FROM messages WHERE state = 'streaming' AND generation_id IS NOT NULL ORDER BY id LIMIT ?
      """, [limit], Message.init(row:))
    let chats = Chats(connection: connection, transaction: transaction)
    return try messages.map { ($0, try chats.get($0.chatId).workspaceId) }
  }

  /// Whether no other answer of a language model in this chat is complete.
  package func isFirstReply(_ message: Message) throws -> Bool {
    try connection.first(
      """
      SELECT 1 FROM messages INDEXED BY messages_of_chat
      WHERE chat_id = ? AND deleted_at IS NULL AND id <> ? AND role = 'assistant' AND state = 'complete'
        AND generation_id IS NULL AND model NOT LIKE 'builtin/%'
      LIMIT 1
      """, [message.chatId, message.id]
    ) { _ in true } == nil
  }

  /// The end of the newest branch below a message: where a reader who chose it wants to be.
  package func lastBelow(_ id: Identifier) throws -> Identifier {
    var leaf = id
    let sql = "SELECT max(id) FROM messages WHERE parent_id = ? AND deleted_at IS NULL"
    while let newest = try connection.first(sql, [leaf], { try $0.read(0, as: Identifier?.self) }), let child = newest {
      leaf = child
    }
    return leaf
  }
}

extension Messages where Transaction == Writing {
  /// Adds one, and tells of it unless it came with many others. Its parent, where it has one, must be a message of the
  /// same chat.
  package func insert(_ message: Message, in chat: Chat, telling: Bool = true) throws {
    if let parentId = message.parentId {
      guard let parent = try find(parentId), parent.chatId == chat.id, parent.deletedAt == nil else {
        let field = Failure.Field("/parentId", .notFound, "Must be a message of this chat.")
        throw Failure(.invalidRequest, "The chat has no such message.", fields: [field])
      }
    }
    try connection.run(
      "INSERT INTO messages (\(Message.columns)) VALUES (\(Message.places))",
      [message.id, message.chatId, message.parentId, message.role.rawValue] + message.changing
        + [message.createdAt, message.deletedAt])
    if telling { try record("created", message, in: chat) }
  }

  /// A patch that changes nothing tells of nothing.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Message.Patch) throws -> Message {
    let current = try get(id)
    var message = current
    if let feedback = patch.feedback { message.feedback = feedback }
    if let comment = patch.comment { message.comment = comment }
    if message != current { try save(message, in: transaction.chats.get(message.chatId)) }
    return message
  }

  /// Keeps what changed of one, and tells of it as `verb`; of nothing when there is none.
  package func save(_ message: Message, in chat: Chat, telling verb: String? = "updated") throws {
    try connection.run(
      """
      UPDATE messages SET author = ?, parts = ?, state = ?, model = ?, fallback_model = ?, fallback_code = ?,
        attempts = ?, input_tokens = ?, output_tokens = ?, cached_tokens = ?, reasoning_tokens = ?, cost_micros = ?,
        first_token_ms = ?, total_ms = ?, error_code = ?, error_detail = ?, error_message = ?, feedback = ?,
        comment = ?, provider_state = ?, generation_id = ?, left_out = ?
      WHERE id = ?
      """, message.changing + [message.id])
    if let verb { try record(verb, message, in: chat) }
  }

  /// Keeps what a reply has grown to while it is written, and tells of nothing. Returns the workspace; nil when there is
  /// no such reply any more: it or its chat was deleted, or it is over.
  package func grow(_ id: Identifier, to parts: [Message.Part]) throws -> Identifier? {
    try connection.first(
      """
      UPDATE messages SET parts = ? WHERE id = ? AND state = 'streaming' AND deleted_at IS NULL
        AND chat_id IN (SELECT id FROM chats WHERE id = messages.chat_id AND deleted_at IS NULL)
      RETURNING (SELECT workspace_id FROM chats WHERE id = messages.chat_id)
      """, [Message.text(of: parts), id]
    ) { try $0.read(0, as: Identifier.self) }
  }

  /// Moves a message and all below it to the trash, and says which they are. When the shown branch went through it, it
  /// goes on with a sibling now, or ends before it.
  @discardableResult
  package func trash(_ id: Identifier) throws -> [Identifier] {
    let message = try get(id)
    guard message.deletedAt == nil else { return [] }
    let chat = try transaction.chats.get(message.chatId)
    let wasShown = try branch(endingWith: chat.leafMessageId).contains { $0.id == id }
    let gone = try connection.all(
      "\(Self.below) UPDATE messages SET deleted_at = ? WHERE id IN below AND deleted_at IS NULL RETURNING id",
      [id, transaction.now]
    ) { try $0.read(0, as: Identifier.self) }
    try record("deleted", message, in: chat)
    if wasShown { try transaction.chats.show(chat.id, leaf: try leaf(after: message)) }
    return gone
  }

  /// Brings a deleted message back, with all that went with it; it is shown again unless another branch is by now.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Message {
    let message = try get(id)
    guard let moment = message.deletedAt else { return message }
    if let parentId = message.parentId, try get(parentId).deletedAt != nil {
      throw Failure(.inTrash, "What it answers lies in the trash itself: restore that first.")
    }
    try connection.run(
      "\(Self.below) UPDATE messages SET deleted_at = NULL WHERE id IN below AND deleted_at = ?", [id, moment])
    let restored = try get(id)
    let chat = try transaction.chats.get(message.chatId)
    try record("restored", restored, in: chat)
    // Where the branch ended with its going, it goes on again.
    if chat.leafMessageId == message.parentId { try transaction.chats.show(chat.id, leaf: try lastBelow(id)) }
    return restored
  }

  /// Removes up to `limit` of those that went to the trash before `moment`. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    let expired = "SELECT id FROM messages WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?"
    try cutApart(below: expired, [moment, limit])
    return try connection.run("DELETE FROM messages WHERE id IN (\(expired))", [moment, limit])
  }

  /// Cuts the tie between messages and those below them: what is removed takes what is below it along, and a chat is
  /// deeper than SQLite follows.
  func cutApart(below ids: String, _ arguments: [any Bindable]) throws {
    try connection.run("UPDATE messages SET parent_id = NULL WHERE parent_id IN (\(ids))", arguments)
  }

  /// The branch goes on with a sibling, or ends with the parent.
  private func leaf(after message: Message) throws -> Identifier? {
    let sibling = try connection.first(
      """
      SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1
      """, [message.chatId, message.parentId]
    ) { try $0.read(0, as: Identifier.self) }
    return try sibling.map(lastBelow) ?? message.parentId
  }

  private static var below: String {
    """
    WITH RECURSIVE below (id) AS (
      SELECT ? UNION ALL SELECT messages.id FROM below JOIN messages ON messages.parent_id = below.id
    )
    """
  }

  private func record(_ verb: String, _ message: Message, in chat: Chat) throws {
    try transaction.record(
      "message.\(verb)", workspaceId: chat.workspaceId,
      subject: [
        "type": "message", "id": .string(message.id.text), "chatId": .string(chat.id.text),
        "role": .string(message.role.rawValue), "state": .string(message.state.rawValue),
      ])
  }
}

extension Message {
  private static let names = [
    "id", "chat_id", "parent_id", "role", "author", "parts", "state", "model", "fallback_model", "fallback_code",
    "attempts", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "cost_micros", "first_token_ms",
    "total_ms", "error_code", "error_detail", "error_message", "feedback", "comment", "provider_state", "generation_id",
    "left_out", "created_at", "deleted_at",
  ]
  static let columns = names.joined(separator: ", ")
  static let qualifiedColumns = names.map { "messages.\($0)" }.joined(separator: ", ")
  static let places = names.map { _ in "?" }.joined(separator: ", ")

  /// What may change of it, in the order of the columns.
  fileprivate var changing: [any Bindable] {
    [
      author, Self.text(of: parts), state.rawValue, model, fallbackFrom?.model, fallbackFrom?.code,
      attempts.isEmpty ? nil : Self.text(of: attempts), usage?.inputTokens, usage?.outputTokens, usage?.cachedTokens,
      usage?.reasoningTokens, costMicros, firstTokenMs, totalMs, error?.code.rawValue, error?.detail,
      error?.providerMessage, feedback?.rawValue, comment, providerState, generationId, leftOut,
    ]
  }

  fileprivate static func text(of list: [some JSONWritable]) -> String {
    var json = JSONWriter()
    json.value(list)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), chatId: try row.read(1), parentId: try row.read(2), role: try row.word(3),
      parts: (try row.read(5, as: JSON.self).array ?? []).compactMap { Part($0) }, state: try row.word(6),
      createdAt: try row.read(26))
    author = try row.read(4)
    model = try row.read(7)
    if let model: String = try row.read(8), let code: String = try row.read(9) {
      fallbackFrom = Fallback(model: model, code: code)
    }
    attempts = (try row.read(10, as: JSON?.self)?.array ?? []).compactMap { Attempt($0) }
    var usage = TextReceipt.Usage()
    usage.inputTokens = try row.read(11)
    usage.outputTokens = try row.read(12)
    usage.cachedTokens = try row.read(13)
    usage.reasoningTokens = try row.read(14)
    if usage != TextReceipt.Usage() { self.usage = usage }
    costMicros = try row.read(15)
    firstTokenMs = try row.read(16)
    totalMs = try row.read(17)
    if let code = try row.read(18, as: String?.self).flatMap({ GenerationFault.Code(rawValue: $0) }) {
      error = GenerationFault(
        code, try row.read(19, as: String?.self) ?? "", providerMessage: try row.read(20, as: String?.self))
    }
    feedback = try row.read(21, as: String?.self).flatMap { Feedback(rawValue: $0) }
    comment = try row.read(22)
    providerState = try row.read(23, as: JSON?.self)
    generationId = try row.read(24)
    leftOut = try row.read(25)
    deletedAt = try row.read(27)
  }
}
