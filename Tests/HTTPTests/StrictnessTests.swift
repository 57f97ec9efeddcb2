import Synchronization
import Testing

@testable import HTTP

/// What a strict server must not serve: every way to make it and a proxy before it read one message as two.
@Suite(.timeLimit(.minutes(5))) struct StrictnessTests {
  struct Input: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// The one status that says it well; nil where any refusal will do.
    let status: Int?

    init(_ name: String, _ text: String, _ status: Int? = 400) {
      self.init(name, Array(text.utf8), status)
    }

    init(_ name: String, _ bytes: [UInt8], _ status: Int? = 400) {
      self.name = name
      self.bytes = bytes
      self.status = status
    }

    var testDescription: String { name }

    /// A GET whose head holds these lines beside the Host.
    static func get(_ name: String, _ lines: String, _ status: Int? = 400) -> Input {
      Input(name, "GET /a HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n" + next, status)
    }

    /// A POST with these lines, then a body.
    static func post(_ name: String, _ lines: String, _ body: String, _ status: Int? = 400) -> Input {
      Input(name, "POST /a HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)" + next, status)
    }

    static func chunked(_ name: String, _ body: String) -> Input { post(name, "Transfer-Encoding: chunked", body) }

    static func line(_ name: String, _ line: String, _ status: Int? = 400) -> Input {
      Input(name, "\(line)\r\nHost: a\r\n\r\n" + next, status)
    }

    /// What would be a second request if the first were read otherwise.
    private static let next = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
  }

  static let inputs: [Input] = lengths + codings + hosts + fields + targets + lines + chunks + sizes

  private static let lengths: [Input] = [
    .post("length then coding", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    .post("coding then length", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
    .post("two lengths", "Content-Length: 5\r\nContent-Length: 6", "hello"),
    .post("the same length twice", "Content-Length: 5\r\nContent-Length: 5", "hello"),
    .post("a length with a plus", "Content-Length: +5", "hello"),
    .post("a negative length", "Content-Length: -5", "hello"),
    .post("a length in hex", "Content-Length: 0x5", "hello"),
    .post("a list of lengths", "Content-Length: 4, 5", "hello"),
    .post("a length with a space in it", "Content-Length: 5 5", "hello"),
    .post("a length with an exponent", "Content-Length: 1e1", "hello"),
    .post("an empty length", "Content-Length:", "hello"),
    .post("a length beyond 64 bits", "Content-Length: 99999999999999999999", "hello"),
    .post("a length of other digits", "Content-Length: \u{0665}", "hello"),
    .post("a folded length", "Content-Length:\r\n 5", "hello"),
  ]

  private static let codings: [Input] = [
    .post("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    .post("an unknown coding", "Transfer-Encoding: cow", "0\r\n\r\n"),
    .post("a coding before chunked", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
    .post("a coding after chunked", "Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
    .post("chunked twice in a list", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n"),
    .post("a coding with a parameter", "Transfer-Encoding: chunked;q=1", "0\r\n\r\n"),
    .post("a coding with a tail", "Transfer-Encoding: chunkedx", "0\r\n\r\n"),
    .post("the identity coding", "Transfer-Encoding: identity", "0\r\n\r\n"),
    .post("an empty coding", "Transfer-Encoding:", "0\r\n\r\n"),
    .post("a quoted coding", "Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
    .post("a coding with a vertical tab", "Transfer-Encoding: \u{0B}chunked", "0\r\n\r\n"),
    Input("chunks in HTTP/1.0", "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  ]

  private static let hosts: [Input] = [
    .get("two hosts", "Host: b"), Input("no host", "GET /a HTTP/1.1\r\n\r\n"),
    Input("no host but a body", "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
  ]

  private static let fields: [Input] = [
    .get("a bare CR in a value", "X: a\rb"), .get("a bare CR that hides a length", "X: a\rContent-Length: 40"),
    .get("a bare LF that ends a line", "X: a\nY: b"), Input("bare LFs", "GET /a HTTP/1.1\nHost: a\n\n"),
    .get("an empty line of a bare LF", "X: a\r\n\nGET /smuggled HTTP/1.1\r\nHost: a"),
    .get("a NUL in a value", "X: a\0b"), .get("a NUL in a name", "X\0: a"),
    .get("a control character in a value", "X: a\u{1}b"), .get("a DEL in a value", "X: a\u{7F}b"),
    .get("a folded line", "X: a\r\n b"), .get("a line folded with a tab", "X: a\r\n\tb"),
    Input("a first line that is folded", "GET /a HTTP/1.1\r\n Host: a\r\n\r\n"),
    .get("a space before the colon", "X : a"), .get("a tab before the colon", "X\t: a"),
    .post("a space before the colon of a coding", "Transfer-Encoding : chunked", "0\r\n\r\n"),
    .get("an empty name", ": a"), .get("a line without a colon", "nonsense"), .get("a space in a name", "X Y: a"),
    .get("a bracket in a name", "X(y): a"), .get("a name beyond ASCII", "\u{E9}: a"),
  ]

  private static let targets: [Input] = [
    .line("a control character in the target", "GET /a\u{1}b HTTP/1.1"),
    Input("a byte of 0x80 in the target", Array("GET /a".utf8) + [0x80] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)),
    .line("a NUL in the target", "GET /a\0 HTTP/1.1"), .line("a space in the target", "GET /a b HTTP/1.1"),
    .line("a fragment", "GET /a#b HTTP/1.1"), .line("a target without a slash", "GET a HTTP/1.1"),
    .line("a star for GET", "GET * HTTP/1.1"), .line("another host's target", "GET http://b/a HTTP/1.1"),
    .line("another scheme's target", "GET ftp://a/a HTTP/1.1"), .line("a tunnel", "CONNECT b:443 HTTP/1.1", nil),
    .line("no target", "GET HTTP/1.1"),
    .line("a target of 9 KB", "GET /" + String(repeating: "a", count: 9 << 10) + " HTTP/1.1", 414),
  ]

  private static let lines: [Input] = [
    .line("garbage", "\u{1}\u{2}\u{3}garbage"), .line("another protocol", "EHLO mail.example"),
    .line("no version", "GET /a", nil), .line("HTTP/9.9", "GET /a HTTP/9.9", 400),
    .line("HTTP/1.2", "GET /a HTTP/1.2", 400), .line("HTTP/2.0", "GET /a HTTP/2.0", 400),
    .line("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n", nil), .line("HTTP/1", "GET /a HTTP/1", nil),
    .line("HTTP/1.10", "GET /a HTTP/1.10", nil), .line("HTTP/01.1", "GET /a HTTP/01.1", nil),
    .line("a version in lower case", "GET /a http/1.1"), .line("another name for it", "GET /a HTTPS/1.1"),
    .line("a method in lower case", "get /a HTTP/1.1"), .line("an unknown method", "GETS /a HTTP/1.1"),
    .line("no method", " /a HTTP/1.1"), .line("tabs between the words", "GET\t/a\tHTTP/1.1"),
    .line("more after the version", "GET /a HTTP/1.1 x", nil),
    Input(
      "a TLS hello",
      [0x16, 3, 1, 0, 0xA5, 1, 0, 0, 0xA1, 3, 3] + [UInt8](repeating: 0x5A, count: 32) + Array("\r\n\r\n".utf8)),
  ]

  private static let chunks: [Input] = [
    .chunked("chunks that end in LF", "5\nhello\n0\n\n"), .chunked("a chunk size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
    .chunked("a chunk size with a sign", "+5\r\nhello\r\n0\r\n\r\n"),
    .chunked("a negative chunk size", "-5\r\nhello\r\n0\r\n\r\n"),
    .chunked("an empty chunk size", "\r\nhello\r\n0\r\n\r\n"),
    .chunked("a chunk size of letters", "xyz\r\nhello\r\n0\r\n\r\n"),
    .chunked("a chunk size beyond 64 bits", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
    .chunked("a space before a chunk size", " 5\r\nhello\r\n0\r\n\r\n"),
    .chunked("a space after a chunk size", "5 \r\nhello\r\n0\r\n\r\n"),
    .chunked("a chunk that is longer than it says", "5\r\nhello!\r\n0\r\n\r\n"),
    .chunked("a chunk that is shorter than it says", "6\r\nhello\r\n0\r\n\r\n"),
    .chunked("a CR in a chunk extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
    .chunked("a LF in a chunk extension", "5;a\nhello\r\n0\r\n\r\n"),
    .chunked("a NUL in a chunk extension", "5;a\0\r\nhello\r\n0\r\n\r\n"),
    .chunked("a chunk extension of 100 KB", "5;" + String(repeating: "a", count: 100 << 10) + "\r\nhello\r\n0\r\n\r\n"),
    .chunked("a trailer with a space before its colon", "0\r\nX : a\r\n\r\n"),
    .chunked("a trailer with a NUL", "0\r\nX: a\0\r\n\r\n"),
    .chunked("a trailer that ends in LF", "0\r\nX: a\n\r\n"),
  ]

  private static let sizes: [Input] = [
    .get("a value of 70 KB", "X: " + String(repeating: "a", count: 70 << 10), 431),
    .get("a name of 70 KB", String(repeating: "a", count: 70 << 10) + ": x", 431),
    .get("300 fields", (0..<300).map { "X\($0): a" }.joined(separator: "\r\n"), 431),
    .chunked("300 trailers", "0\r\n" + (0..<300).map { "X\($0): a\r\n" }.joined() + "\r\n"),
  ].map { $0.name == "300 trailers" ? Input($0.name, $0.bytes, nil) : $0 }

  private struct Setup {
    let server: Server
    let served = Served()
    init() throws {
      server = try Server(
        .init { [served] request in
          guard (try? await request.body.collect(upTo: 1 << 20)) != nil else { return Response(Status(400)) }
          served.paths.withLock { $0.append(request.path) }
          return Response(.ok)
        })
      try server.start()
    }
  }

  private final class Served: Sendable {
    let paths = Mutex<[String]>([])
  }

  @Test("is refused with one 4xx and a closed connection, and nothing of it is served", arguments: inputs)
  func refused(input: Input) async throws {
    let setup = try Setup()
    let port = setup.server.port
    let answer = try await onThread {
      let client = try RawClient(port)
      client.send(input.bytes)
      return client.readToEnd()
    }
    try check(answer, input)
    #expect(setup.served.paths.withLock { $0 } == [])
    await setup.server.drain(within: .zero)
  }

  @Test("is refused as well when it comes byte by byte", arguments: inputs.filter { $0.bytes.count < 1000 })
  func refusedByteByByte(input: Input) async throws {
    let setup = try Setup()
    let port = setup.server.port
    let answer = try await onThread {
      let client = try RawClient(port)
      for byte in input.bytes where !client.send([byte]) { break }
      return client.readToEnd()
    }
    try check(answer, input)
    #expect(setup.served.paths.withLock { $0 } == [])
    await setup.server.drain(within: .zero)
  }

  private func check(_ answer: String?, _ input: Input) throws {
    let answer = try #require(answer, "the connection stays open")
    let status = Int(answer.split(separator: " ").dropFirst().first ?? "") ?? 0
    #expect((400...499).contains(status), "\(answer)")
    if let expected = input.status { #expect(status == expected) }
    #expect(("\r\n" + answer).ranges(of: "\r\nHTTP/1.1 ").count == 1)
    #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
  }

  @Test(
    "is refused by the parser wherever the network cuts it in two", arguments: inputs.filter { $0.bytes.count < 1000 })
  func refusedAtEveryCut(input: Input) {
    let passed = (0...input.bytes.count).filter { cut in
      let parser = Parser(limits: Limits())
      for piece in [input.bytes[..<cut], input.bytes[cut...]] {
        switch piece.withUnsafeBufferPointer({ parser.feed($0) }) {
        case .more: continue
        case .ended: return true
        case .refused: return false
        }
      }
      return true
    }
    #expect(passed == [])
  }

  @Test(
    "but what is only unusual is served",
    arguments: [
      "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a HTTP/1.0\r\n\r\n", "GET http://a/a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nhOST:a\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: \t a \t \r\nX:\r\nX-\u{21}: \u{E9}\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello",
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n5;a=b\r\nhello\r\n00\r\nX: y\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n",
    ])
  func served(text: String) async throws {
    let setup = try Setup()
    let port = setup.server.port
    let status = try await onThread {
      let client = try RawClient(port)
      client.send(text)
      return client.readAnswer()?.status
    }
    #expect(status == 200)
    #expect(setup.served.paths.withLock { $0 } == ["/a"])
    await setup.server.drain(within: .zero)
  }
}
