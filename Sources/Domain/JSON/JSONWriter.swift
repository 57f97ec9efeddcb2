/// A value that knows its place in the API's JSON.
package protocol JSONWritable {
  func write(to json: inout JSONWriter)
}

/// Writes compact JSON straight into bytes: the only way that JSON leaves Pixazo.
///
///     json.object {
///       $0.field("name", workspace.name)
///       $0.array("items") { for item in items { $0.value(item) } }
///     }
package struct JSONWriter {
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  package init(capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  package mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    try members(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  package mutating func array<E: Error>(_ items: (inout JSONWriter) throws(E) -> Void) throws(E) {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    try items(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// A member of the open object. `name` is written as it stands: it must need no escaping.
  package mutating func field(_ name: StaticString, _ value: some JSONWritable) {
    key(name)
    value.write(to: &self)
  }

  /// A member whose value is written by `value`, which must write exactly one.
  package mutating func field<E: Error>(
    _ name: StaticString, _ value: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    try value(&self)
  }

  /// A member that is an object.
  package mutating func object<E: Error>(
    _ name: StaticString, _ members: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    try object(members)
  }

  /// A member that is an array.
  package mutating func array<E: Error>(
    _ name: StaticString, _ items: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    try array(items)
  }

  /// A member whose name comes from data.
  package mutating func field(named name: String, _ value: some JSONWritable) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
    value.write(to: &self)
  }

  /// An item of the open array, or the whole document.
  package mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

  package mutating func null() { literal("null") }

  /// Bytes that are one JSON value already.
  package mutating func raw(_ json: [UInt8]) {
    separate()
    bytes += json
    needsComma = true
  }

  mutating func literal(_ text: StaticString) {
    separate()
    append(text)
    needsComma = true
  }

  mutating func number(_ value: some FixedWidthInteger) {
    separate()
    bytes += String(value).utf8
    needsComma = true
  }

  mutating func number(_ value: Double) {
    // JSON has no word for these, and a reader must not choke on ours.
    guard value.isFinite else { return null() }
    separate()
    bytes += value.description.utf8
    needsComma = true
  }

  mutating func string(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  /// A string of `count` letters that need no escaping, put by `fill` where they belong: ids and times are most of
  /// what a list has, and none of them should cost an allocation.
  mutating func string(ofPlain count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    bytes.withUnsafeMutableBufferPointer { fill(UnsafeMutableBufferPointer(rebasing: $0[start...])) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func quote(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { letters in
      var start = 0
      for at in letters.indices {
        let byte = letters[at]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        bytes.append(contentsOf: letters[start..<at])
        escape(byte)
        start = at + 1
      }
      bytes.append(contentsOf: letters[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x00..<0x20:
      append("u00")
      bytes.append(byte >> 4 | 0x30)
      bytes.append(Hexadecimal.digit(byte & 0xF))
    default: bytes.append(byte)
    }
  }
}

extension String: JSONWritable {
  package func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
  package func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }
}

extension Int: JSONWritable {
  package func write(to json: inout JSONWriter) { json.number(self) }
}

extension Int64: JSONWritable {
  package func write(to json: inout JSONWriter) { json.number(self) }
}

extension UInt64: JSONWritable {
  package func write(to json: inout JSONWriter) { json.number(self) }
}

extension Double: JSONWritable {
  package func write(to json: inout JSONWriter) { json.number(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
  package func write(to json: inout JSONWriter) {
    if let value = self { value.write(to: &json) } else { json.null() }
  }
}

extension Array: JSONWritable where Element: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.array { json in for item in self { item.write(to: &json) } }
  }
}

extension JSON: JSONWritable {
  package func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let flag): flag.write(to: &json)
    case .int(let number): json.number(number)
    case .double(let number): json.number(number)
    case .string(let text): json.string(text)
    case .array(let items): items.write(to: &json)
    case .object(let object): object.write(to: &json)
    }
  }
}

extension JSON.Object: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in for member in members { json.field(named: member.name, member.value) } }
  }
}
