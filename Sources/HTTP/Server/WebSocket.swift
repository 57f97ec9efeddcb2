/// One WebSocket, in the words of a handler. Sending waits while the client is behind.
package struct WebSocket: Sendable {
  package enum Message: Sendable, Equatable {
    case text(String)
    case binary([UInt8])
  }

  private let receiveNext: @Sendable () async -> Message?
  private let sendMessage: @Sendable (Message) async throws -> Void
  private let end: @Sendable (UInt16, String) async -> Void

  package init(
    receive: @escaping @Sendable () async -> Message?, send: @escaping @Sendable (Message) async throws -> Void,
    close: @escaping @Sendable (UInt16, String) async -> Void
  ) {
    receiveNext = receive
    sendMessage = send
    end = close
  }

  /// The next message; nil once the client has closed or vanished.
  package func receive() async -> Message? { await receiveNext() }
  /// Throws `CancellationError` once the client has gone.
  package func send(_ message: Message) async throws { try await sendMessage(message) }
  package func close(code: UInt16 = 1000, reason: String = "") async { await end(code, reason) }
}
