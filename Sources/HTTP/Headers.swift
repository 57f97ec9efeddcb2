/// Header fields in the order sent, names compared without case.
///
/// One buffer holds all fields in wire form, so that a message costs two allocations however many fields it has,
/// and sending them is one copy.
package struct Headers: Sendable, ExpressibleByDictionaryLiteral {
  struct Field {
    var name: Range<Int>
    var value: Range<Int>
  }

  /// `name: value\r\n` for each field.
  private(set) var wire: [UInt8] = []
  private(set) var fields: [Field] = []

  package init() {}

  package init(dictionaryLiteral pairs: (String, String)...) {
    for (name, value) in pairs { add(name, value) }
  }

  package var count: Int { fields.count }

  /// Adds a field. Control characters become spaces, so that no value can end its line and start another.
  package mutating func add(_ name: String, _ value: String) {
    beginName()
    for byte in name.utf8 { wire.append(byte.isControl ? 0x20 : byte) }
    beginValue()
    for byte in value.utf8 { wire.append(byte.isControl && byte != 0x09 ? 0x20 : byte) }
    endField()
  }

  /// Replaces every field of that name by one.
  package mutating func set(_ name: String, _ value: String) {
    remove(name)
    add(name, value)
  }

  /// Adds all fields of `more`, which costs one copy.
  package mutating func add(_ more: Headers) {
    let shift = wire.count
    wire += more.wire
    for field in more.fields {
      fields.append(
        Field(
          name: field.name.lowerBound + shift..<field.name.upperBound + shift,
          value: field.value.lowerBound + shift..<field.value.upperBound + shift))
    }
  }

  package mutating func remove(_ name: String) {
    guard contains(name) else { return }
    var kept = Headers()
    for field in fields where !named(field, name) {
      kept.beginName()
      kept.wire += wire[field.name]
      kept.beginValue()
      kept.wire += wire[field.value]
      kept.endField()
    }
    self = kept
  }

  /// The first value of that name.
  package subscript(name: String) -> String? {
    for field in fields where named(field, name) { return text(field.value) }
    return nil
  }

  /// Every value of that name, in order.
  package func all(_ name: String) -> [String] {
    fields.filter { named($0, name) }.map { text($0.value) }
  }

  package func contains(_ name: String) -> Bool {
    fields.contains { named($0, name) }
  }

  /// Whether a comma-separated list field names `token` (compared without case).
  package func lists(_ token: String, in name: String) -> Bool {
    fields.contains { field in
      named(field, name)
        && text(field.value).split(separator: ",").contains { $0.trimmed.lowercased() == token }
    }
  }

  /// All fields as text, in order.
  package var pairs: [(name: String, value: String)] {
    fields.map { (text($0.name), text($0.value)) }
  }

  // The parser writes a field in these steps, since names and values may come in several pieces.
  mutating func beginName() { fields.append(Field(name: wire.count..<wire.count, value: 0..<0)) }

  mutating func append(_ piece: UnsafeBufferPointer<UInt8>) { wire.append(contentsOf: piece) }

  mutating func beginValue() {
    fields[fields.count - 1].name = fields[fields.count - 1].name.lowerBound..<wire.count
    wire.append(0x3A)
    wire.append(0x20)
    fields[fields.count - 1].value = wire.count..<wire.count
  }

  mutating func endField() {
    let start = fields[fields.count - 1].value.lowerBound
    while wire.count > start, wire[wire.count - 1] == 0x20 || wire[wire.count - 1] == 0x09 { wire.removeLast() }
    fields[fields.count - 1].value = start..<wire.count
    wire.append(0x0D)
    wire.append(0x0A)
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: wire[range], as: UTF8.self)
  }

  private func named(_ field: Field, _ name: String) -> Bool {
    let wanted = name.utf8
    guard field.name.count == wanted.count else { return false }
    var at = field.name.lowerBound
    for byte in wanted {
      if wire[at].lowercasedASCII != byte.lowercasedASCII { return false }
      at += 1
    }
    return true
  }
}

extension UInt8 {
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
  var isControl: Bool { self < 0x20 || self == 0x7F }
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
