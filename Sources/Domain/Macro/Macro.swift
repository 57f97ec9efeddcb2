/// A prompt as people write it, with what is still to be settled: `{a|b|c}` stands for one of its options, `__name__`
/// for a word of the word list of that name, and `{{name}}` for what the person fills in.
///
/// Options and words may hold all of these again, and may begin with a weight: `{3::often|seldom}`. Braces without a
/// bar between them, and whatever else makes no sense as a macro, are plain text. A backslash before `{`, `}`, `|` or
/// `__` makes it plain text too; elsewhere a backslash is a backslash.
package struct Macro: Sendable, Equatable {
  indirect enum Part: Sendable, Equatable {
    case text(String)
    case choice([Option])
    case list(String)
    case variable(String)
    /// Where a style puts the prompt.
    case place
  }

  struct Option: Sendable, Equatable {
    let weight: Weight
    let parts: [Part]
  }

  /// Neighbouring texts are one.
  let parts: [Part]

  /// Throws when braces are nested too deep, or ask for what is not known here.
  package init(_ text: String) throws(Fault) { try self.init(text, hasPlace: false) }

  /// In a style `{prompt}` is the place of the prompt.
  init(_ text: String, hasPlace: Bool) throws(Fault) {
    var parser = MacroParser(text, hasPlace: hasPlace)
    parts = try parser.parse()
  }

  init(parts: [Part]) { self.parts = parts }

  /// Whether the place of the prompt is in it, though it may be in an option that is not drawn.
  var hasPlace: Bool { Self.hasPlace(parts) }

  private static func hasPlace(_ parts: [Part]) -> Bool {
    parts.contains { part in
      if case .choice(let options) = part { options.contains { hasPlace($0.parts) } } else { part == .place }
    }
  }

  /// The names in `{{ }}`, each once, in their order.
  package var variables: [String] {
    var names: [String] = []
    collect(from: parts, into: &names)
    return names
  }

  private func collect(from parts: [Part], into names: inout [String]) {
    for part in parts {
      switch part {
      case .variable(let name) where !names.contains(name): names.append(name)
      case .choice(let options): for option in options { collect(from: option.parts, into: &names) }
      case .variable, .text, .list, .place: break
      }
    }
  }

  /// The text that stands for `text` and nothing else: the same, unless there is something in it that a macro would
  /// be taken for.
  package static func literal(_ text: String) -> String {
    let isPlain = (try? Macro(text))?.parts == (text.isEmpty ? [] : [.text(text)])
    return isPlain ? text : MacroParser.escaped(text)
  }

  /// How much may come of one prompt.
  package enum Limits {
    /// In characters, before and after.
    package static let length = 8_000
    package static let combinations = 16
    /// Braces within braces.
    static let nesting = 32
    /// Word lists and variables within word lists and variables.
    static let depth = 8
    /// Choices, lists and variables that are settled for one text.
    static let steps = 2_000
    /// Different word lists for one recipe: each is held in memory.
    static let lists = 64
    /// Characters of a list's or a variable's name.
    package static let name = 100
  }

  /// Why nothing can come of a macro.
  package struct Fault: Error, Sendable, Equatable {
    package let code: Failure.Field.Code
    package let detail: String
    /// The variable that is to be filled in.
    package var variable: String?

    static let deep = Fault(
      code: .tooLong, detail: "Braces may be nested \(Limits.nesting) deep; put a backslash before those that are text."
    )
    static let several = Fault(
      code: .format, detail: "Picking several options with $$ is not known here; put a backslash before the brace.")
    static let weightless = Fault(code: .format, detail: "All options of a choice have the weight 0.")
    static let chained = Fault(
      code: .tooLong, detail: "Word lists and variables may lead to others \(Limits.depth) deep; is there a circle?")
    static let laborious = Fault(
      code: .tooLong, detail: "It asks for more than \(Limits.steps) choices and words.")
    static let bookish = Fault(code: .tooLong, detail: "It needs more than \(Limits.lists) word lists.")
    static let long = Fault(code: .tooLong, detail: "It becomes longer than \(Limits.length) characters.")
    static let blank = Fault(code: .blank, detail: "Nothing comes of it but blanks.")
    static let manifold = Fault(
      code: .tooLarge, detail: "It makes more than \(Limits.combinations) combinations.")

    static func noList(_ name: String) -> Fault {
      Fault(
        code: .notFound, detail: "There is no word list \"\(name)\" here. If __\(name)__ is text, write \\__\(name)__.")
    }

    static func emptyList(_ name: String) -> Fault {
      Fault(code: .notFound, detail: "The word list \"\(name)\" has no word that may be drawn.")
    }

    static func noVariable(_ name: String) -> Fault {
      Fault(
        code: .required, detail: "{{\(name)}} must be filled in. If it is text, write \\{{\(name)}}.", variable: name)
    }
  }
}

/// How often an option is drawn beside the others, in thousandths.
struct Weight: Sendable, Equatable {
  let thousandths: UInt64

  static let one = Weight(thousandths: 1_000)

  /// Takes `12::` or `0.25::` off the beginning of an option; one without is as it was.
  static func taken(off text: Substring) -> (Weight, rest: Substring) {
    let bytes = text.utf8
    let start = bytes.firstIndex { !$0.isBlank } ?? bytes.endIndex
    guard let end = bytes[start...].prefix(longest).firstIndex(of: UInt8(ascii: ":")) else { return (one, text) }
    let rest = bytes[end...].dropFirst(2)
    guard bytes[end...].starts(with: "::".utf8), let weight = Weight(bytes[start..<end]) else { return (one, text) }
    return (weight, Substring(rest))
  }

  private init(thousandths: UInt64) { self.thousandths = thousandths }

  /// Up to 1,000 with up to three decimals.
  private init?(_ digits: Substring.UTF8View) {
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Self.number($0) }), whole <= 1_000 else { return nil }
    var thousandths = whole * 1_000
    if parts.count > 1 {
      guard let fraction = Self.number(parts[1]), parts[1].count <= 3 else { return nil }
      thousandths += fraction * [100, 10, 1][parts[1].count - 1]
    }
    self.thousandths = thousandths
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt64? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt64(Substring(digits))
  }

  private static let longest = 9
}
