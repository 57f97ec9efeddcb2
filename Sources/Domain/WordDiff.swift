/// What was kept, added and removed between two texts, word by word.
package struct WordDiff: Sendable, Equatable {
  package enum Operation: String, Sendable, CaseIterable {
    case keep, add, remove
  }

  package struct Piece: Sendable, Equatable {
    package let operation: Operation
    package let text: String

    package init(_ operation: Operation, _ text: String) {
      self.operation = operation
      self.text = text
    }
  }

  /// In their order; neighbours differ in what they do. What is kept and removed, joined, is exactly the source; what
  /// is kept and added exactly the result.
  package let pieces: [Piece]

  /// Takes time with the product of what is not alike at either end, and memory with the sum of the lengths. Where that
  /// would be too long, everything between the ends is one change.
  package init(from source: String, to result: String) {
    var known: [[UInt8]: Int] = [:]
    let old = Self.tokens(of: source, &known)
    let new = Self.tokens(of: result, &known)
    var steps: [(Operation, Substring)] = []
    Self.compare(old[...], new[...], isTop: true, into: &steps)
    pieces = Self.tidied(steps)
  }

  /// Reads what `write` wrote; nil for anything else.
  package init?(_ json: JSON) {
    guard let items = json.array else { return nil }
    var pieces: [Piece] = []
    for item in items {
      guard let operation = item["op"]?.string.flatMap(Operation.init), let text = item["text"]?.string else {
        return nil
      }
      pieces.append(Piece(operation, text))
    }
    self.pieces = pieces
  }

  /// Pairs of words that are compared: a few hundredths of a second.
  private static let mostWork = 4_000_000

  /// Compared by its number, since two spellings of one letter are equal strings and must stay two texts.
  private struct Token: Equatable {
    let text: Substring
    let number: Int

    static func == (one: Token, other: Token) -> Bool { one.number == other.number }
  }

  /// Runs of letters and digits, runs of white space, and every other character alone.
  private static func tokens(of text: String, _ known: inout [[UInt8]: Int]) -> [Token] {
    enum Kind { case word, space, other }
    func kind(_ character: Character) -> Kind {
      if character.isLetter || character.isNumber || character == "_" { return .word }
      return character.isWhitespace ? .space : .other
    }
    var tokens: [Token] = []
    var start = text.startIndex
    while start < text.endIndex {
      let first = kind(text[start])
      var end = text.index(after: start)
      if first != .other {
        while end < text.endIndex, kind(text[end]) == first { end = text.index(after: end) }
      }
      let bytes = Array(text[start..<end].utf8)
      let number = known[bytes] ?? known.count
      known[bytes] = number
      tokens.append(Token(text: text[start..<end], number: number))
      start = end
    }
    return tokens
  }

  /// Hirschberg's way: the longest common subsequence with two rows of memory.
  private static func compare(
    _ old: ArraySlice<Token>, _ new: ArraySlice<Token>, isTop: Bool = false,
    into steps: inout [(Operation, Substring)]
  ) {
    var old = old
    var new = new
    while let first = old.first, first == new.first {
      steps.append((.keep, first.text))
      old.removeFirst()
      new.removeFirst()
    }
    var tail: [Substring] = []
    while let last = old.last, last == new.last {
      tail.append(last.text)
      old.removeLast()
      new.removeLast()
    }
    defer { for token in tail.reversed() { steps.append((.keep, token)) } }
    if old.isEmpty || new.isEmpty {
      for token in old { steps.append((.remove, token.text)) }
      for token in new { steps.append((.add, token.text)) }
      return
    }
    if isTop, old.count > mostWork / new.count {
      for token in old { steps.append((.remove, token.text)) }
      for token in new { steps.append((.add, token.text)) }
      return
    }
    if old.count == 1, let token = old.first {
      guard let place = new.firstIndex(of: token) else {
        steps.append((.remove, token.text))
        for token in new { steps.append((.add, token.text)) }
        return
      }
      for index in new.indices { steps.append((index == place ? .keep : .add, new[index].text)) }
      return
    }
    let middle = old.startIndex + old.count / 2
    let before = lengths(Array(old[..<middle]), Array(new))
    let after = lengths(old[middle...].reversed(), new.reversed())
    var best = 0
    for cut in 0...new.count where before[cut] + after[new.count - cut] > before[best] + after[new.count - best] {
      best = cut
    }
    let split = new.startIndex + best
    compare(old[..<middle], new[..<split], into: &steps)
    compare(old[middle...], new[split...], into: &steps)
  }

  /// For each beginning of `new`, how many tokens it can share with all of `old` in order.
  private static func lengths(_ old: [Token], _ new: [Token]) -> [Int] {
    var row = [Int](repeating: 0, count: new.count + 1)
    for token in old {
      var diagonal = 0
      for column in 1...new.count {
        let above = row[column]
        row[column] = new[column - 1] == token ? diagonal + 1 : max(above, row[column - 1])
        diagonal = above
      }
    }
    return row
  }

  /// A space kept between two changes is noise: it is told with them. Removals stand before additions.
  private static func tidied(_ steps: [(Operation, Substring)]) -> [Piece] {
    var pieces: [Piece] = []
    var removed = ""
    var added = ""
    func isChange(_ place: Int) -> Bool { steps.indices.contains(place) && steps[place].0 != .keep }
    func flush() {
      if !removed.isEmpty { pieces.append(Piece(.remove, removed)) }
      if !added.isEmpty { pieces.append(Piece(.add, added)) }
      (removed, added) = ("", "")
    }
    for (place, (operation, text)) in steps.enumerated() {
      switch operation {
      case .remove: removed += text
      case .add: added += text
      case .keep:
        let isGlue = text.allSatisfy(\.isWhitespace) && isChange(place - 1) && isChange(place + 1)
        if isGlue && !removed.isEmpty && !added.isEmpty {
          removed += text
          added += text
          continue
        }
        flush()
        if let last = pieces.last, last.operation == .keep {
          pieces[pieces.count - 1] = Piece(.keep, last.text + text)
        } else {
          pieces.append(Piece(.keep, String(text)))
        }
      }
    }
    flush()
    return pieces
  }
}

extension WordDiff: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.array { json in
      for piece in pieces {
        json.object { json in
          json.field("op", piece.operation.rawValue)
          json.field("text", piece.text)
        }
      }
    }
  }
}
