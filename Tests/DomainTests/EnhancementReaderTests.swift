import Domain
import Support
import Testing

private let asked = """
  {"candidates":[{"prompt":"A fox, \\"OPEN\\" sign.\\nSnow","negativePrompt":"blur","notes":"light"},
  {"negativePrompt":"text","prompt":"Second"},{"prompt":"Third","negativePrompt":null}]}
  """

@Suite("What a model answers when it is to enhance") struct EnhancementReaderTests {
  private func texts(_ answer: String, count: Int = 3, isWhole: Bool = true) -> [String] {
    EnhancementReader(count: count).drafts(in: answer, isWhole: isWhole).map(\.text)
  }

  @Test("JSON as it was asked for: each prompt with its own negative and notes")
  func json() {
    let drafts = EnhancementReader(count: 3).drafts(in: asked, isWhole: true)
    #expect(drafts.map(\.text) == ["A fox, \"OPEN\" sign. Snow", "Second", "Third"])
    #expect(drafts.map(\.negativePrompt) == ["blur", "text", nil])
    #expect(drafts.map(\.notes) == ["light", "", ""])
    #expect(EnhancementReader(count: 2).drafts(in: asked, isWhole: true).count == 2)
  }

  @Test(
    "the same in other clothes",
    arguments: [
      "```json\n\(asked)\n```", "Sure! Here you are:\n```\n\(asked)\n```\nEnjoy.",
      "<think>Hm, {\"prompt\":\"no\"}</think>\(asked)",
      "Here is the JSON: \(asked)", "\u{FEFF}\n\(asked)\n\nAnything else?",
    ])
  func dressed(answer: String) {
    #expect(texts(answer) == ["A fox, \"OPEN\" sign. Snow", "Second", "Third"])
  }

  @Test(
    "a list of texts, other names, lines, paragraphs and fences",
    arguments: [
      (#"["One","Two"]"#, ["One", "Two"]),
      (#"{"prompts":["One","Two"]}"#, ["One", "Two"]),
      (#"[{"text":"One"},{"text":"Two"}]"#, ["One", "Two"]),
      ("Here are two prompts:\n\n1. One\n2) **Two**", ["One", "Two"]),
      ("- One\n- \"Two\"", ["One", "Two"]),
      ("**Option 1:** One\n\n**Option 2:** Two", ["One", "Two"]),
      ("Prompt 1: One\nNegative prompt: blur\nPrompt 2: Two", ["One", "Two"]),
      ("One\n\nTwo", ["One", "Two"]),
      ("First:\n```\nOne\n```\nSecond:\n```text\nTwo\n```", ["One", "Two"]),
      ("1. One\nwith more\n2. Two", ["One with more", "Two"]),
    ])
  func forms(answer: String, expected: [String]) {
    #expect(texts(answer) == expected)
  }

  @Test("one prompt may be plain text over several lines, with a label or in quotes")
  func plain() {
    #expect(texts("Prompt: a fox\nin snow", count: 1) == ["a fox in snow"])
    #expect(texts("“a fox in snow”", count: 1) == ["a fox in snow"])
    #expect(
      texts("Sure, here is your prompt:\n\na fox {red|blue}, __weather__", count: 1) == [
        "a fox {red|blue}, __weather__"
      ])
    #expect(texts("\"A\" and \"B\" in lights", count: 1) == ["\"A\" and \"B\" in lights"])
  }

  @Test("nothing comes of what holds no prompt")
  func nothing() {
    for answer in [
      "", " \n ", "{}", "[]", "{\"error\":{\"code\":3}}", "<think>still", "{\"candidates\":[]}", "```\n```",
    ] {
      #expect(texts(answer).isEmpty, "\(answer)")
    }
  }

  @Test("a refusal in words is known; a prompt about one is not")
  func refusals() {
    #expect(EnhancementReader.isRefusal("I'm sorry, but I can’t help with that."))
    #expect(EnhancementReader.isRefusal("Извините, это невозможно."))
    #expect(!EnhancementReader.isRefusal(asked))
    #expect(!EnhancementReader.isRefusal("{\"candidates\":[{\"prompt\":\"I'm sorry, says a sign\"}]}"))
    #expect(!EnhancementReader.isRefusal("A sorry-looking fox in the rain"))
  }

  @Test("a growing answer never takes anything back, and ends with the whole")
  func growing() {
    var last: [String] = []
    for length in 0...asked.utf8.count {
      let part = String(decoding: asked.utf8.prefix(length), as: UTF8.self)
      let now = texts(part, isWhole: false)
      #expect(now.count >= last.count)
      for (old, new) in zip(last, now) { #expect(new.hasPrefix(old), "\(old) became \(new)") }
      last = now
    }
    #expect(last == texts(asked))
    #expect(texts("Here are", isWhole: false).isEmpty)
    #expect(texts("{\"candidates\":[{\"pro", isWhole: false).isEmpty)
    let escape = #"{"prompt":"a \ud83e"#
    #expect(texts(escape, isWhole: false) == ["a"])
    #expect(texts(#"{"prompt":"a \ud83e\udd8a"#, isWhole: false) == ["a 🦊"])
  }

  @Test("whatever comes is read soon, and what comes of it is one clean line each")
  func fuzz() {
    var random = SplitMix(state: 24)
    let pieces = [
      "{", "}", "[", "]", "\"", "\\", "\\u", "d83e", ":", ",", "prompt", "\"prompt\":", "\"candidates\":[", "```", "\n",
      " ",
      "1. ", "- ", "<think>", "</think>", "fox", "лес", "🦊", "\u{0}", "\u{202E}", "e\u{301}", "**", "Negative prompt:",
      "null",
      "{\"prompt\":\"", "Here are:", "\r\n", "\"notes\":", "\\\"", "\u{FEFF}",
    ]
    for _ in 0..<3_000 {
      let answer = (0..<Int.random(in: 0...60, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      for isWhole in [true, false] {
        let drafts = EnhancementReader(count: 4).drafts(in: answer, isWhole: isWhole)
        #expect(drafts.count <= 4)
        for draft in drafts {
          #expect(!draft.text.isEmpty && draft.text == draft.text.trimmed)
          #expect(!draft.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
      }
      _ = EnhancementReader.isRefusal(answer)
    }
    let deep = String(repeating: "[", count: 100_000) + "\"x\""
    #expect(texts(deep).isEmpty)
    #expect(
      texts("[\"" + String(repeating: "a ", count: 500_000)).first?.utf8.count ?? 0 <= EnhancementReader.mostBytes)
  }
}
