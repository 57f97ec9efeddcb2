import HTTP
import Testing

@Suite struct QueryTests {
  @Test(
    "percent-coding is read strictly",
    arguments: [
      ("", ""), ("plain", "plain"), ("a%20b", "a b"), ("%D0%B6", "ж"), ("%d0%b6", "ж"), ("a+b", "a+b"), ("%00", "\0"),
      ("%", nil), ("%4", nil), ("%4g", nil), ("%+1", nil), ("a%", nil), ("%FF", nil), ("%C3%28", nil),
      ("%ED%A0%80", nil),
    ] as [(String, String?)])
  func decodes(coded: String, plain: String?) {
    #expect(PercentCoding.decode(coded) == plain)
  }

  @Test("what was encoded decodes to itself", arguments: ["", "a b", "ж/é?&=#%+", "-._~", "\0\u{7F}"])
  func roundTrip(text: String) {
    let coded = PercentCoding.encode(text)
    #expect(coded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "+") })
    #expect(PercentCoding.decode(coded) == text)
  }

  @Test("names and values keep their order")
  func order() throws {
    let query = try #require(Query("tag=a&tag=b+c&q=%3D&flag&empty=&x=1=2"))
    #expect(query.all("tag") == ["a", "b c"])
    #expect(query["q"] == "=")
    #expect(query["flag"] == "")
    #expect(query["empty"] == "")
    #expect(query["x"] == "1=2")
    #expect(query["none"] == nil)
    #expect(query.items.map(\.name) == ["tag", "tag", "q", "flag", "empty", "x"])
  }

  @Test("a query that does not decode is refused whole", arguments: ["a=%", "%zz=1", "a=1&b=%ff", "a=%C3"])
  func malformed(text: String) { #expect(Query(text) == nil) }

  @Test("no query is an empty one", arguments: [nil, "", "&", "&&"])
  func none(text: String?) throws { #expect(try #require(Query(text)).items.isEmpty) }
}
