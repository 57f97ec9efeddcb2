import Domain
import Foundation
import HTTP
import Synchronization

/// A provider whose tokens say when they were sent. Its models are called `steady-COUNT-MILLISECONDS`.
struct TokenSource {
  private let server: Server
  /// What was answered, by the question.
  private let told = Told()

  init() throws {
    var settings = Server.Settings { [told] request in await Self.answer(request, told) }
    settings.port = 0
    settings.loops = 1
    server = try Server(settings)
    try server.start()
  }

  var url: String { "http://127.0.0.1:\(server.port)" }
  func stop() async { await server.drain(within: .zero) }

  /// What was answered to a question that is asked once, letter by letter.
  func answer(to question: String) -> String? { told.all.withLock { $0[question] } }

  private final class Told: Sendable {
    let all = Mutex<[String: String]>([:])
  }

  /// Nanoseconds of the clock that all processes of this machine share.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  private static func answer(_ request: Request, _ told: Told) async -> Response {
    guard request.method == .post, let body = try? await request.body.collect(upTo: 1 << 20),
      let json = try? JSON(parsing: body), let model = json["model"]?.string
    else { return Response(.ok, type: .json, Array(#"{"data":[]}"#.utf8)) }
    let numbers = model.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 2, let question = json["messages"]?.array?.last?["content"]?.string else {
      return Response(Status(404))
    }
    let stream = StreamBody { writer in
      for _ in 0..<numbers[0] {
        try await Task.sleep(for: .milliseconds(numbers[1]))
        let token = "t\(now) "
        told.all.withLock { $0[question, default: ""] += token }
        try await writer.write(chunk(#"{"content":"\#(token)"}"#, "null"))
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

/// A streamed reply as it reached the browser's end.
struct RelayedReply {
  /// All of its pieces, one after the other.
  private(set) var text = ""
  /// How old each token was when it came, in milliseconds.
  private(set) var ages: [Double] = []
  /// The whole of it as it was told at the end, by one who tells it again.
  private(set) var end: String?

  /// Reads a stream from the pieces in which it came, each with its time: afterwards, since whoever reads while tokens
  /// come keeps the others waiting.
  init(_ pieces: [(bytes: [UInt8], time: UInt64)]) throws {
    var parser = ServerSentEventParser()
    for (bytes, time) in pieces {
      parser.feed(bytes)
      while let event = try parser.next() {
        guard let json = try? JSON(parsing: event.data) else { continue }
        switch event.name {
        case "delta": add(json["text"]?.string ?? "", at: time)
        // What was written before we looked.
        case "message" where json["role"] == "assistant": add(Self.text(of: json), at: time)
        case "done": end = Self.text(of: json)
        default: break
        }
      }
    }
  }

  private mutating func add(_ text: String, at time: UInt64) {
    self.text += text
    for word in text.split(separator: " ") {
      if let sent = UInt64(word.dropFirst()), sent <= time { ages.append(Double(time - sent) / 1e6) }
    }
  }

  private static func text(of message: JSON) -> String {
    (message["parts"]?.array ?? []).compactMap { $0["text"]?.string }.joined()
  }
}
