import Domain
import Storage
import Synchronization

/// One question to a language model whose whole answer is read by us, not by a person.
struct TextQuestion: Sendable {
  let store: Store
  let room: ProviderRoom
  let clock: Clock
  let log: Log
  let workspace: Workspace
  let purpose: Usage.Purpose
  /// How long the model may take.
  let patience: Duration

  let system: String
  let parts: [TextTurn.Part]
  let maxTokens: Int

  /// Nothing came of it.
  struct Refusal: Error {
    let fault: GenerationFault
    /// What was spent all the same; nil when nobody knows.
    let costMicros: Int?
    /// Whether another model may fare better: this one was not there, rather than unwilling.
    let mayAskAnother: Bool

    init(_ failure: ProviderFailure, costMicros: Int?) {
      fault = GenerationFault(failure)
      self.costMicros = costMicros
      switch failure.code {
      case .rateLimited, .unavailable, .timeout, .outcomeUnknown, .interrupted: mayAskAnother = true
      case .refused, .unauthorized, .outOfCredit, .garbage, .contentRefused, .contextTooLong: mayAskAnother = false
      }
    }

    fileprivate init(_ over: OverBudget) {
      fault = over.fault
      costMicros = 0
      mayAskAnother = false
    }
  }

  /// What `read` makes of a model's answer, and what that cost; `hear` is told all of it so far as it grows.
  ///
  /// Throws `Refusal`, also for an answer of which `read` makes nothing, and `CancellationError`.
  func answer<Value: Sendable>(
    of model: String, hear: @escaping @Sendable (String) -> Void = { _ in }, read: (String) -> Value?
  ) async throws -> (value: Value, costMicros: Int?) {
    let answer = Answer()
    let made: TextCall.Made
    do {
      let (card, adapter) = try room.writer(of: model)
      let call = TextCall(
        request(to: card), with: adapter, store: store, room: room, clock: clock, log: log, workspace: workspace,
        purpose: purpose, patience: 2_000, output: maxTokens)
      made = try await call.make(race: TextCall.race(within: patience, card.name)) { news in
        if case .text(let text) = news, let soFar = try answer.add(text) { hear(soFar) }
      }
    } catch let failure as ProviderFailure {
      throw Refusal(failure, costMicros: 0)
    } catch let over as OverBudget {
      throw Refusal(over)
    }
    switch made.outcome {
    case .failure(let failure as ProviderFailure): throw Refusal(failure, costMicros: made.costMicros ?? 0)
    case .failure(let error): throw error
    case .success: break
    }
    if EnhancementReader.isRefusal(answer.text) {
      let failure = ProviderFailure(.contentRefused, "\(model) declined to work on this.", effect: .taken)
      throw Refusal(failure, costMicros: made.costMicros)
    }
    guard let value = read(answer.text) else {
      let failure = ProviderFailure(.garbage, "What \(model) answered makes no sense here.", effect: .taken)
      throw Refusal(failure, costMicros: made.costMicros)
    }
    return (value, made.costMicros)
  }

  private func request(to card: ModelCard) -> TextRequest {
    var request = TextRequest(card: card, system: system, turns: [TextTurn(.user, parts)])
    request.maxTokens = maxTokens
    request.mode = .flash
    return request
  }
}

/// An answer as it grows.
private final class Answer: Sendable {
  private let state = Mutex<(text: String, read: Int)>(("", 0))

  var text: String { state.withLock(\.text) }

  /// All of it, when so much has come that it is worth another look: to read the whole for every letter would take time
  /// with the square of its length. Throws `ProviderFailure` for one that does not end.
  func add(_ piece: String) throws(ProviderFailure) -> String? {
    let (soFar, isTooLong) = state.withLock { state -> (String?, Bool) in
      state.text += piece
      let count = state.text.utf8.count
      if count > EnhancementReader.mostBytes { return (nil, true) }
      guard count - state.read >= max(1, count / 64) else { return (nil, false) }
      state.read = count
      return (state.text, false)
    }
    if isTooLong {
      throw ProviderFailure(.garbage, "The answer did not end: it was cut off.", effect: .taken)
    }
    return soFar
  }
}
