/// The parts of a `multipart/form-data` body, one after the other, as they arrive. Nothing of a part is kept: reading
/// slowly slows the sender, and going on to the next part skips what is left of the last.
package final class Multipart {
  package struct Limits: Sendable {
    package var parts: Int
    /// Bytes of the header lines of one part.
    package var head: Int
    /// Bytes of the whole body.
    package var total: Int

    package init(parts: Int = 100, head: Int = 8 << 10, total: Int) {
      self.parts = parts
      self.head = head
      self.total = total
    }
  }

  private let body: RequestBody
  private var parser: MultipartParser
  private var current = 0

  /// Throws `MultipartFailure` when `type` is no `multipart/form-data` with a good boundary, or when the body is
  /// known to pass the limit.
  package init(_ body: RequestBody, type: MediaType, limits: Limits) throws(MultipartFailure) {
    guard type.essence == "multipart/form-data" else { throw .notMultipart }
    guard let boundary = type.parameter("boundary") else { throw .badBoundary }
    if let length = body.length, length > limits.total { throw .tooLarge(limit: limits.total) }
    parser = try MultipartParser(boundary: boundary, limits: limits)
    self.body = body
  }

  /// The next part; nil after the last. Throws `MultipartFailure`, or `BodyFailure` from the connection.
  package func next() async throws -> Part? {
    while let event = try await nextEvent() {
      guard case .head(let lines) = event else { continue }
      current += 1
      return try Part(lines, number: current, of: self)
    }
    return nil
  }

  fileprivate func bytes(of part: Int) async throws -> [UInt8]? {
    guard part == current else { return nil }
    guard let event = try await nextEvent(stoppingBeforeHead: true), case .bytes(let bytes) = event else { return nil }
    return bytes
  }

  /// A head that ends a part's bytes is kept for `next`.
  private var waiting: MultipartParser.Event?

  private func nextEvent(stoppingBeforeHead: Bool = false) async throws -> MultipartParser.Event? {
    if let event = waiting {
      if stoppingBeforeHead { return nil }
      waiting = nil
      return event
    }
    while true {
      switch try parser.next() {
      case .head(let lines)? where stoppingBeforeHead:
        waiting = .head(lines)
        return nil
      case let event?:
        return event
      case nil:
        guard let more = try await body.next() else {
          guard parser.hasEnded else { throw MultipartFailure.incomplete }
          return nil
        }
        try parser.feed(more)
      }
    }
  }

  /// One field of the form.
  package struct Part {
    package let headers: Headers
    package let name: String
    /// As the client gave it: a title at most, never a path.
    package let filename: String?
    package let type: MediaType

    private let number: Int
    private let reader: Multipart

    fileprivate init(_ lines: [UInt8], number: Int, of reader: Multipart) throws(MultipartFailure) {
      headers = try Headers(partLines: lines)
      guard let disposition = headers["content-disposition"].flatMap(Disposition.init), disposition.kind == "form-data",
        let name = disposition["name"]
      else { throw .malformed("A part has no name.") }
      self.name = name
      filename = disposition["filename"]
      type = headers["content-type"].map { MediaType($0) } ?? .text
      self.number = number
      self.reader = reader
    }

    /// The next bytes; nil at the part's end, or once the next part has been asked for.
    package func next() async throws -> [UInt8]? { try await reader.bytes(of: number) }

    /// The whole part; throws `MultipartFailure.tooLarge` past `limit`.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
      var whole: [UInt8] = []
      while let bytes = try await next() {
        guard bytes.count <= limit - whole.count else { throw MultipartFailure.tooLarge(limit: limit) }
        whole += bytes
      }
      return whole
    }
  }
}

package enum MultipartFailure: Error, Equatable {
  /// The body is of another type (415).
  case notMultipart
  case badBoundary
  /// With a sentence that says what is wrong.
  case malformed(String)
  case tooManyParts(limit: Int)
  case headTooLarge(limit: Int)
  case tooLarge(limit: Int)
  /// The body ended before its last boundary.
  case incomplete
}

extension Headers {
  /// The lines of a part's head, as strictly as those of a request.
  fileprivate init(partLines lines: [UInt8]) throws(MultipartFailure) {
    self.init()
    guard let text = String(validating: lines, as: UTF8.self) else { throw .malformed("A part's head is not UTF-8.") }
    for line in text.split(separator: "\r\n") {
      guard line.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
        throw .malformed("A part's head has a control character.")
      }
      guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), line.utf8[..<colon].allSatisfy(\.isTokenCharacter),
        colon > line.startIndex
      else { throw .malformed("A header line of a part has no name.") }
      add(String(line[..<colon]), String(line[line.index(after: colon)...].trimmed))
    }
  }
}
