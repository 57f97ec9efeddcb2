import Domain
import HTTP
import Support

/// What goes wrong with a streamed answer after a good head.
package enum StreamFault: String, Sendable, Equatable, CaseIterable {
  /// One byte at a time: letters, lines and frames are cut wherever it hurts.
  case bytewise
  /// Half of it, and then nothing, for ever.
  case stall
  /// All of it but the end, and a clean close.
  case unended
  /// Half of it, and the line breaks.
  case broken
  /// Half of it, and then the provider says that it failed.
  case error
  /// The first thing it says is that it failed.
  case errorAtOnce
  /// The same, and it says the key.
  case keyAtOnce
  /// Something that nobody understands between two pieces.
  case garbled
  /// The signs of life that servers send while they think.
  case keepAlives
  /// Every piece twice.
  case doubled
  /// One piece of ten megabytes.
  case longLine
  /// A line that never ends.
  case endlessLine
  /// It stops in the middle of a letter.
  case halfLetter
  /// With pauses between the pieces.
  case slow
}

/// A streamed answer, piece by piece, and what its protocol puts around it.
struct Score: Sendable {
  var type: String
  var pieces: [[UInt8]]
  /// What says that it is whole: left out, it is not.
  var end: [[UInt8]]
  /// How the provider says within a stream that it failed.
  var error: @Sendable (String) -> [UInt8]
  /// A sign of life; empty where the protocol has none.
  var keepAlive: [UInt8] = []
  /// What nobody understands, as this protocol would carry it.
  var garbage: [UInt8] = Array("data: {\"oops\n\n".utf8)
  /// A piece that holds that text.
  var piece: @Sendable (String) -> [UInt8]
}

extension Stage {
  /// Plays a stream, with whatever is to go wrong with it.
  func perform(_ score: Score, _ call: Call) -> Response {
    let fault = fault(at: .reply)
    guard case .stream(let fault)? = fault else { return whole(score) }
    let pieces = score.pieces
    let half = Array(pieces.prefix(max(1, pieces.count / 2)))
    switch fault {
    case .bytewise:
      return streamed(score, call) { writer in
        for byte in (pieces + score.end).joined() { try await writer.write([byte]) }
      }
    case .stall:
      return streamed(score, call) { writer in
        for piece in half { try await writer.write(piece) }
        while true { try await Task.sleep(for: .seconds(3_600)) }
      }
    case .unended: return whole(score, pieces)
    case .broken:
      return streamed(score, call) { writer in
        for piece in half { try await writer.write(piece) }
        throw CancellationError()
      }
    case .error: return whole(score, half + [score.error("The engine fell over.")])
    case .errorAtOnce: return whole(score, [score.error("The engine fell over.")])
    case .keyAtOnce:
      let padding = String(repeating: "x", count: 290)
      return whole(score, [score.error("Who is \(key ?? "")? \(padding)\(key ?? "")")])
    case .garbled: return whole(score, half + [score.garbage] + pieces.dropFirst(half.count) + score.end)
    case .keepAlives: return whole(score, pieces.flatMap { [score.keepAlive, $0] } + [score.keepAlive] + score.end)
    case .doubled: return whole(score, pieces.flatMap { [$0, $0] } + score.end)
    case .longLine:
      return whole(score, half + [score.piece(String(repeating: "x", count: 10 << 20))] + score.end)
    case .endlessLine:
      return streamed(score, call) { writer in
        try await writer.write(Array("data: {\"a\":\"".utf8))
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 256 << 10)
        while true { try await writer.write(piece) }
      }
    case .halfLetter:
      let bytes = Array(pieces.joined())
      return whole(score, [Array(bytes.prefix { $0 < 0x80 }) + bytes.drop { $0 < 0x80 }.prefix(1)])
    case .slow:
      return streamed(score, call) { writer in
        for piece in pieces + score.end {
          try await writer.write(piece)
          try await Task.sleep(for: .milliseconds(20))
        }
      }
    }
  }

  private func whole(_ score: Score, _ pieces: [[UInt8]]? = nil) -> Response {
    let bytes = Array((pieces ?? score.pieces + score.end).joined())
    return Response(.ok, headers: ["content-type": score.type], body: .bytes(bytes))
  }

  /// Who leaves before the end is heard leaving.
  private func streamed(
    _ score: Score, _ call: Call, _ play: @escaping @Sendable (BodyWriter) async throws -> Void
  ) -> Response {
    let body = StreamBody { [self] writer in
      do { try await play(writer) } catch {
        hear(call, .leaving)
        throw error
      }
    }
    return Response(.ok, headers: ["content-type": score.type], body: .stream(body))
  }
}
