import Domain
import Support
import Testing

@Suite struct WordDiffTests {
  private func text(_ diff: WordDiff, without operation: WordDiff.Operation) -> String {
    diff.pieces.filter { $0.operation != operation }.map(\.text).joined()
  }

  @Test("what is kept stays in one piece, and additions follow removals")
  func pieces() {
    let diff = WordDiff(from: "a red fox in snow", to: "a red fox in deep snow, soft light")
    #expect(
      diff.pieces == [
        .init(.keep, "a red fox in "), .init(.add, "deep "), .init(.keep, "snow"), .init(.add, ", soft light"),
      ])
    let swap = WordDiff(from: "old grey house", to: "new bright house")
    #expect(swap.pieces == [.init(.remove, "old grey"), .init(.add, "new bright"), .init(.keep, " house")])
  }

  @Test("equal texts are kept, empty ones are nothing")
  func edges() {
    #expect(WordDiff(from: "same", to: "same").pieces == [.init(.keep, "same")])
    #expect(WordDiff(from: "", to: "").pieces.isEmpty)
    #expect(WordDiff(from: "", to: "new").pieces == [.init(.add, "new")])
    #expect(WordDiff(from: "old", to: "").pieces == [.init(.remove, "old")])
  }

  @Test("both texts come out of the pieces exactly, whatever they hold")
  func exactness() {
    var random = SplitMix(state: 7)
    let words = ["fox", "лес", "e\u{301}", "é", " ", "  ", "\n", ",", "🦊", "👩‍👩‍👧", "\u{0}", "a", "a", "_b", "3"]
    for _ in 0..<400 {
      let source = (0..<Int.random(in: 0...30, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
        .joined()
      let result = (0..<Int.random(in: 0...30, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
        .joined()
      let diff = WordDiff(from: source, to: result)
      #expect(Array(text(diff, without: .add).utf8) == Array(source.utf8))
      #expect(Array(text(diff, without: .remove).utf8) == Array(result.utf8))
      #expect(zip(diff.pieces, diff.pieces.dropFirst()).allSatisfy { $0.operation != $1.operation })
    }
  }

  @Test("two long texts with nothing in common are one change, soon")
  func bounded() {
    let source = String(repeating: "?!", count: 4_000)
    let result = String(repeating: ".,", count: 4_000)
    #expect(WordDiff(from: source, to: result).pieces == [.init(.remove, source), .init(.add, result)])
  }

  @Test("what was written can be read again")
  func stored() throws {
    let diff = WordDiff(from: "a red fox", to: "a blue fox\n\"x\"")
    var json = JSONWriter()
    json.value(diff)
    #expect(WordDiff(try JSON(parsing: json.bytes)) == diff)
    #expect(WordDiff([["op": "turn", "text": "x"]]) == nil && WordDiff("x") == nil)
  }
}
