import Domain
import Storage

/// Writes one reply from beginning to end, whatever happens to those who watch.
///
/// A thousand of these may wait for their next word at once, and each function that waits keeps room for all values it
/// ever holds. So what is long about to wait holds little: what comes before and after is in functions of its own that
/// are never made one with it.
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
    conversation.saver.begin(reply)
    let result = await write(since: start)
    conversation.saver.end(reply)
    await finish(result, after: ContinuousClock.now - start)
  }

  private func write(since start: ContinuousClock.Instant) async -> Result {
    var result = Result(model: model.id, attempts: model.absent.map { [$0] } ?? [])
    do {
      // What is answered may itself be a reply that is still being written.
      let earlier = try await store.read { [reply] reading in
        try reading.messages.get(reply.id).parentId.flatMap { try reading.messages.find($0)?.parentId }
      }
      if let earlier = earlier.flatMap(conversation.reply) { try await unlessCut { _ = try await earlier.end() } }
      let context = try await store.read { [reply] in try ReplyContext(of: reply.id, $0) }
      try await ask(context, &result, since: start)
    } catch {
      result.error = fault(of: error)
    }
    switch reply.cut {
    case .stopped, .deleted: (result.state, result.error) = (.stopped, nil)
    case .ending:
      result.error = GenerationFault(.interrupted, "The studio stopped while this was written; what had come is kept.")
    case nil: break
    }
    if result.error != nil { result.state = .failed }
    return result
  }

  @inline(never)
  private func fault(of error: any Error) -> GenerationFault? {
    switch error {
    // Cut: the reason is with the reply.
    case is CancellationError: return nil
    case let failure as ProviderFailure: return GenerationFault(failure)
    case let over as OverBudget: return over.fault
    default:
      let detail = (error as? Failure)?.detail ?? "This should not have happened; the log has more."
      conversation.log.error("reply failed", ["message": .text(reply.id.text), "reason": .text("\(error)")])
      return GenerationFault(.unavailable, detail)
    }
  }

  /// Asks one model after the other, as the rule says, until one has answered. Throws what the first of them failed
  /// with when none has: of the others the message tells.
  private func ask(_ context: ReplyContext, _ result: inout Result, since start: ContinuousClock.Instant) async throws {
    var asked = Asked(first: model.id)
    while true {
      do {
        result.model = asked.last
        return try await call(asked.last, context, &result, since: start)
      } catch {
        let pause = try next(after: error, &asked, context, &result)
        if pause > 0 {
          try await unlessCut { [clock = conversation.clock] in try await clock.wait(.milliseconds(pause)) }
        }
      }
    }
  }

  /// The models that were asked for one reply.
  private struct Asked {
    var tried: [String] = []
    var last: String
    var wasRepeated = false
    /// Connections that kept us waiting: another model of theirs would, too.
    var silent: Set<String> = []
    var failure: ProviderFailure?

    init(first: String) {
      last = first
      tried = [first]
    }

    mutating func turn(to other: String) {
      tried.append(other)
      last = other
    }
  }

  /// Who is to be asked after an error, and after how many milliseconds. Throws what the reply fails with when that is
  /// nobody.
  @inline(never)
  private func next(
    after error: any Error, _ asked: inout Asked, _ context: ReplyContext, _ result: inout Result
  ) throws -> UInt64 {
    let id = asked.last
    switch error {
    case let over as OverBudget where asked.tried.count > 1:
      note(over.fault, of: id, &result)
      guard let other = other(than: asked, context) else {
        result.model = model.id
        throw asked.failure ?? over
      }
      asked.turn(to: other)
      return 0
    case let failure as ProviderFailure:
      if [.timeout, .outcomeUnknown].contains(failure.code) { asked.silent.insert(ReplyModel.provider(of: id)) }
      let other = other(than: asked, context)
      let step = ReplyRule.step(
        after: failure, hasBegun: reply.hasBegun, wasRepeated: asked.wasRepeated, isStandIn: asked.tried.count > 1,
        hasOther: other != nil)
      if step == .again {
        asked.wasRepeated = true
        return ReplyRule.pause(
          wish: failure.retryAfter, longest: conversation.pace.pause, roll: .random(in: 0...UInt64.max))
      }
      asked.failure = asked.failure ?? failure
      guard step == .another, let other else {
        // Who broke off in the middle is who wrote what is there.
        if reply.hasBegun { throw failure }
        if asked.tried.count > 1 { note(GenerationFault(failure), of: id, &result) }
        result.model = model.id
        throw asked.failure ?? failure
      }
      note(GenerationFault(failure), of: id, &result)
      // Of a connection that was asked twice already, one try is enough.
      asked.wasRepeated = asked.tried.contains { ReplyModel.provider(of: $0) == ReplyModel.provider(of: other) }
      asked.turn(to: other)
      conversation.log.info(
        "reply falls back", ["from": .text(id), "to": .text(other), "code": .text(failure.code.rawValue)])
      return 0
    default: throw error
    }
  }

  private func note(_ fault: GenerationFault, of id: String, _ result: inout Result) {
    result.attempts.append(Message.Attempt(model: id, code: fault.code.rawValue, detail: fault.detail))
  }

  /// A few language models one after the other, and then the built-in guide.
  private func other(than asked: Asked, _ context: ReplyContext) -> String? {
    var other: String?
    if asked.tried.count < Self.mostModels {
      other = ReplyModel.next(after: asked.tried, silent: asked.silent, wantsVision: context.wantsVision, room)
    }
    return other ?? ReplyModel.guide(after: asked.tried, wantsVision: context.wantsVision, room)
  }

  /// One call to one model. Throws `ProviderFailure`, or `CancellationError` once the reply was cut.
  private func call(
    _ id: String, _ context: ReplyContext, _ result: inout Result, since start: ContinuousClock.Instant
  ) async throws {
    let text = try await textCall(id, context, &result)
    let made = try await unlessCut { [self] in
      try await text.make(race: TextCall.race()) { news in
        if case .image(let bytes) = news { await keep(bytes, by: text.card, context) } else { try reply.add(news) }
      }
    }
    try take(made, of: text, &result, since: start)
  }

  @inline(never)
  private func textCall(_ id: String, _ context: ReplyContext, _ result: inout Result) async throws -> TextCall {
    let (card, adapter) = try room.writer(of: id)
    var (request, leftOut) = try await context.request(to: card) { await file($0) }
    result.leftOut = leftOut > 0 ? leftOut : nil
    if card.provider == Provider.builtin {
      request.models = room.cards.filter { room.obstacle(to: $0) == nil }
      request.standsInFor = result.attempts.first
    }
    return TextCall(
      request, with: adapter, store: store, room: room, clock: conversation.clock, log: conversation.log,
      workspace: context.workspace, purpose: .text, patience: conversation.pace.patience,
      output: context.chat.parameters.maxTokens ?? 1_000)
  }

  @inline(never)
  private func take(
    _ made: TextCall.Made, of text: TextCall, _ result: inout Result, since start: ContinuousClock.Instant
  ) throws {
    (result.receipt, result.costMicros) = (made.receipt, made.costMicros)
    if let moment = made.firstWord { result.firstTokenMs = (moment - start).milliseconds }
    switch made.outcome {
    case .success: break
    case .failure(is CancellationError) where reply.cut == nil:
      throw ProviderFailure(.garbage, "The answer of \(text.card.name) broke off.", effect: .taken)
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

  @inline(never)
  private func finish(_ result: Result, after time: Duration) async {
    let (message, isFirst) = await keep(result, after: time)
    reply.end(message)
    if isFirst { conversation.titles.name(message) }
  }

  /// Stores how it ended, and says it even where the disk does not take it: then the next start marks it as cut.
  /// `isFirst` says that it is the first answer of a language model that is complete in its chat.
  private func keep(_ result: Result, after time: Duration) async -> (message: Message, isFirst: Bool) {
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
