import Testing

@testable import HTTP

@Suite struct ParserTests {
  private static let upload = Array(
    "\r\nPOST /a%20b?q=1&r HTTP/1.1\r\nHost: studio:80\r\nX-Note:  two words \t\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nwiki\r\n5\r\npedia\r\n0\r\nX-Trailer: t\r\n\r\nGET / HTTP/1.1\r\n"
      .utf8)

  private func parse(_ bytes: [UInt8], cutAt cut: Int) -> (Parser.Head?, [UInt8], Int) {
    let parser = Parser(limits: Limits())
    var head: Parser.Head?
    var body: [UInt8] = []
    var used = 0
    for piece in [bytes[..<cut], bytes[cut...]] where !piece.isEmpty {
      let progress = Array(piece).withUnsafeBufferPointer { parser.feed($0) }
      head = parser.takeHead() ?? head
      body += parser.takeBody()
      switch progress {
      case .more: used += piece.count
      case .ended(let count): return (head, body, used + count)
      case .refused(let refusal): return (nil, Array(refusal.detail.utf8), used)
      }
    }
    return (head, body, used)
  }

  @Test("a request reads the same wherever the network cuts it")
  func everySplit() throws {
    let end = Self.upload.count - "GET / HTTP/1.1\r\n".utf8.count
    for cut in 0...Self.upload.count {
      let (head, body, used) = parse(Self.upload, cutAt: cut)
      let read = try #require(head, "cut at \(cut): \(String(decoding: body, as: UTF8.self))")
      #expect(read.method == .post && read.path == "/a%20b" && read.query == "q=1&r")
      #expect(read.headers["x-note"] == "two words" && read.headers["x-trailer"] == nil)
      #expect(read.chunked && read.keepAlive)
      #expect(body == Array("wikipedia".utf8))
      #expect(used == end, "cut at \(cut)")
    }
  }

  @Test("a folded or empty-named header line is refused wherever the network cuts it")
  func foldedLines() {
    for line in [" folded", "\tfolded", ": nameless"] {
      let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\(line)\r\n\r\n".utf8)
      for cut in 0...bytes.count { #expect(parse(bytes, cutAt: cut).0 == nil, "\(line) cut at \(cut)") }
    }
  }

  @Test("an absolute target is taken only when it names the same host")
  func absoluteTarget() {
    func path(_ target: String, host: String = "a:1") -> String? {
      parse(Array("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8), cutAt: 0).0?.path
    }
    #expect(path("http://a:1/x?y") == "/x")
    #expect(path("HTTP://A:1") == "/")
    #expect(path("http://a:1?q") == "/")
    #expect(path("http://b:1/x") == nil)
    #expect(path("https://a:1/x") == nil)
    #expect(path("x") == nil)
    #expect(path("/x#part") == nil)
  }

  @Test("the handshake's proof is the one of RFC 6455")
  func handshakeProof() {
    #expect(Handshake.proof(of: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(Handshake.proof(of: "dGhlIHNhbXBsZSBub25jZQ=") == nil)
    #expect(Handshake.proof(of: "dGhlIHNhbXBsZSBub25jZ!==") == nil)
  }

  @Test("a header value cannot end its line")
  func headerInjection() {
    var headers = Headers()
    headers.add("x-title", "one\r\nset-cookie: two")
    #expect(headers.count == 1)
    #expect(headers["x-title"] == "one  set-cookie: two")
    headers.set("X-Title", "three")
    headers.add("y", "")
    #expect(headers.wire == Array("X-Title: three\r\ny: \r\n".utf8))
    headers.remove("x-title")
    #expect(headers.pairs.map(\.name) == ["y"])
  }

  @Test("dates are written as HTTP wants them")
  func dates() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
