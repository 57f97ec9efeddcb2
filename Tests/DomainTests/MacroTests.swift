import Support
import Testing

@testable import Domain

@Suite("Macro") struct MacroTests {
  static let lists = [
    "colour": ["red", "green", "blue"], "animal": ["a __colour__ {cat|dog}", "5::horse"], "circle": ["x __circle__"],
    "none": [], "off": ["0::never"], "пейзаж": ["поле", "лес"],
  ]

  private func expansion(_ variables: [String: String] = [:]) -> MacroExpansion {
    MacroExpansion(words: { Self.lists[$0.lowercased()] }, variables: variables)
  }

  private func draw(_ text: String, seed: UInt32 = 1, variables: [String: String] = [:]) throws -> String {
    var dice = MacroDice(seed: seed, .prompt)
    var expansion = expansion(variables)
    return try expansion.draw(Macro(text), &dice)
  }

  private func combine(_ text: String, variables: [String: String] = [:]) throws -> [String] {
    var expansion = expansion(variables)
    return try expansion.combine(Macro(text))
  }

  @Test("the dice fall as they always did: recipes rely on these numbers")
  func dice() {
    // The first three are the published numbers of SplitMix64 begun with 0, cut to 32 bits.
    var prompt = MacroDice(seed: 0, .prompt)
    #expect((0..<3).map { _ in prompt.roll(1 << 32) } == [0xE220_A839, 0x6E78_9E6A, 0x06C4_5D18])
    var negative = MacroDice(seed: 4_294_967_295, .negativeStyle)
    #expect((0..<3).map { _ in negative.roll(1_000) } == [288, 779, 75])
  }

  @Test(
    "a draw is the same for ever",
    arguments: [
      (0 as UInt32, "d 2 blue a red cat often"), (1, "c 4 blue horse often"), (42, "c 1 red horse often"),
      (4_294_967_295, "b 3 red horse seldom"),
    ])
  func golden(seed: UInt32, text: String) throws {
    let drawn = try draw("{a|b|c|d} {1|{2|3}|4} __colour__ __animal__ {9::often|seldom}", seed: seed)
    #expect(drawn == text)
  }

  @Test(
    "what is no macro stays as it is, to the letter",
    arguments: [
      "", "plain", "{word}", "{{{strong}", "a | b", "}{", "{a|b", "{a|{b|c", "____", "__", "a__b", "__a b__", "_x_",
      "\\(paren\\)", "C:\\dir\\", "{\"scene\": {\"sky\": \"blue\"}}", "__a", "{}", "{{}}", "{{ }}", "a\u{0}b", "{{a|",
      "___", "__-", "привет {мир}", "🦊{🦊}",
    ])
  func plain(text: String) throws {
    #expect(try Macro(text).parts == (text.isEmpty ? [] : [.text(text)]))
    #expect(try draw(text) == text)
    #expect(Macro.literal(text) == text)
  }

  @Test(
    "a backslash makes a macro plain text",
    arguments: [
      (#"\{a|b\}"#, "{a|b}"), (#"{a\|b|a\|b}"#, "a|b"), (#"\__colour__"#, "__colour__"), (#"\{{x}}"#, "{{x}}"),
      (#"\\{a|a}"#, #"\a"#), (#"\\\{a|b}"#, #"\{a|b}"#), (#"\_x"#, #"\_x"#), (#"\"#, #"\"#), (#"{a|a}\"#, #"a\"#),
      (#"{\}|\}}"#, "}"),
    ])
  func escapes(text: String, drawn: String) throws { #expect(try draw(text) == drawn) }

  @Test("every option is drawn, about as often as its weight says")
  func weights() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<4_000 { counts[try draw("{2::a|b|0.5::c|0::d}", seed: UInt32(seed)), default: 0] += 1 }
    #expect(counts["d"] == nil)
    #expect(abs((counts["a"] ?? 0) - 2_286) < 120)
    #expect(abs((counts["b"] ?? 0) - 1_143) < 120)
    #expect(abs((counts["c"] ?? 0) - 571) < 120)
  }

  @Test(
    "a weight is a number and two colons at the beginning, anything else is text",
    arguments: [
      ("{ 3::a|3::a}", "a"), ("{3:a|3:a}", "3:a"), ("{x::a|x::a}", "x::a"), ("{-1::a|-1::a}", "-1::a"),
      ("{1.0001::a|1.0001::a}", "1.0001::a"), ("{2000::a|2000::a}", "2000::a"), ("{::a|::a}", "::a"),
      ("{1.::a|1.::a}", "1.::a"), ("{3::{b|b}|3::b}", "b"), ("{3::|3::}", ""),
    ])
  func weightSpelling(text: String, drawn: String) throws { #expect(try draw(text) == drawn) }

  @Test("lists are found whatever their case, and their words may hold macros")
  func lists() throws {
    let animals = Set(try (0..<300).map { try draw("__Animal__", seed: $0) })
    #expect(animals.isSuperset(of: ["horse", "a red cat", "a blue dog", "a green cat"]) && animals.count == 7)
    #expect(Set(try (0..<30).map { try draw("___colour___", seed: $0) }) == ["_red_", "_green_", "_blue_"])
    #expect(["поле", "лес"].contains(try draw("__пейзаж__")))
  }

  @Test("variables are filled in, macros and all")
  func variables() throws {
    let variables = ["who": "a {fox|fox} of {{colour}}", "colour": "red", "long name": "x"]
    #expect(try draw("{{who}}, {{ who }}, {{long name}}", variables: variables) == "a fox of red, a fox of red, x")
    #expect(try Macro("{{b}} {x|{{a}}} {{b}} \\{{c}}").variables == ["b", "a"])
    #expect(try draw("{{{who}}|{{who}}}", variables: ["who": "me"]) == "me")
  }

  @Test(
    "what cannot be settled says why",
    arguments: [
      ("__unknown__", Macro.Fault.noList("unknown")), ("__none__", .emptyList("none")), ("__off__", .emptyList("off")),
      ("__circle__", .chained), ("{{x}}", .noVariable("x")), ("{{loop}}", .chained), ("{0::a|0::b}", .weightless),
      ("{2$$a|b|c}", .several), ("{1-2$$a|b}", .several), (String(repeating: "{", count: 33), .deep),
    ])
  func faults(text: String, fault: Macro.Fault) {
    #expect(throws: fault) { try draw(text, variables: ["loop": "{{loop}}"]) }
    #expect(throws: fault) { try combine(text, variables: ["loop": "{{loop}}"]) }
  }

  @Test("a variable that is missing is named")
  func missingVariable() {
    #expect(Macro.Fault.noVariable("hair colour").variable == "hair colour")
    #expect(Macro.Fault.noList("x").variable == nil)
  }

  @Test("every combination comes once, the last choice changing first")
  func combinations() throws {
    #expect(try combine("{a|b} {c|d}") == ["a c", "a d", "b c", "b d"])
    let colours = ["ared", "agreen", "ablue", "bred", "bgreen", "bblue", "cred", "cgreen", "cblue"]
    #expect(try combine("{a|{b|c}}__colour__") == colours)
    #expect(try combine("{0::a|3::b}") == ["b"])
    #expect(try combine("plain") == ["plain"])
    #expect(try combine("{a|b}{a|b}{a|b}{a|b}").count == 16)
    #expect(throws: Macro.Fault.manifold) { try combine("{a|b}{a|b}{a|b}{a|b}{a|b}") }
    #expect(throws: Macro.Fault.manifold) { try combine("{" + String(repeating: "a|", count: 16) + "a}") }
  }

  @Test("whatever is drawn is among the combinations")
  func drawnAmongCombined() throws {
    var random = SplitMix(state: 11)
    for _ in 0..<400 {
      let text = Self.randomText(&random, ["{", "|", "}", "a", "b", " ", "\\", "__colour__", "{x|y}"])
      guard let all = try? combine(text) else { continue }
      #expect(all.contains(try draw(text, seed: UInt32(truncatingIfNeeded: random.next()))), "\(text)")
    }
  }

  private static func randomText(_ random: inout SplitMix, _ pieces: [String]) -> String {
    (0..<Int.random(in: 0...24, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  @Test("the literal of any text stands for that text and leaves nothing to draw")
  func literals() throws {
    var random = SplitMix(state: 12)
    for _ in 0..<3_000 {
      let text = Self.randomText(&random, ["{", "{{", "|", "}", "}}", "a", "é", "_", "__", "\\", "3::", "$$", " "])
      let macro = try Macro(Macro.literal(text))
      #expect(macro.parts == (text.isEmpty ? [] : [.text(text)]), "\(text)")
    }
  }

  @Test("the same seed draws the same, whatever the text")
  func stable() throws {
    var random = SplitMix(state: 13)
    for seed in 0..<500 as Range<UInt32> {
      let text = Self.randomText(&random, ["{a|b}", "__colour__", "__animal__", "{", "|", "}", "x", "{{v}}"])
      let first = try? draw(text, seed: seed, variables: ["v": "{1|2}"])
      #expect(first == (try? draw(text, seed: seed, variables: ["v": "{1|2}"])))
    }
  }

  @Test("an expansion is bounded, however clever the lists")
  func bombs() {
    var lists: [String: [String]] = [:]
    for level in 0..<8 {
      lists["wide\(level)"] = [level < 6 ? String(repeating: "__wide\(level + 1)__", count: 100) : ""]
      lists["long\(level)"] = [String(repeating: "__long\(level + 1)__", count: 2)]
    }
    lists["long8"] = [String(repeating: "x", count: 1_000)]
    lists["long4"] = [String(repeating: "x", count: 1_000)]
    for (text, fault) in [("__wide0__", Macro.Fault.laborious), ("__long0__", .long)] {
      let words: MacroExpansion.Words = { [lists] in lists[$0] }
      #expect(throws: fault) {
        var dice = MacroDice(seed: 1, .prompt)
        var expansion = MacroExpansion(words: words, variables: [:])
        return try expansion.draw(Macro(text), &dice)
      }
      #expect(throws: fault) {
        var expansion = MacroExpansion(words: words, variables: [:])
        return try expansion.combine(Macro(text))
      }
    }
  }

  @Test("no more lists are held than are allowed")
  func manyLists() {
    let text = (0..<65).map { "__list\($0)__" }.joined()
    var expansion = MacroExpansion(words: { _ in ["a"] }, variables: [:])
    #expect(throws: Macro.Fault.bookish) { try expansion.combine(Macro(text)) }
  }

  @Test("any bytes are read in time that grows with their number alone")
  func linear() throws {
    for piece in ["{", "{{", "__a", "__", "\\", "{a|", "|", "}", "{x}", "{{a", "_a", "{a|b}"] {
      let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
      let clock = ContinuousClock()
      let time = clock.measure { _ = try? Macro(text) }
      // Quadratic work would take minutes; this only tells the two apart.
      #expect(time < .seconds(20), "\(piece)")
    }
  }
}
