import Domain
import Foundation
import HTTP

/// A provider whose tokens say when they were sent. Its models are called `steady-COUNT-MILLISECONDS`.
struct TokenSource {
  private let server: Server

  init() throws {
    var settings = Server.Settings { request in await Self.answer(request) }
    settings.port = 0
    settings.loops = 1
    server = try Server(settings)
    try server.start()
  }

  var url: String { "http://127.0.0.1:\(server.port)" }
  func stop() async { await server.drain(within: .zero) }

  /// Nanoseconds of the clock that all processes of this machine share.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  private static func answer(_ request: Request) async -> Response {
    guard request.method == .post, let body = try? await request.body.collect(upTo: 1 << 20),
      let json = try? JSON(parsing: body), let model = json["model"]?.string
    else { return Response(.ok, type: .json, Array(#"{"data":[]}"#.utf8)) }
    let numbers = model.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 2 else { return Response(Status(404)) }
    let stream = StreamBody { writer in
      for _ in 0..<numbers[0] {
        try await Task.sleep(for: .milliseconds(numbers[1]))
        try await writer.write(chunk(#"{"content":"t\#(now) "}"#, "null"))
      }
      try await writer.write(chunk("{}", #""stop""#) + Array("data: [DONE]\n\n".utf8))
    }
    return Response(.ok, headers: ["content-type": "text/event-stream"], body: .stream(stream))
  }

  static func chunk(_ delta: String, _ finish: String) -> [UInt8] {
    Array(
      """
      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\(delta),\
      "finish_reason":\(finish)}]}\n\n
      """.utf8)
  }
}

/// Reads a relayed stream and finds out how old each token is when it arrives, in milliseconds.
struct TokenReader {
  private(set) var ages: [Double] = []
  private var digits: UInt64?

  mutating func read(_ bytes: [UInt8], at now: UInt64) {
    for byte in bytes {
      if let number = digits, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits = number &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
      } else {
        // A word of digits that long is a time, and nothing else is.
        if let sent = digits, byte == UInt8(ascii: " "), sent > 1_000_000_000, sent <= now {
          ages.append(Double(now - sent) / 1e6)
        }
        digits = byte == UInt8(ascii: "t") ? 0 : nil
      }
    }
  }
}
