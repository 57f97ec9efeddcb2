package import Domain
package import Storage
import Synchronization

/// The replies that are being written. They belong to the server: each goes on whoever listens, is saved as it grows,
/// and can be watched by many at any time.
package final class Conversation: Sendable {
  /// How long things take; a test is in more of a hurry.
  package struct Pace: Sendable {
    /// From one saving of a growing reply to the next.
    package var saving = Duration.milliseconds(500)
    /// The longest wait for a provider that asked to be left alone, in milliseconds.
    package var patience: Int64 = 5_000
    /// The longest pause before a second try, in milliseconds.
    package var pause = ReplyRule.longestPause

    package init() {}
  }

  /// What a person said, unless a reply is written anew, and the reply that begins.
  package struct Begun: Sendable {
    package let said: PlacedMessage?
    package let message: PlacedMessage
  }

  let store: Store
  let room: ProviderRoom
  let pictures: PictureRoom
  let hub: EventHub
  let clock: Clock
  let log: Log
  let pace: Pace
  private let state = Mutex(State())

  private struct State {
    var running: [Identifier: (reply: Reply, task: Task<Void, Never>?)] = [:]
    var isEnding = false
  }

  package init(
    store: Store, room: ProviderRoom, pictures: PictureRoom, hub: EventHub, clock: Clock = .system,
    log: Log = .silent, pace: Pace = Pace()
  ) {
    self.store = store
    self.room = room
    self.pictures = pictures
    self.hub = hub
    self.clock = clock
    self.log = log
    self.pace = pace
  }

  /// Marks what an earlier run of the program left half written. Call it before anything is said. Throws what the
  /// store throws.
  package func start() async throws {
    while true {
      let count = try await store.write { writing in
        let cut = try writing.messages.streaming(limit: 200)
        for message in cut {
          var message = message
          message.state = .failed
          message.error = GenerationFault(
            .interrupted, "The studio stopped while this was written; what had come is kept.")
          try writing.messages.save(message, in: writing.chats.get(message.chatId), telling: "failed")
        }
        return cut.count
      }
      if count < 200 { return }
    }
  }

  /// Keeps what a person says and begins to answer it. `answer` makes what the caller wants in the same transaction.
  ///
  /// Throws `invalid_request` for a parent, picture or model that is none, `in_trash`, `not_found`, `queue_full`.
  package func say<Answer: Sendable>(
    _ draft: Message.Draft, in chatId: Identifier,
    _ answer: @escaping @Sendable (Begun, Writing) throws -> Answer
  ) async throws -> Answer {
    try await begin(in: chatId, model: draft.model, wantsVision: !draft.imageIds.isEmpty) { writing, chat, ids, model in
      try Self.check(draft.imageIds, of: chat, writing)
      let text: [Message.Part] = draft.text.isEmpty ? [] : [.text(draft.text)]
      let said = Message(
        id: ids.said, chatId: chatId, parentId: draft.parentId ?? chat.leafMessageId, role: .user,
        parts: text + draft.imageIds.map { .image($0) }, createdAt: writing.now)
      try writing.messages.insert(said, in: chat)
      let message = try Self.insert(ids.message, after: said.id, chat, model, writing)
      if chat.titleSource == .none { try writing.chats.name(chatId, Self.title(from: draft.text)) }
      return try answer(Begun(said: try writing.messages.place(said), message: message), writing)
    }
  }

  /// Answers once more what a reply answered, beside it. Throws `invalid_request` for a message that is no reply, and
  /// what `say` throws.
  package func regenerate<Answer: Sendable>(
    _ id: Identifier, model: String?, _ answer: @escaping @Sendable (Begun, Writing) throws -> Answer
  ) async throws -> Answer {
    let old = try await store.read { try $0.messages.get(id) }
    guard old.role == .assistant, let parentId = old.parentId else {
      throw Failure(.invalidRequest, "Only a reply can be written anew; to change what you said, say it again.")
    }
    return try await begin(in: old.chatId, model: model, wantsVision: false) { writing, chat, ids, model in
      guard try writing.messages.get(id).deletedAt == nil else {
        throw Failure(.inTrash, "This message lies in the trash: restore it first.")
      }
      let message = try Self.insert(ids.message, after: parentId, chat, model, writing)
      return try answer(Begun(said: nil, message: message), writing)
    }
  }

  /// The reply that is being written as that message; nil when none is.
  package func reply(_ id: Identifier) -> Reply? { state.withLock { $0.running[id]?.reply } }

  /// Ends a reply now and keeps what was written. Returns once that is stored; at once when it is not being written.
  package func stop(_ id: Identifier) async { await cut(.stopped) { $0.id == id } }

  /// Ends what is being written for messages of a chat that are not wanted any more.
  package func drop(from chatId: Identifier, _ isGone: @escaping @Sendable (Identifier) -> Bool = { _ in true }) async {
    await cut(.deleted) { $0.chatId == chatId && isGone($0.id) }
  }

  /// Takes nothing new, and cuts and marks what is being written.
  package func end() async {
    state.withLock { $0.isEnding = true }
    await cut(.ending) { _ in true }
  }

  /// How many replies are being written.
  package var count: Int { state.withLock { $0.running.count } }

  private func cut(_ reason: Reply.Cut, _ isMeant: (Reply) -> Bool) async {
    let meant = state.withLock { state in state.running.values.map(\.reply).filter(isMeant) }
    for reply in meant { reply.cut(reason) }
    for reply in meant { _ = try? await reply.end() }
  }

  private typealias Ids = (said: Identifier, message: Identifier)

  private func begin<Answer: Sendable>(
    in chatId: Identifier, model: String?, wantsVision: Bool,
    _ tell: @escaping @Sendable (Writing, Chat, Ids, ReplyModel) throws -> Answer
  ) async throws -> Answer {
    let said = Identifier(at: clock.now)
    let ids = (said: said, message: Identifier(at: clock.now))
    let reply = Reply(id: ids.message, chatId: chatId)
    // Known before it is stored: whoever sees the message finds the reply.
    let isRefused = try state.withLock { state in
      if state.isEnding { throw Failure(.unavailable, "Pixazo is shutting down.", retryAfter: 5) }
      if state.running.count >= Self.most { return true }
      state.running[ids.message] = (reply, nil)
      return false
    }
    if isRefused {
      throw Failure(.queueFull, "\(Self.most) replies are being written already. Please wait.", retryAfter: 5)
    }
    do {
      let room = room
      let (begun, answer) = try await store.write { writing in
        let chat = try writing.chats.get(chatId)
        let workspace = try writing.workspaces.get(chat.workspaceId)
        guard chat.deletedAt == nil, workspace.deletedAt == nil else {
          throw Failure(.inTrash, "This chat lies in the trash: restore it first.")
        }
        let model = try ReplyModel.choose(model, chat, workspace, wantsVision: wantsVision, room)
        return (model, try tell(writing, chat, ids, model))
      }
      let task = Task { [self] in
        await ReplyWriter(conversation: self, reply: reply, model: begun).run()
        _ = state.withLock { $0.running.removeValue(forKey: reply.id) }
      }
      state.withLock { $0.running[reply.id]?.task = task }
      return answer
    } catch {
      _ = state.withLock { $0.running.removeValue(forKey: reply.id) }
      throw error
    }
  }

  private static func insert(
    _ id: Identifier, after parentId: Identifier, _ chat: Chat, _ model: ReplyModel, _ writing: Writing
  ) throws -> PlacedMessage {
    var message = Message(
      id: id, chatId: chat.id, parentId: parentId, role: .assistant, parts: [], state: .streaming,
      createdAt: writing.now)
    message.model = model.id
    message.fallbackFrom = model.fallbackFrom
    try writing.messages.insert(message, in: chat)
    try writing.chats.show(chat.id, leaf: id)
    return try writing.messages.place(message)
  }

  private static func check(_ imageIds: [Identifier], of chat: Chat, _ reading: Writing) throws {
    var errors: [Failure.Field] = []
    for (place, id) in imageIds.enumerated() {
      let picture = try? reading.images.get(id)
      if picture?.workspaceId != chat.workspaceId || picture?.deletedAt != nil {
        errors.append(Failure.Field("/imageIds/\(place)", .notFound, "Must be a picture of this workspace."))
      }
    }
    if !errors.isEmpty { throw Failure(refusing: errors) }
  }

  /// The first words of what was said first.
  static func title(from text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.first { !$0.isEmpty } ?? ""
    guard line.count > longestTitle else { return line }
    let cut = line.prefix(longestTitle)
    let whole = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
    return String(whole.count < longestTitle / 2 ? cut : whole).trimmed + "…"
  }

  private static let longestTitle = 60
  private static let most = 4_096
}
