import Glibc

/// A queue on which threads of our own may sleep. Many may push, many may take.
///
/// `@unchecked`: every stored property is touched only between `lock` and `unlock` of the one mutex,
/// which lives at a fixed address from `init` to `deinit`.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>
  private var waiting: [Element] = []
  private var closed = false

  package init() {
    mutex = .allocate(capacity: 1)
    arrived = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  /// Adds an element; false when the queue is closed and the element was not taken.
  package func push(_ element: Element) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !closed else { return false }
    waiting.append(element)
    pthread_cond_signal(arrived)
    return true
  }

  /// Waits for one element, oldest first; nil once the queue is closed and empty.
  package func take() -> Element? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty {
      if closed { return nil }
      pthread_cond_wait(arrived, mutex)
    }
    return waiting.removeFirst()
  }

  /// Waits until there is something and takes it all, oldest first; empty once the queue is closed.
  package func takeAll() -> [Element] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty && !closed { pthread_cond_wait(arrived, mutex) }
    defer { waiting = [] }
    return waiting
  }

  /// How many elements wait to be taken.
  package var count: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return waiting.count
  }

  /// Takes nothing more; who waits gets what is left, then nothing.
  package func close() {
    pthread_mutex_lock(mutex)
    closed = true
    pthread_cond_broadcast(arrived)
    pthread_mutex_unlock(mutex)
  }
}
