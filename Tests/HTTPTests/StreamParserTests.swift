import Testing

@testable import HTTP

@Suite struct StreamParserTests {
  /// Feeds `text` in pieces of `size` bytes.
  private func events(_ text: String, pieces size: Int, limit: Int = 1000) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser(limit: limit)
    var events: [ServerSentEvent] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      parser.feed(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
      while let event = try parser.next() { events.append(event) }
    }
    return events
  }

  private static let streams: [(String, [ServerSentEvent])] = [
    ("data: a\n\n", [.init(text: "a")]),
    ("data:a\r\rdata:  b\r\n\r\n", [.init(text: "a"), .init(text: " b")]),
    ("data: a\r\ndata\ndata: b\r\n\r\n", [.init(text: "a\n\nb")]),
    ("\u{FEFF}data: a\n\n", [.init(text: "a")]),
    ("\u{FEFF}\u{FEFF}data: a\n\n", []),
    (": comment\n\n:\n\ndata: a\n\n", [.init(text: "a")]),
    ("data\n\n", [.init(text: "")]),
    ("event: x\n\ndata: a\n\n", [.init(text: "a")]),
    ("event: x\ndata: a\n\ndata: b\n\n", [.init(name: "x", text: "a"), .init(text: "b")]),
    (
      "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
      [
        .init(id: "1", text: "a"), .init(id: "1", text: "b"), .init(id: "", text: "c"),
      ]
    ),
    ("id: 1\n\nid: a\0b\ndata: a\n\n", [.init(id: "1", text: "a")]),
    ("data : a\nDATA: b\nfoo: c\n\n", []),
    ("data: a\n", []),
    ("data: a", []),
    ("data: {\"x\":\"ж:\"}\n\ndata: [DONE]\n\n", [.init(text: "{\"x\":\"ж:\"}"), .init(text: "[DONE]")]),
  ]

  @Test("an event stream reads the same however it is cut", arguments: streams)
  func reads(text: String, expected: [ServerSentEvent]) throws {
    for size in [1, 2, 3, 5, 8, 1000] { #expect(try events(text, pieces: size) == expected) }
  }

  @Test("what we send we read", arguments: ["", "a", "a\nb", "\n", " a", "ж\n\n:x"])
  func roundTrip(text: String) throws {
    let event = ServerSentEvent(id: "7", name: "x", text: text)
    #expect(try events(String(decoding: event.frame, as: UTF8.self), pieces: 1) == [event])
  }

  @Test("an event is given as soon as its blank line is there, even when a CR ends it")
  func atOnce() throws {
    var parser = ServerSentEventParser()
    parser.feed(Array("data: a\r\r".utf8))
    #expect(try parser.next() == ServerSentEvent(text: "a"))
    parser.feed(Array("\ndata: b\n\n".utf8))
    #expect(try parser.next() == ServerSentEvent(text: "b"))
  }

  @Test("the wait before a new connection is digits only")
  func retry() throws {
    var parser = ServerSentEventParser()
    parser.feed(Array("retry: 250\nretry: 1x\nretry:\nretry: -1\nretry: 99999999999999999999\n".utf8))
    #expect(try parser.next() == nil)
    #expect(parser.retryMilliseconds == 250)
  }

  @Test("a line or an event over the limit is refused before it is whole")
  func limits() throws {
    let long = String(repeating: "x", count: 30)
    #expect(try events("data: 12345678901234\n\n", pieces: 1, limit: 20) == [.init(text: "12345678901234")])
    for size in [1, 7, 1000] {
      #expect(throws: StreamFailure.tooLong(limit: 20)) { try events(long, pieces: size, limit: 20) }
      #expect(throws: StreamFailure.tooLong(limit: 20)) { try events(":\(long)\n", pieces: size, limit: 20) }
      #expect(throws: StreamFailure.tooLong(limit: 20)) {
        try events(String(repeating: "data: 1234\n", count: 5), pieces: size, limit: 20)
      }
    }
  }

  private func lines(_ text: String, pieces size: Int, limit: Int = 100) throws -> [String] {
    var parser = NDJSONParser(limit: limit)
    var lines: [[UInt8]] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      parser.feed(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
      while let line = try parser.next() { lines.append(line) }
    }
    if let last = parser.finish() { lines.append(last) }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "lines of JSON read the same however they are cut",
    arguments: [
      ("", []), ("{}", ["{}"]), ("{}\n", ["{}"]), ("{}\r\n\r\n \n[1]\n", ["{}", "[1]"]),
      ("\"a\rb\"\n1", ["\"a\rb\"", "1"]),
      ("\n\n", []), ("1\n2\n3", ["1", "2", "3"]),
    ])
  func ndjson(text: String, expected: [String]) throws {
    for size in [1, 2, 3, 1000] { #expect(try lines(text, pieces: size) == expected) }
  }

  @Test("a line of JSON over the limit is refused", arguments: [1, 3, 1000])
  func ndjsonLimit(size: Int) {
    #expect(throws: StreamFailure.tooLong(limit: 5)) { try lines("123456", pieces: size, limit: 5) }
    #expect(throws: StreamFailure.tooLong(limit: 5)) { try lines("1\n123456\n", pieces: size, limit: 5) }
  }

  @Test("sequences give what their parsers give")
  func sequences() async throws {
    let bytes = AsyncStream<[UInt8]> { stream in
      for piece in ["data: 1\n", "\ndata: 2\n\n{\"a\"", ":1}\n2"] { stream.yield(Array(piece.utf8)) }
      stream.finish()
    }
    var texts: [String] = []
    for try await event in ServerSentEvents(bytes) { texts.append(event.text) }
    #expect(texts == ["1", "2"])

    let more = AsyncStream<[UInt8]> { stream in
      for piece in ["{\"a\"", ":1}\n2"] { stream.yield(Array(piece.utf8)) }
      stream.finish()
    }
    var lines: [String] = []
    for try await line in NDJSON(more) { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["{\"a\":1}", "2"])
  }
}
