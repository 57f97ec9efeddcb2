import Synchronization

/// Ends somebody's pause before its time. Nudges while nobody waits end the next pause at once, together.
package final class Nudge: Sendable {
  private struct State {
    var isDue = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func give() {
    let waiter = state.withLock { state in
      state.isDue = state.waiter == nil
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// Returns after `pause`, or sooner when there was a nudge or the task is cancelled. One waits at a time.
  func wait(atMost pause: Duration) async {
    let timer = Task { [self] in
      try? await Task.sleep(for: pause, clock: .continuous)
      if !Task.isCancelled { give() }
    }
    defer { timer.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let isOver = state.withLock { state in
          guard !state.isDue, !Task.isCancelled else {
            state.isDue = false
            return true
          }
          state.waiter = waiter
          return false
        }
        if isOver { waiter.resume() }
      }
    } onCancel: {
      give()
    }
  }
}
