/// The head of an answer, line by line. Interim answers (1xx) are passed over.
struct AnswerHead {
  private(set) var status = Status(0)
  private(set) var headers = Headers()
  private(set) var isComplete = false
  private var size = 0

  static let mostBytes = 64 << 10, mostFields = 200

  /// Takes a line with its end; false once the head is too large. Trailers count, but are not kept.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    size += line.count
    guard size <= Self.mostBytes, headers.count < Self.mostFields else { return false }
    guard !isComplete else { return true }

    let text = Substring(String(decoding: line, as: UTF8.self)).trimmingLineEnd
    if text.isEmpty {
      isComplete = status.code >= 200
    } else if text.hasPrefix("HTTP/") {
      let words = text.split(separator: " ", maxSplits: 2)
      status = Status(words.count > 1 ? Int(words[1]) ?? 0 : 0)
      headers = Headers()
    } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8.first.map(\.isTokenCharacter) == true {
      headers.add(String(text[..<colon].trimmed), String(Substring(text.utf8[colon...].dropFirst()).trimmed))
    }
    return true
  }
}

extension Substring {
  fileprivate var trimmingLineEnd: Substring {
    var bytes = utf8[...]
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return Substring(bytes)
  }
}
