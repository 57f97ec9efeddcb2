import Domain
import Storage
import Synchronization

extension EnhancementDesk {
  /// The candidates of an order, by whoever can write them. Throws only what the store throws, `CancellationError`, and
  /// `unavailable` where not even the built-in enhancer is there.
  func made(_ order: Order, tell: @escaping @Sendable (News) -> Void) async throws -> Enhancement {
    if order.input.mayReuse, let earlier = try await earlier(order) {
      for (place, candidate) in earlier.candidates.enumerated() { tell(.candidate(place, candidate.text)) }
      return earlier
    }
    let wish = order.input.wish(for: order.family)
    let proofreading = Proofreading(wish)
    let task = EnhancementTask(wish, locked: proofreading.locked)
    let question = TextQuestion(
      store: store, room: room, clock: clock, log: log, workspace: order.workspace, purpose: .enhancement,
      patience: patience, system: task.system, parts: [.text(task.question)], maxTokens: task.maxTokens)
    let reader = EnhancementReader(count: wish.count)
    let voice = Voice(tell)
    var fallback: Message.Fallback?
    var tried = [order.textModel.wanted]
    var costs: [Int?] = []
    var next: String? = order.textModel.id
    if order.textModel.id != order.textModel.wanted {
      fallback = .init(model: order.textModel.wanted, code: room.absence(of: order.textModel.wanted).code)
    }
    while let id = next, id != Enhancement.builtin {
      next = nil
      tried.append(id)
      do {
        let (candidates, cost) = try await question.answer(of: id) { soFar in
          voice.say(reader.drafts(in: soFar, isWhole: false).map(\.text))
        } read: { answer in
          let candidates = proofreading.candidates(of: reader.drafts(in: answer, isWhole: true))
          return candidates.isEmpty ? nil : candidates
        }
        costs.append(cost)
        voice.say(candidates.map(\.text))
        return enhancement(order, candidates, by: id, fallback, costs)
      } catch let refusal as TextQuestion.Refusal {
        costs.append(refusal.costMicros)
        fallback = fallback ?? .init(model: order.textModel.wanted, code: refusal.fault.code.rawValue)
        log.info("enhancement falls back", ["from": .text(id), "code": .text(refusal.fault.code.rawValue)])
        if refusal.mayAskAnother, tried.count <= Self.mostModels {
          next = ReplyModel.next(after: tried, wantsVision: false, room)
        }
      }
    }
    try Task.checkCancellation()
    guard let enhancer = room.enhancer else {
      throw Failure(.unavailable, "No model could be asked, and the built-in enhancer is not here.")
    }
    let candidates = proofreading.candidates(of: enhancer(wish))
    voice.say(candidates.map(\.text))
    await note(order)
    return enhancement(order, candidates, by: Enhancement.builtin, fallback, costs)
  }

  /// What would come of it where no language model is asked; nil where one would be. Nothing is kept.
  func foreseen(_ input: EnhancementInput) async throws -> Enhancement.Candidate? {
    let order = try await order(input)
    guard order.textModel.isBuiltin, let enhancer = room.enhancer else { return nil }
    let wish = input.wish(for: order.family)
    return Proofreading(wish).candidates(of: enhancer(wish)).first
  }

  private func earlier(_ order: Order) async throws -> Enhancement? {
    let found = try await store.read { reading in
      try reading.enhancements.find(like: order.fingerprint, in: order.workspace.id)
    }
    guard let found, !found.candidates.isEmpty else { return nil }
    var again = enhancement(order, found.candidates, by: found.textModel, nil, [])
    again.isCached = true
    return again
  }

  private func enhancement(
    _ order: Order, _ candidates: [Enhancement.Candidate], by model: String, _ fallback: Message.Fallback?,
    _ costs: [Int?]
  ) -> Enhancement {
    let input = order.input
    // What one call cost that nobody knows the price of, nobody knows of all.
    let cost = costs.contains(nil) ? nil : costs.reduce(0) { $0 &+ ($1 ?? 0) }
    return Enhancement(
      id: Identifier(at: clock.now), workspaceId: order.workspace.id, source: input.prompt,
      negativePrompt: input.negativePrompt, imageModel: order.imageModel, style: input.style,
      instructions: input.instructions, lockedWords: input.lockedWords, textModel: model, candidates: candidates,
      fallbackFrom: fallback, costMicros: cost, createdAt: clock.now)
  }

  /// The built-in one costs nothing, and its work is in the ledger like any other's.
  private func note(_ order: Order) async {
    var usage = Usage(
      purpose: .enhancement, workspaceId: order.workspace.id, provider: Provider.builtin, model: Enhancement.builtin,
      outcome: .succeeded)
    usage.costMicros = 0
    do { try await store.write { [usage] in try $0.usage.add(usage) } } catch {
      log.error("the ledger missed an enhancement", ["reason": .text("\(error)")])
    }
  }

  /// Language models that are asked for one enhancement, the first included.
  private static var mostModels: Int { 2 }
}

/// Says of growing candidates what is new, each piece once.
final class Voice: Sendable {
  private let said = Mutex<[String]>([])
  private let tell: @Sendable (EnhancementDesk.News) -> Void

  init(_ tell: @escaping @Sendable (EnhancementDesk.News) -> Void) { self.tell = tell }

  func say(_ texts: [String]) {
    let news = said.withLock { said in
      var news: [EnhancementDesk.News] = []
      for (place, text) in texts.enumerated() {
        guard place < said.count else {
          news.append(.candidate(place, text))
          said.append(text)
          continue
        }
        let old = said[place]
        guard !old.utf8.elementsEqual(text.utf8) else { continue }
        let isLonger = text.utf8.starts(with: old.utf8)
        let more = String(decoding: text.utf8.dropFirst(old.utf8.count), as: UTF8.self)
        news.append(isLonger ? .more(place, more) : .candidate(place, text))
        said[place] = text
      }
      return news
    }
    for piece in news { tell(piece) }
  }
}
