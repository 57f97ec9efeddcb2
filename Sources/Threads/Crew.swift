import Synchronization

/// A few threads of our own that do blocking work for tasks. Whoever asks waits without holding a thread.
package final class Crew: Sendable {
  private let queue = BlockingQueue<@Sendable () -> Void>()
  private let mostWaiting: Int

  /// Throws when the system has no threads to give.
  package init(name: String, threads: Int, waiting: Int) throws {
    mostWaiting = waiting
    for number in 0..<max(1, threads) {
      try Thread.start(name: "\(name)-\(number)") { [queue] in
        while let work = queue.take() { work() }
      }
    }
  }

  deinit { queue.close() }

  /// What waits is still done; what comes later is refused.
  package func close() { queue.close() }

  /// Runs `work` on one of the threads; nil, and nothing is done, when too much waits or the crew was closed.
  package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result? {
    guard queue.count < mostWaiting else { return nil }
    let job = Job(work)
    return await withCheckedContinuation { continuation in
      if !queue.push({ continuation.resume(returning: job.run()) }) { continuation.resume(returning: nil) }
    }
  }

  /// Runs `work` on one of the threads some time, however much waits; right here when the crew was closed.
  package func later(_ work: @escaping @Sendable () -> Void) {
    if !queue.push(work) { work() }
  }

  /// Lets go of the work, and of what it held, before anybody hears of its end.
  private final class Job<Result: Sendable>: Sendable {
    private let work: Mutex<(@Sendable () -> Result)?>

    init(_ work: @escaping @Sendable () -> Result) { self.work = Mutex(work) }

    func run() -> Result? { work.withLock { $0.take() }?() }
  }
}
