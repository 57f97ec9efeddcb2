import Domain
@testable import Providers
import Support
import Testing

@Suite("Pictures in answers") struct PictureSourceTests {
  @Test(
    "pictures are found under any of the names that providers give them",
    arguments: [
      (#"{"imageUrl":"https://a/1"}"#, ["https://a/1"]), (#"{"output":"https://a/1"}"#, ["https://a/1"]),
      (#"{"output":["https://a/1","https://a/2"]}"#, ["https://a/1", "https://a/2"]),
      (#"{"output":{"media_url":["https://a/1"]}}"#, ["https://a/1"]),
      (#"{"output":{"media_url":"https://a/1"}}"#, ["https://a/1"]),
      (#"{"output":[{"url":"https://a/1"},{"url":"https://a/2"}]}"#, ["https://a/1", "https://a/2"]),
      (#"{"images":[{"url":"https://a/1"}],"output":null}"#, ["https://a/1"]),
      (#"{"data":[{"url":"https://a/1"},{"url":"https://a/2"}]}"#, ["https://a/1", "https://a/2"]),
      (#"{"image_url":"https://a/1"}"#, ["https://a/1"]), (#"{"hello":1}"#, []), (#"{"output":{}}"#, []), ("[]", []),
    ] as [(String, [String])])
  func found(_ answer: String, _ urls: [String]) throws {
    #expect(PictureAnswer.sources(in: try JSON(parsing: Array(answer.utf8))).map(\.address) == urls)
  }

  @Test("bytes come bare or as a data URL")
  func bytes() throws {
    let text = Base64.text(Specimen.png())
    for answer in ["{\"image\":\"\(text)\"}", "{\"data\":[{\"b64_json\":\"data:image/png;base64,\(text)\"}]}"] {
      #expect(PictureAnswer.sources(in: try JSON(parsing: Array(answer.utf8))) == [.encoded(text)])
    }
  }

  @Test("base64 comes back as it went, at any length, and nothing else is taken for it")
  func base64() {
    for count in 0..<40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      let text = Base64.text(bytes)
      #expect(Base64.bytes(text, limit: count) == bytes)
      #expect(Base64.bytes(text.replacing("=", with: ""), limit: count) == bytes)
      if count > 0 { #expect(Base64.bytes(text, limit: count - 1) == nil) }
    }
    #expect(Base64.text(Array("Man".utf8)) == "TWFu" && Base64.text(Array("Ma".utf8)) == "TWE=")
    #expect(Base64.bytes("TW\r\nFu", limit: 9) == Array("Man".utf8))
    for odd in ["T", "TWFuT", "TW=Fu", "TWE===", "TW!u", "тест"] {
      #expect(Base64.bytes(odd, limit: 99) == nil, "\(odd)")
    }
  }

  @Test("a size is called by the word whose shape is nearest, then whose area is")
  func namedSizes() {
    let named = NamedSizes([
      "square_hd": (1024, 1024), "square": (512, 512), "wide": (1024, 576), "tall": (576, 1024),
    ])
    #expect(named.name(width: 1024, height: 1024) == "square_hd")
    #expect(named.name(width: 600, height: 600) == "square")
    #expect(named.name(width: 1920, height: 1080) == "wide")
    #expect(named.name(width: 500, height: 900) == "tall")
    #expect(named.name(width: 0, height: 0) != nil)
  }

  @Test("a ticket comes back as it went")
  func tickets() throws {
    let job = Ticket(job: "j\"1", address: "https://a/1")
    #expect(try Ticket(job.text, of: "mine") == job)
    let pictures = try #require(Ticket([.address("https://a/1"), .address("https://a/2")]))
    #expect(try Ticket(pictures.text, of: "mine") == pictures)
    #expect(Ticket([.address("https://a/1"), .bytes([1])]) == nil && Ticket([]) == nil)
  }
}
