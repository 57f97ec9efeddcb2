import Domain
import Foundation
import Testing

@Suite("JSON parser")
struct JSONParserTests {
  @Test(
    "the values of RFC 8259 are read as they are",
    arguments: [
      (#"null"#, JSON.null), ("true", true), (" false\n", false), ("0", 0), ("-0", 0), ("-12", -12),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("1.5", 1.5), ("1e2", 100.0),
      ("9223372036854775808", 9_223_372_036_854_775_808.0), ("1E-2", 0.01), (#""""#, ""),
      (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u00e9\ud83d\ude00\u0000""#, "é😀\0"), ("\"é😀\"", "é😀"),
      ("[]", []), ("{}", [:]), ("[1, [2,[]] ]", [1, [2, []]]), (#"{"b":1,"a":{"":null}}"#, ["b": 1, "a": ["": nil]]),
    ] as [(String, JSON)])
  func reads(text: String, value: JSON) throws {
    #expect(try JSON(parsing: Array(text.utf8)) == value)
  }

  @Test(
    "whatever is not strictly JSON is refused",
    arguments: [
      "", " ", "nul", "True", "nulll", "1 2", "[1]]", "{} x", "\u{FEFF}{}", "\0", "[\0]", "+1", "01", "-01", "1.", ".5",
      "-", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1_000", "'a'", "\"", "\"a", "\"\\",
      "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\n\"", "\"\t\"", "\"\0\"", "\"\\ud800\"",
      "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\ud800\\\"", "[", "[1", "[1,", "[1,]", "[,1]",
      "[1 2]", "{",
      "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
      "{,}",
      "/* */ 1", "1 // one", "\u{A0}1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":1}",
    ])
  func refuses(text: String) {
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test(
    "bytes that are not UTF-8 are refused",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] as [[UInt8]])
  func refusesBrokenText(bytes: [UInt8]) {
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: bytes) }
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: Array(#"{"\n"#.utf8) + bytes + Array("\":1}".utf8)) }
  }

  @Test("nesting ends at the depth that was asked for")
  func depth() throws {
    func nested(_ count: Int) -> [UInt8] {
      [UInt8](repeating: 0x5B, count: count) + [UInt8](repeating: 0x5D, count: count)
    }
    #expect(throws: Never.self) { try JSON(parsing: nested(64)) }
    let failure = #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: nested(65)) }
    #expect(failure?.sentence == "The nesting is too deep at byte 64.")
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: nested(1_000_000)) }
    #expect(throws: Never.self) { try JSON(parsing: Array("[[],[],[[]]]".utf8), depth: 3) }
  }

  @Test("no more values are taken than were asked for, since each takes far more memory than text")
  func values() throws {
    #expect(throws: Never.self) { try JSON(parsing: Array(#"[1, {"a": "b"}]"#.utf8), atMost: 4) }
    let failure = #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: Array("[1,[],3,4]".utf8), atMost: 4) }
    #expect(failure?.sentence == "The text holds too many values at byte 8.")
    let many = Array(("[" + String(repeating: "0,", count: JSON.mostValues) + "0]").utf8)
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: many) }
  }

  @Test("two spellings of one letter are two names, in many members as in few")
  func names() throws {
    let text = #"{"é":1,"e\#u{301}":2,"K":3,"\#u{212A}":4}"#
    let value = try JSON(parsing: Array(text.utf8))
    #expect(value["é"] == 1)
    #expect(value["e\u{301}"] == 2)
    #expect(value["K"] == 3)
    let many = (0..<5_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(try JSON(parsing: Array("{\(many)}".utf8))["k4999"] == 4_999)
    #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: Array("{\(many),\"k4998\":0}".utf8)) }
  }

  @Test("a failure says where it is")
  func place() {
    let failure = #expect(throws: JSON.ParseFailure.self) { try JSON(parsing: Array(#"{"a": x}"#.utf8)) }
    #expect(failure?.offset == 6)
  }

  @Test("a long text is read in linear time")
  func long() throws {
    let plain = String(repeating: "a", count: 200_000)
    let escaped = String(repeating: #"\n"#, count: 200_000)
    #expect(try JSON(parsing: Array("[\"\(plain)\",\"\(escaped)\"]".utf8)).array?.count == 2)
    let items = String(repeating: "1,", count: 200_000)
    #expect(try JSON(parsing: Array("[\(items)1]".utf8)).array?.count == 200_001)
  }

  @Test("it agrees with Foundation on mutated documents, and is the stricter where they differ")
  func differential() throws {
    var random = Dice(seed: 20_261_120)
    let seeds = [
      #"{"name":"My studio","settings":{"width":512,"height":null,"scale":1.25e-3},"tags":["a","\u00e9\n"],"on":true}"#,
      #"[0,-1,2.5,1e10,"\ud83d\ude00",[],{},[[1]],{"a":{"b":[false,null]}}]"#,
    ].map { Array($0.utf8) }
    let alphabet = Array(#"{}[]",:\u0123456789abcdefnrt+-.eE /"#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]
    var agreed = 0
    for _ in 0..<20_000 {
      var bytes = seeds[random.below(seeds.count)]
      for _ in 0...random.below(3) {
        let at = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[at] = alphabet[random.below(alphabet.count)]
        case 1: bytes.insert(alphabet[random.below(alphabet.count)], at: at)
        default: bytes.remove(at: at)
        }
      }
      guard let ours = try? JSON(parsing: bytes) else { continue }
      let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      guard let theirs else {
        Issue.record("Foundation refuses what we took: \(String(decoding: bytes, as: UTF8.self))")
        continue
      }
      #expect(same(ours, theirs), "\(String(decoding: bytes, as: UTF8.self))")
      agreed += 1
    }
    #expect(agreed > 1_000)
  }

  private func same(_ ours: JSON, _ theirs: Any) -> Bool {
    switch ours {
    case .null: theirs is NSNull
    case .bool(let flag): (theirs as? Bool) == flag
    case .int(let number): (theirs as? NSNumber)?.int64Value == number
    case .double(let number): (theirs as? NSNumber)?.doubleValue == number
    case .string(let text): (theirs as? String) == text
    case .array(let items):
      (theirs as? [Any]).map { $0.count == items.count && zip(items, $0).allSatisfy { same($0, $1) } } ?? false
    case .object(let object):
      (theirs as? [String: Any]).map { theirs in
        theirs.count == object.members.count
          && object.members.allSatisfy { member in theirs[member.name].map { same(member.value, $0) } ?? false }
      } ?? false
    }
  }
}

/// The same throws on every run.
struct Dice {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
