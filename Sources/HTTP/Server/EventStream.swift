/// The way into an answer that is a stream of events.
package struct EventStream: Sendable {
  private let writer: BodyWriter
  package init(_ writer: BodyWriter) { self.writer = writer }

  /// Waits while the client is behind; throws `CancellationError` once it has gone.
  package func send(_ event: ServerSentEvent) async throws { try await writer.write(event.frame) }

  /// Several events in one write, so that a backlog does not cost a wake-up each.
  package func send(_ events: [ServerSentEvent]) async throws {
    guard !events.isEmpty else { return }
    try await writer.write(events.flatMap(\.frame))
  }

  /// Tells the client how long to wait before it connects again.
  package func retry(afterMilliseconds wait: Int) async throws { try await writer.write("retry: \(wait)\n\n") }

  /// A line that clients skip: it opens the stream, or shows that it is alive.
  package static let comment = Array(":\n\n".utf8)
}

extension Response {
  /// An event stream. It starts with a comment, so that the head leaves at once and proxies pass it on.
  package static func events(
    headers: Headers = Headers(), _ produce: @escaping @Sendable (EventStream) async throws -> Void
  ) -> Response {
    var headers = headers
    headers.set("content-type", MediaType.eventStream.text)
    headers.set("cache-control", "no-store")
    headers.set("x-accel-buffering", "no")
    let body = StreamBody(heartbeat: EventStream.comment) { writer in
      // It has no end of its own, so one that is told to end is whole.
      do {
        try await writer.write(EventStream.comment)
        try await produce(EventStream(writer))
      } catch is CancellationError {}
    }
    return Response(.ok, headers: headers, body: .stream(body))
  }
}
