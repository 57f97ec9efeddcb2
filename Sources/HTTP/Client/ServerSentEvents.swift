/// Reads `text/event-stream` as the WHATWG standard has it: takes bytes wherever they are split, gives events.
package struct ServerSentEventParser {
  private let limit: Int
  private var lines: Lines
  private var isFirstLine = true
  private var name = ""
  private var data: [UInt8]?
  /// The id of the last event that had one; what to resume after.
  package private(set) var lastId: String?
  /// How long the server asks to wait before the next connection.
  package private(set) var retryMilliseconds: Int?

  /// `limit` holds for a line and for the data of an event.
  package init(limit: Int = 1 << 20) {
    self.limit = limit
    lines = Lines(.any, limit: limit)
  }

  package mutating func feed(_ bytes: [UInt8]) { lines.feed(bytes) }

  /// The next event; nil when more bytes are needed. An event that its blank line has not ended is never given.
  package mutating func next() throws(StreamFailure) -> ServerSentEvent? {
    while var line = try lines.next() {
      if isFirstLine, line.starts(with: Self.byteOrderMark) { line = line.dropFirst(3) }
      isFirstLine = false
      guard line.isEmpty else {
        try read(line)
        continue
      }
      defer {
        name = ""
        data = nil
      }
      if let data { return ServerSentEvent(id: lastId, name: name.isEmpty ? nil : name, data: data) }
    }
    return nil
  }

  private mutating func read(_ line: ArraySlice<UInt8>) throws(StreamFailure) {
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[colon...].dropFirst()
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }

    let field = line[..<colon]
    if field.elementsEqual("data".utf8) {
      guard value.count <= limit - (data.map { $0.count + 1 } ?? 0) else { throw .tooLong(limit: limit) }
      if data == nil {
        data = Array(value)
      } else {
        data?.append(UInt8(ascii: "\n"))
        data?.append(contentsOf: value)
      }
    } else if field.elementsEqual("event".utf8) {
      name = String(decoding: value, as: UTF8.self)
    } else if field.elementsEqual("id".utf8) {
      if !value.contains(0) { lastId = String(decoding: value, as: UTF8.self) }
    } else if field.elementsEqual("retry".utf8) {
      let isNumber = !value.isEmpty && value.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      if isNumber, let wait = Int(String(decoding: value, as: UTF8.self)) { retryMilliseconds = wait }
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// The events of a stream of bytes. Throws what the stream throws, and `StreamFailure`.
package struct ServerSentEvents<Bytes: AsyncSequence>: AsyncSequence where Bytes.Element == [UInt8] {
  private let bytes: Bytes
  private let limit: Int

  package init(_ bytes: Bytes, limit: Int = 1 << 20) {
    self.bytes = bytes
    self.limit = limit
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(bytes: bytes.makeAsyncIterator(), parser: ServerSentEventParser(limit: limit))
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var bytes: Bytes.AsyncIterator
    fileprivate var parser: ServerSentEventParser

    package mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws -> ServerSentEvent? {
      while true {
        if let event = try parser.next() { return event }
        guard let more = try await bytes.next(isolation: actor) else { return nil }
        parser.feed(more)
      }
    }
  }
}

extension ServerSentEvents: Sendable where Bytes: Sendable {}
