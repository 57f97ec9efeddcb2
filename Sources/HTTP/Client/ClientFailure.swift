/// Why there is no answer, or no whole one. A status such as 500 is an answer.
package struct ClientFailure: Error, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The request itself cannot be sent: a URL that is none, a malformed field name.
    case invalidRequest
    case cannotResolve
    case cannotConnect
    case tls
    case timeout(Phase)
    /// The answer's head or its decoded body passes its limit.
    case tooLarge
    /// The address is outside the request's reach; nothing was connected.
    case addressRefused
    case cancelled
    /// The connection or its framing broke, or the body to be sent failed.
    case broken
  }

  package enum Phase: Sendable, Equatable { case connect, firstByte, idle, total }

  package let reason: Reason
  /// Whether any byte of the request may have left. Only when false is it certain that the other side has done nothing.
  package let sent: Bool
  /// For logs: names the host at most, never a field or a body.
  package let detail: String

  init(_ reason: Reason, sent: Bool, detail: String) {
    self.reason = reason
    self.sent = sent
    self.detail = detail
  }
}
