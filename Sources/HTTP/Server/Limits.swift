/// What one client, and all of them, may take of the server. Times in milliseconds.
package struct Limits: Sendable {
  package var connections = 4096
  /// Loopback is exempt: many tabs and tools of one person come from one address.
  package var connectionsPerAddress = 64

  package var target = 8 << 10
  package var head = 32 << 10
  package var fields = 100

  /// From a head's first byte to its last: absolute, so that a trickle of bytes gains nothing.
  package var headTime = 10_000
  /// A kept-alive connection without a request.
  package var idleTime = 60_000
  /// An answer of which the client takes nothing.
  package var stallTime = 30_000
  /// A request body must bring at least `bodyRate` bytes a second, measured over each `bodyWindow`.
  package var bodyRate = 1 << 10
  package var bodyWindow = 10_000
  /// How long, and how many bytes, a refused sender may go on before the connection is cut.
  package var lingerTime = 1_000
  package var lingerBytes = 256 << 10

  /// What may wait in memory on a connection, each way, before the faster side is made to wait.
  package var buffer = 256 << 10
  package var webSocketMessage = 1 << 20
  /// A quiet stream's heartbeat, a quiet WebSocket's ping.
  package var heartbeat = 15_000

  package init() {}
}

/// Why the connection itself turned a request away, before any handler saw it.
package struct Refusal: Error, Sendable, Equatable {
  package let status: Status
  package let detail: String

  init(_ status: Int, _ detail: String) {
    self.status = Status(status)
    self.detail = detail
  }
}
