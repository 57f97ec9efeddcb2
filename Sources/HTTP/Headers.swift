/// Header fields in the order sent, names compared without case.
///
/// One buffer holds all names and values, so that a request costs two allocations however many fields it has.
package struct Headers: Sendable, ExpressibleByDictionaryLiteral {
  struct Field {
    var name: Range<Int>
    var value: Range<Int>
  }

  private(set) var bytes: [UInt8] = []
  private(set) var fields: [Field] = []

  package init() {}

  package init(dictionaryLiteral pairs: (String, String)...) {
    for (name, value) in pairs { add(name, value) }
  }

  /// What the parser read: `bytes` hold the names and values at the ranges of `fields`.
  init(bytes: [UInt8], fields: [Field]) {
    self.bytes = bytes
    self.fields = fields
  }

  package var count: Int { fields.count }

  /// Adds a field. Control characters become spaces, so that no value can end its line and start another.
  package mutating func add(_ name: String, _ value: String) {
    let start = bytes.count
    appendClean(name.utf8)
    let middle = bytes.count
    appendClean(value.utf8)
    fields.append(Field(name: start..<middle, value: middle..<bytes.count))
  }

  /// Replaces every field of that name by one.
  package mutating func set(_ name: String, _ value: String) {
    remove(name)
    add(name, value)
  }

  package mutating func remove(_ name: String) {
    let bytes = bytes
    fields.removeAll { Self.named($0, name, in: bytes) }
  }

  /// The first value of that name.
  package subscript(name: String) -> String? {
    for field in fields where Self.named(field, name, in: bytes) { return text(field.value) }
    return nil
  }

  /// Every value of that name, in order.
  package func all(_ name: String) -> [String] {
    fields.filter { Self.named($0, name, in: bytes) }.map { text($0.value) }
  }

  package func contains(_ name: String) -> Bool {
    fields.contains { Self.named($0, name, in: bytes) }
  }

  /// Whether a comma-separated list field names `token` (compared without case).
  package func lists(_ token: String, in name: String) -> Bool {
    all(name).contains { value in
      value.split(separator: ",").contains { $0.trimmed.lowercased() == token }
    }
  }

  /// All fields as text, in order.
  package var pairs: [(name: String, value: String)] {
    fields.map { (text($0.name), text($0.value)) }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private static func named(_ field: Field, _ name: String, in bytes: [UInt8]) -> Bool {
    let wanted = name.utf8
    guard field.name.count == wanted.count else { return false }
    var at = field.name.lowerBound
    for byte in wanted {
      if bytes[at].lowercasedASCII != byte.lowercasedASCII { return false }
      at += 1
    }
    return true
  }

  private mutating func appendClean(_ text: String.UTF8View) {
    for byte in text { bytes.append((byte < 0x20 && byte != 0x09) || byte == 0x7F ? 0x20 : byte) }
  }
}

extension UInt8 {
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension Substring {
  /// Without the spaces and tabs around it.
  var trimmed: Substring {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    var rest = drop(while: blank)
    while let last = rest.last, blank(last) { rest.removeLast() }
    return rest
  }
}
