import Synchronization
import Testing

@testable import HTTP

@Suite struct MultipartTests {
  private static let form = MediaType("multipart/form-data; boundary=XyZ")
  private static let limits = Multipart.Limits(parts: 3, head: 200, total: 4000)

  /// A body that hands out its bytes in pieces of one size and counts what was taken.
  private final class Pieces: Sendable {
    private let rest: Mutex<ArraySlice<UInt8>>
    private let size: Int
    init(_ text: String, size: Int) {
      rest = Mutex(Array(text.utf8)[...])
      self.size = size
    }
    var left: Int { rest.withLock { $0.count } }
    func next() -> [UInt8]? {
      rest.withLock { rest in
        defer { rest = rest.dropFirst(size) }
        return rest.isEmpty ? nil : Array(rest.prefix(size))
      }
    }
    var body: RequestBody { RequestBody(length: nil) { self.next() } }
  }

  private static func reader(_ text: String, pieces: Int = .max, type: MediaType = form) throws -> Multipart {
    let pieces = Pieces(text, size: pieces)
    return try Multipart(pieces.body, type: type, limits: limits)
  }

  /// Every part as `name|filename|type|text`.
  private static func read(_ text: String, pieces: Int = .max, type: MediaType = form) async throws -> [String] {
    let reader = try reader(text, pieces: pieces, type: type)
    var parts: [String] = []
    while let part = try await reader.next() {
      let bytes = String(decoding: try await part.collect(upTo: 1000), as: UTF8.self)
      parts.append("\(part.name)|\(part.filename ?? "-")|\(part.type.text)|\(bytes)")
    }
    return parts
  }

  private static let sample = [
    "--XyZ", "Content-Disposition: form-data; name=\"title\"", "", "Two\r\nlines\r\n--Xy\r\n--", "--XyZ \t",
    "content-disposition:form-data; name=file; filename=\"a \\\"b\\\" c:\\d.png\"", "Content-Type: image/png", "",
    "\r\r\n\r\n--XyY\n--XyZ", "--XyZ", "Content-Disposition: form-data; name=\"ж;x\"; filename=\"\"", "", "", "--XyZ--",
    "epilogue --XyZ",
  ].joined(separator: "\r\n")

  private static let sampleParts = [
    "title|-|text/plain; charset=utf-8|Two\r\nlines\r\n--Xy\r\n--",
    "file|a \"b\" c:\\d.png|image/png|\r\r\n\r\n--XyY\n--XyZ", "ж;x||text/plain; charset=utf-8|",
  ]

  @Test("parts are the same however the body is cut", arguments: [1, 2, 3, 5, 7, 11, 64, 1000])
  func cuts(size: Int) async throws {
    #expect(try await Self.read(Self.sample, pieces: size) == Self.sampleParts)
  }

  @Test("parts are the same when the body is cut in two anywhere")
  func cutAnywhere() async throws {
    let bytes = Array(Self.sample.utf8)
    for cut in 0...bytes.count {
      var parser = try MultipartParser(boundary: "XyZ", limits: Self.limits)
      var bodies: [[UInt8]] = []
      for piece in [bytes[..<cut], bytes[cut...]] {
        try parser.feed(Array(piece))
        while let event = try parser.next() {
          switch event {
          case .head: bodies.append([])
          case .bytes(let bytes): bodies[bodies.count - 1] += bytes
          case .end: break
          }
        }
      }
      #expect(parser.hasEnded)
      #expect(
        bodies.map { String(decoding: $0, as: UTF8.self) }
          == Self.sampleParts.map { part in
            String(part.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)[3])
          })
    }
  }

  @Test("going on skips what is left of a part, and a part left behind has no more bytes")
  func skips() async throws {
    let reader = try Self.reader(Self.sample, pieces: 3)
    let first = try #require(try await reader.next())
    _ = try await first.next()
    let second = try #require(try await reader.next())
    #expect(second.name == "file")
    #expect(try await first.next() == nil)
    #expect(try await second.next() != nil)
    #expect(try await reader.next()?.name == "ж;x")
    #expect(try await reader.next() == nil)
    #expect(try await reader.next() == nil)
  }

  @Test("a part is read as it comes, not ahead")
  func noReadAhead() async throws {
    let head = "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n"
    let pieces = Pieces(head + String(repeating: "x", count: 900) + "\r\n--XyZ--", size: 100)
    let reader = try Multipart(pieces.body, type: Self.form, limits: Self.limits)
    let part = try #require(try await reader.next())
    #expect(pieces.left >= 800)
    let bytes = try #require(try await part.next())
    #expect(bytes.count <= 100)
    #expect(pieces.left >= 800)
  }

  private static let long = String(repeating: "x", count: 300)
  private static let nearBoundaries = String(repeating: "\r\n--Xy", count: 1000)
  private static let fourParts = String(
    repeating: "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 4)
  private static let malformedBodies: [(String, MultipartFailure)] = [
    ("", MultipartFailure.incomplete), ("--XyZ", .incomplete), ("--XyZ\r\n", .incomplete),
    ("--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XyZ", .incomplete),
    ("--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XyZ-", .incomplete),
    ("preamble\r\n--XyZ--", .malformed("The body does not begin with its boundary.")),
    ("--XyZ\nA", .malformed("A boundary is not followed by a line end.")),
    ("--XyZZ\r\n", .malformed("A boundary is not followed by a line end.")),
    ("--XyZ\r\n\r\nx\r\n--XyZ--", .malformed("A part has no name.")),
    ("--XyZ\r\nContent-Type: text/plain\r\n\r\nx\r\n--XyZ--", .malformed("A part has no name.")),
    ("--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\n", .malformed("A part has no name.")),
    ("--XyZ\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n", .malformed("A part has no name.")),
    ("--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\n", .malformed("A part has no name.")),
    ("--XyZ\r\nnonsense\r\n\r\n", .malformed("A header line of a part has no name.")),
    ("--XyZ\r\n: x\r\n\r\n", .malformed("A header line of a part has no name.")),
    ("--XyZ\r\nA : x\r\n\r\n", .malformed("A header line of a part has no name.")),
    ("--XyZ\r\nA: x\r\n folded\r\n\r\n", .malformed("A header line of a part has no name.")),
    ("--XyZ\r\nA: x\nB: y\r\n\r\n", .malformed("A part's head has a control character.")),
    ("--XyZ\r\nA: \0\r\n\r\n", .malformed("A part's head has a control character.")),
    ("--XyZ\r\nA: " + long + "\r\n\r\n", .headTooLarge(limit: 200)),
    ("--XyZ\r\nA: " + long, .headTooLarge(limit: 200)),
    ("--XyZ" + String(repeating: " ", count: 100), .malformed("A boundary line is too long.")),
    (fourParts, .tooManyParts(limit: 3)),
    (
      "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n" + nearBoundaries,
      .tooLarge(limit: 4000)
    ),
  ]

  @Test("a malformed body is refused", arguments: malformedBodies)
  func malformed(text: String, failure: MultipartFailure) async {
    for size in [1, 7, Int.max] {
      await #expect(throws: failure) {
        let reader = try Self.reader(text, pieces: size)
        while let part = try await reader.next() { while try await part.next() != nil {} }
      }
    }
  }

  @Test("a part over its own limit is refused")
  func partLimit() async throws {
    let reader = try Self.reader(Self.sample)
    let part = try #require(try await reader.next())
    await #expect(throws: MultipartFailure.tooLarge(limit: 5)) { try await part.collect(upTo: 5) }
  }

  private static let tooLongBoundary = String(repeating: "a", count: 71)
  private static let wrongTypes: [(String, MultipartFailure)] = [
    ("multipart/mixed; boundary=a", MultipartFailure.notMultipart), ("application/json", .notMultipart),
    ("multipart/form-data", .badBoundary), ("multipart/form-data; boundary=", .badBoundary),
    ("multipart/form-data; boundary=\"\"", .badBoundary), ("multipart/form-data; boundary=\"a \"", .badBoundary),
    ("multipart/form-data; boundary=a{b}", .badBoundary), ("multipart/form-data; boundary=ж", .badBoundary),
    ("multipart/form-data; boundary=" + tooLongBoundary, .badBoundary),
  ]

  @Test("only form data with a proper boundary is taken", arguments: wrongTypes)
  func types(type: String, failure: MultipartFailure) {
    #expect(throws: failure) { try Self.reader("", type: MediaType(type)) }
  }

  @Test("a boundary may be quoted and may be made of dashes", arguments: ["a b", "----", "'()+_,-./:=?", "a"])
  func boundaries(boundary: String) async throws {
    let text = "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n--\r\n-\r\n--\(boundary)--"
    let type = MediaType("multipart/form-data; boundary=\"\(boundary)\"")
    #expect(try await Self.read(text, pieces: 1, type: type) == ["a|-|text/plain; charset=utf-8|--\r\n-"])
  }

  @Test("a declared length over the limit is refused before a byte is read")
  func declared() {
    let body = RequestBody(length: 4001) { [] }
    #expect(throws: MultipartFailure.tooLarge(limit: 4000)) {
      try Multipart(body, type: Self.form, limits: Self.limits)
    }
  }
}
