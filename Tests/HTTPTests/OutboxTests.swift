import Glibc
import Testing

@testable import HTTP

@Suite struct OutboxTests {
  @Test("what has left is forgotten even when there is always more to send")
  func neverEmpty() throws {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    var outbox = Outbox()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let piece = [UInt8](repeating: 1, count: 64 << 10)
    for _ in 0..<2_000 {
      while outbox.size < 4 * piece.count { outbox.add(piece) }
      _ = outbox.flush(to: ends[0])
      _ = read(ends[1], &buffer, piece.count)
    }
    #expect(!outbox.isEmpty)
    #expect(outbox.places < 200)
  }
}
