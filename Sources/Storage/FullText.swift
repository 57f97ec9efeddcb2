import Domain
import SQLite

/// How a person's words are put to a full-text index: only ever as words, whatever signs are in them, so that no text
/// is a mistake in the language of such questions.
enum FullText {
  /// The words of a text, at most as many as anybody means.
  static func words(of text: String) -> [String] {
    text.split { !isOfWord($0) }.prefix(mostWords).map(String.init)
  }

  /// A word as a question asks for it. It may hold a quote: some letters take the sign behind them for a part of theirs.
  static func quoted(_ word: String) -> String {
    let quote = UInt8(ascii: "\"")
    return "\"" + String(decoding: word.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }, as: UTF8.self) + "\""
  }

  /// The index knows the signs of Unicode 6.1: of the later ones it takes all for letters, as most emoji, so that they
  /// are words or part of them here, too.
  private static func isOfWord(_ letter: Character) -> Bool {
    letter.isLetter || letter.isNumber
      || letter.unicodeScalars.contains { ($0.properties.age.map { ($0.major, $0.minor) } ?? (.max, 0)) > (6, 1) }
  }

  /// Every word, the last also as the beginning of one, with or without the dots of `ё`; nil when there is none.
  static func beginning(_ words: [String]) -> String? {
    guard let last = words.last else { return nil }
    let asked = words.dropLast().map { either($0) } + [either(last, asBeginning: true)]
    return asked.joined(separator: " AND ")
  }

  private static func either(_ word: String, asBeginning: Bool = false) -> String {
    "(" + spellings(of: word).map { quoted($0) + (asBeginning ? "*" : "") }.joined(separator: " OR ") + ")"
  }

  /// A word has one `ё`, if any: it may be each `е` of what was typed.
  private static func spellings(of word: String) -> [String] {
    let plain = withoutYo(word)
    let letters = Array(plain.unicodeScalars)
    let dotted = letters.indices.lazy.filter { "еЕ".unicodeScalars.contains(letters[$0]) }.prefix(8).map { place in
      var letters = letters
      letters[place] = "ё"
      var text = String.UnicodeScalarView()
      text.append(contentsOf: letters)
      return String(text)
    }
    // What was typed counts in any case, whatever a word should have.
    return ([word, plain] + dotted).distinct
  }

  /// Cyrillic is written with and without the dots of its seventh letter: an index that wants to find either has
  /// neither, and is asked for neither.
  static func withoutYo(_ word: String) -> String {
    String(String.UnicodeScalarView(word.unicodeScalars.map { $0 == "ё" ? "е" : $0 == "Ё" ? "Е" : $0 }))
  }

  static let mostWords = 32
}
