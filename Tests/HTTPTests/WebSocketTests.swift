import HTTP
import Testing

/// WebSocket, frame by frame, on raw sockets.
@Suite(.timeLimit(.minutes(5))) struct WebSocketTests {
  private static let hello =
    "GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

  /// Sends back what it gets, until the client closes.
  private func echo(_ adjust: (inout Limits) -> Void = { _ in }) throws -> Server {
    try server(adjust) { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          while let message = await socket.receive() { try? await socket.send(message) }
        })
    }
  }

  private enum Opcode: UInt8 { case more = 0, text, binary, close = 8, ping, pong }

  /// A client's frame; the mask is plain so that a test can be read.
  private func frame(_ opcode: Opcode, _ bytes: [UInt8], final: Bool = true, masked: Bool = true) -> [UInt8] {
    var frame = [opcode.rawValue | (final ? 0x80 : 0)]
    let bit: UInt8 = masked ? 0x80 : 0
    switch bytes.count {
    case 0..<126: frame.append(bit | UInt8(bytes.count))
    case 126..<65_536: frame += [bit | 126, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)]
    default: frame += [bit | 127] + (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (56 - 8 * $0)) }
    }
    guard masked else { return frame + bytes }
    let mask: [UInt8] = [1, 2, 3, 4]
    return frame + mask + bytes.enumerated().map { $1 ^ mask[$0 % 4] }
  }

  /// The server's next frame, which is never masked.
  private func read(_ client: RawClient) -> (opcode: Opcode?, bytes: [UInt8])? {
    guard let head = client.read(2) else { return nil }
    var length = Int(head[1])
    if length >= 126, let more = client.read(length == 126 ? 2 : 8) { length = more.reduce(0) { $0 << 8 | Int($1) } }
    guard let bytes = length == 0 ? [] : client.read(length) else { return nil }
    return (Opcode(rawValue: head[0] & 15), bytes)
  }

  /// Says hello, sends the frames and returns the server's, up to the first that closes; says goodbye after `count`.
  private func talk(
    _ server: Server, _ frames: [[UInt8]], goodbyeAfter count: Int? = nil
  ) async throws -> [(opcode: Opcode?, bytes: [UInt8])] {
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Array(Self.hello.utf8) + frames.flatMap { $0 })
      let head = client.read(through: "\r\n\r\n") ?? ""
      #expect(head.hasPrefix("HTTP/1.1 101 "))
      #expect(head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
      var heard: [(opcode: Opcode?, bytes: [UInt8])] = []
      while let frame = read(client) {
        heard.append(frame)
        if frame.opcode == .close { break }
        if heard.count == count { client.send(self.frame(.close, [0x03, 0xE8])) }
      }
      return heard
    }
  }

  @Test("messages come back whole, whatever their size and pieces, and a ping is answered between them")
  func echoes() async throws {
    let server = try echo()
    let long = [UInt8](repeating: 0x61, count: 100_000)
    let heard = try await talk(
      server,
      [
        frame(.text, Array("привет".utf8)), frame(.binary, []), frame(.binary, long),
        frame(.text, Array("two ".utf8), final: false), frame(.ping, [7]), frame(.more, Array("pieces".utf8)),
      ], goodbyeAfter: 5)
    let texts = heard.filter { $0.opcode == .text }.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(texts == ["привет", "two pieces"])
    let sizes = heard.filter { $0.opcode == .binary }.map(\.bytes.count)
    #expect(sizes == [0, long.count])
    #expect(heard.contains { $0.opcode == .pong && $0.bytes == [7] })
    #expect(heard.last?.opcode == .close)
    await server.drain(within: .zero)
  }

  @Test("what breaks the protocol is closed with its code")
  func protocolErrors() async throws {
    let server = try echo { $0.webSocketMessage = 1_000 }
    for (bytes, code) in [
      (frame(.text, [0x68], masked: false), 1002), (frame(.more, [0x68]), 1002), (frame(.text, [0xFF]), 1007),
      (frame(.binary, [UInt8](repeating: 0, count: 1_001)), 1009), ([0xF1, 0x80, 1, 2, 3, 4], 1002),
    ] {
      let heard = try await talk(server, [bytes])
      let said = try #require(heard.last { $0.opcode == .close }?.bytes)
      #expect(said.prefix(2).reduce(0) { $0 << 8 | Int($1) } == code)
    }
    await server.drain(within: .zero)
  }

  @Test("a message to a client that does not listen waits, and the sender learns when that one has gone")
  func backpressure() async throws {
    let gone = Signal()
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          do {
            while true { try await socket.send(.binary([UInt8](repeating: 0, count: 64 << 10))) }
          } catch {
            gone.fire()
          }
        })
    }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.shrinkWindow()
      client.send(Self.hello)
      #expect(client.read(through: "\r\n\r\n")?.hasPrefix("HTTP/1.1 101 ") == true)
    }
    await gone.wait()
    await server.drain(within: .zero)
  }

  @Test("a quiet client is asked whether it is alive, and one that never answers is let go")
  func quiet() async throws {
    let server = try echo {
      $0.headTime = 50
      $0.heartbeat = 50
    }
    let heard = try await talk(server, [])
    #expect(heard.contains { $0.opcode == .ping })
    await server.drain(within: .zero)
  }

  @Test(
    "a hello that is not one is refused with what is wanted",
    arguments: [
      ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426),
      ("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400), ("Upgrade: websocket", "X: y", 426),
    ])
  func refusals(_ part: String, _ other: String, _ status: Int) async throws {
    let server = try echo()
    let hello = Self.hello.replacing(part, with: other)
    let answer = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(hello)
      return client.readAnswer()
    }
    #expect(answer?.status == status)
    #expect(answer?.closes == true)
    #expect(status != 426 || answer?.head.contains("\r\nsec-websocket-version: 13\r\n") == true)
    await server.drain(within: .zero)
  }

  @Test("what a client says in one breath with its hello is heard, however late the answer")
  func hasty() async throws {
    let server = try server { _ in
      await Task.yield()
      return Response(
        .ok, body: .webSocket { socket in if let message = await socket.receive() { try? await socket.send(message) } })
    }
    let heard = try await talk(server, [frame(.text, [0x68])])
    #expect(heard.first?.opcode == .text && heard.first?.bytes == [0x68])
    await server.drain(within: .zero)
  }

  @Test("a client that goes on talking after our goodbye is let go")
  func goodbye() async throws {
    let server = try server({ $0.lingerTime = 10 }) { _ in Response(.ok, body: .webSocket { _ in }) }
    let wasCut = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Self.hello)
      _ = client.read(through: "\r\n\r\n")
      guard read(client)?.opcode == .close else { return false }
      while client.send(frame(.text, [0x68])) {}
      return true
    }
    #expect(wasCut)
    await server.drain(within: .zero)
  }

  @Test("a client that pings without end and reads no answer is not heard until it does")
  func deaf() async throws {
    let server = try echo { $0.heartbeat = 60_000 }
    let most = 64 << 20
    let (sent, heard) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Self.hello)
      _ = client.read(through: "\r\n\r\n")
      let ping = frame(.ping, [UInt8](repeating: 0, count: 120)), pong = 122
      let sent = client.sendUntilStuck(Array((0..<512).map { _ in ping }.joined()), most: most)
      _ = client.read(sent / ping.count * pong)
      if sent % ping.count > 0 {
        client.send(Array(ping[(sent % ping.count)...]))
        _ = client.read(pong)
      }
      client.send(frame(.text, [0x68]))
      return (sent, read(client)?.bytes)
    }
    #expect(sent < most)
    #expect(heard == [0x68])
    await server.drain(within: .zero)
  }

  @Test("draining says goodbye to open sockets")
  func drain() async throws {
    let open = Signal()
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          open.fire()
          while await socket.receive() != nil {}
        })
    }
    async let heard = talk(server, [])
    await open.wait()
    await server.drain(within: .seconds(30))
    #expect(try await heard.last?.bytes.prefix(2) == [0x03, 0xE9])
  }
}
