/// A request method; one that we do not know keeps its place as `other`, so that it can be refused by name.
package enum Method: String, Sendable, CaseIterable {
  case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE",
    options = "OPTIONS", other = "OTHER"
}

/// A status code with its reason phrase.
package struct Status: Sendable, Hashable {
  package let code: Int
  package init(_ code: Int) { self.code = code }

  package static let ok = Status(200), created = Status(201), accepted = Status(202), noContent = Status(204)

  package var reason: String { Self.reasons[code] ?? "Unknown" }

  private static let reasons: [Int: String] = [
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout",
    409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
    421: "Misdirected Request", 422: "Unprocessable Content", 426: "Upgrade Required", 428: "Precondition Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    507: "Insufficient Storage",
  ]
}

/// A request whose head has been read; its body comes as it is asked for.
package struct Request: Sendable {
  package var method: Method
  /// The path as sent: percent-encoded, with its leading slash, without the query.
  package var path: String
  /// The query as sent, without its question mark.
  package var query: String?
  package var headers: Headers
  package var body: RequestBody
  /// The address at the other end of the socket, such as `127.0.0.1`.
  package var peer: String

  package init(
    method: Method, path: String, query: String? = nil, headers: Headers = Headers(),
    body: RequestBody = .empty, peer: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }
}

/// What the client sends, piece by piece. Reading slowly slows the sender: nothing piles up.
package struct RequestBody: Sendable {
  /// The length that the head declared; nil when the body is chunked.
  package let length: Int?
  private let read: @Sendable () async throws -> [UInt8]?

  package init(length: Int?, read: @escaping @Sendable () async throws -> [UInt8]?) {
    self.length = length
    self.read = read
  }

  package static let empty = RequestBody(length: 0) { nil }

  package static func bytes(_ bytes: [UInt8]) -> RequestBody {
    let pieces = Once(bytes)
    return RequestBody(length: bytes.count) { pieces.take() }
  }

  /// The next piece, nil at the end. Throws `BodyFailure`.
  package func next() async throws -> [UInt8]? { try await read() }

  /// The whole body; throws `BodyFailure.tooLarge` as soon as it is known to pass `limit`.
  package func collect(upTo limit: Int) async throws -> [UInt8] {
    if let length, length > limit { throw BodyFailure.tooLarge(limit: limit) }
    var whole: [UInt8] = []
    while let piece = try await read() {
      guard whole.count + piece.count <= limit else { throw BodyFailure.tooLarge(limit: limit) }
      if whole.isEmpty { whole = piece } else { whole += piece }
    }
    return whole
  }
}

package enum BodyFailure: Error, Equatable {
  case tooLarge(limit: Int)
  /// The client sent less than the least rate allows.
  case tooSlow
  /// The connection ended, or its framing broke, before the body was whole.
  case incomplete
}

/// An answer: made by a handler, sent by the connection.
package struct Response: Sendable {
  package enum Body: Sendable {
    case empty
    case bytes([UInt8])
    case file(FileBody)
    case stream(StreamBody)
    case webSocket(@Sendable (WebSocket) async -> Void)
  }

  package var status: Status
  package var headers: Headers
  package var body: Body

  package init(_ status: Status, headers: Headers = Headers(), body: Body = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package init(_ status: Status, type: MediaType, _ bytes: [UInt8]) {
    self.init(status, headers: ["content-type": type.text], body: .bytes(bytes))
  }
}

/// A part of an open file. The descriptor is closed with its last owner.
package struct FileBody: Sendable {
  package let file: OpenFile
  package var offset: Int
  package var length: Int

  package init(_ file: OpenFile, offset: Int = 0, length: Int? = nil) {
    self.file = file
    self.offset = offset
    self.length = length ?? max(0, file.size - offset)
  }
}

/// A body that is written while it is sent.
package struct StreamBody: Sendable {
  /// Sent whenever nothing else was for 15 s, so that a quiet stream is known to be alive.
  package var heartbeat: [UInt8]
  /// How many bytes will come, when that is known; one that brings more or fewer is cut short.
  package var length: Int?
  package var produce: @Sendable (BodyWriter) async throws -> Void

  package init(
    heartbeat: [UInt8] = [], length: Int? = nil, _ produce: @escaping @Sendable (BodyWriter) async throws -> Void
  ) {
    self.heartbeat = heartbeat
    self.length = length
    self.produce = produce
  }
}

/// The way into a streamed body.
package struct BodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void
  package init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

  /// Waits while the client is behind by more than 256 KiB; throws `CancellationError` once it has gone.
  package func write(_ bytes: [UInt8]) async throws { try await send(bytes) }
  package func write(_ text: String) async throws { try await send(Array(text.utf8)) }
}

/// The handler of all requests: it never throws, since only it knows what an error should look like.
package typealias Handler = @Sendable (Request) async -> Response
