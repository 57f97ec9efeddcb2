/// Cuts bytes into lines as they arrive, wherever they are split. A line that grows past its limit is refused before
/// it is whole, and no byte is looked at twice.
struct Lines {
  enum Ending {
    /// LF, with or without a CR before it.
    case newline
    /// CR, LF or CRLF, as event streams have them.
    case any
  }

  private let ending: Ending
  private let limit: Int
  private var buffer: [UInt8] = []
  private var at = 0
  private var searched = 0
  /// The last line ended with a CR: an LF right after it belongs to it.
  private var skipsNewline = false

  init(_ ending: Ending, limit: Int) {
    self.ending = ending
    self.limit = limit
  }

  mutating func feed(_ bytes: [UInt8]) {
    if at == buffer.count {
      buffer = bytes
      searched = 0
    } else {
      buffer.removeSubrange(..<at)
      buffer += bytes
      searched -= at
    }
    at = 0
  }

  /// The next whole line, without its end; nil when more bytes are needed.
  mutating func next() throws(StreamFailure) -> ArraySlice<UInt8>? {
    if skipsNewline, at < buffer.count {
      skipsNewline = false
      if buffer[at] == UInt8(ascii: "\n") { at += 1 }
      searched = max(searched, at)
    }
    let line: ArraySlice<UInt8>
    if let end = findEnd() {
      line = buffer[at..<end]
      skipsNewline = buffer[end] == UInt8(ascii: "\r")
      at = end + 1
      searched = at
    } else {
      searched = buffer.count
      guard buffer.count - at <= limit else { throw .tooLong(limit: limit) }
      return nil
    }
    guard line.count <= limit else { throw .tooLong(limit: limit) }
    return ending == .newline && line.last == UInt8(ascii: "\r") ? line.dropLast() : line
  }

  /// What follows the last line end.
  var rest: ArraySlice<UInt8> { buffer[at...] }

  private func findEnd() -> Int? {
    let unseen = buffer[searched...]
    return ending == .newline
      ? unseen.firstIndex(of: UInt8(ascii: "\n"))
      : unseen.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }
}

package enum StreamFailure: Error, Equatable {
  /// A line, or an event of many lines, passes its limit.
  case tooLong(limit: Int)
  /// The bytes are not what the stream promised.
  case malformed
}
