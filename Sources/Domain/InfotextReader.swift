extension Infotext {
  /// More than this is no prompt any more.
  static let mostBytes = 256 << 10

  /// Reads any text, in linear time: what has no line of pairs is all prompt. Nil when the text is far too long.
  package init?(reading text: String) {
    guard text.utf8.count <= Self.mostBytes else { return nil }
    let bytes = Array(text.tidied.utf8)
    var lines = bytes[...].split(separator: 0x0A, omittingEmptySubsequences: false)
    var items: [Item] = []
    if let place = Self.placeOfPairs(in: lines) {
      var reader = PairReader(line: lines[place])
      items = reader.items()
      // What follows the pairs are templates and the like, which are no part of the prompt that was used.
      lines.removeSubrange(place...)
    }
    var prompt: [ArraySlice<UInt8>] = []
    var negative: [ArraySlice<UInt8>] = []
    var isNegative = false
    for line in lines.map(\.trimmed) {
      if line.starts(with: Self.negativeMarker.utf8) {
        isNegative = true
        negative.append(line.dropFirst(Self.negativeMarker.utf8.count).trimmed)
      } else if isNegative {
        negative.append(line)
      } else {
        prompt.append(line)
      }
    }
    self.init(prompt: Self.joined(prompt), negativePrompt: Self.joined(negative), items: items)
  }

  private static func joined(_ lines: [ArraySlice<UInt8>]) -> String {
    String(decoding: Array(lines.joined(separator: [0x0A]))[...].trimmed, as: UTF8.self)
  }

  /// The last line that begins with the steps, else the very last line, if it holds enough pairs.
  private static func placeOfPairs(in lines: [ArraySlice<UInt8>]) -> Int? {
    func holdsPairs(_ place: Int) -> Bool {
      var reader = PairReader(line: lines[place])
      return reader.items(most: fewestItems).count == fewestItems
    }
    let steps = lines.lastIndex { $0.trimmed.starts(with: "Steps: ".utf8) }
    if let steps, holdsPairs(steps) { return steps }
    guard let last = lines.indices.last, holdsPairs(last) else { return nil }
    return last
  }
}

/// Finds `Key: value` pairs in one line and steps over what is none.
private struct PairReader {
  let line: ArraySlice<UInt8>
  private var at: Int
  /// Once a value that is none has cost a long walk, no other one may.
  private var mayHoldJSON = true

  /// Their values are bare JSON, commas and all.
  private static let keysOfJSON = ["Hashes", "Civitai resources", "Civitai metadata", "SDCPP"]
  private static let mostItems = 512

  init(line: ArraySlice<UInt8>) {
    self.line = line
    at = line.startIndex
  }

  mutating func items(most: Int = mostItems) -> [Infotext.Item] {
    var items: [Infotext.Item] = []
    while items.count < most, let key = nextKey() {
      items.append(Infotext.Item(key, value(of: key)))
    }
    return items
  }

  /// Moves behind the colon of the next key. A key is two letters or more and begins with one.
  private mutating func nextKey() -> String? {
    var start: Int?
    while at < line.endIndex {
      let byte = line[at]
      if byte == UInt8(ascii: ":"), let first = start, at - first >= 2 {
        defer { at += 1 }
        return String(decoding: line[first..<at], as: UTF8.self)
      }
      if byte.isLetterOfWord {
        start = start ?? at
      } else if byte != 0x20 && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "/") {
        start = nil
      }
      at += 1
    }
    return nil
  }

  /// Moves behind the comma that ends the value.
  private mutating func value(of key: String) -> String {
    while at < line.endIndex, line[at].isBlank { at += 1 }
    if let end = endOfQuotes ?? endOfJSON(of: key) {
      let value = line[at..<end]
      at = min(end + 1, line.endIndex)
      return Self.unquoted(value)
    }
    let end = line[at...].firstIndex(of: UInt8(ascii: ",")) ?? line.endIndex
    defer { at = min(end + 1, line.endIndex) }
    return Self.unquoted(line[at..<end].trimmed)
  }

  /// Where a value in quotes ends, if the value ends with its quotes.
  private var endOfQuotes: Int? {
    guard at < line.endIndex, line[at] == UInt8(ascii: "\"") else { return nil }
    var place = at + 1
    while place < line.endIndex, line[place] != UInt8(ascii: "\"") {
      place += line[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard place < line.endIndex, place > at + 1 else { return nil }
    return endOfValue(after: place + 1)
  }

  private mutating func endOfJSON(of key: String) -> Int? {
    guard mayHoldJSON, at < line.endIndex, Self.keysOfJSON.contains(key) else { return nil }
    guard line[at] == UInt8(ascii: "{") || line[at] == UInt8(ascii: "[") else { return nil }
    mayHoldJSON = false
    var depth = 0
    var inString = false
    var place = at
    while place < line.endIndex {
      switch line[place] {
      case UInt8(ascii: "\\") where inString: place += 1
      case UInt8(ascii: "\""): inString.toggle()
      case UInt8(ascii: "{") where !inString, UInt8(ascii: "[") where !inString: depth += 1
      case UInt8(ascii: "}") where !inString, UInt8(ascii: "]") where !inString: depth -= 1
      default: break
      }
      place += 1
      guard depth == 0 else { continue }
      guard let end = endOfValue(after: place) else { return nil }
      mayHoldJSON = true
      return end
    }
    return nil
  }

  private func endOfValue(after place: Int) -> Int? {
    guard place < line.endIndex else { return line.endIndex }
    return line[place] == UInt8(ascii: ",") ? place : nil
  }

  private static func unquoted(_ value: ArraySlice<UInt8>) -> String {
    if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\""),
      let text = (try? JSON(parsing: Array(value)))?.string
    {
      return text
    }
    return String(decoding: value, as: UTF8.self)
  }
}

extension UInt8 {
  /// A letter, a digit, `_`, or a part of a letter outside ASCII.
  fileprivate var isLetterOfWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
