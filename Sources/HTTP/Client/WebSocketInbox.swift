import Synchronization

/// What has come over one outgoing WebSocket and nobody has read yet. While it is full, nothing more is taken from the
/// socket, which slows the server down.
final class WebSocketInbox: Sendable {
  private struct State {
    var messages: [WebSocket.Message] = []
    var bytes = 0
    var reader: CheckedContinuation<WebSocket.Message?, Never>?
    var isClosed = false
  }

  /// Of one message, and of all that wait.
  let mostBytes: Int
  private let state = Mutex(State())

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  var isFull: Bool { state.withLock { $0.bytes >= mostBytes || $0.messages.count >= 1_024 } }

  func put(_ message: WebSocket.Message) {
    let reader: CheckedContinuation<WebSocket.Message?, Never>? = state.withLock { state in
      if let reader = state.reader {
        state.reader = nil
        return reader
      }
      state.messages.append(message)
      state.bytes += message.size
      return nil
    }
    reader?.resume(returning: message)
  }

  /// What came before is still read.
  func close() {
    let reader = state.withLock { state in
      state.isClosed = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }

  /// The next message; nil at the end, when the task is cancelled, or while another task waits.
  func next() async -> WebSocket.Message? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let (message, mustWait): (WebSocket.Message?, Bool) = state.withLock { state in
          if !state.messages.isEmpty {
            let message = state.messages.removeFirst()
            state.bytes -= message.size
            return (message, false)
          }
          guard !state.isClosed, state.reader == nil, !Task.isCancelled else { return (nil, false) }
          state.reader = reader
          return (nil, true)
        }
        if !mustWait { reader.resume(returning: message) }
      }
    } onCancel: {
      let reader = state.withLock { state in
        defer { state.reader = nil }
        return state.reader
      }
      reader?.resume(returning: nil)
    }
  }
}

extension WebSocket.Message {
  var size: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    }
  }
}
