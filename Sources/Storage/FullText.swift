import Domain
import SQLite

/// How a person's words are put to a full-text index: only ever as words, whatever signs are in them, so that no text
/// is a mistake in the language of such questions.
enum FullText {
  /// The words of a text, at most as many as anybody means.
  static func words(of text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.prefix(mostWords).map(String.init)
  }

  /// A word as a question asks for it.
  static func quoted(_ word: String) -> String { "\"\(word)\"" }

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
