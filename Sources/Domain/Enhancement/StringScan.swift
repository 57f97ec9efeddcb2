/// Finds the texts in JSON that may be broken off or badly made: enough to take out what was said, no more.
enum StringScan {
  struct Found: Equatable {
    /// The name of the member that it is, or is in a list of; nil in a list that has none.
    let key: String?
    let text: String
    /// Which object it stands in, counted as they begin.
    let object: Int
  }

  private struct Level {
    let isList: Bool
    var name: String?
    var awaitsValue = false
    let object: Int
  }

  /// Where JSON begins: a brace or bracket behind which an object, a list or a text comes.
  static func start(of text: String) -> Int? {
    let bytes = Array(text.utf8)
    for place in bytes.indices where bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "[") {
      let next = bytes[(place + 1)...].first { !$0.isBlank }
      let isOpening = next == UInt8(ascii: "\"") || (bytes[place] == UInt8(ascii: "[") && next == UInt8(ascii: "{"))
      if isOpening { return place }
    }
    return nil
  }

  /// All texts that are values, in their order; the last one as far as it goes.
  static func strings(in bytes: ArraySlice<UInt8>) -> [Found] {
    var found: [Found] = []
    var levels: [Level] = []
    var objects = 0
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard levels.count < 64 else { return found }
        let isList = byte == UInt8(ascii: "[")
        if !isList { objects += 1 }
        levels.append(
          Level(isList: isList, name: levels.last?.name, object: isList ? levels.last?.object ?? 0 : objects))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = levels.popLast()
        if levels.isEmpty { return found }
      case UInt8(ascii: ":"): if !levels.isEmpty { levels[levels.count - 1].awaitsValue = true }
      case UInt8(ascii: ","): if !levels.isEmpty { levels[levels.count - 1].awaitsValue = false }
      case UInt8(ascii: "\""):
        let (text, end, isWhole) = string(in: bytes, from: at - 1)
        at = end
        guard let level = levels.last else { return found }
        if level.isList || level.awaitsValue {
          found.append(Found(key: level.name, text: text, object: level.object))
        } else if isWhole {
          levels[levels.count - 1].name = text
        }
      default: break
      }
    }
    return found
  }

  /// The text that begins with the quote at `start`, the place behind it, and whether it was closed.
  private static func string(
    in bytes: ArraySlice<UInt8>, from start: Int
  ) -> (text: String, end: Int, isWhole: Bool) {
    var end = start + 1
    while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    let isWhole = end < bytes.endIndex
    var inner = Array(bytes[(start + 1)..<min(end, bytes.endIndex)])
    if !isWhole { inner = withoutHalves(inner) }
    // Models break lines within texts, which JSON does not allow.
    let line: [UInt8] = inner.map { $0 < 0x20 ? 0x20 : $0 }
    let quoted = [UInt8(ascii: "\"")] + line + [UInt8(ascii: "\"")]
    let text = JSON(lenient: quoted)?.string ?? String(decoding: line, as: UTF8.self)
    return (text, min(end + 1, bytes.endIndex), isWhole)
  }

  /// What is sure of a text that is still being written: no half of an escape, or of a pair of them, at its end.
  private static func withoutHalves(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    while let escape = bytes.suffix(6).lastIndex(of: UInt8(ascii: "\\")) {
      let slashes = bytes[...escape].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      guard slashes % 2 == 1 else { break }
      let digits = bytes[(escape + 1)...].dropFirst()
      let isUnit = bytes.count > escape + 1 && bytes[escape + 1] == UInt8(ascii: "u")
      // The first of two that make one letter; the second may be still to come.
      let isFirst =
        isUnit && digits.count == 4 && digits.first.map { $0 | 0x20 == UInt8(ascii: "d") } == true
        && digits.dropFirst().first.map { "89abAB".utf8.contains($0) } == true
      guard bytes.count == escape + 1 || (isUnit && digits.count < 4) || isFirst else { break }
      bytes.removeSubrange(escape...)
    }
    return bytes
  }
}
