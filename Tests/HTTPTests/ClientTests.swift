import HTTP
import Synchronization
import Testing

/// What the client sends and reads when its peer behaves.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
  private let client: Client
  init() { client = Client(userAgent: "test/1") }

  private func request(_ method: HTTP.Method = .get, _ url: String, body: Client.Request.Body = .empty)
    -> Client.Request
  {
    Client.Request(method, url, body: body, reach: .anywhere, limit: 1 << 20)
  }

  @Test("a request says what it was told to say, and no more")
  func plainRequest() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send("HTTP/1.1 200 Fine\r\nX-One: a\r\nx-one:  b \r\nContent-Length: 5\r\n\r\nhello")
      connection.waitForClose()
    }
    var request = request(.get, server.url + "/a%20b?c=d")
    request.headers = ["Authorization": "Bearer k", "X-Empty": ""]
    do {
      let response = try await Client(userAgent: "test/1").send(request)
      #expect(response.status == .ok)
      #expect(response.headers.all("x-one") == ["a", "b"])
      #expect(try await response.body.collect() == Array("hello".utf8))
      #expect(try await response.body.next() == nil)
    }
    while server.heads.isEmpty { await Task.yield() }
    #expect(
      server.heads == [
        "GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: test/1\r\nAccept: */*\r\n"
          + "Authorization: Bearer k\r\nX-Empty:\r\n\r\n"
      ])
  }

  @Test("a body of bytes is sent with its length, without waiting for a 100", arguments: [0, 5, 3_000_000])
  func bytesUp(count: Int) async throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let server = try ScriptedServer { connection, _ in
      let head = connection.readHead()
      let isGood =
        connection.read(count) == bytes && head.contains("\r\nContent-Length: \(count)\r\n")
        && !head.contains("Expect") && !head.contains("Content-Type")
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(isGood ? "ok" : "no")")
    }
    let response = try await client.send(request(.post, server.url, body: .bytes(bytes)))
    #expect(try await response.body.collect() == Array("ok".utf8))
  }

  @Test("a streamed body is chunked, and sent as it comes")
  func streamUp() async throws {
    let firstSeen = Signal()
    let server = try ScriptedServer { connection, _ in
      let head = connection.readHead()
      let first = connection.read(8)
      firstSeen.fire()
      let rest = connection.read(13)
      let isGood =
        head.contains("\r\nTransfer-Encoding: chunked\r\n")
        && first + rest == Array("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n".utf8)
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(isGood ? "ok" : "no")")
    }
    let count = Atomic<Int>(0)
    let body = RequestBody(length: nil) {
      switch count.wrappingAdd(1, ordering: .relaxed).oldValue {
      case 0: return Array("one".utf8)
      case 1:
        await firstSeen.wait()
        return Array("two".utf8)
      default: return nil
      }
    }
    let response = try await client.send(request(.post, server.url, body: .stream(body)))
    #expect(try await response.body.collect() == Array("ok".utf8))
  }

  @Test("a body that fails on its way breaks the request off")
  func failingBody() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.waitForClose()
    }
    let body = RequestBody(length: 10) { throw BodyFailure.incomplete }
    let failure = await #expect(throws: ClientFailure.self) {
      try await client.send(request(.post, server.url, body: .stream(body)))
    }
    #expect(failure?.reason == .broken)
    #expect(failure?.sent == true)
  }

  @Test("answers without a body end at once")
  func noBody() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
      connection.readHead()
      connection.send("HTTP/1.1 204 No Content\r\n\r\n")
      connection.readHead()
      connection.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n")
      connection.waitForClose()
    }
    for (method, status) in [(HTTP.Method.head, 200), (.delete, 204), (.get, 304)] {
      let response = try await client.send(request(method, server.url))
      #expect(response.status.code == status)
      #expect(try await response.body.collect().isEmpty)
    }
    #expect(server.connections == 1)
  }

  @Test("interim answers and trailers are passed over")
  func interim() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.send("2\r\nhi\r\n0\r\nX-Late: y\r\n\r\n")
    }
    let response = try await client.send(request(.get, server.url))
    #expect(response.status == .ok)
    #expect(!response.headers.contains("link"))
    #expect(try await response.body.collect() == Array("hi".utf8))
  }

  @Test("bytes arrive as they are sent, not when all is there")
  func live() async throws {
    let read = Signal()
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\n\r\nfirst")
      read.block()
      connection.send("second")
    }
    let response = try await client.send(request(.get, server.url))
    #expect(try await response.body.next() == Array("first".utf8))
    read.fire()
    #expect(try await response.body.next() == Array("second".utf8))
    #expect(try await response.body.next() == nil)
  }

  @Test("a redirect is an answer and nobody follows it", arguments: [301, 302, 303, 307, 308])
  func redirect(status: Int) async throws {
    let canary = try ScriptedServer()
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send("HTTP/1.1 \(status) Over There\r\nLocation: \(canary.url)/\r\nContent-Length: 0\r\n\r\n")
    }
    let response = try await client.send(request(.post, server.url, body: .bytes([1])))
    #expect(response.status.code == status)
    #expect(canary.connections == 0)
  }

  @Test("a reader that waits makes the sender wait")
  func backpressure() async throws {
    let total = 200 << 20
    let stuckAt = Mutex<Int?>(nil)
    let stuck = Signal()
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      let first = connection.sendUntilStuck(total)
      stuckAt.withLock { $0 = first }
      stuck.fire()
      let piece = [UInt8](repeating: 0x78, count: 1 << 20)
      for start in stride(from: first, to: total, by: piece.count) {
        connection.send(Array(piece.prefix(total - start)))
      }
    }
    var request = request(.get, server.url)
    request.limit = total
    request.timeouts.idle = .milliseconds(100)
    let response = try await client.send(request)
    await stuck.wait()
    #expect(try #require(stuckAt.withLock { $0 }) < 32 << 20)
    var count = 0
    for try await bytes in response.body { count += bytes.count }
    #expect(count == total)
  }

  @Test("gzip is decoded when it was asked for")
  func gzip() async throws {
    let server = try ScriptedServer { connection, _ in
      let head = connection.readHead()
      let body = GzipOfZeros.stream(runs: 4, isWhole: true)
      let isAsked = head.contains("\r\nAccept-Encoding: gzip\r\n")
      connection.send(
        "HTTP/1.1 \(isAsked ? 200 : 406) X\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
      connection.send(body)
    }
    var request = request(.get, server.url)
    request.compressed = true
    let response = try await client.send(request)
    #expect(response.status == .ok)
    #expect(try await response.body.collect() == [UInt8](repeating: 0, count: 1 + 4 * 258))
  }

  @Test("a thousand requests share one client and its connections")
  func many() async throws {
    let server = try ScriptedServer { connection, _ in
      while !connection.readHead().isEmpty { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
    }
    for _ in 0..<1000 {
      let response = try await client.send(request(.get, server.url))
      #expect(try await response.body.collect().count == 2)
    }
    #expect(server.connections == 1)
  }
}

/// A gzip stream of zeros, made by hand: one literal, then repeats of 258 bytes in 13 bits each.
enum GzipOfZeros {
  static func stream(runs: Int, isWhole: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var bits: UInt32 = 0, count: UInt32 = 0
    func put(_ value: UInt32, _ width: UInt32) {
      bits |= value << count
      count += width
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        count -= 8
      }
    }
    put(0b011, 3)  // last block, fixed codes
    put(0b0000_1100, 8)  // literal 0 (00110000, first bit first)
    for _ in 0..<runs { put(0b1010_0011, 8); put(0, 5) }  // length 258 (11000101), distance 1
    put(0, 7)  // end of block
    put(0, 7)
    guard isWhole else { return bytes }
    let size = UInt32(1 + runs * 258)
    for value in [crc(zeros: Int(size)), size] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return bytes
  }

  private static func crc(zeros: Int) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for _ in 0..<zeros {
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
