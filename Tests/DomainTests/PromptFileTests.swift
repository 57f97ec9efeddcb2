import Support
import Testing

@testable import Domain

@Suite("PromptFile") struct PromptFileTests {
  private let now = Timestamp(milliseconds: 1_795_000_000_000)

  private func found(_ entries: [PromptFile.Entry]) -> [PromptFile.Found] {
    entries.compactMap { try? $0.prompt.get() }
  }

  private func file(_ form: PromptFile.Form, _ prompts: [(Prompt, [Prompt.Version])]) -> [UInt8] {
    var writer = PromptFile.Writer(form)
    var bytes = writer.head
    for (prompt, versions) in prompts { bytes += writer.part(prompt, versions) }
    return bytes + writer.tail
  }

  private func read(_ bytes: [UInt8], as form: PromptFile.Form) throws -> [PromptFile.Entry] {
    switch form {
    case .json, .fooocus:
      let (found, entries) = try PromptFile.read(json: bytes)
      #expect(found == form)
      return entries
    case .csv: return try PromptFile.read(csv: bytes)
    case .text: return try PromptFile.read(text: bytes)
    }
  }

  private func prompt(_ title: String, _ wording: Prompt.Wording) -> Prompt {
    var draft = Prompt.Draft(title: title, wording)
    draft.tags = ["sea", "ночь"]
    draft.folder = "Places/Sea"
    draft.favorite = true
    var prompt = Prompt(draft, id: Identifier(), in: Identifier(), at: now)
    prompt.useCount = 7
    prompt.lastUsedAt = now.adding(seconds: 5)
    prompt.updatedAt = now.adding(seconds: 3)
    prompt.currentVersion = 3
    return prompt
  }

  @Test("our own file loses nothing, earlier wordings and their times included")
  func lossless() throws {
    let wording = Prompt.Wording(text: "a \"fox\"\n{{where}} \\ лиса", negativePrompt: "fog,")
    let prompt = prompt("Fox", wording)
    let versions = [
      Prompt.Version(number: 1, wording: .init(text: "a"), createdAt: now.adding(seconds: -9)),
      Prompt.Version(number: 2, wording: .init(text: "b", negativePrompt: "c"), createdAt: now.adding(seconds: -5)),
      Prompt.Version(number: 3, wording: wording, createdAt: now.adding(seconds: -1)),
    ]
    let entries = try read(file(.json, [(prompt, versions), (prompt, [])]), as: .json)
    let all = found(entries)
    #expect(all.count == 2 && entries.map(\.title) == ["Fox", "Fox"])
    let first = try #require(all.first)
    #expect(first.draft.title == "Fox" && first.draft.wording == wording && first.draft.tags == ["sea", "ночь"])
    #expect(first.draft.folder == "Places/Sea" && first.draft.favorite && first.useCount == 7)
    #expect(first.earlier.map(\.wording) == versions.dropLast().map(\.wording))
    #expect(first.earlier.map(\.createdAt) == versions.dropLast().map(\.createdAt))
    #expect(first.writtenAt == versions[2].createdAt && first.createdAt == now)
    #expect(first.updatedAt == now.adding(seconds: 3) && first.lastUsedAt == now.adding(seconds: 5))
    #expect(all[1].earlier.isEmpty)
  }

  @Test("other programs' files keep title and texts; where a style has its place, a prompt has a variable")
  func others() throws {
    let prompts = [
      prompt("Ink, \"fine\"", .init(text: "ink of {{prompt}}, lines", negativePrompt: "colour")),
      prompt("Plain", .init(text: "a {red|blue} door\n{{who}}")),
    ]
    for form in [PromptFile.Form.csv, .fooocus] {
      let bytes = file(form, prompts.map { ($0, []) })
      #expect(String(decoding: bytes, as: UTF8.self).contains("ink of {prompt}, lines"))
      let drafts = found(try read(bytes, as: form)).map(\.draft)
      #expect(drafts.map(\.title) == prompts.map(\.title) && drafts.map(\.wording) == prompts.map(\.wording))
    }
    let lines = try read(file(.text, prompts.map { ($0, []) }), as: .text)
    #expect(found(lines).map(\.draft.wording.text) == ["ink of {{prompt}}, lines", "a {red|blue} door {{who}}"])
    #expect(found(lines).map(\.draft.title) == [nil, nil])
  }

  @Test("a text is read line by line, its mark, blank lines and line ends left out")
  func text() throws {
    let entries = try read(Array("\u{FEFF} a fox \r\n\r\n\tлес\rlast".utf8), as: .text)
    #expect(found(entries).map(\.draft.wording.text) == ["a fox", "лес", "last"])
    #expect(try read([], as: .text).isEmpty)
    let long = try read(Array(String(repeating: "a", count: 9_000).utf8), as: .text)
    #expect(long.count == 1 && found(long).isEmpty)
    #expect(throws: Failure.self) { try read([0xFF, 0x0A], as: .text) }
  }

  @Test("an entry that cannot be taken does not spoil the others, and says why")
  func refusals() throws {
    let bytes = Array(
      #"""
      {"format":"pixazo-prompts","version":1,"prompts":[
        {"text":"good"}, {"title":"no text"}, 3, {"text":"a","tags":[1]}, {"text":"a","versions":[{"text":""}]},
        {"text":"b","useCount":-4,"createdAt":"yesterday","strange":true}]}
      """#.utf8)
    let entries = try read(bytes, as: .json)
    #expect(entries.count == 6 && found(entries).map(\.draft.wording.text) == ["good", "b"])
    #expect(found(entries)[1].useCount == 0 && found(entries)[1].createdAt == nil)
    for (index, pointer) in [(1, "/text"), (3, "/tags/0"), (4, "/text")] {
      guard case .failure(let failure) = entries[index].prompt else { throw Failure(.internal, "taken") }
      #expect(failure.fields.first?.pointer == pointer)
    }
  }

  @Test("what is no file of prompts is refused whole")
  func strangers() throws {
    for text in [
      "{", "{}", "3", #"{"format":"pixazo-prompts","version":2,"prompts":[]}"#,
      #"{"format":"pixazo-prompts","version":1}"#,
    ] {
      #expect(throws: Failure.self) { try PromptFile.read(json: Array(text.utf8)) }
    }
    let many = "[" + String(repeating: "{},", count: PromptFile.mostEntries) + "{}]"
    #expect(throws: Failure.self) { try PromptFile.read(json: Array(many.utf8)) }
    #expect(throws: Failure.self) { try PromptFile.read(csv: Array("1,2\n".utf8)) }
    let rows = { (count: Int) in "name,prompt\n" + String(repeating: "a,b\n", count: count) }
    let lines = { (count: Int) in String(repeating: "a\n\n", count: count) }
    #expect(try PromptFile.read(csv: Array(rows(PromptFile.mostEntries).utf8)).count == PromptFile.mostEntries)
    #expect(throws: Failure.self) { try PromptFile.read(csv: Array(rows(PromptFile.mostEntries + 1).utf8)) }
    #expect(try PromptFile.read(text: Array(lines(PromptFile.mostEntries).utf8)).count == PromptFile.mostEntries)
    #expect(throws: Failure.self) { try PromptFile.read(text: Array(lines(PromptFile.mostEntries + 1).utf8)) }
  }

  @Test("whatever bytes come, reading ends, with entries or a reason")
  func fuzz() throws {
    var random = SplitMix(state: 11)
    let seed = file(.json, [(prompt("T", .init(text: "x {{y}}")), [])])
    for round in 0..<2_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      for form in PromptFile.Form.allCases where round % 4 == 0 || form == .json {
        do { _ = try self.read(bytes, loosely: form) } catch is Failure {}
      }
    }
  }

  private func read(_ bytes: [UInt8], loosely form: PromptFile.Form) throws -> Int {
    switch form {
    case .json, .fooocus: try PromptFile.read(json: bytes).entries.count
    case .csv: try PromptFile.read(csv: bytes).count
    case .text: try PromptFile.read(text: bytes).count
    }
  }
}
