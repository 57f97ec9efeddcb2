import Support
import Testing

@testable import Domain

@Suite("StyleFile") struct StyleFileTests {
  private func read(_ text: String, as form: StyleFile.Form = .csv) throws -> [StyleFile.Entry] {
    try StyleFile.read(Array(text.utf8), as: form)
  }

  private func looks(_ entries: [StyleFile.Entry]) -> [Style.Look] { entries.compactMap { try? $0.look.get() } }

  @Test("a row of a million empty values is a row like any other, and no more of it is kept than can be used")
  func wideRow() throws {
    let commas = String(repeating: ",", count: 1_000_000)
    #expect(try read("name,prompt\nInk,ink\(commas)\nOil,oil").map(\.name) == ["Ink", "Oil"])
    #expect(CSV.rows(of: Array("a\(commas)\nb".utf8)[...], atMost: 9).map(\.count) == [100, 1])
    #expect(CSV.rows(of: Array("a\nb\nc\nd\ne".utf8)[...], atMost: 2).count > 2)
  }

  @Test("A1111's file is read, with its mark, quotes, line ends and headings")
  func a1111() throws {
    let lines = [
      "\u{FEFF}name,prompt,negative_prompt", "None,,", "-----PHOTO-----,,",
      #"Film,"photo of {prompt}, 35mm, ""grainy""","blurry,"#, #"lowres""#, "Ink, ink drawing ,", "",
      #""Only, negative",,bad"#, "short",
    ]
    let file = lines.joined(separator: "\r\n")
    let entries = try read(file)
    #expect(entries.map(\.name) == ["None", "-----PHOTO-----", "Film", "Ink", "Only, negative", "short"])
    let looks = looks(entries)
    #expect(
      looks == [
        .init(name: "Film", positive: "photo of {prompt}, 35mm, \"grainy\"", negativePrompt: "blurry,\nlowres"),
        .init(name: "Ink", positive: "ink drawing"), .init(name: "Only, negative", negativePrompt: "bad"),
      ])
  }

  @Test("columns are found by their names, in any order, the old name too")
  func columns() throws {
    let looks = looks(try read("Negative_Prompt,x,NAME,text\nn,1,A,p\n"))
    #expect(looks == [.init(name: "A", positive: "p", negativePrompt: "n")])
  }

  @Test("Fooocus's file is read, and our own with all it says")
  func fooocus() throws {
    let file = """
      [{"name": "sai-anime", "prompt": "anime artwork {prompt}", "negative_prompt": "photo"},
       {"name": "bare", "prompt": "{prompt} bare"},
       {"name": "ours", "prompt": "p", "negative_prompt": "", "steps": 8, "guidance": 1.5, "sampler": "euler"},
       {"name": "wrong", "prompt": "p", "steps": "many"}, {"prompt": "nameless"}, 3, {"name": "empty"}]
      """
    let entries = try read(file, as: .json)
    var ours = Style.Look(name: "ours", positive: "p")
    ours.steps = 8
    ours.guidance = 1.5
    ours.sampler = "euler"
    #expect(
      looks(entries) == [
        .init(name: "sai-anime", positive: "anime artwork {prompt}", negativePrompt: "photo"),
        .init(name: "bare", positive: "{prompt} bare"), ours,
      ])
    #expect(entries.count == 7)
  }

  @Test("what was written is read again, whatever stands in it", arguments: StyleFile.Form.allCases)
  func roundTrip(form: StyleFile.Form) throws {
    var random = SplitMix(state: 21)
    let pieces = ["a", "\"", ",", "\n", ";", "{prompt}", " ", "é", "''", "\\", "\t", "=1+1"]
    func text() -> String {
      "x" + (0..<Int.random(in: 0...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        + "x"
    }
    let made = (0..<300).map { _ in Style.Look(name: text(), positive: text(), negativePrompt: text()) }
    var writer = StyleFile.Writer(form)
    var bytes = writer.head
    for start in stride(from: 0, to: made.count, by: 50) { bytes += writer.part(Array(made[start..<start + 50])) }
    let entries = try StyleFile.read(bytes + writer.part([]) + writer.tail, as: form)
    let empty = StyleFile.Writer(form)
    #expect(try StyleFile.read(empty.head + empty.tail, as: form).isEmpty)
    #expect(looks(entries) == made)
  }

  @Test(
    "what is no file of styles is refused as a whole",
    arguments: [
      ("", .csv), ("a,b\n1,2\n", .csv), ("name\nx\n", .csv), ("{}", .json), ("[", .json), ("", .json), ("null", .json),
    ] as [(String, StyleFile.Form)])
  func refusals(text: String, form: StyleFile.Form) {
    #expect(throws: Failure.self) { try read(text, as: form) }
  }

  @Test("bytes that are no text, and files with too much in them, are refused")
  func hostile() throws {
    #expect(throws: Failure.self) { try StyleFile.read([0xFF, 0xFE, 0x00], as: .csv) }
    let many = "name,prompt\n" + String(repeating: "a,b\n", count: StyleFile.mostEntries + 1)
    #expect(throws: Failure.self) { try read(many) }
    let list = "[" + String(repeating: "1,", count: StyleFile.mostEntries) + "1]"
    #expect(throws: Failure.self) { try read(list, as: .json) }
    let bad = try read(
      "name,prompt\n,p\n\(String(repeating: "n", count: 201)),p\nx,\(String(repeating: "p", count: 8_001))\ny,a\0b\nz,{2$$a|b}\n"
    )
    #expect(bad.count == 5 && looks(bad).map(\.positive) == ["ab"], "U+0000 is cut out, as everywhere in files")
  }

  @Test("any text is read in one walk")
  func fuzz() {
    var random = SplitMix(state: 22)
    // The last three become one character of Swift with a quote beside them.
    let pieces = ["\"", "\"\"", ",", "\n", "\r", "\r\n", "name", "prompt", "x", "\0", "\u{301}", "\u{FE0F}", "\u{D4E}"]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      let rows = CSV.rows(of: Array(text.utf8)[...], atMost: 1_000_000)
      #expect(rows.allSatisfy { !$0.isEmpty })
      let again = CSV.rows(of: Array(rows.map(CSV.line).joined().utf8)[...], atMost: 1_000_000)
      #expect(again == rows, "\(text)")
    }
    let clock = ContinuousClock()
    for piece in ["\"", ",", "\"\"", "\n", "\"x\n", "a\""] {
      let text = "name,prompt\n" + String(repeating: piece, count: 400_000)
      #expect(clock.measure { _ = CSV.rows(of: Array(text.utf8)[...], atMost: 1_000_000) } < .seconds(20))
    }
  }
}
