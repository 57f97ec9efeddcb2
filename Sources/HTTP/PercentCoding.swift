/// Percent-coding (RFC 3986), strict: what is not well formed is refused, never guessed.
package enum PercentCoding {
  /// The text behind the coding; nil when a percent lacks its two hex digits or the bytes are not UTF-8.
  package static func decode(_ coded: Span<UInt8>, plusIsSpace: Bool = false) -> String? {
    var needsWork = false
    for at in coded.indices where coded[at] == UInt8(ascii: "%") || (plusIsSpace && coded[at] == UInt8(ascii: "+")) {
      needsWork = true
    }
    guard needsWork else { return text(coded) }

    var plain: [UInt8] = []
    plain.reserveCapacity(coded.count)
    var at = 0
    while at < coded.count {
      switch coded[at] {
      case UInt8(ascii: "%"):
        guard at + 2 < coded.count, let high = coded[at + 1].hexDigit, let low = coded[at + 2].hexDigit else {
          return nil
        }
        plain.append(high << 4 | low)
        at += 3
      case UInt8(ascii: "+") where plusIsSpace:
        plain.append(UInt8(ascii: " "))
        at += 1
      case let byte:
        plain.append(byte)
        at += 1
      }
    }
    return text(plain.span)
  }

  package static func decode(_ coded: String, plusIsSpace: Bool = false) -> String? {
    decode(coded.utf8.span, plusIsSpace: plusIsSpace)
  }

  /// Codes everything but letters, digits and `-._~`.
  package static func encode(_ text: String) -> String {
    var coded: [UInt8] = []
    coded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte.isUnreserved {
        coded.append(byte)
      } else {
        coded += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
      }
    }
    return String(decoding: coded, as: UTF8.self)
  }

  private static func text(_ bytes: Span<UInt8>) -> String? {
    guard let valid = try? UTF8Span(validating: bytes) else { return nil }
    return String(copying: valid)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
  /// The value of a hex digit of either case.
  var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
