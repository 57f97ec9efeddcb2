import Domain
import Foundation
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
  @Test("commas stand between members and items, and nowhere else")
  func commas() {
    var json = JSONWriter()
    json.object {
      $0.field("a", 1)
      $0.array("b") { _ in }
      $0.field("c") {
        $0.array {
          $0.value("x")
          $0.object { _ in }
          $0.null()
          $0.raw([0x31])
        }
      }
      $0.field(named: "d\"", [true, false])
      $0.field("e", String?.none)
    }
    #expect(
      String(decoding: json.bytes, as: UTF8.self) == #"{"a":1,"b":[],"c":["x",{},null,1],"d\"":[true,false],"e":null}"#)
  }

  @Test("every scalar of the first planes comes back as it went in")
  func escaping() throws {
    var text = ""
    for code in 0...0x2FFF as ClosedRange<UInt32> {
      if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
    }
    text += "😀\u{10FFFF}"
    let bytes = JSON.string(text).bytes
    #expect(try JSON(parsing: bytes) == .string(text))
    let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? String
    #expect(theirs.map { Array($0.utf8) } == Array(text.utf8))
    #expect(bytes.allSatisfy { $0 >= 0x20 })
  }

  @Test(
    "numbers keep their value; what JSON cannot say becomes null",
    arguments: [
      0.1, 1e300, -Double.leastNonzeroMagnitude, 1.0, 123_456_789.125, 9_007_199_254_740_992,
    ])
  func numbers(value: Double) throws {
    #expect(try JSON(parsing: JSON.double(value).bytes).double == value)
    #expect(JSON.double(.nan).bytes == Array("null".utf8))
    #expect(JSON.double(-.infinity).bytes == Array("null".utf8))
    #expect(JSON.int(.min).bytes == Array("-9223372036854775808".utf8))
  }

  @Test("ids and times are written as their texts")
  func plain() {
    let id = Identifier(), now = Timestamp(milliseconds: 1_795_000_000_123)
    var json = JSONWriter()
    json.array {
      $0.value(id)
      $0.value(now)
    }
    #expect(String(decoding: json.bytes, as: UTF8.self) == "[\"\(id.text)\",\"\(now.text)\"]")
  }
}
