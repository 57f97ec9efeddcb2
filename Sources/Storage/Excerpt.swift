/// A piece of a text, where the index that found it keeps no texts.
enum Excerpt {
  /// The words around the first of these that stands in the text, else its beginning.
  static func of(_ text: String, around words: [String]) -> String {
    let letters = Array(text)
    guard letters.count > length else { return text }
    let place = first(of: words.map(FullText.withoutYo), in: letters.map(plain)) ?? 0
    var start = min(max(0, place - length / 4), letters.count - length)
    if start > 0, let blank = letters[start..<max(start, place)].firstIndex(where: \.isWhitespace) { start = blank + 1 }
    var end = min(start + length, letters.count)
    if end < letters.count, let blank = letters[start..<end].lastIndex(where: \.isWhitespace), blank > place {
      end = blank
    }
    return (start > 0 ? "…" : "") + String(letters[start..<end]) + (end < letters.count ? "…" : "")
  }

  private static func plain(_ letter: Character) -> Character {
    let small = letter.lowercased().first ?? " "
    return small == "ё" ? "е" : small
  }

  private static func first(of words: [String], in letters: [Character]) -> Int? {
    let wanted = words.map { Array($0.lowercased()) }
    return letters.indices.first { place in
      let isStart = place == 0 || !(letters[place - 1].isLetter || letters[place - 1].isNumber)
      return isStart && wanted.contains { !$0.isEmpty && letters[place...].starts(with: $0) }
    }
  }

  /// In characters.
  private static let length = 160
}
