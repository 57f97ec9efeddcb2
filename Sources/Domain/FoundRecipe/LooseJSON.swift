extension JSON {
  /// More than this is not read.
  private static let mostBytes = 2 << 20

  /// Reads what other programs call JSON: Python also writes `NaN` and `Infinity`, which become null, and whole numbers
  /// of any length, which become texts when they do not fit. Nil for everything else that is not JSON.
  init?(loose text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.mostBytes, let value = try? JSON(parsing: Self.strict(bytes)) else { return nil }
    self = value
  }

  private static func strict(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let start = at
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at = min(at + 1, bytes.count)
        result += bytes[start..<at]
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"), UInt8(ascii: "I"):
        at += 1
        while at < bytes.count, bytes[at].isPartOfScalar { at += 1 }
        result += strict(scalar: bytes[start..<at])
      default:
        result.append(bytes[at])
        at += 1
      }
    }
    return result
  }

  private static func strict(scalar: ArraySlice<UInt8>) -> [UInt8] {
    if ["NaN", "Infinity", "-Infinity"].contains(where: { scalar.elementsEqual($0.utf8) }) {
      return Array("null".utf8)
    }
    // 18 digits always fit.
    let isLong = scalar.count > 18 && scalar.count < 80 && scalar.allSatisfy { (0x30...0x39).contains($0) }
    guard isLong, scalar.first != UInt8(ascii: "0"), Int64(String(decoding: scalar, as: UTF8.self)) == nil else {
      return Array(scalar)
    }
    return [UInt8(ascii: "\"")] + scalar + [UInt8(ascii: "\"")]
  }
}

extension UInt8 {
  fileprivate var isPartOfScalar: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// How files are read: numbers may be spelled as text, and what does not fit is absent.
extension JSON {
  /// A text with something in it.
  var word: String? { string.map(\.tidied).flatMap { $0.isEmpty ? nil : $0 } }

  /// A size or a count: whole, above nothing and within reason.
  var amount: Int? {
    guard let amount = number.flatMap({ Int(exactly: $0) }), (1...1_000_000).contains(amount) else { return nil }
    return amount
  }

  var number: Double? {
    guard let number = double ?? string.flatMap({ Double($0.tidied) }), number.isFinite else { return nil }
    return number
  }

  var seed: UInt64? {
    if let text = string { return UInt64(text.tidied) }
    return int.flatMap { UInt64(exactly: $0) }
  }

  var identifier: Identifier? { string.flatMap { Identifier($0) } }
}
