import Synchronization

/// What waits for one listener: bounded, so that a slow one costs nobody else anything.
package final class Mailbox: Sendable {
  package enum Delivery: Sendable {
    case announcements([EventHub.Announcement])
    /// Too much waited and was thrown away: the listener must look for itself what it missed.
    case missed
    /// The waiting task was cancelled.
    case ended
  }

  private struct State {
    var waiting: [EventHub.Announcement] = []
    var hasMissed = false
    var hasEnded = false
    var reader: CheckedContinuation<Delivery, Never>?

    mutating func take() -> Delivery? {
      if hasEnded { return .ended }
      if hasMissed {
        hasMissed = false
        return .missed
      }
      if waiting.isEmpty { return nil }
      defer { waiting = [] }
      return .announcements(waiting)
    }
  }

  private let state = Mutex(State())
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  func post(_ announcements: [EventHub.Announcement]) {
    guard !announcements.isEmpty else { return }
    deliver { state in
      if state.hasMissed { return }
      state.waiting += announcements
      if state.waiting.count > capacity {
        state.waiting = []
        state.hasMissed = true
      }
    }
  }

  func next() async -> Delivery {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let delivery: Delivery? = state.withLock { state in
          if let delivery = state.take() { return delivery }
          // A second reader is a mistake; the first one must not wait for ever because of it.
          state.reader?.resume(returning: .ended)
          state.reader = reader
          return nil
        }
        if let delivery { reader.resume(returning: delivery) }
      }
    } onCancel: {
      deliver { $0.hasEnded = true }
    }
  }

  private func deliver(_ change: (inout State) -> Void) {
    let ready: (CheckedContinuation<Delivery, Never>, Delivery)? = state.withLock { state in
      change(&state)
      guard let reader = state.reader, let delivery = state.take() else { return nil }
      state.reader = nil
      return (reader, delivery)
    }
    if let (reader, delivery) = ready { reader.resume(returning: delivery) }
  }
}
