extension JSON {
  /// Reads what a program wrote in a hurry: bytes that are no UTF-8, and halves of surrogate pairs that came without
  /// the other half, become U+FFFD. Nil for what is still no JSON.
  package init?(lenient bytes: [UInt8]) {
    if let json = try? JSON(parsing: bytes) {
      self = json
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let json = try? JSON(parsing: Self.withoutLoneHalves(Array(text.utf8))) else { return nil }
    self = json
  }

  private static func withoutLoneHalves(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      guard text[at] == UInt8(ascii: "\\"), at + 1 < text.count else {
        result.append(text[at])
        at += 1
        continue
      }
      guard let half = unit(text, at), (0xD800...0xDFFF).contains(half) else {
        result += text[at..<at + 2]
        at += 2
        continue
      }
      if half < 0xDC00, let other = unit(text, at + 6), (0xDC00...0xDFFF).contains(other) {
        result += text[at..<at + 12]
        at += 12
      } else {
        result += "\\ufffd".utf8
        at += 6
      }
    }
    return result
  }

  /// The number of the `\uXXXX` at `place`; nil when there is none.
  private static func unit(_ text: [UInt8], _ place: Int) -> UInt32? {
    guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var number: UInt32 = 0
    for byte in text[place + 2..<place + 6] {
      guard let digit = byte.hexadecimalValue else { return nil }
      number = number << 4 | UInt32(digit)
    }
    return number
  }
}
