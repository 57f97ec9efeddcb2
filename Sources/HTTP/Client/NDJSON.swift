/// Reads newline-delimited JSON: takes bytes wherever they are split, gives the lines that hold something. What they
/// hold is for the caller to parse.
package struct NDJSONParser {
  private var lines: Lines

  package init(limit: Int = 1 << 20) { lines = Lines(.newline, limit: limit) }

  package mutating func feed(_ bytes: [UInt8]) { lines.feed(bytes) }

  /// The next line that is not blank; nil when more bytes are needed.
  package mutating func next() throws(StreamFailure) -> [UInt8]? {
    while let line = try lines.next() {
      if !Self.isBlank(line) { return Array(line) }
    }
    return nil
  }

  /// The last line when no newline ended it, once.
  package mutating func finish() -> [UInt8]? {
    defer { lines = Lines(.newline, limit: 0) }
    return Self.isBlank(lines.rest) ? nil : Array(lines.rest)
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}

/// The lines of a stream of bytes. Throws what the stream throws, and `StreamFailure`.
package struct NDJSON<Bytes: AsyncSequence>: AsyncSequence where Bytes.Element == [UInt8] {
  private let bytes: Bytes
  private let limit: Int

  package init(_ bytes: Bytes, limit: Int = 1 << 20) {
    self.bytes = bytes
    self.limit = limit
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(bytes: bytes.makeAsyncIterator(), parser: NDJSONParser(limit: limit))
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var bytes: Bytes.AsyncIterator
    fileprivate var parser: NDJSONParser

    package mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> [UInt8]? {
      while true {
        if let line = try parser.next() { return line }
        guard let more = try await bytes.next(isolation: actor) else { return parser.finish() }
        parser.feed(more)
      }
    }
  }
}

extension NDJSON: Sendable where Bytes: Sendable {}
