import Domain
import Raster
import Storage

/// Carries one generation through one turn: call after call, picture after picture.
///
/// Everything that matters is on the disk before the next step is taken, and every write is fenced by the turn, so that
/// whatever ends this, a crash included, the next turn or the next start knows where it stood.
actor Generator {
  /// What it works with.
  struct Tools: Sendable {
    let store: Store
    let pictures: PictureRoom
    let providers: ProviderRoom
    let board: ProgressBoard
    let log: Log
    /// This run of the program.
    let boot: Identifier
    /// What files say of who wrote them.
    let software: String
    /// Where in its span a retry falls.
    let roll: @Sendable () -> UInt64
    /// Returns when one more call to that provider may be made.
    let clearance: @Sendable (String) async throws -> Void
  }

  enum Verdict: Sendable {
    /// It has ended, or is not ours any more.
    case over
    /// It waits for another turn, where its provider's line is by now.
    case again(Generation)
    /// Its turn could not even begin.
    case notNow(milliseconds: Int64)
  }

  private typealias Superseded = Generations<Writing>.Superseded

  private let id: Identifier
  private let tools: Tools
  private let patience: Patience
  /// As of the latest write.
  private var generation: Generation
  private var call: GenerationCall?
  /// The picture that completes a call: its row comes with the call's end, in one transaction.
  private var held: MadePicture?
  private var received: Set<Int> = []
  private var images = 0
  private var calls = 0

  /// Nil when it does not wait any more.
  static func lease(_ id: Identifier, _ tools: Tools) async throws -> Generator? {
    do {
      let (generation, call) = try await tools.store.write { writing in
        try writing.generations.take(.leased, id, boot: tools.boot)
        return (try writing.generations.get(id), try writing.calls.open(of: id))
      }
      return Generator(generation, call, tools)
    } catch is Superseded {
      return nil
    }
  }

  private init(_ generation: Generation, _ call: GenerationCall?, _ tools: Tools) {
    id = generation.id
    self.generation = generation
    self.call = call
    self.tools = tools
    patience = Patience(log: tools.log)
  }

  func carry() async -> Verdict {
    do {
      while generation.state.isRunning {
        guard !generation.isComplete else {
          try await write { try $0.generations.take(.completed, $1.id) }
          break
        }
        if let verdict = try await makeCall() { return verdict }
      }
      return .over
    } catch is Superseded {
      return await leave()
    } catch is CancellationError {
      return await leave()
    } catch let fault as Broken {
      return await give(.broken(fault.fault))
    } catch {
      // Nothing can be written: the next start takes it up where the disk says that it stands.
      tools.log.error("a generation was left", ["generation": .text(id.text), "reason": .text("\(error)")])
      return .over
    }
  }

  /// Makes one call; nil when it brought what it was to bring.
  private func makeCall() async throws -> Verdict? {
    guard let card = tools.providers.card(generation.model), card.unusable == nil else {
      return try await passOn("The model \(generation.model) cannot be used any more.")
    }
    let provider: any ImageProvider
    do throws(Failure) {
      provider = try tools.providers.image(generation.provider.id)
    } catch {
      return try await passOn("The provider \(generation.provider.id) is not there any more.")
    }
    let inputs: RecipeInputs
    do throws(Failure) {
      inputs = try await RecipeInputs(of: generation.recipe, tools.store, tools.pictures)
    } catch {
      throw Broken(.invalidImage, error.detail)
    }
    calls += 1
    if calls > 1 { try await tools.clearance(generation.provider.id) }
    let ticket = call?.ticket
    let call = try await begin(card)
    let request = inputs.request(call, of: generation, card)
    let start = ContinuousClock.now
    let result: Result<ImageReceipt, any Error>
    do {
      result = .success(
        try await provider.generate(request, ticket: ticket) { [self] news in try await hear(news, card) })
    } catch {
      result = .failure(error)
    }
    // With the ticket that came meanwhile.
    return try await settle(self.call ?? call, result, ContinuousClock.now - start, isResumed: ticket != nil)
  }

  /// The call that is gone on with, or a new one, on the disk.
  private func begin(_ card: ModelCard) async throws -> GenerationCall {
    received = []
    images = 0
    if let call {
      try await write { try $0.generations.take(.resumed, $1.id, attempt: $1.standing.attempt) }
      return call
    }
    guard let shots = generation.nextCall(atMost: max(1, card.limits.imagesPerCall)) else { throw Superseded() }
    let dailyBudget = tools.providers.limits(of: generation.provider.id)?.dailyBudgetMicros
    let lanes = tools.providers.lanes
    let key = Identifier()
    let (call, fault) = try await write { writing, generation -> (GenerationCall?, GenerationFault?) in
      let estimate = generation.estimate(of: shots.count)
      if let fault = try writing.objection(to: estimate, of: generation, dailyBudget: dailyBudget, lanes) {
        return (nil, fault)
      }
      try writing.generations.take(.submitting, generation.id, attempt: generation.standing.attempt)
      return (try writing.calls.begin(shots, of: generation, key: key, estimateMicros: estimate), nil)
    }
    if let fault { throw Broken(fault.code, fault.detail) }
    guard let call else { throw Superseded() }
    self.call = call
    return call
  }

  private func hear(_ news: ImageNews, _ card: ModelCard) async throws {
    guard let call else { return }
    switch news {
    case .submitted(let ticket):
      self.call?.ticket = ticket
      try await write { writing, generation in
        try writing.calls.keep(ticket: ticket, of: call)
        try writing.generations.take(.submitted, generation.id, attempt: generation.standing.attempt)
      }
    case .progress(let progress): tools.board.note(overall(progress, of: call), of: generation)
    case .preview(let bytes): preview(bytes)
    case .fetching:
      try await write { try $0.generations.take(.fetching, $1.id, attempt: $1.standing.attempt) }
    case .image(let image): try await take(image, of: call, card)
    }
  }

  /// How far the whole is when the call is so far.
  private func overall(_ progress: ImageProgress, of call: GenerationCall) -> ImageProgress {
    var overall = progress
    let done = Double(generation.made.count)
    let part = progress.fraction.map { min(max($0.isFinite ? $0 : 0, 0), 1) * Double(call.shots.count) } ?? 0
    overall.fraction = min(1, (done + part) / Double(max(1, generation.shots.count)))
    return overall
  }

  /// A preview is made on the side, and left out when there is no time for it.
  private func preview(_ bytes: [UInt8]) {
    guard bytes.count <= 8 << 20, tools.board.wantsPreview(of: id) else { return }
    Task { [generation, tools] in
      let preview = try? await tools.pictures.intake.preview(of: bytes)
      tools.board.show(preview, of: generation)
    }
  }

  private func take(_ image: ReceivedImage, of call: GenerationCall, _ card: ModelCard) async throws {
    let index = call.shots.lowerBound + image.index
    guard image.index >= 0, call.shots.contains(index), !generation.made.contains(index),
      received.insert(index).inserted
    else { return }
    let recipe = generation.recipe(ofShot: index, seed: image.seed)
    let source: Inscription.Source = card.family == .painter ? .algorithmicMedia : .trainedAlgorithmicMedia
    // On its own: what was paid is kept, also when the word to cancel comes right now.
    let picture = try await Task { [tools, patience] in
      try await patience.keep {
        try await tools.pictures.intake.develop(
          image.bytes, index: index, recipe: recipe, source: source, software: tools.software)
      }
    }.value
    images += 1
    if call.shots.allSatisfy({ generation.made.contains($0) || received.contains($0) }), held == nil {
      held = picture
    } else {
      try await add(picture) { writing, generation in
        if generation.state.isRunning {
          try writing.generations.take(.storing, generation.id, attempt: generation.standing.attempt)
        }
      }
    }
  }

  /// Writes down how the call went. Nil when all went well and more may be to do.
  private func settle(
    _ call: GenerationCall, _ result: Result<ImageReceipt, any Error>, _ latency: Duration, isResumed: Bool
  ) async throws -> Verdict? {
    let isWhole = call.shots.allSatisfy { generation.made.contains($0) || held?.index == $0 }
    if !isWhole { try await keepHeld() }
    let latencyMs =
      Int(clamping: latency.components.seconds) &* 1_000
      &+ Int(latency.components.attoseconds / 1_000_000_000_000_000)
    switch result {
    case .success(let receipt) where isWhole:
      tools.providers.report(call.provider, latency: latency, failure: nil)
      try await succeed(call, receipt, latencyMs)
      return nil
    case .failure(let error) where isWhole && !(error is Superseded):
      // All that was wanted is here: whatever went wrong after that is no matter.
      try await succeed(call, ImageReceipt(), latencyMs)
      return nil
    case .success(let receipt):
      let detail = "The provider was done and gave \(images) of \(call.shots.count) pictures."
      let failure = ProviderFailure(.garbage, detail, effect: .taken)
      return try await fail(call, failure, costMicros: receipt.costMicros, latencyMs, latency, isResumed)
    case .failure(let failure as ProviderFailure):
      return try await fail(call, failure, costMicros: nil, latencyMs, latency, isResumed)
    case .failure(let failure as Failure):
      throw Broken(failure)
    case .failure(let error as Superseded): throw error
    case .failure(is CancellationError) where Task.isCancelled: throw CancellationError()
    case .failure(let error):
      tools.log.error("an adapter failed", ["provider": .text(call.provider), "reason": .text("\(error)")])
      let failure = ProviderFailure(
        .outcomeUnknown, "The call to \(call.provider) broke off in a way that is not understood.", effect: .unknown)
      return try await fail(call, failure, costMicros: nil, latencyMs, latency, isResumed)
    }
  }

  private func succeed(_ call: GenerationCall, _ receipt: ImageReceipt, _ latencyMs: Int) async throws {
    var ending = call.ending(.succeeded)
    if let cost = receipt.costMicros {
      ending.costMicros = cost
      ending.isEstimate = false
    } else if receipt.outputTokens != nil || receipt.inputTokens != nil {
      let price = tools.providers.card(call.model)?.price
      let cost = price?.cost(ofInput: receipt.inputTokens ?? 0, output: receipt.outputTokens ?? 0)
      ending.costMicros = cost ?? ending.costMicros
    }
    ending.inputTokens = max(0, receipt.inputTokens ?? 0)
    ending.outputTokens = max(0, receipt.outputTokens ?? 0)
    ending.images = images
    ending.latencyMs = latencyMs
    let finish = { @Sendable [ending] (writing: Writing, generation: Generation) in
      try writing.calls.end(call, ending)
      // Of one that was cancelled meanwhile only the picture is taken.
      guard generation.state.isRunning else { return }
      let isComplete = try writing.generations.get(generation.id).isComplete
      try writing.generations.take(
        isComplete ? .completed : .called, generation.id, attempt: generation.standing.attempt)
    }
    if let picture = held {
      held = nil
      try await add(picture, with: finish)
    } else {
      try await write(finish)
    }
    self.call = nil
  }

  private func fail(
    _ call: GenerationCall, _ failure: ProviderFailure, costMicros: Int?, _ latencyMs: Int, _ latency: Duration,
    _ isResumed: Bool
  ) async throws -> Verdict {
    tools.providers.report(call.provider, latency: latency, failure: failure)
    tools.log.info(
      "a call failed",
      [
        "generation": .text(id.text), "provider": .text(call.provider), "code": .text(failure.code.rawValue),
        "effect": .text(failure.effect.rawValue),
      ])
    let repeats = tools.providers.kind(of: call.provider)?.repeats ?? false
    // Some name their work themselves before they send it: a refusal of that is no word about work that they had.
    let isRefusal = !isResumed && failure.effect == .notTaken
    let open = isRefusal ? .sent : GenerationStanding.OpenCall(call, repeats: repeats)
    let ending = call.ending(after: failure, open, costMicros: costMicros, images: images, latencyMs: latencyMs)
    let roll = tools.roll()
    let handover = failure.mayPassOn && open != .ticketed ? Handover(of: generation, in: tools.providers) : nil
    let isBeyondHope = tools.providers.card(call.model).map { tools.providers.obstacle(to: $0) != nil } ?? true
    try await write { writing, generation in
      if let ending { try writing.calls.end(call, ending) }
      if let handover,
        isBeyondHope || !generation.standing.standing(after: failure, open, at: writing.now).isLive
      {
        try handover.take(generation, after: failure, open, attempt: generation.standing.attempt, in: writing)
      } else {
        try writing.generations.take(
          .refused(failure, open), generation.id, attempt: generation.standing.attempt, roll: roll)
      }
    }
    return generation.state == .queued ? .again(generation) : .over
  }

  /// Nobody was asked, since nobody is there to be asked: another model takes it over, or it is over.
  private func passOn(_ detail: String) async throws -> Verdict {
    guard call == nil, let handover = Handover(of: generation, in: tools.providers) else {
      throw Broken(.unavailable, detail)
    }
    let failure = ProviderFailure(.unavailable, detail, effect: .notTaken)
    try await write { writing, generation in
      try handover.take(generation, after: failure, .none, attempt: generation.standing.attempt, in: writing)
    }
    return .again(generation)
  }

  /// The generation is not ours any more, or nobody wants it: only what was paid is kept.
  private func leave() async -> Verdict {
    try? await keepHeld()
    return .over
  }

  private func give(_ event: GenerationStanding.Event) async -> Verdict {
    try? await keepHeld()
    _ = try? await write { try $0.generations.take(event, $1.id, attempt: $1.standing.attempt) }
    return .over
  }

  /// The picture that was to complete a call, on its own.
  private func keepHeld() async throws {
    guard let picture = held else { return }
    held = nil
    try await add(picture) { _, _ in }
  }

  /// Adds a picture's row, and what belongs to it, in one transaction.
  private func add(
    _ picture: MadePicture, with more: @escaping @Sendable (Writing, Generation) throws -> Void
  ) async throws {
    var picture = picture
    for triesLeft in (0..<5).reversed() {
      do {
        return try await write { [picture] writing, generation in
          try writing.add(picture, to: generation)
          try more(writing, generation)
        }
      } catch is Vault.Gone where triesLeft > 0 {
        picture = try await tools.pictures.intake.keepAgain(picture)
      } catch {
        await tools.pictures.intake.forsake(picture)
        throw error
      }
    }
  }

  /// Writes for this turn, and no other. `body` gets the generation as it stands in the transaction.
  @discardableResult
  private func write<Value: Sendable>(
    _ body: @escaping @Sendable (Writing, Generation) throws -> Value
  ) async throws -> Value {
    let (id, attempt) = (id, generation.standing.attempt)
    let (value, after) = try await patience.keep { [tools] in
      try await tools.store.write { writing in
        let current = try writing.generations.find(id)
        guard current.standing.attempt == attempt else { throw Superseded() }
        let value = try body(writing, current)
        return (value, try writing.generations.find(id))
      }
    }
    generation = after
    return value
  }
}
