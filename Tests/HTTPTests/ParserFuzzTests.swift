import Support
import Testing

@testable import HTTP

@Suite struct ParserFuzzTests {
  private static let seeds = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /x?y=z HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;e=1\r\nhello\r\n0\r\nT: 1\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n",
    "GET http://a/b HTTP/1.1\r\nHost: a\r\nCookie: \u{e9}=\u{1F600}\r\n\r\n",
  ].map { Array($0.utf8) }

  @Test("50,000 mutated requests end in a message, a wait or a refusal, and never in more than was sent")
  func mutations() {
    var random = SplitMix(state: 20_261_120)
    for round in 0..<50_000 {
      var bytes = Self.seeds[round % Self.seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&bytes, &random) }
      let parser = Parser(limits: Limits())
      var rest = bytes[...]
      var carried = 0
      feeding: while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...max(1, rest.count), using: &random)))
        switch piece.withUnsafeBufferPointer({ parser.feed($0) }) {
        case .more: rest = rest.dropFirst(piece.count)
        case .ended(let used):
          #expect(used >= 0 && used <= piece.count)
          carried += parser.takeBody().count
          rest = rest.dropFirst(max(used, 1))
          parser.next()
        case .refused(let refusal):
          #expect((400...499).contains(refusal.status.code))
          break feeding
        }
        carried += parser.takeBody().count
        _ = parser.takeHead()
      }
      #expect(carried <= bytes.count)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard !bytes.isEmpty else { return bytes = [0] }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert([0x0D, 0x0A, 0x20, 0x3A, 0x00, 0xFF].randomElement(using: &random) ?? 0, at: place)
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(24), at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + 8))
    default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }
}
