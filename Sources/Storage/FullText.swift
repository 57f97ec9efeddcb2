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

  /// Every word, the last also as the beginning of one; nil when there is none.
  static func beginning(_ words: [String]) -> String? {
    words.isEmpty ? nil : words.map(quoted).joined(separator: " ") + "*"
  }

  /// Cyrillic is written with and without the dots of its seventh letter: an index that wants to find either has
  /// neither, and is asked for neither.
  static func withoutYo(_ word: String) -> String {
    String(String.UnicodeScalarView(word.unicodeScalars.map { $0 == "ё" ? "е" : $0 == "Ё" ? "Е" : $0 }))
  }

  private static let mostWords = 32
}
