/// Takes thoughts out of a text that holds them between `<think>` and `</think>` at its start, wherever it is cut.
struct ThinkTags {
  private enum Place { case start, thought, answer }

  private var place = Place.start
  private var held = ""

  enum Piece: Equatable {
    case thought(String)
    case answer(String)
  }

  mutating func take(_ text: String) -> [Piece] {
    if place == .answer { return text.isEmpty ? [] : [.answer(text)] }
    held += text
    var pieces: [Piece] = []
    if place == .start {
      let begin = held.drop(while: \.isWhitespace)
      if begin.isEmpty || Self.opening.hasPrefix(begin) { return [] }
      guard begin.hasPrefix(Self.opening) else { return finish() }
      held = String(begin.dropFirst(Self.opening.count))
      place = .thought
    }
    if let end = held.firstRange(of: Self.closing) {
      pieces.append(.thought(String(held[..<end.lowerBound])))
      held = String(held[end.upperBound...].drop(while: \.isWhitespace))
      place = .answer
      pieces.append(.answer(held))
      held = ""
    } else {
      let kept = (1..<Self.closing.count).reversed().first { held.hasSuffix(Self.closing.prefix($0)) } ?? 0
      pieces.append(.thought(String(held.dropLast(kept))))
      held = String(held.suffix(kept))
    }
    return pieces.filter { $0 != .thought("") && $0 != .answer("") }
  }

  /// What was held back because it could have been the beginning of a tag.
  mutating func finish() -> [Piece] {
    defer { held = "" }
    let wasThought = place == .thought
    if place == .start { place = .answer }
    if held.isEmpty { return [] }
    return [wasThought ? .thought(held) : .answer(held)]
  }

  private static let opening = "<think>"
  private static let closing = "</think>"
}
