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
    return await withCheckedContinuation { continuation in
      if !queue.push({ continuation.resume(returning: work()) }) { continuation.resume(returning: nil) }
    }
  }
}
