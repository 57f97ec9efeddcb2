import HTTP
import Testing

@Suite struct ConditionalTests {
  private let tag = EntityTag("v7")

  @Test(
    "If-None-Match names the version, strongly or weakly",
    arguments: [
      ("\"v7\"", true), ("W/\"v7\"", true), ("\"v6\", \"v7\"", true), ("*", true), (" \"v7\" ", true),
      ("\"v6\"", false),
      ("v7", false), ("\"v7", false), ("", false), ("\"v6\" \"v7\"", false), ("w/\"v7\"", false), ("\"V7\"", false),
    ])
  func noneMatch(value: String, known: Bool) {
    #expect(Conditional(["if-none-match": value]).alreadyHas(tag) == known)
  }

  @Test("tags may be spread over several fields")
  func severalFields() {
    #expect(Conditional(["if-none-match": "\"v1\"", "if-none-match": "\"v7\""]).alreadyHas(tag))
    #expect(Conditional(["if-match": "\"v1\"", "If-Match": "\"v7\""]).permitsChange(of: tag))
    #expect(!Conditional([:]).alreadyHas(tag))
  }

  @Test(
    "If-Match compares strongly, and a malformed one permits nothing",
    arguments: [
      ("\"v7\"", true), ("*", true), ("\"v1\",\"v7\"", true), ("W/\"v7\"", false), ("\"v8\"", false), ("v7", false),
      ("", false), ("\"v7\" x", false),
    ])
  func match(value: String, permitted: Bool) {
    #expect(Conditional(["if-match": value]).permitsChange(of: tag) == permitted)
  }

  @Test("without If-Match a change is free; with it, nothing there means no")
  func absent() {
    #expect(Conditional([:]).permitsChange(of: tag))
    #expect(Conditional([:]).permitsChange(of: nil))
    #expect(!Conditional(["if-match": "*"]).permitsChange(of: nil))
    #expect(!Conditional(["if-match": "\"v7\""]).permitsChange(of: EntityTag("v7", isWeak: true)))
    #expect(Conditional(["if-none-match": "*"]).wantsNothingThere)
  }

  @Test(
    "one range of bytes is understood, anything else means the whole",
    arguments: [
      ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<100)), ("bytes=10-19", .part(10..<20)),
      ("bytes=90-999", .part(90..<100)), ("bytes=-1", .part(99..<100)), ("bytes=-500", .part(0..<100)),
      ("Bytes = 1 - 2", .part(1..<3)), ("bytes=99-99999999999999999999", .part(99..<100)),
      ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
      ("bytes=5-2", .whole), ("bytes=0-1,3-4", .whole), ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
      ("bytes=+1-2", .whole), ("bytes=1", .whole), ("bytes=1-2-3", .whole), ("items=0-1", .whole), ("0-1", .whole),
    ] as [(String, Conditional.Extent)])
  func range(value: String, extent: Conditional.Extent) {
    #expect(Conditional(["range": value]).extent(of: 100, tag: tag) == extent)
  }

  @Test("an empty file has no part, and two Range fields ask for the whole")
  func edges() {
    #expect(Conditional(["range": "bytes=0-"]).extent(of: 0, tag: tag) == .unsatisfiable)
    #expect(Conditional(["range": "bytes=-1"]).extent(of: 0, tag: tag) == .unsatisfiable)
    #expect(Conditional(["range": "bytes=0-1", "range": "bytes=2-3"]).extent(of: 9, tag: tag) == .whole)
    #expect(Conditional([:]).extent(of: 9, tag: tag) == .whole)
  }

  @Test(
    "If-Range holds for the same strong tag only",
    arguments: [
      ("\"v7\"", true), ("\"v6\"", false), ("W/\"v7\"", false), ("Fri, 20 Nov 2026 10:00:00 GMT", false), ("*", false),
      ("\"v7\", \"v7\"", false),
    ])
  func ifRange(value: String, holds: Bool) {
    let asked = Conditional(["range": "bytes=0-1", "if-range": value])
    #expect(asked.extent(of: 100, tag: tag) == (holds ? .part(0..<2) : .whole))
    #expect(asked.extent(of: 100, tag: nil) == .whole)
  }
}
