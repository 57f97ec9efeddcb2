import CCurl
import Synchronization

/// What tasks tell a curl thread.
final class CurlMailbox<Letter: Sendable>: Sendable {
  private struct State: Sendable {
    var letters: [Letter] = []
    var wake: (@Sendable () -> Void)?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// From now on the thread may sleep, and `wake` ends that; what was posted before it finds by itself. `wake` is
  /// called on any thread, but never once `close` has returned.
  func open(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.wake = wake } }

  /// For a thread that sleeps in libcurl.
  func open(_ multi: UnsafeMutableRawPointer) {
    let multi = Multi(handle: multi)
    open { ccurl_multi_wakeup(multi.handle) }
  }

  /// `@unchecked`: of the handle only `curl_multi_wakeup` is used outside the curl thread, which libcurl allows on any
  /// thread, and only under the lock that `close` takes before the handle is freed.
  private struct Multi: @unchecked Sendable { let handle: UnsafeMutableRawPointer }

  /// False once the thread has ended.
  @discardableResult
  func post(_ letter: Letter) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.letters.append(letter)
      // The first wakes the thread; it takes all.
      if state.letters.count == 1 { state.wake?() }
      return true
    }
  }

  func takeAll() -> [Letter] {
    state.withLock { state in
      defer { state.letters = [] }
      return state.letters
    }
  }

  /// Takes no more letters; returns those that nobody has read.
  func close() -> [Letter] {
    state.withLock { state in
      state.wake = nil
      state.isClosed = true
      defer { state.letters = [] }
      return state.letters
    }
  }
}
