import HTTP
import Synchronization
import Testing

@Suite struct EventStreamTests {
  @Test(
    "an event is framed line by line",
    arguments: [
      (ServerSentEvent(text: "hello"), "data: hello\n\n"),
      (ServerSentEvent(text: ""), "data: \n\n"),
      (ServerSentEvent(id: "7", name: "image.created", text: "{}"), "id: 7\nevent: image.created\ndata: {}\n\n"),
      (ServerSentEvent(text: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
      (ServerSentEvent(text: "a\n\nb\n"), "data: a\ndata: \ndata: b\ndata: \n\n"),
      (ServerSentEvent(id: "1\n2\0", name: "x\r\ndata: y", text: "z"), "id: 12\nevent: xdata: y\ndata: z\n\n"),
    ])
  func frames(event: ServerSentEvent, text: String) {
    #expect(String(decoding: event.frame, as: UTF8.self) == text)
  }

  @Test("a response of events opens with a comment and forbids storing and buffering")
  func response() async throws {
    let response = Response.events { stream in
      try await stream.retry(afterMilliseconds: 2000)
      try await stream.send([ServerSentEvent(text: "1"), ServerSentEvent(text: "2")])
      try await stream.send([])
    }
    #expect(response.headers["content-type"] == "text/event-stream")
    #expect(response.headers["cache-control"] == "no-store")
    #expect(response.headers["x-accel-buffering"] == "no")
    guard case .stream(let body) = response.body else {
      Issue.record("the body is not a stream")
      return
    }
    #expect(body.heartbeat == Array(":\n\n".utf8))
    let sent = Mutex<[String]>([])
    try await body.produce(BodyWriter { bytes in sent.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } })
    #expect(sent.withLock { $0 } == [":\n\n", "retry: 2000\n\n", "data: 1\n\ndata: 2\n\n"])
  }
}
