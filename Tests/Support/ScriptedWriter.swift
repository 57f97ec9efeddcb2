package import Domain
import Synchronization

/// A text provider that does what a test says: one script for each call, and the last one again and again.
package final class ScriptedWriter: TextProvider {
  package enum Step: Sendable {
    case tell(TextNews)
    /// Waits until the test opens that many gates.
    case wait
    case fail(ProviderFailure)
    /// Goes on for ever, and does not notice that it was cancelled.
    case hang
  }

  private struct State {
    var scripts: [[Step]] = []
    var requests: [TextRequest] = []
    var receipt = TextReceipt(finish: .stop)
    var open = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
    var callWaiters: [(count: Int, waiter: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())
  package let provider: String
  private let cards: [ModelCard]

  package init(_ provider: String, models: [String] = ["a"], _ change: (inout ModelCard) -> Void = { _ in }) {
    self.provider = provider
    cards = models.map { model in
      var card = ModelCard(provider: provider, model: model, kind: .text, name: model, family: .gpt)
      card.capabilities = [.chat, .streaming]
      change(&card)
      return card
    }
  }

  /// What the next calls do, one after the other.
  package func script(_ scripts: [Step]..., receipt: TextReceipt = TextReceipt(finish: .stop)) {
    state.withLock { state in
      state.scripts = scripts
      state.receipt = receipt
    }
  }

  package var requests: [TextRequest] { state.withLock { $0.requests } }

  /// Lets one `wait` go on.
  package func release() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiters.isEmpty {
        state.open += 1
        return nil
      }
      return state.waiters.removeFirst()
    }
    waiter?.resume()
  }

  /// Returns once that many calls have come.
  package func hears(_ count: Int) async {
    await withCheckedContinuation { waiter in
      let isDone = state.withLock { state in
        if state.requests.count >= count { return true }
        state.callWaiters.append((count, waiter))
        return false
      }
      if isDone { waiter.resume() }
    }
  }

  package func models() async throws(ProviderFailure) -> [ModelCard] { cards }
  package func check() async throws(ProviderFailure) -> [String] { ["It follows its script."] }

  package func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let (script, ready) = state.withLock { state in
      state.requests.append(request)
      let script = state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts.first ?? []
      let ready = state.callWaiters.filter { $0.count <= state.requests.count }
      state.callWaiters.removeAll { $0.count <= state.requests.count }
      return (script, ready)
    }
    for waiting in ready { waiting.waiter.resume() }
    for step in script {
      switch step {
      case .tell(let news): try await tell(news)
      case .wait: try await pass()
      case .fail(let failure): throw failure
      case .hang: await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
      }
    }
    return state.withLock { $0.receipt }
  }

  private func pass() async throws {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let isOpen = state.withLock { state in
          if Task.isCancelled { return true }
          if state.open > 0 {
            state.open -= 1
            return true
          }
          state.waiters.append(waiter)
          return false
        }
        if isOpen { waiter.resume() }
      }
    } onCancel: {
      release()
    }
    try Task.checkCancellation()
  }

  /// The kind under which it can be connected.
  package var kind: ProviderKind {
    ProviderKind(
      id: provider, name: provider, summary: "Follows a script.", baseUrl: "http://127.0.0.1:9", key: .optional,
      offers: [.text], text: { [self] _ throws(Failure) in self })
  }
}
