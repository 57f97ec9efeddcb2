extension JSON {
  /// Why some bytes are not JSON, and where.
  package struct ParseFailure: Error, Equatable {
    /// Counted in bytes from the start.
    package let offset: Int
    package let reason: String

    package var sentence: String { "\(reason) at byte \(offset)." }
  }

  /// Reads one value, strictly by RFC 8259, in linear time. Refuses doubled names, broken UTF-8, lone surrogates,
  /// numbers too large for a double, nesting deeper than `depth`, more than `most` values and anything after the value.
  package init(parsing bytes: [UInt8], depth: Int = 64, atMost most: Int = mostValues) throws(ParseFailure) {
    var parser = JSONParser(bytes: bytes, depthLeft: depth, valuesLeft: most)
    self = try parser.document()
  }

  /// One for every 16 bytes of the largest file that is read: those of people have far fewer. A value takes up to a
  /// hundred bytes of memory, and can be two bytes of a text.
  package static let mostValues = 2_000_000
}

private struct JSONParser {
  let bytes: [UInt8]
  var depthLeft: Int
  var valuesLeft: Int
  var at = 0

  init(bytes: [UInt8], depthLeft: Int, valuesLeft: Int) {
    self.bytes = bytes
    self.depthLeft = depthLeft
    self.valuesLeft = valuesLeft
  }

  mutating func document() throws(JSON.ParseFailure) -> JSON {
    let value = try value()
    skipSpace()
    guard at == bytes.count else { throw failure("There is something after the value") }
    return value
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func failure(_ reason: String, at offset: Int? = nil) -> JSON.ParseFailure {
    JSON.ParseFailure(offset: offset ?? at, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func value() throws(JSON.ParseFailure) -> JSON {
    skipSpace()
    guard valuesLeft > 0 else { throw failure("The text holds too many values") }
    valuesLeft -= 1
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw failure("The text ends where a value should be")
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
    default: throw failure("A value cannot start like this")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSON.ParseFailure) -> JSON {
    let end = at + word.utf8CodeUnitCount
    let matches =
      end <= bytes.count
      && word.withUTF8Buffer { letters in bytes[at..<end].elementsEqual(letters) }
    guard matches else { throw failure("A value cannot start like this") }
    at = end
    return value
  }

  private mutating func descend() throws(JSON.ParseFailure) {
    guard depthLeft > 0 else { throw failure("The nesting is too deep") }
    depthLeft -= 1
    at += 1
    skipSpace()
  }

  private mutating func array() throws(JSON.ParseFailure) -> JSON {
    try descend()
    defer { depthLeft += 1 }
    var items: [JSON] = []
    if next == UInt8(ascii: "]") {
      at += 1
      return .array(items)
    }
    while true {
      items.append(try value())
      skipSpace()
      switch next {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "]"):
        at += 1
        return .array(items)
      default: throw failure("A list needs a comma or its end here")
      }
    }
  }

  private mutating func object() throws(JSON.ParseFailure) -> JSON {
    try descend()
    defer { depthLeft += 1 }
    var object = JSON.Object()
    var names = NameSet()
    if next == UInt8(ascii: "}") {
      at += 1
      return .object(object)
    }
    while true {
      skipSpace()
      let start = at
      guard next == UInt8(ascii: "\"") else { throw failure("A name in double quotes should be here") }
      let name = try string()
      guard names.insert(name) else { throw failure("A name is given twice in one object", at: start) }
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw failure("A colon should follow the name") }
      at += 1
      object.append(name, try value())
      skipSpace()
      switch next {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "}"):
        at += 1
        return .object(object)
      default: throw failure("An object needs a comma or its end here")
      }
    }
  }

  private mutating func number() throws(JSON.ParseFailure) -> JSON {
    let start = at
    var isWhole = true
    if next == UInt8(ascii: "-") { at += 1 }
    if next == UInt8(ascii: "0") { at += 1 } else { try digits() }
    if next == UInt8(ascii: ".") {
      isWhole = false
      at += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .int(number) }
    guard let number = Double(text), number.isFinite else { throw failure("The number is too large", at: start) }
    return .double(number)
  }

  private mutating func digits() throws(JSON.ParseFailure) {
    let start = at
    while let byte = next, byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") { at += 1 }
    guard at > start else { throw failure("A digit should be here") }
  }

  private mutating func string() throws(JSON.ParseFailure) -> String {
    at += 1
    let start = at
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { at += 1 }
    if next == UInt8(ascii: "\"") {
      defer { at += 1 }
      return try text(bytes[start..<at], from: start)
    }
    var unescaped = Array(bytes[start..<at])
    while true {
      switch next {
      case nil: throw failure("The text ends within a string")
      case UInt8(ascii: "\""):
        at += 1
        return try text(unescaped[...], from: start)
      case UInt8(ascii: "\\"): try escape(into: &unescaped)
      case .some(let byte) where byte < 0x20: throw failure("A string cannot hold a raw control character")
      case .some(let byte):
        unescaped.append(byte)
        at += 1
      }
    }
  }

  private func text(_ bytes: ArraySlice<UInt8>, from start: Int) throws(JSON.ParseFailure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("The string is not UTF-8", at: start)
    }
    return text
  }

  private mutating func escape(into unescaped: inout [UInt8]) throws(JSON.ParseFailure) {
    let start = at
    at += 1
    guard let letter = next else { throw failure("The text ends within a string") }
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xFC00 == 0xD800, next == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") {
        at += 2
        let low = try hexadecimal()
        guard low & 0xFC00 == 0xDC00 else { throw failure("Half of a surrogate pair stands alone", at: start) }
        code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw failure("Half of a surrogate pair stands alone", at: start)
      }
      unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw failure("There is no such escape", at: start)
    }
  }

  private mutating func hexadecimal() throws(JSON.ParseFailure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = byte.hexadecimalValue else {
        throw failure("Four hexadecimal digits should follow \\u")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}

/// The names of one object; a list while they are few, since most objects are small.
private struct NameSet {
  private struct Name: Hashable {
    let text: String
    static func == (left: Name, right: Name) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
  }

  private var few: [Name] = []
  private var many: Set<Name> = []

  /// False when the name is there already.
  mutating func insert(_ text: String) -> Bool {
    let name = Name(text: text)
    if !many.isEmpty { return many.insert(name).inserted }
    if few.contains(name) { return false }
    few.append(name)
    if few.count > 16 { many = Set(few) }
    return true
  }
}

extension UInt8 {
  /// 0 to 15 for `0-9`, `a-f` and `A-F`.
  var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
