/// A `Content-Disposition`: as form parts have it, a kind and parameters, quoted or not; and as answers give it.
package struct Disposition {
  let kind: String
  private var parameters: [(name: String, value: String)] = []

  /// Nil when it is malformed or gives a parameter twice.
  init?(_ text: String) {
    var rest = Substring(text)
    kind = Self.takeToken(&rest).lowercased()
    guard !kind.isEmpty else { return nil }
    while true {
      rest = rest.trimmed
      guard !rest.isEmpty else { return }
      guard rest.utf8.first == UInt8(ascii: ";") else { return nil }
      rest = Substring(rest.utf8.dropFirst()).trimmed
      if rest.isEmpty { return }
      let name = Self.takeToken(&rest).lowercased()
      guard !name.isEmpty, self[name] == nil, rest.utf8.first == UInt8(ascii: "=") else { return nil }
      rest = Substring(rest.utf8.dropFirst())
      guard let value = Self.takeValue(&rest) else { return nil }
      parameters.append((name, value))
    }
  }

  /// Tells a browser to keep the answer as a file (RFC 6266): the name in full, and in plain ASCII for those that do
  /// not know better. What no file may be called on some system becomes `_`.
  package static func attachment(_ name: String) -> String {
    let clean = fileName(name)
    let plain = String(
      decoding: clean.unicodeScalars.map { $0.isASCII ? UInt8(ascii: $0) : UInt8(ascii: "_") }, as: UTF8.self)
    return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(PercentCoding.encode(clean))"
  }

  /// As a file name that no system, shell or eye is led astray by. The ending is kept, however long the name.
  package static func fileName(_ name: String) -> String {
    var letters: [Unicode.Scalar] = name.unicodeScalars.map { $0.mayBeInFileName ? $0 : "_" }
    if letters.first == "." { letters[0] = "_" }
    if letters.count > mostLetters {
      let ending = letters.lastIndex(of: ".").map { Array(letters[$0...]) } ?? []
      let kept = ending.count <= 8 ? ending : []
      letters = letters.prefix(mostLetters - kept.count) + kept
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: letters)
    return String(text)
  }

  private static let mostLetters = 100

  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  private static func takeToken(_ rest: inout Substring) -> Substring {
    let token = Substring(rest.utf8.prefix(while: \.isTokenCharacter))
    rest = rest[token.endIndex...]
    return token
  }

  /// A token or a quoted string. Only a quote and a backslash are escaped by a backslash: some browsers send
  /// `C:\folder\file` as it is.
  private static func takeValue(_ rest: inout Substring) -> String? {
    guard rest.utf8.first == UInt8(ascii: "\"") else {
      let token = takeToken(&rest)
      return token.isEmpty ? nil : String(token)
    }
    var value: [UInt8] = []
    var bytes = rest.utf8.dropFirst()
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "\"") {
        rest = Substring(bytes)
        return String(decoding: value, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\"), let next = bytes.first, next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") {
        bytes = bytes.dropFirst()
        value.append(next)
      } else {
        value.append(byte)
      }
    }
    return nil
  }
}

extension Unicode.Scalar {
  fileprivate var mayBeInFileName: Bool {
    switch properties.generalCategory {
    // Format characters turn the direction of a name around, so that its ending seems another.
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: !#""*/:<>?\|%"#.unicodeScalars.contains(self)
    }
  }
}

extension UInt8 {
  /// Whether it may stand in a field name or another token (RFC 9110).
  var isTokenCharacter: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
  }
}
