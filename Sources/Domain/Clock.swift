import Glibc

/// Where the time comes from, and how it passes, so that a test can say what time it is and waits for nothing.
package struct Clock: Sendable {
  private let read: @Sendable () -> Timestamp
  private let pass: @Sendable (Duration) async throws -> Void

  /// `pass` lets time go by; it throws `CancellationError` when the task is cancelled.
  package init(
    pass: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    _ read: @escaping @Sendable () -> Timestamp
  ) {
    self.read = read
    self.pass = pass
  }

  package var now: Timestamp { read() }

  /// Waits so long. Throws `CancellationError` when the task is cancelled.
  package func wait(_ time: Duration) async throws { try await pass(time) }

  package static let system = Clock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
