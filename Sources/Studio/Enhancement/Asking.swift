import Domain
import Storage
import Synchronization

/// One language model is asked for the candidates of one order.
struct Asking: Sendable {
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

    init(_ over: OverBudget) {
      fault = over.fault
      costMicros = 0
      mayAskAnother = false
    }
  }

  let desk: EnhancementDesk
  let order: EnhancementDesk.Order
  let proofreading: Proofreading
  let model: String

  /// Throws `Refusal`, and `CancellationError`.
  func candidates(_ voice: Voice) async throws -> (candidates: [Enhancement.Candidate], costMicros: Int?) {
    let call = TextCall(
      store: desk.store, room: desk.room, clock: desk.clock, log: desk.log, workspace: order.workspace,
      purpose: .enhancement, patience: 2_000)
    let (reader, answer) = (EnhancementReader(count: order.input.count), Answer())
    let made: TextCall.Made
    do {
      let (card, adapter) = try call.adapter(of: model)
      let race = TextCall.race(within: desk.patience, card.name)
      made = try await call.make(request(to: card), with: adapter, output: task.maxTokens, race: race) { news in
        guard case .text(let text) = news, let soFar = try answer.add(text) else { return }
        voice.say(reader.drafts(in: soFar, isWhole: false).map(\.text))
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
    let candidates = proofreading.candidates(of: reader.drafts(in: answer.text, isWhole: true))
    if EnhancementReader.isRefusal(answer.text) {
      let failure = ProviderFailure(.contentRefused, "\(model) declined to work on this prompt.", effect: .taken)
      throw Refusal(failure, costMicros: made.costMicros)
    }
    guard !candidates.isEmpty else {
      let failure = ProviderFailure(.garbage, "What \(model) answered holds no prompt.", effect: .taken)
      throw Refusal(failure, costMicros: made.costMicros)
    }
    return (candidates, made.costMicros)
  }

  private var task: EnhancementTask {
    EnhancementTask(order.input.wish(for: order.family), locked: proofreading.locked)
  }

  private func request(to card: ModelCard) -> TextRequest {
    let task = task
    var request = TextRequest(card: card, system: task.system, turns: [TextTurn(.user, [.text(task.question)])])
    request.maxTokens = task.maxTokens
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
