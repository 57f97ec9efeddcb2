import Domain
import Testing

@Suite("Prompt") struct PromptTests {
  private let now = Timestamp(milliseconds: 1_795_000_000_000)

  private func prompt(_ json: JSON) throws -> Prompt {
    Prompt(try Prompt.Draft(json), id: Identifier(), in: Identifier(), at: now)
  }

  private func refused(_ json: JSON, asPatch: Bool = false) -> [String] {
    do {
      if asPatch { _ = try Prompt.Patch(json) } else { _ = try Prompt.Draft(json) }
      return []
    } catch {
      return error.fields.map { "\($0.pointer) \($0.code.rawValue)" }
    }
  }

  @Test("only the text must be there; the rest has a default, the title the text's beginning")
  func defaults() throws {
    let bare = try prompt(["text": "\n  a harbour at dusk \n second line"])
    #expect(bare.title == "a harbour at dusk" && bare.wording.text == "\n  a harbour at dusk \n second line")
    #expect(bare.wording.negativePrompt == "" && bare.tags == [] && bare.folder == "" && !bare.favorite)
    #expect(bare.currentVersion == 1 && bare.version == 1 && bare.useCount == 0 && bare.lastUsedAt == nil)
    let long = try prompt(["text": .string(String(repeating: "word ", count: 40))])
    #expect(long.title.unicodeScalars.count <= 61 && long.title.hasSuffix("word…"))
    let endless = try prompt(["text": .string(String(repeating: "x", count: 500))])
    #expect(endless.title == String(repeating: "x", count: 60) + "…")
    #expect(try prompt(["text": "a", "title": nil, "tags": nil, "folder": nil, "favorite": nil]).title == "a")
  }

  @Test("tags are trimmed and kept once, folders have no empty names")
  func tidiness() throws {
    let made = try prompt(["text": "a", "tags": [" sea ", "sea", "Sea"], "folder": " /Places// Sea /"])
    #expect(made.tags == ["sea", "Sea"] && made.folder == "Places/Sea")
  }

  @Test("variables are those of both texts, once each, and none where the macros are broken")
  func variables() throws {
    let text = "a {{ animal }} in {{place}}, {red|{{colour}}} {{animal}}"
    #expect(try prompt(["text": .string(text)]).variables == ["animal", "place", "colour"])
    let both = try prompt(["text": "a {{b}}", "negativePrompt": "{{c}} {{b}}"])
    #expect(both.variables == ["b", "c"])
    #expect(try prompt(["text": "{2$$a|b} {{c}}"]).variables == [])
    #expect(try prompt(["text": #"\{{c}}"#]).variables == [])
  }

  @Test("a patch changes what it names; only another wording gets a number of its own")
  func patches() throws {
    let first = try prompt(["text": "a fox", "negativePrompt": "fog"])
    func applying(_ json: JSON, to prompt: Prompt) throws -> Prompt { prompt.applying(try .init(json), at: now) }
    #expect(try applying(["text": "a fox", "folder": nil, "tags": []], to: first) == first)
    let named = try applying(["title": "Fox", "favorite": true, "tags": ["x"], "folder": "F"], to: first)
    #expect(named.currentVersion == 1 && named.version == 2 && named.title == "Fox" && named.folder == "F")
    let reworded = try applying(["text": "a red fox"], to: named)
    #expect(reworded.currentVersion == 2 && reworded.version == 3 && reworded.wording.negativePrompt == "fog")
    #expect(reworded.title == "Fox")
    #expect(try applying(["text": "a wolf"], to: first).title == "a wolf")
    #expect(try applying(["text": "a wolf", "title": "W"], to: first).title == "W")
    let bare = try applying(["negativePrompt": nil, "title": nil], to: reworded)
    #expect(bare.currentVersion == 3 && bare.wording == .init(text: "a red fox") && bare.title == "a red fox")
  }

  @Test("what cannot be taken is refused by its name")
  func refusals() {
    #expect(refused([:]) == ["/text required"])
    #expect(refused(["text": ""]) == ["/text too_short"])
    #expect(refused(["text": " \n"]) == ["/text blank"])
    #expect(refused(["text": .string(String(repeating: "a", count: 8_001))]) == ["/text too_long"])
    #expect(refused(["text": .string(String(repeating: "a", count: 8_000))]) == [])
    #expect(
      refused(["text": "a", "title": "", "favorite": 1, "tags": "x"]) == [
        "/title too_short", "/tags type", "/favorite type",
      ])
    #expect(refused(["text": "a", "tags": [""], "folder": 3]) == ["/tags/0 too_short", "/folder type"])
    #expect(
      refused(["text": "a", "useCount": 3, "currentVersion": 9, "more": 1])
        == ["/useCount read_only", "/currentVersion read_only", "/more unknown_field"])
    #expect(refused(["text": nil], asPatch: true) == ["/text type"])
    #expect(refused([:], asPatch: true) == [])
  }
}
