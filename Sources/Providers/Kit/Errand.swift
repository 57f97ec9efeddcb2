import Synchronization

/// Calls that have to be made even when the task that wants them is cancelled.
enum Errand {
  /// Submits work. Cancelling the task ends the wait at once, but not the submission: as soon as its outcome is known,
  /// `undo` takes the work back, so that no engine goes on with what nobody wants.
  static func submit<Work: Sendable>(
    _ submit: @escaping @Sendable () async throws -> Work, undo: @escaping @Sendable (Work) async -> Void
  ) async throws -> Work {
    let wait = Wait<Work>()
    Task {
      let outcome: Result<Work, any Error>
      do { outcome = .success(try await submit()) } catch { outcome = .failure(error) }
      if !wait.end(outcome), case .success(let work) = outcome { await undo(work) }
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wait.begin($0) }
    } onCancel: {
      _ = wait.end(.failure(CancellationError()))
    }
  }

  /// Runs to its end in a task that nobody cancels, and waits for that only for a moment: who cancels does not wait
  /// for an engine that is slow to listen.
  static func run(_ work: @escaping @Sendable () async -> Void) async {
    let wait = Wait<Void>()
    let late = Task {
      try? await Task.sleep(for: .milliseconds(500))
      _ = wait.end(.success(()))
    }
    Task {
      await work()
      _ = wait.end(.success(()))
      late.cancel()
    }
    try? await withCheckedThrowingContinuation { wait.begin($0) }
  }

  /// The first outcome is the one.
  private final class Wait<Work: Sendable>: Sendable {
    private struct State {
      var waiter: CheckedContinuation<Work, any Error>?
      var outcome: Result<Work, any Error>?
    }

    private let state = Mutex(State())

    func begin(_ waiter: CheckedContinuation<Work, any Error>) {
      let outcome = state.withLock { state in
        if state.outcome == nil { state.waiter = waiter }
        return state.outcome
      }
      if let outcome { waiter.resume(with: outcome) }
    }

    /// False when it has ended before.
    func end(_ outcome: Result<Work, any Error>) -> Bool {
      let (isFirst, waiter) = state.withLock { state in
        guard state.outcome == nil else { return (false, nil as CheckedContinuation<Work, any Error>?) }
        state.outcome = outcome
        defer { state.waiter = nil }
        return (true, state.waiter)
      }
      waiter?.resume(with: outcome)
      return isFirst
    }
  }
}
