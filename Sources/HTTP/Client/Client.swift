import Synchronization

/// Sends requests to other servers, all on one thread of its own. Redirects are answers like any other, proxies and
/// cookies are never used, and only http and https are spoken.
///
/// Thread and libcurl come with the first request: whoever makes none does not pay for them.
package final class Client: Sendable {
  private let mailbox = CurlMailbox<TransferLetter>()
  private let userAgent: String
  private let hasStarted = Mutex(false)

  package init(userAgent: String = "") { self.userAgent = userAgent }

  /// Breaks off all that is under way.
  deinit { mailbox.post(.stop) }

  /// Sends a request and waits for the head of its answer; the body is read from the response. Cancelling the task, or
  /// letting the response go, closes the connection at once.
  package func send(_ request: Request) async throws(ClientFailure) -> Response {
    guard !Task.isCancelled else {
      throw ClientFailure(.cancelled, sent: false, detail: "cancelled before it was sent")
    }
    try start()
    let transfer = Transfer(request, mailbox)
    guard mailbox.post(.start(transfer)) else {
      throw ClientFailure(.broken, sent: false, detail: CurlLibrary.fault ?? "libcurl has no memory")
    }
    let body = Body(transfer)
    let head = try await transfer.head()
    return Response(status: head.status, headers: head.headers, body: body)
  }

  private func start() throws(ClientFailure) {
    let isRunning = hasStarted.withLock { hasStarted in
      if !hasStarted { hasStarted = (try? CurlLoop.start(mailbox, userAgent: userAgent)) != nil }
      return hasStarted
    }
    guard isRunning else { throw ClientFailure(.broken, sent: false, detail: "the system has no thread to give") }
  }

  package struct Request: Sendable {
    package enum Body: Sendable {
      case empty
      case bytes([UInt8])
      /// Sent as it comes: chunked unless its length is declared. It is never sent twice.
      case stream(RequestBody)
    }

    package var method: Method
    package var url: String
    package var headers: Headers
    package var body: Body
    package var reach: Reach
    package var timeouts: Timeouts
    /// The most bytes of a decoded body.
    package var limit: Int
    /// For what must not happen twice: a connection of its own, since libcurl silently repeats a request when a
    /// connection that it kept turns out to be dead.
    package var freshConnection: Bool
    /// Whether to ask for gzip; what arrives is decoded.
    package var compressed: Bool
    /// A file of certificates to trust for this request, in place of the system's own.
    package var authority: String?

    package init(
      _ method: Method = .get, _ url: String, headers: Headers = Headers(), body: Body = .empty,
      reach: Reach = .publicOnly, timeouts: Timeouts = Timeouts(), limit: Int, freshConnection: Bool = false,
      compressed: Bool = false
    ) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
      self.reach = reach
      self.timeouts = timeouts
      self.limit = limit
      self.freshConnection = freshConnection
      self.compressed = compressed
    }
  }

  package struct Timeouts: Sendable {
    /// From the start until the connection stands, name and handshake included.
    package var connect: Duration
    /// From the request's last byte to the answer's first.
    package var firstByte: Duration
    /// The longest time in which fewer than `leastBytes` move. Time in which our own side makes it wait is free.
    package var idle: Duration
    package var leastBytes: Int
    package var total: Duration?

    package init(
      connect: Duration = .seconds(10), firstByte: Duration = .seconds(60), idle: Duration = .seconds(30),
      leastBytes: Int = 1, total: Duration? = .seconds(600)
    ) {
      self.connect = connect
      self.firstByte = firstByte
      self.idle = idle
      self.leastBytes = leastBytes
      self.total = total
    }
  }

  package struct Response: Sendable {
    package let status: Status
    package let headers: Headers
    package let body: Body
  }

  /// The bytes of an answer as they come; who reads slowly slows the sender. Read by one task.
  package final class Body: Sendable, AsyncSequence {
    private let transfer: Transfer
    fileprivate init(_ transfer: Transfer) { self.transfer = transfer }

    deinit { transfer.cancel() }

    /// The next bytes, nil at the end.
    package func next() async throws(ClientFailure) -> [UInt8]? { try await transfer.bytes() }

    /// All of them; the request's limit bounds it.
    package func collect() async throws(ClientFailure) -> [UInt8] {
      var whole: [UInt8] = []
      while let bytes = try await next() { whole += bytes }
      return whole
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
      fileprivate let body: Body
      package mutating func next() async throws(ClientFailure) -> [UInt8]? { try await body.next() }

      package mutating func next(isolation: isolated (any Actor)?) async throws(ClientFailure) -> [UInt8]? {
        try await body.next()
      }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
  }
}
