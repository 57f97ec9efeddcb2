/// What must stand in a prompt letter by letter, whoever works on it.
package struct LockedWords: Sendable, Equatable {
  /// What the person named, and what no writer may touch in any case: quoted words, LoRAs, weights, macros and colours.
  package let words: [String]

  package init(_ named: [String], in prompt: String) {
    var words = named.filter { !$0.isEmpty }
    for piece in Self.untouchable(in: prompt) where !words.contains(where: { $0.holds(piece) }) { words.append(piece) }
    self.words = words
  }

  /// Those that do not stand in `text`.
  package func missing(from text: String) -> [String] { words.filter { !text.holds($0) } }

  /// The text with every word in it: where one stands in another spelling it is put right, else it is added at the end.
  package func restored(in text: String, _ style: PromptForm.Style) -> String {
    var text = text
    for word in missing(from: text) {
      if let place = text.place(ofSpelling: word) {
        text.replaceSubrange(place, with: word)
      } else {
        text = Self.added(word, to: text, style)
      }
    }
    // To put one right may have spoilt another that shares letters with it.
    for word in missing(from: text) { text = Self.added(word, to: text, style) }
    return text
  }

  private static func added(_ word: String, to text: String, _ style: PromptForm.Style) -> String {
    if text.isEmpty { return word }
    if style == .prose { return text + (text.last.map { ".!?…".contains($0) } == true ? " " : ". ") + word + "." }
    return text + ", " + word
  }

  /// As many as a prompt can sensibly have; each is looked for in every candidate.
  private static let most = 64

  /// Quoted texts, `<lora:…>`, `(word:1.2)`, `{a|b}`, `{{name}}`, `__list__` and `#0f766e`.
  static func untouchable(in prompt: String) -> [String] {
    var pieces: [String] = []
    var rest = prompt[...]
    while let letter = rest.first, pieces.count < most {
      let piece: Substring? =
        switch letter {
        case "\"": rest.through("\"")
        case "“": rest.through("”")
        case "«": rest.through("»")
        case "<": rest.through(">")
        case "(": rest.through(")").flatMap { $0.contains(":") ? $0 : nil }
        case "{": rest.throughBraces()
        case "_": rest.throughUnderscores()
        case "#": rest.throughColour()
        default: nil
        }
      if let piece {
        if !pieces.contains(String(piece)) { pieces.append(String(piece)) }
        rest = rest[piece.endIndex...]
      } else {
        rest = rest.dropFirst()
      }
    }
    return pieces
  }
}

extension Substring {
  /// From the first letter to `end`, both included; nil when there is none near.
  fileprivate func through(_ end: Character) -> Substring? {
    guard let place = dropFirst().prefix(300).firstIndex(of: end) else { return nil }
    let piece = self[startIndex...place]
    return piece.count > 2 && !piece.contains(where: \.isNewline) ? piece : nil
  }

  fileprivate func throughBraces() -> Substring? {
    var depth = 0
    for place in prefix(1_000).indices {
      if self[place] == "{" { depth += 1 }
      if self[place] == "}" { depth -= 1 }
      if depth == 0 { return self[startIndex...place] }
    }
    return nil
  }

  fileprivate func throughUnderscores() -> Substring? {
    guard hasPrefix("__") else { return nil }
    let name = dropFirst(2).prefix(200)
    guard let place = name.indices.first(where: { name[$0...].hasPrefix("__") }), place > name.startIndex,
      !name[..<place].contains(where: \.isWhitespace)
    else { return nil }
    return self[startIndex..<index(place, offsetBy: 2)]
  }

  fileprivate func throughColour() -> Substring? {
    let digits = dropFirst().prefix { $0.isHexDigit && $0.isASCII }
    return digits.count == 6 || digits.count == 3 ? self[startIndex..<digits.endIndex] : nil
  }
}

extension String {
  /// Letter by letter: two spellings of one letter are not the same.
  fileprivate func holds(_ word: String) -> Bool { Array(utf8).firstRange(of: Array(word.utf8)) != nil }

  /// Where the same word stands, its case aside.
  fileprivate func place(ofSpelling word: String) -> Range<Index>? {
    let wanted = Array(word.lowercased())
    let letters = Array(self)
    guard !wanted.isEmpty, letters.count >= wanted.count else { return nil }
    let lower = letters.map { $0.lowercased() }
    let sought = wanted.map { String($0) }
    for start in 0...(lower.count - sought.count) where lower[start] == sought[0] {
      guard lower[start..<start + sought.count].elementsEqual(sought) else { continue }
      return index(startIndex, offsetBy: start)..<index(startIndex, offsetBy: start + sought.count)
    }
    return nil
  }
}
