package import Domain
import SQLite

extension Chats where Transaction == Writing {
  /// A chat of its own from the beginning of another: the branch up to that message. Throws `not_found` for a message
  /// of another chat.
  package func fork(_ id: Identifier, at messageId: Identifier) throws -> Chat {
    let chat = try get(id)
    let last = try transaction.messages.get(messageId)
    guard last.chatId == id, last.deletedAt == nil else { throw Failure.notFound("message of this chat") }
    let branch = try transaction.messages.branch(endingWith: messageId)
    var copies: [Message] = []
    let fork = Identifier(at: transaction.now)
    for message in branch { copies.append(message.copy(in: fork, after: copies.last?.id, at: transaction.now)) }
    try insert(
      Chat(
        id: fork, workspaceId: chat.workspaceId, title: chat.title, titleSource: chat.titleSource, model: chat.model,
        systemPrompt: chat.systemPrompt, parameters: chat.parameters, leafMessageId: copies.last?.id, pinned: false,
        messageCount: 0, createdAt: transaction.now, updatedAt: transaction.now, archivedAt: nil, deletedAt: nil,
        version: 1))
    let made = try get(fork)
    for copy in copies { try transaction.messages.insert(copy, in: made, telling: false) }
    return try get(fork)
  }
}

extension Message {
  /// The same words elsewhere; one that was still being written is as it was.
  fileprivate func copy(in chatId: Identifier, after parentId: Identifier?, at now: Timestamp) -> Message {
    var copy = Message(
      id: Identifier(at: now), chatId: chatId, parentId: parentId, role: role, parts: parts,
      state: state == .streaming ? .stopped : state, createdAt: createdAt)
    copy.author = author
    copy.model = model
    copy.fallbackFrom = fallbackFrom
    copy.attempts = attempts
    copy.usage = usage
    copy.costMicros = costMicros
    copy.firstTokenMs = firstTokenMs
    copy.totalMs = totalMs
    copy.leftOut = leftOut
    copy.error = error
    copy.feedback = feedback
    copy.comment = comment
    copy.providerState = providerState
    copy.generationId = generationId
    return copy
  }
}

extension Chats where Transaction == Writing {
  /// Makes a chat of one that a file held, all of it or nothing. `images` are the pictures here for those that the file names; a picture that
  /// is not among them nor in the workspace becomes a word in its place. Throws `not_found`, and `in_trash`.
  package func take(
    _ found: ChatFile.Found, as id: Identifier, into workspaceId: Identifier, images: [Identifier: Identifier]
  ) throws -> (chat: Chat, lostImages: Int) {
    guard try transaction.workspaces.get(workspaceId).deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    var ids: [String: Identifier] = [:]
    for said in found.messages { ids[said.key] = Identifier(at: transaction.now) }
    let used = found.updatedAt ?? found.messages.last?.createdAt ?? found.createdAt ?? transaction.now
    let chat = Chat(
      id: id, workspaceId: workspaceId, title: found.title,
      titleSource: found.title.isEmpty ? .none : found.titleSource == .none ? .automatic : found.titleSource,
      model: found.model, systemPrompt: found.systemPrompt, parameters: found.parameters,
      leafMessageId: found.leaf.flatMap { ids[$0] }, pinned: found.isPinned, messageCount: 0,
      createdAt: min(found.createdAt ?? used, transaction.now), updatedAt: min(used, transaction.now),
      archivedAt: found.archivedAt, deletedAt: nil, version: 1)
    try insert(chat)
    var lost = 0
    for said in found.messages {
      guard let messageId = ids[said.key] else { continue }
      let parts = said.parts.map { part -> Message.Part in
        guard case .image(let old) = part else { return part }
        if let new = images[old] { return .image(new) }
        if let here = try? transaction.images.get(old), here.workspaceId == workspaceId { return part }
        lost += 1
        return .text("[a picture]")
      }
      var message = Message(
        id: messageId, chatId: id, parentId: said.parent.flatMap { ids[$0] }, role: said.role, parts: parts,
        state: said.state, createdAt: said.createdAt ?? used)
      message.author = said.author
      message.model = said.model
      message.fallbackFrom = said.rest?.fallbackFrom
      message.attempts = said.rest?.attempts ?? []
      message.usage = said.rest?.usage
      message.costMicros = said.rest?.costMicros
      message.firstTokenMs = said.rest?.firstTokenMs
      message.totalMs = said.rest?.totalMs
      message.leftOut = said.rest?.leftOut
      message.error = said.rest?.error
      message.feedback = said.rest?.feedback
      message.comment = said.rest?.comment
      try transaction.messages.insert(message, in: chat, telling: false)
    }
    return (try get(id), lost)
  }
}
