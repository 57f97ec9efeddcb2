import CCurl
import Synchronization

/// What tasks tell a curl thread.
final class CurlMailbox<Letter: Sendable>: Sendable {
  /// `@unchecked`: of the handle only `curl_multi_wakeup` is used outside the curl thread, which libcurl allows on any
  /// thread, and only under the lock that `close` takes before the handle is freed.
  private struct Multi: @unchecked Sendable { let handle: UnsafeMutableRawPointer }

  private struct State: Sendable {
    var letters: [Letter] = []
    /// What wakes the thread.
    var multi: Multi?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// From now on the thread may sleep in libcurl; what was posted before it finds by itself.
  func open(_ multi: UnsafeMutableRawPointer) {
    let multi = Multi(handle: multi)
    state.withLock { $0.multi = multi }
  }

  /// False once the thread has ended.
  @discardableResult
  func post(_ letter: Letter) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.letters.append(letter)
      // The first wakes the thread; it takes all.
      if state.letters.count == 1, let multi = state.multi { ccurl_multi_wakeup(multi.handle) }
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
      state.multi = nil
      state.isClosed = true
      defer { state.letters = [] }
      return state.letters
    }
  }
}
