import Domain
import Storage

/// Writes one reply from beginning to end, whatever happens to those who watch.
struct ReplyWriter: Sendable {
  let conversation: Conversation
  let reply: Reply
  let model: ReplyModel

  private var store: Store { conversation.store }
  private var room: ProviderRoom { conversation.room }

  /// How a reply came out.
  private struct Result: Sendable {
    var state = Message.State.complete
    var model: String
    /// Those that were asked before and wrote nothing.
    var attempts: [Message.Attempt]
    var leftOut: Int?
    var receipt: TextReceipt?
    var costMicros: Int?
    var firstTokenMs: Int?
    var error: GenerationFault?
  }

  func run() async {
    let start = ContinuousClock.now
    let saver = Task { await save(every: conversation.pace.saving) }
    let result = await write(since: start)
    saver.cancel()
    await saver.value
    let (message, isFirst) = await finish(result, after: ContinuousClock.now - start)
    reply.end(message)
    if isFirst { conversation.titles.name(message) }
  }

  private func write(since start: ContinuousClock.Instant) async -> Result {
    var result = Result(model: model.id, attempts: model.absent.map { [$0] } ?? [])
    do {
      let message = try await store.read { [reply] in try $0.messages.get(reply.id) }
      // What is answered may itself be a reply that is still being written.
      if let parent = message.parentId, let grandparent = try await parentOf(parent),
        let earlier = conversation.reply(grandparent)
      {
        try await unlessCut { _ = try await earlier.end() }
      }
      let context = try await ReplyContext(of: message, store)
      try await ask(context, &result, since: start)
    } catch is CancellationError {
      // Cut: the reason is with the reply.
    } catch let failure as ProviderFailure {
      result.error = GenerationFault(failure)
    } catch let over as OverBudget {
      result.error = over.fault
    } catch {
      let detail = (error as? Failure)?.detail ?? "This should not have happened; the log has more."
      conversation.log.error("reply failed", ["message": .text(reply.id.text), "reason": .text("\(error)")])
      result.error = GenerationFault(.unavailable, detail)
    }
    switch reply.cut {
    case .stopped: (result.state, result.error) = (.stopped, nil)
    case .ending:
      result.error = GenerationFault(.interrupted, "The studio stopped while this was written; what had come is kept.")
    case .deleted: (result.state, result.error) = (.stopped, nil)
    case nil: break
    }
    if result.error != nil { result.state = .failed }
    return result
  }

  private func parentOf(_ id: Identifier) async throws -> Identifier? {
    try await store.read { try $0.messages.find(id)?.parentId }
  }

  /// Asks one model after the other, as the rule says, until one has answered. Throws what the first of them failed
  /// with when none has: of the others the message tells.
  private func ask(_ context: ReplyContext, _ result: inout Result, since start: ContinuousClock.Instant) async throws {
    var tried = [model.id]
    var wasRepeated = false
    // Connections that kept us waiting: another model of theirs would, too.
    var silent: Set<String> = []
    var first: ProviderFailure?
    while let id = tried.last {
      do {
        result.model = id
        return try await call(id, context, &result, since: start)
      } catch let over as OverBudget where tried.count > 1 {
        note(over.fault, of: id, &result)
        guard let other = other(than: tried, silent, context) else {
          result.model = model.id
          throw first ?? over
        }
        tried.append(other)
      } catch let failure as ProviderFailure {
        if [.timeout, .outcomeUnknown].contains(failure.code) { silent.insert(ReplyModel.provider(of: id)) }
        let other = other(than: tried, silent, context)
        let step = ReplyRule.step(
          after: failure, hasBegun: reply.hasBegun, wasRepeated: wasRepeated, isStandIn: tried.count > 1,
          hasOther: other != nil)
        if step == .again {
          wasRepeated = true
          let pause = ReplyRule.pause(
            wish: failure.retryAfter, longest: conversation.pace.pause, roll: .random(in: 0...UInt64.max))
          try await unlessCut { [clock = conversation.clock] in try await clock.wait(.milliseconds(pause)) }
          continue
        }
        first = first ?? failure
        guard step == .another, let other else {
          // Who broke off in the middle is who wrote what is there.
          if reply.hasBegun { throw failure }
          if tried.count > 1 { note(GenerationFault(failure), of: id, &result) }
          result.model = model.id
          throw first ?? failure
        }
        note(GenerationFault(failure), of: id, &result)
        // Of a connection that was asked twice already, one try is enough.
        wasRepeated = tried.contains { ReplyModel.provider(of: $0) == ReplyModel.provider(of: other) }
        tried.append(other)
        conversation.log.info(
          "reply falls back", ["from": .text(id), "to": .text(other), "code": .text(failure.code.rawValue)])
      }
    }
  }

  private func note(_ fault: GenerationFault, of id: String, _ result: inout Result) {
    result.attempts.append(Message.Attempt(model: id, code: fault.code.rawValue, detail: fault.detail))
  }

  /// A few language models one after the other, and then the built-in guide.
  private func other(than tried: [String], _ silent: Set<String>, _ context: ReplyContext) -> String? {
    var other: String?
    if tried.count < Self.mostModels {
      other = ReplyModel.next(after: tried, silent: silent, wantsVision: context.wantsVision, room)
    }
    return other ?? ReplyModel.guide(after: tried, wantsVision: context.wantsVision, room)
  }

  /// One call to one model. Throws `ProviderFailure`, or `CancellationError` once the reply was cut.
  private func call(
    _ id: String, _ context: ReplyContext, _ result: inout Result, since start: ContinuousClock.Instant
  ) async throws {
    let text = TextCall(
      store: store, room: room, clock: conversation.clock, log: conversation.log, workspace: context.workspace,
      purpose: .text, patience: conversation.pace.patience)
    let (card, adapter) = try text.adapter(of: id)
    var (request, leftOut) = try await context.request(to: card) { await file($0) }
    result.leftOut = leftOut > 0 ? leftOut : nil
    if card.provider == Provider.builtin {
      request.models = room.cards.filter { room.obstacle(to: $0) == nil }
      request.standsInFor = result.attempts.first
    }
    let made = try await unlessCut { [reply, request] in
      try await text.make(
        request, with: adapter, output: context.chat.parameters.maxTokens ?? 1_000, race: TextCall.race()
      ) { news in
        if case .image(let bytes) = news { await keep(bytes, by: card, context) } else { try reply.add(news) }
      }
    }
    (result.receipt, result.costMicros) = (made.receipt, made.costMicros)
    if let moment = made.firstWord { result.firstTokenMs = (moment - start).milliseconds }
    switch made.outcome {
    case .success: break
    case .failure(is CancellationError) where reply.cut == nil:
      throw ProviderFailure(.garbage, "The answer of \(card.name) broke off.", effect: .taken)
    case .failure(let error): throw error
    }
  }

  /// A picture that came with the answer becomes one of the workspace's. One that is no sound picture, or that the disk
  /// does not take, is left out of an answer that is good otherwise.
  private func keep(_ bytes: [UInt8], by card: ModelCard, _ context: ReplyContext) async {
    guard reply.cut == nil, reply.imageCount < Self.mostPictures else { return }
    let said = context.branch.last?.text.trimmed ?? ""
    var recipe = Recipe(prompt: said.isEmpty ? card.name : String(said.unicodeScalars.prefix(Macro.Limits.length)))
    recipe.model = card.id
    recipe.messageId = reply.id
    do {
      let id = try await conversation.pictures.intake.keep(bytes, recipe, in: context.workspace.id)
      reply.add(image: id)
    } catch {
      conversation.log.warning(
        "a picture of a reply was left out", ["model": .text(card.id), "reason": .text("\(error)")])
    }
  }

  private func file(_ id: Identifier) async -> ImageFile? {
    guard let picture = try? await store.read({ try $0.images.get(id) }),
      let source = try? await conversation.pictures.stripped(picture)
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(picture.bytes)
    do { while let part = try await source.next() { bytes += part } } catch { return nil }
    return ImageFile(bytes: bytes, format: picture.format, width: picture.width, height: picture.height)
  }

  // Ending early.

  /// What `work` gives; once the reply is cut it is cancelled, and what it gives or throws then ends the reply.
  private func unlessCut<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    reply.whenCut { task.cancel() }
    defer { reply.whenCut(nil) }
    return try await task.value
  }

  // Keeping it.

  /// Saves what came since the last time, again and again until it is cancelled.
  private func save(every pause: Duration) async {
    var saved = 0
    while (try? await Task.sleep(for: pause)) != nil {
      let length = reply.length
      guard length != saved else { continue }
      let parts = reply.parts
      do {
        let workspaceId = try await store.write { [reply] writing -> Identifier? in
          guard var message = try writing.messages.find(reply.id), message.deletedAt == nil else { return nil }
          let chat = try writing.chats.get(message.chatId)
          message.parts = parts
          try writing.messages.save(message, in: chat, telling: nil)
          return chat.deletedAt == nil ? chat.workspaceId : nil
        }
        guard let workspaceId else {
          reply.cut(.deleted)
          return
        }
        saved = length
        tell(length, in: workspaceId)
      } catch {
        conversation.log.warning("a growing reply could not be saved", ["reason": .text("\(error)")])
      }
    }
  }

  private func tell(_ length: Int, in workspaceId: Identifier) {
    conversation.hub.tell([
      EventHub.Announcement(
        passing: "message.progressed", at: conversation.clock.now, workspaceId: workspaceId,
        subject: [
          "type": "message", "id": .string(reply.id.text), "chatId": .string(reply.chatId.text),
          "state": .string(Message.State.streaming.rawValue), "length": .int(Int64(length)),
        ])
    ])
  }

  /// Stores how it ended, and says it even where the disk does not take it: then the next start marks it as cut.
  /// `isFirst` says that it is the first answer of a language model that is complete in its chat.
  private func finish(_ result: Result, after time: Duration) async -> (message: Message, isFirst: Bool) {
    let parts = reply.parts
    @Sendable func ended(_ message: Message) -> Message {
      var message = message
      message.parts = parts
      message.state = result.state
      message.model = result.model
      message.attempts = result.attempts
      message.fallbackFrom = result.attempts.first.flatMap { attempt in
        attempt.model == result.model ? nil : Message.Fallback(model: attempt.model, code: attempt.code)
      }
      message.leftOut = result.leftOut
      message.usage = result.receipt.flatMap { $0.usage == TextReceipt.Usage() ? nil : $0.usage }
      message.costMicros = result.costMicros
      message.firstTokenMs = result.firstTokenMs
      message.totalMs = time.milliseconds
      message.error = result.error
      message.providerState = result.receipt?.state
      return message
    }
    for attempt in 1...3 {
      do {
        let saved = try await store.write { [reply] writing -> (message: Message, isFirst: Bool)? in
          guard let message = try writing.messages.find(reply.id).map(ended) else { return nil }
          let chat = try writing.chats.get(message.chatId)
          try writing.messages.save(message, in: chat, telling: message.state == .failed ? "failed" : "completed")
          let isAnswer = message.state == .complete && message.provider != Provider.builtin
          return (message, try isAnswer && writing.messages.isFirstReply(message))
        }
        if let saved { return saved }
        break
      } catch {
        conversation.log.error(
          "a reply could not be saved", ["message": .text(reply.id.text), "reason": .text("\(error)")])
        if attempt < 3 { try? await Task.sleep(for: .milliseconds(200 * attempt)) }
      }
    }
    let lost = Message(
      id: reply.id, chatId: reply.chatId, parentId: nil, role: .assistant, parts: [], createdAt: conversation.clock.now)
    return (ended(lost), false)
  }

  /// Language models that are asked for one answer, the first included.
  private static let mostModels = 4
  private static let mostPictures = 16
}
