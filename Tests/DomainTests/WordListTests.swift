import Testing

@testable import Domain

@Suite("WordList") struct WordListTests {
  private func told(_ json: JSON) -> Set<String> {
    let failure = #expect(throws: Failure.self) { try WordList.Draft(json) }
    return Set((failure?.fields ?? []).map { "\($0.pointer) \($0.code.rawValue)" })
  }

  @Test("words are trimmed and kept once, in their order")
  func words() throws {
    let draft = try WordList.Draft(["name": "hair_colour", "words": [" red ", "2::blue", "red", "a {b|c} __d__"]])
    #expect(draft.words == ["red", "2::blue", "a {b|c} __d__"])
    #expect(try WordList.Draft(["name": "empty"]).words == [])
  }

  @Test(
    "a name is what can stand between underscores",
    arguments: [
      ("a", true), ("hair-colour", true), ("a_b", true), ("nature/trees.2", true), ("пейзаж", true), ("", false),
      ("a b", false), ("a__b", false), ("_a", false), ("a_", false), ("a{", false), ("é", true), ("🎨", true),
      (String(repeating: "x", count: 100), true), (String(repeating: "x", count: 101), false),
      (String(repeating: "й", count: 100), true),
    ])
  func names(name: String, isGood: Bool) {
    #expect(((try? WordList.Draft(["name": .string(name)])) != nil) == isGood)
    guard isGood else { return }
    #expect((try? Macro("__\(name)__"))?.parts == [.list(name)])
  }

  @Test("everything wrong with a list is told with its place")
  func errors() {
    #expect(
      told(["name": "a", "words": ["fine", "", "two\nlines", 3, .string(String(repeating: "x", count: 1_001))]]) == [
        "/words/1 too_short", "/words/2 format", "/words/3 type", "/words/4 too_long",
      ])
    #expect(
      told(["name": "a", "words": ["fine", "{2$$a|b}"], "wordCount": 1]) == ["/words/1 format", "/wordCount read_only"])
    #expect(told(["name": "a", "words": .array([JSON](repeating: "x", count: 10_001))]) == ["/words too_long"])
    let long = (0..<300).map { JSON.string("\($0)" + String(repeating: "x", count: 900)) }
    #expect(told(["name": "a", "words": .array(long)]) == ["/words too_long"])
    #expect(told(["words": []]) == ["/name required"])
  }

  @Test("a patch changes what it names")
  func patch() throws {
    let now = Timestamp(milliseconds: 1_000)
    let list = WordList(try WordList.Draft(["name": "a", "words": ["x"]]), id: Identifier(), in: Identifier(), at: now)
    #expect(list.applying(try WordList.Patch([:]), at: now) == list)
    let renamed = list.applying(try WordList.Patch(["name": "b"]), at: now)
    #expect(renamed.name == "b" && renamed.words == ["x"] && renamed.version == 2)
    #expect(list.applying(try WordList.Patch(["words": nil]), at: now).words == [])
    #expect(list.entry.wordCount == 1)
  }
}
