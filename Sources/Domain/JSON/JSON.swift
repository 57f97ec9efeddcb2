/// A JSON value as it was read. For writing, use `JSONWriter`: a tree is only for what comes from outside.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  /// The members of an object in their order. Names are compared byte by byte, so that two spellings of one
  /// letter stay two names.
  package struct Object: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Member: Sendable, Equatable {
      package var name: String
      package var value: JSON
    }

    package private(set) var members: [Member] = []

    package init() {}
    package init(dictionaryLiteral elements: (String, JSON)...) {
      members = elements.map { Member(name: $0.0, value: $0.1) }
    }

    /// In the order of the names.
    package init(_ texts: [String: String]) {
      members = texts.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) }
    }

    package var isEmpty: Bool { members.isEmpty }

    package subscript(name: String) -> JSON? {
      members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Adds a member; the caller answers for the name being new.
    package mutating func append(_ name: String, _ value: JSON) {
      members.append(Member(name: name, value: value))
    }
  }

  /// The member of that name; nil when this is no object or has none.
  package subscript(name: String) -> JSON? {
    if case .object(let object) = self { object[name] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }

  /// A whole number however it was spelled: `2`, `2.0` and `2e0` are the same.
  package var int: Int64? {
    switch self {
    case .int(let number): number
    case .double(let number): Int64(exactly: number)
    default: nil
    }
  }

  package var double: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// The value as compact JSON.
  package var bytes: [UInt8] {
    var json = JSONWriter()
    json.value(self)
    return json.bytes
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }

  package init(dictionaryLiteral elements: (String, JSON)...) {
    var object = Object()
    for (name, value) in elements { object.append(name, value) }
    self = .object(object)
  }
}
