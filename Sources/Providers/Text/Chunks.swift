import Domain
import HTTP

/// Cuts the body of a streamed answer into its chunks.
struct Chunks {
  enum Framing: Sendable {
    /// `text/event-stream`
    case events
    /// A JSON object on each line.
    case lines
    /// `application/vnd.amazon.eventstream`
    case frames
  }

  private let framing: Framing
  private var events = ServerSentEventParser(limit: most)
  private var lines = NDJSONParser(limit: most)
  private var frames = EventFrames(limit: most)
  /// The stream said that nothing follows.
  private(set) var isDone = false

  init(_ framing: Framing) { self.framing = framing }

  mutating func feed(_ bytes: [UInt8]) {
    switch framing {
    case .events: events.feed(bytes)
    case .lines: lines.feed(bytes)
    case .frames: frames.feed(bytes)
    }
  }

  /// The next chunk; nil when more bytes are needed. What is no JSON is passed over.
  mutating func next() throws(StreamFailure) -> JSON? {
    while !isDone, let bytes = try piece() {
      if bytes.elementsEqual("[DONE]".utf8) {
        isDone = true
      } else if let chunk = JSON(lenient: bytes) {
        return chunk
      }
    }
    return nil
  }

  /// The last chunk, when nothing ended it but the end of the stream.
  mutating func finish() throws(StreamFailure) -> JSON? {
    switch framing {
    case .events:
      feed(Array("\n\n".utf8))
      return try next()
    case .lines: return lines.finish().flatMap { JSON(lenient: $0) }
    case .frames: return nil
    }
  }

  private mutating func piece() throws(StreamFailure) -> [UInt8]? {
    switch framing {
    case .events: try events.next()?.data
    case .lines: try lines.next()
    case .frames: try frames.next()
    }
  }

  /// No chunk of an answer is longer.
  private static let most = 24 << 20
}
