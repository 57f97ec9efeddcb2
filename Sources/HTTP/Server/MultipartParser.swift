import Glibc

/// Takes `multipart/form-data` apart as its bytes arrive, wherever they are cut. It holds back no more than a part's
/// head or a piece of a boundary, and its work is linear in what it is fed.
struct MultipartParser {
  enum Event: Equatable {
    /// A part begins; these are its header lines.
    case head([UInt8])
    case bytes([UInt8])
    /// The last boundary has been seen; what follows it means nothing.
    case end
  }

  private enum State { case body, afterBoundary, head, ended }

  private let delimiter: [UInt8]
  private let limits: Multipart.Limits
  private var state = State.body
  private var beforeFirst = true
  private var parts = 0
  private var total = 0
  /// What was fed and is not used up: `buffer[at...]`. No end of a head begins before `searched`.
  private var buffer = Array("\r\n".utf8)
  private var at = 0
  private var searched = 0

  /// Throws `badBoundary` for one that RFC 2046 does not allow.
  init(boundary: String, limits: Multipart.Limits) throws(MultipartFailure) {
    let allowed = boundary.utf8.allSatisfy(Self.mayBeInBoundary)
    guard (1...70).contains(boundary.utf8.count), allowed, boundary.utf8.last != UInt8(ascii: " ") else {
      throw .badBoundary
    }
    // The first boundary stands at the very start: the line end before it is lent, in `buffer`.
    delimiter = Array("\r\n--\(boundary)".utf8)
    self.limits = limits
  }

  mutating func feed(_ bytes: [UInt8]) throws(MultipartFailure) {
    let (sum, overflow) = total.addingReportingOverflow(bytes.count)
    guard !overflow, sum <= limits.total else { throw .tooLarge(limit: limits.total) }
    total = sum
    if state == .ended { return }
    if at == buffer.count {
      buffer = bytes
    } else {
      buffer.removeSubrange(..<at)
      buffer += bytes
    }
    searched -= min(searched, at)
    at = 0
  }

  /// The next event; nil when more bytes are needed.
  mutating func next() throws(MultipartFailure) -> Event? {
    while true {
      switch state {
      case .body:
        let (plain, whole) = findDelimiter()
        if plain > at {
          guard !beforeFirst else { throw .malformed("The body does not begin with its boundary.") }
          defer { at = plain }
          return .bytes(at == 0 && plain == buffer.count ? buffer : Array(buffer[at..<plain]))
        }
        guard whole else { return nil }
        at += delimiter.count
        beforeFirst = false
        state = .afterBoundary
      case .afterBoundary:
        guard let isLast = try readBoundaryEnd() else { return nil }
        state = isLast ? .ended : .head
        searched = at
        if isLast { return .end }
      case .head:
        guard let head = try readHead() else { return nil }
        state = .body
        parts += 1
        guard parts <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
        return .head(head)
      case .ended:
        return nil
      }
    }
  }

  var hasEnded: Bool { state == .ended }

  /// Where the next delimiter, or what may become one, begins; `whole` when it is all there.
  private func findDelimiter() -> (start: Int, whole: Bool) {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return (at, false) }
      var from = at
      while from < bytes.count, let hit = memchr(base + from, 0x0D, bytes.count - from) {
        let start = UnsafeRawPointer(hit) - base
        let length = min(delimiter.count, bytes.count - start)
        if memcmp(base + start, delimiter, length) == 0 { return (start, length == delimiter.count) }
        from = start + 1
      }
      return (bytes.count, false)
    }
  }

  /// What follows a boundary: true for the two dashes of the last, false for a line end, nil for not yet.
  private mutating func readBoundaryEnd() throws(MultipartFailure) -> Bool? {
    let rest = buffer[at...]
    guard rest.count >= 2 else { return nil }
    if rest.starts(with: "--".utf8) {
      at += 2
      return true
    }
    let padding = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
    guard padding <= 64 else { throw .malformed("A boundary line is too long.") }
    guard rest.count >= padding + 2 else { return nil }
    guard rest.dropFirst(padding).starts(with: [0x0D, 0x0A]) else {
      throw .malformed("A boundary is not followed by a line end.")
    }
    at += padding + 2
    return false
  }

  /// The lines up to the empty one, without it.
  private mutating func readHead() throws(MultipartFailure) -> [UInt8]? {
    let start = at
    while searched + 1 < buffer.count {
      defer { searched += 1 }
      let isEmptyLine =
        buffer[searched] == 0x0D && buffer[searched + 1] == 0x0A
        && (searched == start || (searched >= start + 2 && buffer[searched - 1] == 0x0A))
      if isEmptyLine {
        at = searched + 2
        return Array(buffer[start..<searched])
      }
      guard searched - start <= limits.head else { throw .headTooLarge(limit: limits.head) }
    }
    return nil
  }

  private static func mayBeInBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "'()+_,-./:=? ".utf8.contains(byte)
    }
  }
}
