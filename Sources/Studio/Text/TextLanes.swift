import Domain
import Synchronization

/// Whose turn it is to call a text model: as many calls at a time as the provider's limit allows, first come, first
/// served; and what those that run may cost.
final class TextLanes: Sendable {
  private struct Lane {
    var running = 0
    var waiting: [(number: Int, waiter: CheckedContinuation<Void, any Error>)] = []
  }

  private struct Promise {
    let number: Int
    let workspaceId: Identifier
    let provider: String
    let micros: Int
  }

  private struct State {
    var lanes: [String: Lane] = [:]
    var promises: [Promise] = []
    var last = 0

    mutating func next() -> Int {
      last += 1
      return last
    }

    /// Those whose turn has come; each is to be resumed.
    mutating func admit(to provider: String, _ width: Int) -> [CheckedContinuation<Void, any Error>] {
      guard var lane = lanes[provider] else { return [] }
      var admitted: [CheckedContinuation<Void, any Error>] = []
      while lane.running < max(1, width), !lane.waiting.isEmpty {
        admitted.append(lane.waiting.removeFirst().waiter)
        lane.running += 1
      }
      lanes[provider] = lane.running == 0 && lane.waiting.isEmpty ? nil : lane
      return admitted
    }
  }

  private let state = Mutex(State())

  /// Does `work` once there is room; `width` says how many may at a time. Throws `CancellationError` to one that is
  /// cancelled while it waits, and what `work` throws.
  func run<Value: Sendable>(
    at provider: String, width: @Sendable () -> Int, _ work: () async throws -> Value
  ) async throws -> Value {
    try await enter(provider, width())
    defer {
      let admitted = state.withLock { state in
        state.lanes[provider]?.running -= 1
        return state.admit(to: provider, width())
      }
      for waiter in admitted { waiter.resume() }
    }
    return try await work()
  }

  /// How many run and wait at a provider.
  func figures(of provider: String) -> (running: Int, waiting: Int) {
    state.withLock { ($0.lanes[provider]?.running ?? 0, $0.lanes[provider]?.waiting.count ?? 0) }
  }

  private func enter(_ provider: String, _ width: Int) async throws {
    let number = state.withLock { $0.next() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in
        let (admitted, isGivenUp) = state.withLock { state -> ([CheckedContinuation<Void, any Error>], Bool) in
          if Task.isCancelled { return ([], true) }
          state.lanes[provider, default: Lane()].waiting.append((number, waiter))
          return (state.admit(to: provider, width), false)
        }
        if isGivenUp { waiter.resume(throwing: CancellationError()) }
        for waiter in admitted { waiter.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        guard let place = state.lanes[provider]?.waiting.firstIndex(where: { $0.number == number }) else { return nil }
        return state.lanes[provider]?.waiting.remove(at: place).waiter
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  /// Remembers what a call may cost until `settle`. Returns its number, by which it stands behind those before it.
  func promise(_ micros: Int, in workspaceId: Identifier, to provider: String) -> Int {
    state.withLock { state in
      let number = state.next()
      state.promises.append(
        Promise(number: number, workspaceId: workspaceId, provider: provider, micros: max(0, micros)))
      return number
    }
  }

  func settle(_ number: Int) { state.withLock { $0.promises.removeAll { $0.number == number } } }

  /// What was promised, or what was before `number`: for a workspace, and to a provider.
  func promised(
    before number: Int = .max, in workspaceId: Identifier, to provider: String
  ) -> (workspace: Int, provider: Int) {
    let earlier = state.withLock { $0.promises }.filter { $0.number < number }
    func sum(_ promises: [Promise]) -> Int { promises.reduce(0) { $0 &+ $1.micros } }
    return (
      sum(earlier.filter { $0.workspaceId == workspaceId }), sum(earlier.filter { $0.provider == provider })
    )
  }
}
