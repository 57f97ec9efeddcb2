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
  let queue: GenerationQueue
  let hub: EventHub
  let clock: Clock
  let log: Log
  let pace: Pace
  package let titles: TitleDesk
  let saver: ReplySaver
  private let state = Mutex(State())

  private struct State {
    var running: [Identifier: (reply: Reply, task: Task<Void, Never>?)] = [:]
    var isEnding = false
  }

  package init(
    store: Store, room: ProviderRoom, pictures: PictureRoom, queue: GenerationQueue, hub: EventHub,
    clock: Clock = .system, log: Log = .silent, pace: Pace = Pace()
  ) {
    self.store = store
    self.room = room
    self.pictures = pictures
    self.queue = queue
    self.hub = hub
    self.clock = clock
    self.log = log
    self.pace = pace
    titles = TitleDesk(store: store, room: room, clock: clock, log: log)
    saver = ReplySaver(store: store, hub: hub, clock: clock, log: log, every: pace.saving)
  }

  /// Marks what an earlier run of the program left half written, and goes on with what waits for pictures. Call it
  /// before anything is said. Throws what the store throws.
  package func start() async throws {
    for (message, workspaceId) in try await store.read({ try $0.messages.awaitingPictures(limit: Self.most) }) {
      guard let generationId = message.generationId else { continue }
      let reply = Reply(id: message.id, chatId: message.chatId)
      if try !admit(reply) { continue }
      run(reply) { [self] in
        await PictureWriter(
          conversation: self, reply: reply, generationId: generationId, workspaceId: workspaceId
        ).run()
      }
    }
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
      if chat.titleSource == .none { try writing.chats.name(chatId, ChatTitle.words(of: draft.text)) }
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
    await titles.end()
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
    let ids = newIds()
    let reply = Reply(id: ids.message, chatId: chatId)
    try enter(reply)
    do {
      let room = room
      let (begun, answer) = try await store.write { writing in
        let chat = try Self.open(chatId, writing)
        let workspace = try writing.workspaces.get(chat.workspaceId)
        let model = try ReplyModel.choose(model, chat, workspace, wantsVision: wantsVision, room)
        return (model, try tell(writing, chat, ids, model))
      }
      run(reply) { [self] in await ReplyWriter(conversation: self, reply: reply, model: begun).run() }
      return answer
    } catch {
      leave(reply)
      throw error
    }
  }

  private func newIds() -> Ids {
    let said = Identifier(at: clock.now)
    return (said, Identifier(at: clock.now))
  }

  /// Known before it is stored: whoever sees the message finds the reply. False when there are too many.
  private func admit(_ reply: Reply) throws(Failure) -> Bool {
    try state.withLock { state throws(Failure) in
      if state.isEnding { throw Failure(.unavailable, "Pixazo is shutting down.", retryAfter: 5) }
      if state.running.count >= Self.most { return false }
      state.running[reply.id] = (reply, nil)
      return true
    }
  }

  private func enter(_ reply: Reply) throws(Failure) {
    guard try admit(reply) else {
      throw Failure(.queueFull, "\(Self.most) replies are being written already. Please wait.", retryAfter: 5)
    }
  }

  private func leave(_ reply: Reply) { _ = state.withLock { $0.running.removeValue(forKey: reply.id) } }

  private func run(_ reply: Reply, _ work: @escaping @Sendable () async -> Void) {
    let task = Task { [self] in
      await work()
      leave(reply)
    }
    state.withLock { $0.running[reply.id]?.task = task }
  }

  private static func open(_ chatId: Identifier, _ writing: Writing) throws -> Chat {
    let chat = try writing.chats.get(chatId)
    guard chat.deletedAt == nil, try writing.workspaces.get(chat.workspaceId).deletedAt == nil else {
      throw Failure(.inTrash, "This chat lies in the trash: restore it first.")
    }
    return chat
  }

  /// Keeps what a person asks to be made, queues it, and begins the message that will bring the pictures, all in one
  /// transaction. `said` is nil for pictures that are made anew: they answer what `parent` is.
  ///
  /// Throws what `say` and the queue throw. The order must be of the chat's workspace.
  package func generate<Answer: Sendable>(
    _ order: OrderDesk.Order, saying said: (text: String, imageIds: [Identifier])?, after parent: Identifier??,
    in chatId: Identifier, _ answer: @escaping @Sendable (Begun, GenerationView, Writing) throws -> Answer
  ) async throws -> Answer {
    let workspaceId = try await store.read { try $0.chats.get(chatId).workspaceId }
    let ids = newIds()
    let reply = Reply(id: ids.message, chatId: chatId)
    try enter(reply)
    do {
      let (generationId, result) = try await queue.submit(order.belonging(to: ids.message), workspaceId: workspaceId) {
        view, writing in
        let chat = try Self.open(chatId, writing)
        var question = parent ?? chat.leafMessageId
        var placed: PlacedMessage?
        if let said {
          try Self.check(said.imageIds, of: chat, writing)
          let message = Message(
            id: ids.said, chatId: chatId, parentId: question, role: .user,
            parts: [.text(said.text)] + said.imageIds.map { .image($0) }, createdAt: writing.now)
          try writing.messages.insert(message, in: chat)
          if chat.titleSource == .none { try writing.chats.name(chatId, ChatTitle.words(of: said.text)) }
          question = ids.said
          placed = try writing.messages.place(message)
        }
        var message = Message(
          id: ids.message, chatId: chatId, parentId: question, role: .assistant, parts: [], state: .streaming,
          createdAt: writing.now)
        message.model = view.generation.model
        message.generationId = view.generation.id
        try writing.messages.insert(message, in: chat)
        try writing.chats.show(chatId, leaf: ids.message)
        let begun = Begun(said: placed, message: try writing.messages.place(message))
        return (view.generation.id, try answer(begun, view, writing))
      }
      run(reply) { [self] in
        await PictureWriter(
          conversation: self, reply: reply, generationId: generationId, workspaceId: workspaceId
        ).run()
      }
      return result
    } catch {
      leave(reply)
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
    message.attempts = model.absent.map { [$0] } ?? []
    message.fallbackFrom = model.absent.map { Message.Fallback(model: $0.model, code: $0.code) }
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

  private static let most = 4_096
}
