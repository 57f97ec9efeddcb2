import Synchronization

/// A request body on its way from the loop to the handler.
final class BodyInbox: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var ended = false
    var failure: BodyFailure?
    var reader: CheckedContinuation<[UInt8]?, any Error>?
  }

  private let state = Mutex(State())
  /// Called on every read that finds nothing, and after every read that made room.
  private let wanted: @Sendable () -> Void

  init(wanted: @escaping @Sendable () -> Void) { self.wanted = wanted }

  var buffered: Int { state.withLock { $0.buffer.count } }

  func add(_ bytes: [UInt8]) {
    let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
      guard let reader = state.reader else {
        if state.buffer.isEmpty { state.buffer = bytes } else { state.buffer += bytes }
        return nil
      }
      state.reader = nil
      return reader
    }
    reader?.resume(returning: bytes)
  }

  func end() { close(nil) }
  func fail(_ failure: BodyFailure) { close(failure) }

  private func close(_ failure: BodyFailure?) {
    let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
      guard !state.ended else { return nil }
      state.ended = true
      state.failure = failure
      defer { state.reader = nil }
      return state.reader
    }
    if let failure { reader?.resume(throwing: failure) } else { reader?.resume(returning: nil) }
  }

  func next() async throws -> [UInt8]? {
    defer { wanted() }
    return try await withCheckedThrowingContinuation { continuation in
      let result = state.withLock { state -> Result<[UInt8]?, any Error>? in
        if !state.buffer.isEmpty {
          defer { state.buffer = [] }
          return .success(state.buffer)
        }
        if let failure = state.failure { return .failure(failure) }
        if state.ended { return .success(nil) }
        if state.reader != nil { return .failure(BodyFailure.incomplete) }
        state.reader = continuation
        return nil
      }
      if let result { continuation.resume(with: result) } else { wanted() }
    }
  }
}
