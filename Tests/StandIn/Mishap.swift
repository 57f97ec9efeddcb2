import HTTP
import Support

extension Fault {
  /// Whether the provider begins the work before it goes wrong.
  var takesTheWork: Bool {
    switch self {
    case .cut(let taken): taken
    case .status: false
    default: true
    }
  }
}

/// An interim head and then the end of the line: a client that waits for an answer gets none.
let cut = Response(Status(103), headers: ["connection": "close"])

/// Answers as a fault has it.
enum Mishap {
  static func respond(_ fault: Fault?, _ stage: Stage, _ answer: () async -> Response) async -> Response {
    switch fault {
    case nil, .foreign, .otherSize, .stream: return await answer()
    case .delay(let milliseconds):
      try? await Task.sleep(for: .milliseconds(milliseconds))
      return await answer()
    case .cut(let taken):
      if taken { _ = await answer() }
      return cut
    case .cutWithin: return half(await answer())
    case .silence:
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
      return cut
    case .status(let status, let retryAfter, let body):
      var headers: Headers = ["content-type": "application/json"]
      if let retryAfter { headers.add("retry-after", retryAfter) }
      let words = body ?? #"{"error":{"message":"As I was told to."}}"#
      return Response(Status(status), headers: headers, body: .bytes(Array(words.utf8)))
    case .mangled(let seed):
      var response = await answer()
      if case .bytes(let bytes) = response.body { response.body = .bytes(mangle(bytes, seed)) }
      return response
    case .html: return Response(.ok, type: .html, Fault.page)
    case .nothing: return Response(.ok, type: .json, [])
    case .noise: return Response(.ok, type: .json, Fault.noiseBytes)
    case .strange: return Response(.ok, type: .json, Array(#"{"hello":["world",1,null]}"#.utf8))
    case .endless: return endless
    case .events(let data):
      return Response(.ok, type: .eventStream, data.flatMap { ServerSentEvent(text: $0).frame })
    case .redirect(let url): return Response(Status(302), headers: ["location": url])
    }
  }

  private static func half(_ response: Response) -> Response {
    var response = response
    guard case .bytes(let bytes) = response.body else { return response }
    response.body = .stream(
      StreamBody { writer in
        try await writer.write(Array(bytes.prefix(bytes.count / 2)))
        throw CancellationError()
      })
    return response
  }

  private static func mangle(_ bytes: [UInt8], _ seed: UInt64) -> [UInt8] {
    var random = SplitMix(state: seed)
    var bytes = bytes
    for _ in 0...Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
      case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 20)], at: at)
      default:
        bytes.replaceSubrange(at..<at + 1, with: [0x22, 0x7B, 0x5B, 0x2C, 0x00, 0xFF, 0x39].shuffled(using: &random))
      }
    }
    return bytes
  }

  private static let endless = Response(
    .ok, headers: ["content-type": "application/json"],
    body: .stream(
      StreamBody { writer in
        let piece = [UInt8](repeating: 0x20, count: 64 << 10)
        while true { try await writer.write(piece) }
      }))
}
