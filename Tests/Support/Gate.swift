import Threads

/// Holds a thread of ours until the test lets it go.
package final class Gate: Sendable {
  private let held = BlockingQueue<Void>(), released = BlockingQueue<Void>()

  package init() {}

  /// Blocks until `release`.
  package func hold() {
    _ = held.push(())
    _ = released.take()
  }

  /// Blocks until somebody is held.
  package func awaitHeld() { _ = held.take() }

  package func release() { released.close() }
}
