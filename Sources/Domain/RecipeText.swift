/// A recipe as it is kept, compact and in the order of its fields, looked at just enough to be written out as the API
/// shows it: with null for what is absent. A list has dozens of recipes; to read each only to write it again would be
/// most of what a list costs.
package struct RecipeText {
  private let text: UnsafeBufferPointer<UInt8>
  /// Where the value of each field lies; empty for what is absent.
  private let places: [Range<Int>]

  /// Nil for a text that a reader would understand in another way than it stands there: such a one must be read.
  package init?(_ text: UnsafeBufferPointer<UInt8>) {
    var scan = Scan(text: text)
    var places = [Range<Int>](repeating: 0..<0, count: Self.fields.count)
    guard scan.takes("{") else { return nil }
    var isFirst = true
    for (place, field) in Self.fields.enumerated() {
      let start = scan.at
      guard isFirst || scan.takes(","), scan.takes(field.start) else {
        scan.at = start
        continue
      }
      let value = scan.at
      guard scan.takes(field.kind) else { return nil }
      places[place] = value..<scan.at
      isFirst = false
    }
    guard scan.takes("}"), scan.isAtEnd, !places[0].isEmpty else { return nil }
    self.text = text
    self.places = places
  }

  /// Its prompt, as a JSON value.
  package func writePrompt(to json: inout JSONWriter) { write(0, or: "null", to: &json) }

  /// Its negative prompt, as a JSON value.
  package func writeNegativePrompt(to json: inout JSONWriter) { write(1, or: "null", to: &json) }

  /// All of it. `seed` stands in for one that the text has not.
  package func write(seed: UInt64?, to json: inout JSONWriter) {
    json.object { json in
      for (place, field) in Self.fields.enumerated() {
        json.field(field.name) { json in
          if field.kind == .seed, places[place].isEmpty { return json.value(seed) }
          write(place, or: field.kind.absent, to: &json)
        }
      }
    }
  }

  private func write(_ place: Int, or absent: StaticString, to json: inout JSONWriter) {
    let value = places[place]
    if value.isEmpty { json.literal(absent) } else { json.raw(UnsafeBufferPointer(rebasing: text[value])) }
  }

  private struct Field {
    let name: StaticString
    /// What stands before its value.
    let start: StaticString
    let kind: Kind

    init(_ name: StaticString, _ start: StaticString, _ kind: Kind) {
      self.name = name
      self.start = start
      self.kind = kind
    }
  }

  /// What a value must be for a reader to take it as it stands.
  fileprivate enum Kind {
    case prompt, word, amount, number, seed, identifier, identifiers, flag, extra
    /// To be read.
    case texts

    var absent: StaticString {
      switch self {
      case .identifiers: "[]"
      case .texts, .extra: "{}"
      case .flag: "false"
      default: "null"
      }
    }
  }

  /// In the order in which a recipe writes them.
  private static let fields = [
    Field("prompt", #""prompt":"#, .prompt), Field("negativePrompt", #""negativePrompt":"#, .word),
    Field("model", #""model":"#, .word), Field("width", #""width":"#, .amount),
    Field("height", #""height":"#, .amount), Field("steps", #""steps":"#, .amount),
    Field("guidance", #""guidance":"#, .number), Field("seed", #""seed":"#, .seed),
    Field("count", #""count":"#, .amount), Field("sampler", #""sampler":"#, .word),
    Field("scheduler", #""scheduler":"#, .word), Field("styleId", #""styleId":"#, .identifier),
    Field("initImageId", #""initImageId":"#, .identifier), Field("maskImageId", #""maskImageId":"#, .identifier),
    Field("strength", #""strength":"#, .number),
    Field("referenceImageIds", #""referenceImageIds":"#, .identifiers),
    Field("enhancementId", #""enhancementId":"#, .identifier), Field("promptId", #""promptId":"#, .identifier),
    Field("messageId", #""messageId":"#, .identifier), Field("parentImageId", #""parentImageId":"#, .identifier),
    Field("variables", #""variables":"#, .texts), Field("combine", #""combine":"#, .flag),
    Field("extra", #""extra":"#, .extra),
  ]
}

/// Goes through a text and stops at the first thing that is not written as `JSONWriter` would write it again.
private struct Scan {
  let text: UnsafeBufferPointer<UInt8>
  var at = 0

  var isAtEnd: Bool { at == text.count }
  private var next: UInt8? { at < text.count ? text[at] : nil }

  mutating func takes(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard text.count - at >= count else { return false }
    for place in 0..<count where text[at + place] != word.utf8Start[place] { return false }
    at += count
    return true
  }

  mutating func takes(_ kind: RecipeText.Kind) -> Bool {
    switch kind {
    case .prompt: takesText(orNone: true)
    case .word: takesText(orNone: false)
    case .amount: next != UInt8(ascii: "0") && takesWhole(mostDigits: 6)
    case .seed: takesWhole(mostDigits: 18)
    case .number: takesNumber()
    case .identifier: takesIdentifier()
    case .identifiers: takesIdentifiers()
    case .flag: takes("true")
    case .extra: takesObject()
    case .texts: false
    }
  }

  private mutating func takesWhole(mostDigits: Int) -> Bool {
    let start = at
    while let digit = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit { at += 1 }
    return at > start && at - start <= mostDigits && (text[start] != UInt8(ascii: "0") || at == start + 1)
  }

  private mutating func takesNumber() -> Bool {
    let start = at
    while let byte = next, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}"), at - start < 32 { at += 1 }
    let digits = text[start..<at]
    guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else { return false }
    return number.description.utf8.elementsEqual(digits)
  }

  private mutating func takesIdentifier() -> Bool {
    guard takes("\""), text.count - at >= 36 else { return false }
    let letters = text[at..<at + 36]
    at += 36
    return takes("\"") && Identifier(String(decoding: letters, as: UTF8.self)) != nil
  }

  private mutating func takesIdentifiers() -> Bool {
    guard takes("["), takesIdentifier() else { return false }
    for _ in 1..<64 {
      if takes("]") { return true }
      guard takes(","), takesIdentifier() else { return false }
    }
    return takes("]")
  }

  /// A text that is as tidy as a reader would make it.
  private mutating func takesText(orNone: Bool) -> Bool {
    guard takes("\"") else { return false }
    let start = at
    var isPlain = true
    // Whether what was seen last would be cut off at an end.
    var isBlank = false
    var isFirst = true
    while let byte = next, byte != UInt8(ascii: "\"") {
      isBlank = byte == 0x20
      if byte == UInt8(ascii: "\\") {
        at += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): break
        case UInt8(ascii: "n"), UInt8(ascii: "t"): isBlank = true
        default: return false
        }
      } else if byte < 0x20 {
        return false
      } else if byte >= 0x80 {
        isPlain = false
      }
      at += 1
      if isFirst, isBlank { return false }
      isFirst = false
    }
    let letters = text[start..<at]
    guard takes("\""), !isBlank, orNone || !letters.isEmpty else { return false }
    return isPlain || String(validating: letters, as: UTF8.self) != nil
  }

  /// An object, read and written again: it is small, and seldom there.
  private mutating func takesObject() -> Bool {
    let start = at
    var depth = 0
    var isWithin = false
    repeat {
      guard let byte = next else { return false }
      switch byte {
      case UInt8(ascii: "\""): isWithin.toggle()
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += isWithin ? 0 : 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= isWithin ? 0 : 1
      default: break
      }
      at += 1
    } while depth > 0 && at < text.count
    guard at <= text.count else { return false }
    let written = Array(text[start..<at])
    guard case .object(let object)? = try? JSON(parsing: written) else { return false }
    return JSON.object(object).bytes == written
  }
}
