import Domain
import Storage
import Synchronization

/// One call to a text model, from the question whether it may be made to its row in the ledger. Every call to one goes
/// through here: so the provider's limits, its health, the budgets and the ledger see all of them.
///
/// A class, and its long waits in functions that hold little: a thousand calls may be under way at once.
final class TextCall: Sendable {
  private let request: TextRequest
  private let adapter: any TextProvider
  private let store: Store
  private let room: ProviderRoom
  private let clock: Clock
  private let log: Log
  private let workspace: Workspace
  private let purpose: Usage.Purpose
  private let patience: Int64
  private let output: Int

  /// `purpose` is what the ledger says that it was for, `patience` the longest wait for a provider that must not be
  /// called right now, in milliseconds, and `output` the tokens that it may write, for the budgets.
  init(
    _ request: TextRequest, with adapter: any TextProvider, store: Store, room: ProviderRoom, clock: Clock, log: Log,
    workspace: Workspace, purpose: Usage.Purpose, patience: Int64, output: Int
  ) {
    self.request = request
    self.adapter = adapter
    self.store = store
    self.room = room
    self.clock = clock
    self.log = log
    self.workspace = workspace
    self.purpose = purpose
    self.patience = patience
    self.output = output
  }

  var card: ModelCard { request.card }

  /// How a call that was made came out.
  struct Made: Sendable {
    let outcome: Result<TextReceipt, any Error>
    /// Also of an answer that the model declined to give.
    var receipt: TextReceipt?
    /// Nil when nobody knows, or nothing was spent.
    let costMicros: Int?
    let firstWord: ContinuousClock.Instant?
  }

  /// Runs some work and gives what came of it, or that it was cut short.
  typealias Race =
    @Sendable (@escaping @Sendable () async throws -> TextReceipt) async -> Result<TextReceipt, any Error>

  /// Cut short when the task is cancelled, or after `limit`, however long the provider takes to notice.
  static func race(within limit: Duration? = nil, _ name: String = "") -> Race {
    { work in
      let outcome = Outcome<Result<TextReceipt, any Error>>()
      let task = Task {
        do { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
      }
      let alarm = limit.map { limit in
        Task {
          guard (try? await Task.sleep(for: limit)) != nil else { return }
          let sentence = "\(name) did not finish within \(limit.components.seconds) seconds."
          outcome.set(.failure(ProviderFailure(.timeout, sentence, effect: .unknown)))
        }
      }
      let value = await withTaskCancellationHandler {
        await outcome.value
      } onCancel: {
        outcome.set(.failure(CancellationError()))
      }
      alarm?.cancel()
      task.cancel()
      return value ?? .failure(CancellationError())
    }
  }

  /// Makes the call.
  ///
  /// Throws before anything is sent: `ProviderFailure` when the provider cannot be called now, `OverBudget`, and
  /// `CancellationError`. What happens later is in the outcome: `ProviderFailure` without the key in it, or
  /// `CancellationError` when `race` was cut.
  func make(race: Race, tell: @escaping @Sendable (TextNews) async throws -> Void) async throws -> Made {
    let provider = card.provider
    return try await room.lanes.run(at: provider, width: { width(of: provider) }) {
      let promise = try await promise()
      defer { room.lanes.settle(promise) }
      try await pass(provider)
      return await send(race, tell)
    }
  }

  /// The limit is for a server's sake: what is written in this process needs none.
  private func width(of provider: String) -> Int {
    guard let seat = room.seat(of: provider) else { return 1 }
    return seat.kind?.hasServer == false ? .max : seat.provider.limits.concurrency
  }

  private func send(_ race: Race, _ tell: @escaping @Sendable (TextNews) async throws -> Void) async -> Made {
    let sent = ContinuousClock.now
    let pieces = Pieces()
    let outcome = await race { [self] in
      try await adapter.write(request) { news in
        pieces.note(news)
        try await tell(news)
      }
    }
    return await enter(outcome, pieces, since: sent)
  }

  /// Tells how it went to who keeps count.
  @inline(never)
  private func enter(
    _ outcome: Result<TextReceipt, any Error>, _ pieces: Pieces, since sent: ContinuousClock.Instant
  ) async -> Made {
    let card = card
    let first = pieces.first
    let ledger = TextLedger(
      card: card, workspaceId: workspace.id, purpose: purpose, input: request.tokens,
      latency: ContinuousClock.now - sent)
    func made(_ outcome: Result<TextReceipt, any Error>, _ cost: Int?, _ receipt: TextReceipt? = nil) -> Made {
      Made(outcome: outcome, receipt: receipt, costMicros: cost, firstWord: first)
    }
    switch outcome {
    case .success(let receipt):
      room.report(card.provider, latency: first.map { $0 - sent }, failure: nil)
      let cost = await ledger.enter(receipt, .succeeded, store, log)
      guard receipt.finish == .contentRefused else { return made(outcome, cost, receipt) }
      let failure = ProviderFailure(.contentRefused, "\(card.name) declined to answer this.", effect: .taken)
      return made(.failure(failure), cost, receipt)
    case .failure(let failure as ProviderFailure):
      room.report(card.provider, latency: nil, failure: failure)
      var cost: Int?
      if failure.effect != .notTaken || first != nil {
        cost = await ledger.enter(nil, .failed, written: pieces.bytes, store, log)
      }
      return made(.failure(room.clean(failure, of: card.provider)), cost)
    case .failure(is CancellationError):
      return made(outcome, await ledger.enter(nil, .cancelled, written: pieces.bytes, store, log))
    case .failure(let error):
      log.error("text provider failed", ["model": .text(card.id), "reason": .text("\(error)")])
      return made(
        .failure(ProviderFailure(.garbage, "The answer of \(card.name) could not be read.", effect: .taken)), nil)
    }
  }

  /// Waits for its turn at a provider that must not be called right now, if that comes within `patience`: of several who
  /// wait for the same moment only one may go on then. Throws `ProviderFailure` when it takes longer.
  @inline(never)
  private func pass(_ provider: String) async throws {
    var left = patience
    while case .closed(let until, let why, let code) = room.gate(provider) {
      let wait = max(1, milliseconds(to: until))
      guard wait <= left else {
        throw ProviderFailure(
          code, "\(room.name(of: provider) ?? provider) cannot be asked now. \(why)", effect: .notTaken,
          retryAfter: Int(exactly: (wait + 999) / 1_000))
      }
      left -= wait
      try await clock.wait(.milliseconds(wait))
    }
  }

  private func milliseconds(to moment: Timestamp) -> Int64 { max(0, moment.milliseconds - clock.now.milliseconds) }

  /// Promises what it may cost: the workspace's budget of the month and the provider's of the day count what runs
  /// before it, pictures too. Throws `OverBudget`, which says which budget is used up.
  @inline(never)
  private func promise() async throws -> Int {
    let card = card
    let estimate = TextLedger.cost(card.price, input: request.tokens, output: output)
    let number = room.lanes.promise(estimate ?? 0, in: workspace.id, to: card.provider)
    do {
      let daily = room.limits(of: card.provider)?.dailyBudgetMicros
      let limits = (workspace: workspace.settings.budgetMicros, provider: daily)
      guard estimate != 0, limits.workspace != nil || limits.provider != nil else { return number }
      let promised = room.lanes.promised(before: number, in: workspace.id, to: card.provider)
      // Where pictures promise theirs: so neither overlooks the other.
      let fault = try await store.write { [workspace] writing in
        try writing.objection(
          to: estimate, in: workspace, with: card.provider, dailyBudget: limits.provider, beside: promised)
      }
      if let fault { throw OverBudget(fault: fault) }
      return number
    } catch {
      room.lanes.settle(number)
      throw error
    }
  }
}

/// What has come of an answer.
private final class Pieces: Sendable {
  private let state = Mutex<(first: ContinuousClock.Instant?, bytes: Int)>((nil, 0))

  func note(_ news: TextNews) {
    let size =
      switch news {
      case .text(let text), .reasoning(let text), .toolCall(_, _, _, let text): text.utf8.count
      case .image(let bytes): bytes.count
      }
    state.withLock { state in
      state.first = state.first ?? .now
      state.bytes &+= size
    }
  }

  var first: ContinuousClock.Instant? { state.withLock(\.first) }
  var bytes: Int { state.withLock(\.bytes) }
}

extension TextRequest {
  /// About how many tokens it has.
  var tokens: Int {
    let texts = turns.flatMap(\.parts).map { part in
      switch part {
      case .text(let text), .reasoning(let text), .toolCall(_, _, let text), .toolResult(_, let text, _):
        Trimming.tokens(in: text)
      case .image: Trimming.tokensOfAPicture
      }
    }
    return texts.reduce(system.map { Trimming.tokens(in: $0) } ?? 0, +)
  }
}

extension ProviderRoom {
  /// A language model and the adapter behind it. Throws when nothing can be asked of it.
  func writer(of id: String) throws(ProviderFailure) -> (card: ModelCard, adapter: any TextProvider) {
    guard let card = card(id), card.kind == .text else {
      throw ProviderFailure(.unavailable, "There is no model \(id) any more.", effect: .notTaken)
    }
    do throws(Failure) { return (card, try text(card.provider)) } catch {
      throw ProviderFailure(.unavailable, error.detail, effect: .notTaken)
    }
  }

  /// A failure without the provider's key in its words, should it have found its way in.
  func clean(_ failure: ProviderFailure, of provider: String) -> ProviderFailure {
    guard let seat = seat(of: provider) else { return failure }
    return ProviderFailure(
      failure.code, seat.clean(failure.detail), providerMessage: failure.providerMessage.map(seat.clean),
      effect: failure.effect, retryAfter: failure.retryAfter)
  }
}
