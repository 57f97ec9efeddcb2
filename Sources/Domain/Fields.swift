/// Reads a JSON object field by field and remembers everything that is wrong with it.
///
/// A reader returns nil for a field that is absent or wrong; `finish` then throws what was wrong, all at once.
/// The `nullable` readers tell "absent" (nil) from "null" (`.some(nil)`), which is what a merge patch needs.
package struct Fields {
  private let object: JSON.Object
  private let pointer: String
  private var known: [String] = []
  private var errors: [Failure.Field] = []

  /// More than this helps nobody, and a hostile body could ask for thousands.
  private static let mostErrors = 50

  package init(_ json: JSON) { self.init(json, at: "") }

  private init(_ json: JSON, at pointer: String) {
    self.pointer = pointer
    if case .object(let object) = json {
      self.object = object
    } else {
      object = JSON.Object()
      errors = [Failure.Field(pointer, .type, "Must be an object.")]
    }
  }

  /// Says that a field must be there.
  package mutating func require(_ name: String) {
    if object[name] == nil, errors.allSatisfy({ $0.pointer != pointer }) {
      refuse(name, .required, "Must be given.")
    }
  }

  package mutating func text(_ name: String, _ rule: TextRule) -> String? {
    read(name, "a text") { $0.string }.flatMap { check($0, name, rule) }
  }

  package mutating func nullableText(_ name: String, _ rule: TextRule) -> String?? {
    guard let value = nullable(name, "a text or null", { $0.string }) else { return nil }
    guard let text = value else { return .some(nil) }
    return check(text, name, rule).map { .some($0) }
  }

  /// Any value at all; who reads it refuses what it cannot take.
  package mutating func any(_ name: String) -> JSON? { read(name, "a value") { $0 } }

  /// One of a few words.
  package mutating func word(_ name: String, _ words: [String]) -> String? {
    guard let word = read(name, "a text", { $0.string }) else { return nil }
    guard words.contains(word) else {
      refuse(name, .format, "Must be one of \(words.joined(separator: ", ")).")
      return nil
    }
    return word
  }

  package mutating func flag(_ name: String) -> Bool? { read(name, "true or false") { $0.bool } }

  package mutating func nullableFlag(_ name: String) -> Bool?? { nullable(name, "true, false or null", { $0.bool }) }

  package mutating func nullableNumber(_ name: String, _ range: ClosedRange<Double>) -> Double?? {
    guard let value = nullable(name, "a number or null", { $0.double }) else { return nil }
    guard let number = value else { return .some(nil) }
    guard range.contains(number) else {
      let isSmall = number < range.lowerBound
      refuse(name, isSmall ? .tooSmall : .tooLarge, "Must be from \(range.lowerBound) to \(range.upperBound).")
      return nil
    }
    return .some(number)
  }

  package mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
    read(name, "a whole number") { $0.int }.flatMap { check($0, name, range) }
  }

  /// One word of a list.
  package mutating func nullableChoice<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ words: Word.Type
  ) -> Word?? {
    guard let value = nullable(name, "a word or null", { $0.string }) else { return nil }
    guard let text = value else { return .some(nil) }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      refuse(name, .format, "Must be one of \(known).")
      return nil
    }
    return .some(word)
  }

  package mutating func nullableInteger(_ name: String, _ range: ClosedRange<Int>) -> Int?? {
    guard let value = nullable(name, "a whole number or null", { $0.int }) else { return nil }
    guard let number = value else { return .some(nil) }
    return check(number, name, range).map { .some($0) }
  }

  package mutating func nullableIdentifier(_ name: String) -> Identifier?? {
    guard let value = nullable(name, "an id or null", { $0.string }) else { return nil }
    guard let text = value else { return .some(nil) }
    guard let id = Identifier(text) else {
      refuse(name, .format, "Must be an id: a UUID of version 7 in lower case.")
      return nil
    }
    return .some(id)
  }

  package mutating func nullableIdentifiers(_ name: String, atMost most: Int) -> [Identifier]?? {
    guard let value = nullable(name, "a list of ids or null", { $0.array }) else { return nil }
    guard let items = value else { return .some(nil) }
    guard items.count <= most else {
      refuse(name, .tooLong, "Must have at most \(most) items; it has \(items.count).")
      return nil
    }
    let ids = items.map { $0.string.flatMap { Identifier($0) } }
    for (place, id) in ids.enumerated() where id == nil {
      refuse(name, at: place, .format, "Must be an id: a UUID of version 7 in lower case.")
    }
    return ids.contains(nil) ? nil : .some(ids.compactMap(\.self))
  }

  /// An object whose names are the person's own: each name and each value as its rule says.
  package mutating func nullableTexts(
    _ name: String, names: TextRule, values: TextRule, atMost most: Int
  ) -> [String: String]?? {
    guard let value = nullableMembers(name, atMost: most) else { return nil }
    guard let members = value else { return .some(nil) }
    var texts: [String: String] = [:]
    var isSound = true
    for member in members {
      let place = Failure.Field.pointer(path(name), member.name)
      let objection =
        names.objection(to: member.name) ?? member.value.string.map(values.objection) ?? (.type, "Must be a text.")
      if let objection { note(Failure.Field(place, objection.code, objection.detail)) }
      isSound = isSound && objection == nil
      texts[member.name] = member.value.string
    }
    return isSound ? .some(texts) : nil
  }

  /// The members of an object whose names are known elsewhere; those that are null are as good as absent.
  package mutating func nullableMembers(_ name: String, atMost most: Int) -> [JSON.Object.Member]?? {
    let read = nullable(name, "an object or null") { json -> JSON.Object? in
      if case .object(let object) = json { object } else { nil }
    }
    guard let value = read else { return nil }
    guard let object = value else { return .some(nil) }
    guard object.members.count <= most else {
      refuse(name, .tooLong, "Must have at most \(most) members; it has \(object.members.count).")
      return nil
    }
    return .some(object.members.filter { $0.value != .null })
  }

  /// A list of texts: trimmed, and each kept only once. What is wrong with one is told with its place.
  package mutating func nullableWords(_ name: String, _ rule: TextRule, atMost most: Int) -> [String]?? {
    guard let value = nullable(name, "a list of texts or null", { $0.array }) else { return nil }
    guard let items = value else { return .some(nil) }
    guard items.count <= most else {
      refuse(name, .tooLong, "Must have at most \(most) items; it has \(items.count).")
      return nil
    }
    var words: [String] = []
    var known: Set<String> = []
    var isSound = true
    for (index, item) in items.enumerated() {
      let place = "\(path(name))/\(index)"
      guard let word = item.string?.trimmed else {
        note(Failure.Field(place, .type, "Must be a text."))
        isSound = false
        continue
      }
      if let objection = rule.objection(to: word) {
        note(Failure.Field(place, objection.code, objection.detail))
        isSound = false
      } else if known.insert(word).inserted {
        words.append(word)
      }
    }
    return isSound ? .some(words) : nil
  }

  /// A nested object; what is wrong inside it is told with its place.
  package mutating func nullableObject<Value>(
    _ name: String, _ readOnly: [String] = [], _ read: (inout Fields) -> Value
  ) -> Value?? {
    guard let value = nullable(name, "an object or null", { $0 }) else { return nil }
    guard let json = value else { return .some(nil) }
    var inner = Fields(json, at: path(name))
    let result = read(&inner)
    inner.refuseStrangers(readOnly)
    for error in inner.errors { note(error) }
    return .some(result)
  }

  /// Whether nothing was found wrong so far.
  package var isSound: Bool { errors.isEmpty }

  /// Throws `invalid_request` with all that was wrong, including fields that nobody asked for.
  package mutating func finish(readOnly: [String] = []) throws(Failure) {
    refuseStrangers(readOnly)
    if !errors.isEmpty { throw Failure(refusing: errors) }
  }

  private mutating func refuseStrangers(_ readOnly: [String]) {
    for member in object.members where !known.contains(member.name) {
      if errors.count >= Self.mostErrors { return }
      if readOnly.contains(member.name) {
        refuse(member.name, .readOnly, "Cannot be written.")
      } else {
        refuse(member.name, .unknownField, "There is no such field here.")
      }
    }
  }

  private mutating func read<Value>(_ name: String, _ kind: String, _ take: (JSON) -> Value?) -> Value? {
    known.append(name)
    guard let json = object[name] else { return nil }
    guard let value = take(json) else {
      refuse(name, .type, "Must be \(kind).")
      return nil
    }
    return value
  }

  private mutating func nullable<Value>(_ name: String, _ kind: String, _ take: (JSON) -> Value?) -> Value?? {
    read(name, kind) { json -> Value?? in json == .null ? .some(nil) : take(json).map { .some($0) } }
  }

  private mutating func check(_ text: String, _ name: String, _ rule: TextRule) -> String? {
    guard let objection = rule.objection(to: text) else { return text }
    refuse(name, objection.code, objection.detail)
    return nil
  }

  private mutating func check(_ number: Int64, _ name: String, _ range: ClosedRange<Int>) -> Int? {
    if let number = Int(exactly: number), range.contains(number) { return number }
    let isSmall = number < range.lowerBound
    refuse(name, isSmall ? .tooSmall : .tooLarge, "Must be from \(range.lowerBound) to \(range.upperBound).")
    return nil
  }

  /// Remembers that a field cannot be taken for a reason that no rule knows.
  package mutating func refuse(_ name: String, _ code: Failure.Field.Code, _ detail: String) {
    note(Failure.Field(path(name), code, detail))
  }

  /// The same for one item of a list.
  package mutating func refuse(_ name: String, at place: Int, _ code: Failure.Field.Code, _ detail: String) {
    note(Failure.Field("\(path(name))/\(place)", code, detail))
  }

  private mutating func note(_ error: Failure.Field) {
    if errors.count < Self.mostErrors { errors.append(error) }
  }

  private func path(_ name: String) -> String { Failure.Field.pointer(pointer, name) }
}
