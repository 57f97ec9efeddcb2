import Domain
import HTTP

/// A query parameter: read, checked and described by this one value.
struct Parameter: Sendable {
  enum Kind: Sendable {
    /// `true` or `false`.
    case flag
    /// Its presence is what it says; it may also be `true` or `false`, `1` or `0`.
    case mark
    /// One of a few numbers.
    case choice([Int], usually: Int)
    case count(ClosedRange<Int>, usually: Int)
    /// One of a few words.
    case word([String])
    case identifier
    /// A day of UTC, or a moment of RFC 3339.
    case moment
    /// Plain digits.
    case number(ClosedRange<UInt64>)
    case text(TextRule)
    /// Words to look for.
    case words
    /// Where the next page starts: checked by the list that it belongs to.
    case cursor
  }

  let name: String
  let kind: Kind
  let detail: String
  /// How often it may be given.
  var most = 1

  static let limit = Parameter(
    name: "limit", kind: .count(1...200, usually: 60), detail: "How many items a page has at most.")
  static let cursor = Parameter(
    name: "cursor", kind: .cursor, detail: "`nextCursor` of the page before. It fits only the list that gave it.")
  static let page = [limit, cursor]

  func objection(to value: String) -> String? {
    switch kind {
    case .flag: value == "true" || value == "false" ? nil : "Must be true or false."
    case .mark: Self.marks.contains(value) ? nil : "Stands alone, or is true or false."
    case .choice(let numbers, _):
      Self.number(value).map(numbers.contains) == true
        ? nil : "Must be one of \(numbers.map(String.init).joined(separator: ", "))."
    case .count(let range, _):
      Self.number(value).map(range.contains) == true
        ? nil : "Must be a whole number from \(range.lowerBound) to \(range.upperBound)."
    case .word(let words): words.contains(value) ? nil : "Must be one of \(words.joined(separator: ", "))."
    case .moment: Asked.span(value) != nil ? nil : "Must be a day, as 2026-11-21, or a moment, as 2026-11-21T09:30:00Z."
    case .number(let range):
      Self.digits(value).map(range.contains) == true
        ? nil : "Must be a whole number from \(range.lowerBound) to \(range.upperBound)."
    case .text(let rule):
      rule.takes(value) ? nil : "Must be a text of \(rule.length.lowerBound) to \(rule.length.upperBound) characters."
    case .identifier: Identifier(value) != nil ? nil : "Must be an id: a UUID of version 7 in lower case."
    case .words: value.unicodeScalars.count > 500 ? "Must have at most 500 characters." : nil
    case .cursor: value.isEmpty ? "Must be a cursor that a list gave." : nil
    }
  }

  static let marks = ["", "true", "false", "1", "0"]

  static func number(_ text: String) -> Int? { digits(text).flatMap { Int(exactly: $0) } }

  /// Plain digits: a number itself would also take a sign.
  fileprivate static func digits(_ text: String) -> UInt64? {
    text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? UInt64(text) : nil
  }
}

/// The query of a request, all of it known to be as its route says.
struct Asked: Sendable {
  private let items: [Query.Item]

  /// Throws `invalid_query` naming each parameter that is unknown, given twice or wrong.
  init(_ text: String?, _ parameters: [Parameter]) throws(Failure) {
    guard let text, !text.isEmpty else {
      items = []
      return
    }
    guard let query = Query(text) else {
      throw Failure(.invalidQuery, "The query is not percent-encoded UTF-8.")
    }
    items = query.items
    var errors: [Failure.Field] = []
    for (place, item) in items.enumerated() where errors.count < 20 {
      let pointer = "/" + item.name.unicodeScalars.prefix(100).map(String.init).joined()
      if let parameter = parameters.first(where: { $0.name == item.name }) {
        if items[..<place].count(where: { $0.name == item.name }) >= parameter.most {
          let often = parameter.most == 1 ? "once" : "at most \(parameter.most) times"
          errors.append(Failure.Field(pointer, .unknownField, "Must be given \(often)."))
        } else if let objection = parameter.objection(to: item.value) {
          errors.append(Failure.Field(pointer, .format, objection))
        }
      } else {
        errors.append(Failure.Field(pointer, .unknownField, "There is no such parameter here."))
      }
    }
    guard let first = errors.first else { return }
    throw Failure(.invalidQuery, "Query parameter \(first.pointer.dropFirst()): \(first.detail)", fields: errors)
  }

  /// The same as members of an object. Throws `invalid_request` naming each that a query could not have either.
  init(_ members: [JSON.Object.Member], at pointer: String, _ parameters: [Parameter]) throws(Failure) {
    var items: [Query.Item] = []
    var errors: [Failure.Field] = []
    for member in members where errors.count < 20 {
      let place = Failure.Field.pointer(pointer, member.name)
      guard let parameter = parameters.first(where: { $0.name == member.name }) else {
        errors.append(Failure.Field(place, .unknownField, "There is no such field here."))
        continue
      }
      let values = member.value.array ?? [member.value]
      if values.count > parameter.most {
        errors.append(Failure.Field(place, .tooLong, "May have at most \(parameter.most)."))
      }
      for value in values.prefix(parameter.most) {
        guard let text = value.asked else {
          errors.append(Failure.Field(place, .type, "Must be a text, a number, or true or false."))
          continue
        }
        if let objection = parameter.objection(to: text) { errors.append(Failure.Field(place, .format, objection)) }
        items.append(Query.Item(name: member.name, value: text))
      }
    }
    if !errors.isEmpty { throw Failure(refusing: errors) }
    self.items = items
  }

  func flag(_ name: String) -> Bool? { text(name).map { $0 == "true" } }
  func mark(_ name: String) -> Bool { text(name).map { $0 != "false" && $0 != "0" } ?? false }
  func identifier(_ name: String) -> Identifier? { text(name).flatMap { Identifier($0) } }
  func text(_ name: String) -> String? { items.first { $0.name == name }?.value }

  func texts(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
  func number(_ name: String) -> UInt64? { text(name).flatMap(Parameter.digits) }

  /// The moments that a day or a moment spans: from the first on, and before the second.
  func span(_ name: String) -> (start: Timestamp, end: Timestamp)? { text(name).flatMap(Self.span) }

  fileprivate static func span(_ text: String) -> (start: Timestamp, end: Timestamp)? {
    if let day = Timestamp("\(text)T00:00:00.000Z") { return (day, day.adding(seconds: 86_400)) }
    guard let moment = Timestamp(rfc3339: text) else { return nil }
    return (moment, Timestamp(milliseconds: moment.milliseconds + 1))
  }

  /// All that was asked but for a few, whatever the order: two that are the same ask for the same.
  func text(without names: [String]) -> String {
    items.filter { !names.contains($0.name) }
      .map { "\($0.name.utf8.count):\($0.name)=\($0.value.utf8.count):\($0.value)" }.sorted().joined(separator: "&")
  }

  func choice(_ parameter: Parameter) -> Int {
    guard case .choice(_, let usually) = parameter.kind else { return 0 }
    return text(parameter.name).flatMap(Parameter.number) ?? usually
  }

  func count(_ parameter: Parameter) -> Int {
    guard case .count(let range, let usually) = parameter.kind else { return 0 }
    return text(parameter.name).flatMap(Parameter.number).map { min(max($0, range.lowerBound), range.upperBound) }
      ?? usually
  }
}

extension JSON {
  /// As it would stand in a query.
  fileprivate var asked: String? {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .null, .double, .array, .object: nil
    }
  }
}
