/// A prompt as the enhancer understands it.
struct Idea: Sendable {
  /// Tidied, otherwise as the person wrote it.
  let text: String
  let traits: Traits
  /// What the prompt already says something about.
  let filled: Set<Slot>
  let wordCount: Int
  /// Parts between commas.
  let partCount: Int
  /// Mostly written in Cyrillic letters.
  let isCyrillic: Bool

  init(_ prompt: String) {
    text = Self.tidied(prompt)
    let words = Self.words(of: text)
    wordCount = words.count
    partCount = text.split(separator: ",").count
    traits = Self.traits(of: words)
    filled = Self.slots(in: words, text: text)
    let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
    isCyrillic = letters.count { (0x400...0x52F).contains($0.value) } * 2 > letters.count
  }

  /// White space as single spaces, no control characters, no empty parts between commas at either end.
  static func tidied(_ prompt: String) -> String {
    var text = ""
    var isAfterSpace = true
    for letter in prompt.unicodeScalars {
      let isSpace = letter.properties.isWhitespace || letter.properties.generalCategory == .control
      if isSpace {
        if !isAfterSpace { text.unicodeScalars.append(" ") }
      } else {
        text.unicodeScalars.append(letter)
      }
      isAfterSpace = isSpace
    }
    while let last = text.last, last == " " || last == "," || last == ";" { text.removeLast() }
    return String(text.drop { $0 == " " || $0 == "," || $0 == ";" })
  }

  /// Lower case; runs of letters, digits and inner hyphens.
  static func words(of text: String) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "'") }
      .map { String($0) }.filter { $0.contains { $0.isLetter || $0.isNumber } }
  }

  static func traits(of words: [String]) -> Traits {
    var traits: Traits = []
    for word in words { for (trait, lexicon) in Lexicon.traits where lexicon.holds(word) { traits.formUnion(trait) } }
    // A logo for a bakery shows no bakery that light could fall on.
    if traits.contains(.sign) { traits.subtract(.subjects.subtracting(.sign)) }
    if traits.contains(.underwater) { traits.insert(.water) }
    if traits.contains(.space) { traits.subtract(.anyWeather.union(.day)) }
    if traits.isDisjoint(with: .subjects) { traits.insert(.landscape) }
    return traits
  }

  private static func slots(in words: [String], text: String) -> Set<Slot> {
    var slots: Set<Slot> = []
    for word in words { for (slot, lexicon) in Lexicon.slots where lexicon.holds(word) { slots.insert(slot) } }
    let lower = text.lowercased()
    for phrase in Phrase.all where !slots.contains(phrase.slot) && lower.contains(phrase.text) {
      slots.insert(phrase.slot)
    }
    return slots
  }
}

extension Traits {
  static let subjects: Traits = [
    .person, .animal, .landscape, .city, .building, .interior, .food, .product, .vehicle, .plant, .fantasy, .space,
    .abstract, .sign, .underwater,
  ]
}
