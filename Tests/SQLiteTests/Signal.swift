import Dispatch

/// One side waits, on a thread that may sleep; the other says when to go on.
struct Signal: Sendable {
  private let semaphore: DispatchSemaphore

  static func pair() -> (Signal, Signal) {
    let signal = Signal(semaphore: DispatchSemaphore(value: 0))
    return (signal, signal)
  }

  func wait() { semaphore.wait() }
  func signal() { semaphore.signal() }
}
