import Testing

@testable import Domain

@Suite("Style") struct StyleTests {
  let now = Timestamp(milliseconds: 1_000), later = Timestamp(milliseconds: 2_000)

  private func told(_ json: JSON) -> Set<String> {
    let failure = #expect(throws: Failure.self) { try Style.Look(json) }
    return Set((failure?.fields ?? []).map { "\($0.pointer) \($0.code.rawValue)" })
  }

  @Test("a name is enough: then the style changes nothing")
  func least() throws {
    let look = try Style.Look(["name": "Ink"])
    #expect(look == Style.Look(name: "Ink", positive: "{prompt}", negativePrompt: ""))
  }

  @Test("everything wrong with a style is told at once")
  func errors() {
    #expect(
      told([
        "name": " ", "positive": "{2$$a|b}", "negativePrompt": .string(String(repeating: "{", count: 40)), "steps": 0,
        "guidance": -1, "sampler": 3, "id": "x", "prompt": "x",
      ]) == [
        "/name blank", "/positive format", "/negativePrompt too_long", "/steps too_small", "/guidance too_small",
        "/sampler type", "/id read_only", "/prompt unknown_field",
      ])
    #expect(told(["positive": "x"]) == ["/name required"])
  }

  @Test("a patch changes what it names, null gives a default back, and nothing new changes nothing")
  func patch() throws {
    let look = try Style.Look([
      "name": "Ink", "positive": "ink {prompt}", "negativePrompt": "x", "steps": 4, "guidance": 2.5, "sampler": "e",
    ])
    let style = Style(look, id: Identifier(), in: Identifier(), at: now)
    let same = style.applying(try Style.Patch(["name": "Ink", "steps": 4]), at: later)
    #expect(same == style)
    let empty: JSON = ["positive": nil, "negativePrompt": nil, "steps": nil, "guidance": nil, "sampler": nil]
    let emptied = style.applying(try Style.Patch(empty), at: later)
    #expect(emptied.look == Style.Look(name: "Ink") && emptied.version == 2 && emptied.updatedAt == later)
    #expect(throws: Failure.self) { try Style.Patch(["name": nil]) }
  }

  @Test("names are told apart without their case and the blanks around them")
  func keys() {
    #expect(Style.key(of: " Чернила ") == Style.key(of: "чернила"))
    #expect(Style.key(of: "ink") != Style.key(of: "inks"))
  }
}
