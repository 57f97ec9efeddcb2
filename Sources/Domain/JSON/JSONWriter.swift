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
  /// Longer than what is written, so that a member is one look at the room that is left and a few stores: lists are
  /// written often and are mostly names.
  private var room: [UInt8]
  private var used = 0
  private var needsComma = false

  package init(capacity: Int = 256) { room = [UInt8](repeating: 0, count: max(capacity, 16)) }

  /// What was written so far.
  package var bytes: [UInt8] { Array(room[..<used]) }

  package mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
    open(UInt8(ascii: "{"))
    try members(&self)
    close(UInt8(ascii: "}"))
  }

  package mutating func array<E: Error>(_ items: (inout JSONWriter) throws(E) -> Void) throws(E) {
    open(UInt8(ascii: "["))
    try items(&self)
    close(UInt8(ascii: "]"))
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
    string(name)
    put(UInt8(ascii: ":"))
    needsComma = false
    value.write(to: &self)
  }

  /// A member whose value is an address with an id in it, of letters that need no escaping.
  package mutating func field(_ name: StaticString, _ start: StaticString, _ id: Identifier, _ end: StaticString) {
    key(name)
    let head = start.utf8CodeUnitCount, tail = end.utf8CodeUnitCount
    string(ofPlain: head + 36 + tail) { letters in
      for place in 0..<head { letters[place] = start.utf8Start[place] }
      id.write(to: UnsafeMutableBufferPointer(rebasing: letters[head..<head + 36]))
      for place in 0..<tail { letters[head + 36 + place] = end.utf8Start[place] }
    }
  }

  /// A member whose value is bytes in hexadecimal digits.
  package mutating func field(_ name: StaticString, hexadecimal bytes: UnsafeRawBufferPointer) {
    key(name)
    string(ofPlain: 2 * bytes.count) { Hexadecimal.write(bytes, to: $0) }
  }

  /// A member whose value is bytes in Base64.
  package mutating func field(_ name: StaticString, base64 bytes: UnsafeRawBufferPointer) {
    key(name)
    string(ofPlain: Base64.count(of: bytes.count)) { Base64.write(bytes, to: $0) }
  }

  /// An item of the open array, or the whole document.
  package mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

  package mutating func null() { literal("null") }

  /// Bytes that are one JSON value already.
  package mutating func raw(_ json: [UInt8]) { json.withUnsafeBufferPointer { raw($0) } }

  /// The same for bytes that lie elsewhere.
  package mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
    separate()
    put(json[...])
    needsComma = true
  }

  mutating func literal(_ text: StaticString) {
    separate()
    put(text.utf8CodeUnitCount) { $0.update(from: text.utf8Start, count: text.utf8CodeUnitCount) }
    needsComma = true
  }

  mutating func number(_ value: some FixedWidthInteger) {
    separate()
    var text = String(value)
    text.withUTF8 { put($0[...]) }
    needsComma = true
  }

  mutating func number(_ value: Double) {
    // JSON has no word for these, and a reader must not choke on ours.
    guard value.isFinite else { return null() }
    separate()
    var text = value.description
    text.withUTF8 { put($0[...]) }
    needsComma = true
  }

  mutating func string(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { quote($0) }
    needsComma = true
  }

  /// A string of `count` letters that need no escaping, put by `fill` where they belong: ids and times are most of
  /// what a list has, and none of them should cost an allocation.
  mutating func string(ofPlain count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    separate()
    put(count + 2) { place in
      place[0] = UInt8(ascii: "\"")
      fill(UnsafeMutableBufferPointer(start: place + 1, count: count))
      place[count + 1] = UInt8(ascii: "\"")
    }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    put(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    put(bracket)
    needsComma = true
  }

  private mutating func key(_ name: StaticString) {
    let count = name.utf8CodeUnitCount
    let comma = needsComma ? 1 : 0
    put(comma + count + 3) { place in
      place[0] = UInt8(ascii: ",")
      place[comma] = UInt8(ascii: "\"")
      (place + comma + 1).update(from: name.utf8Start, count: count)
      place[comma + count + 1] = UInt8(ascii: "\"")
      place[comma + count + 2] = UInt8(ascii: ":")
    }
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { put(UInt8(ascii: ",")) }
  }

  private mutating func put(_ byte: UInt8) { put(1) { $0[0] = byte } }

  private mutating func put(_ letters: Slice<UnsafeBufferPointer<UInt8>>) {
    let letters = UnsafeBufferPointer(rebasing: letters)
    guard let start = letters.baseAddress else { return }
    put(letters.count) { $0.update(from: start, count: letters.count) }
  }

  /// Writes exactly `count` bytes, all of which `fill` must put.
  private mutating func put(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    if room.count - used < count { room.append(contentsOf: repeatElement(0, count: max(count, room.count))) }
    let start = used
    room.withUnsafeMutableBufferPointer { room in
      if let base = room.baseAddress { fill(base + start) }
    }
    used += count
  }

  private mutating func quote(_ letters: UnsafeBufferPointer<UInt8>) {
    put(UInt8(ascii: "\""))
    var start = 0
    for at in letters.indices {
      let byte = letters[at]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      put(letters[start..<at])
      escape(byte)
      start = at + 1
    }
    put(letters[start...])
    put(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    put(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: put(UInt8(ascii: "b"))
    case 0x09: put(UInt8(ascii: "t"))
    case 0x0A: put(UInt8(ascii: "n"))
    case 0x0C: put(UInt8(ascii: "f"))
    case 0x0D: put(UInt8(ascii: "r"))
    case 0x00..<0x20:
      put(5) { place in
        place.update(from: ("u00" as StaticString).utf8Start, count: 3)
        place[3] = byte >> 4 | 0x30
        place[4] = Hexadecimal.digit(byte & 0xF)
      }
    default: put(byte)
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
