import Glibc
import Synchronization

/// When a query must give up: at a moment of the monotonic clock, or as soon as somebody says so.
package final class Deadline: Sendable {
  private let moment: UInt64
  private let cancelled = Atomic<Bool>(false)

  package init(after limit: Duration) {
    let (sum, isBeyond) = Self.now().addingReportingOverflow(limit.nanoseconds)
    moment = isBeyond ? .max : sum
  }

  package func cancel() { cancelled.store(true, ordering: .relaxed) }

  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  package var isOver: Bool { isCancelled || Self.now() >= moment }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(clamping: time.tv_sec) * 1_000_000_000 + UInt64(clamping: time.tv_nsec)
  }
}

extension Duration {
  /// In whole nanoseconds, as near as 64 bits come.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    let (whole, isTooMuch) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isBeyond) = whole.addingReportingOverflow(UInt64(clamping: attoseconds / 1_000_000_000))
    return isTooMuch || isBeyond ? .max : sum
  }
}
