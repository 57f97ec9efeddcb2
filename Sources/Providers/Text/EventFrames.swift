import HTTP

/// Reads Amazon's event-stream frames: lengths, headers and payload between two checksums. Each frame becomes JSON
/// text, its payload as a member that is named by what the frame says it is.
struct EventFrames {
  private let limit: Int
  private var buffer: [UInt8] = []
  private var at = 0

  init(limit: Int) { self.limit = limit }

  mutating func feed(_ bytes: [UInt8]) {
    if at > 0, at == buffer.count || at > 1 << 16 {
      buffer.removeFirst(at)
      at = 0
    }
    buffer += bytes
  }

  /// The next frame; nil when more bytes are needed. Throws when a length or a checksum is wrong.
  mutating func next() throws(StreamFailure) -> [UInt8]? {
    guard buffer.count - at >= Self.prelude else { return nil }
    let total = number(at)
    let headers = number(at + 4)
    guard CheckSum.of(buffer[at..<at + 8]) == UInt32(truncatingIfNeeded: number(at + 8)) else { throw .malformed }
    guard headers <= 128 << 10, total >= Self.prelude + headers + 4 else { throw .malformed }
    guard total <= limit else { throw .tooLong(limit: limit) }
    guard buffer.count - at >= total else { return nil }
    let end = at + total
    guard CheckSum.of(buffer[at..<end - 4]) == UInt32(truncatingIfNeeded: number(end - 4)) else { throw .malformed }
    let names = try Self.names(buffer[at + Self.prelude..<at + Self.prelude + headers])
    let payload = buffer[at + Self.prelude + headers..<end - 4]
    at = end
    return Self.text(names, payload)
  }

  private func number(_ place: Int) -> Int {
    buffer[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Length, length of the headers, and their checksum.
  private static let prelude = 12

  private static func text(_ names: [String: String], _ payload: ArraySlice<UInt8>) -> [UInt8] {
    let kind = names[":message-type"] ?? "event"
    let name = kind == "event" ? names[":event-type"] : names[":exception-type"] ?? names[":error-code"]
    let safe = (name ?? kind).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    let body = payload.isEmpty ? ArraySlice("{}".utf8) : payload
    if kind == "event" { return Array("{\"\(safe)\":".utf8) + body + Array("}".utf8) }
    return Array("{\"exception\":\"\(safe)\",\"details\":".utf8) + body + Array("}".utf8)
  }

  /// The headers that are text; the others are passed over.
  private static func names(_ bytes: ArraySlice<UInt8>) throws(StreamFailure) -> [String: String] {
    var names: [String: String] = [:]
    var rest = bytes
    func take(_ count: Int) throws(StreamFailure) -> ArraySlice<UInt8> {
      guard rest.count >= count else { throw .malformed }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    func length(_ bytes: Int) throws(StreamFailure) -> Int { try take(bytes).reduce(0) { $0 << 8 | Int($1) } }
    while !rest.isEmpty {
      let name = String(decoding: try take(try length(1)), as: UTF8.self)
      switch try length(1) {
      case 0, 1: break
      case 2: _ = try take(1)
      case 3: _ = try take(2)
      case 4: _ = try take(4)
      case 5, 8: _ = try take(8)
      case 6: _ = try take(try length(2))
      case 7: names[name] = String(decoding: try take(try length(2)), as: UTF8.self)
      case 9: _ = try take(16)
      default: throw .malformed
      }
    }
    return names
  }
}

/// CRC-32 as zlib has it.
enum CheckSum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { entry in
    (0..<8).reduce(UInt32(entry)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
}
