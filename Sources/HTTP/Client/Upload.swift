import Glibc
import Synchronization

/// A request's body on its way out: a task fetches it, the curl thread takes it, and the task waits while too much of
/// it is here.
final class Upload: Sendable {
  enum Piece {
    case bytes(Int)
    /// Nothing yet: `wake` will be called.
    case later
    case end
    case failed
  }

  private struct State {
    var waiting: [UInt8] = []
    var taken = 0
    var isHungry = false
    var isOver = false
    var hasFailed = false
    var fetcher: CheckedContinuation<Void, Never>?
    var task: Task<Void, Never>?
  }

  private let body: RequestBody
  private let wake: @Sendable () -> Void
  private let state = Mutex(State())

  init(_ body: RequestBody, wake: @escaping @Sendable () -> Void) {
    self.body = body
    self.wake = wake
  }

  var length: Int? { body.length }

  /// Starts to fetch; called once.
  func open() {
    let task = Task { await fetch() }
    state.withLock { $0.task = task }
  }

  private func fetch() async {
    var hasFailed = false
    do {
      while let bytes = try await body.next(), !Task.isCancelled { await put(bytes) }
    } catch {
      hasFailed = true
    }
    let isHungry = state.withLock { state in
      state.isOver = true
      state.hasFailed = hasFailed || Task.isCancelled
      return state.isHungry
    }
    if isHungry { wake() }
  }

  private func put(_ bytes: [UInt8]) async {
    guard !bytes.isEmpty else { return }
    let isHungry = state.withLock { state in
      if state.taken == state.waiting.count {
        state.waiting = bytes
      } else {
        state.waiting.removeSubrange(..<state.taken)
        state.waiting += bytes
      }
      state.taken = 0
      defer { state.isHungry = false }
      return state.isHungry
    }
    if isHungry { wake() }
    await withCheckedContinuation { (fetcher: CheckedContinuation<Void, Never>) in
      let mayGoOn = state.withLock { state in
        if state.isOver || state.waiting.count - state.taken < Transfer.capacity { return true }
        state.fetcher = fetcher
        return false
      }
      if mayGoOn { fetcher.resume() }
    }
  }

  /// Moves the next bytes to `buffer`. Called on the curl thread.
  func take(_ buffer: UnsafeMutableRawBufferPointer) -> Piece {
    var fetcher: CheckedContinuation<Void, Never>?
    defer { fetcher?.resume() }
    return state.withLock { state in
      if state.hasFailed { return .failed }
      let count = min(buffer.count, state.waiting.count - state.taken)
      guard count > 0 else {
        state.isHungry = !state.isOver
        return state.isOver ? .end : .later
      }
      state.waiting.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[state.taken..<state.taken + count])) }
      state.taken += count
      if state.waiting.count - state.taken < Transfer.capacity {
        fetcher = state.fetcher
        state.fetcher = nil
      }
      return .bytes(count)
    }
  }

  /// Nobody will take any more.
  func close() {
    let (task, fetcher) = state.withLock { state in
      state.isOver = true
      defer { state.fetcher = nil }
      return (state.task, state.fetcher)
    }
    task?.cancel()
    fetcher?.resume()
  }
}
