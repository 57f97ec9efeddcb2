import HTTP
import Synchronization
import Testing

/// WebSockets that we open, against our own server and against one that misbehaves.
@Suite(.timeLimit(.minutes(2))) struct WebSocketClientTests {
  private func echo() throws -> Server {
    try server { request in
      guard request.path == "/socket" else { return Response(Status(404), type: .text, Array("no".utf8)) }
      let query = request.query ?? ""
      return Response(
        .ok,
        body: .webSocket { socket in
          if !query.isEmpty { try? await socket.send(.text(query)) }
          while let message = await socket.receive() { try? await socket.send(message) }
        })
    }
  }

  private func open(_ server: Server, _ path: String = "/socket", limit: Int = 1 << 20) async throws -> WebSocket {
    try await WebSocket.connect("http://127.0.0.1:\(server.port)\(path)", reach: .anywhere, limit: limit)
  }

  @Test("messages of every length come back as they were sent", arguments: [0, 1, 125, 126, 65_535, 65_536, 900_000])
  func echoes(length: Int) async throws {
    let server = try echo()
    let socket = try await open(server)
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await socket.send(.binary(bytes))
    try await socket.send(.text("é\(length)"))
    #expect(await socket.receive() == .binary(bytes))
    #expect(await socket.receive() == .text("é\(length)"))
    await server.drain(within: .zero)
  }

  @Test("the query travels, and so do messages that the server sends unasked") func query() async throws {
    let server = try echo()
    let socket = try await open(server, "/socket?clientId=a%20b")
    #expect(await socket.receive() == .text("clientId=a%20b"))
    await server.drain(within: .zero)
  }

  @Test("a goodbye ends it on both sides") func goodbye() async throws {
    let (ended, tell) = AsyncStream<Void>.makeStream()
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          #expect(await socket.receive() == nil)
          tell.yield()
        })
    }
    let socket = try await open(server)
    await socket.close()
    for await _ in ended { break }
    #expect(await socket.receive() == nil)
    await #expect(throws: CancellationError.self) { try await socket.send(.text("late")) }
    await server.drain(within: .zero)
  }

  @Test("letting go of it closes the line") func dropped() async throws {
    let (ended, tell) = AsyncStream<Void>.makeStream()
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          while await socket.receive() != nil {}
          tell.yield()
        })
    }
    do {
      let socket = try await open(server)
      try await socket.send(.text("here"))
    }
    for await _ in ended { break }
    await server.drain(within: .zero)
  }

  @Test("what the server sent before it left is still read, then comes the end") func serverLeaves() async throws {
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          for number in 0..<50 { try? await socket.send(.text("\(number)")) }
          await socket.close()
        })
    }
    let socket = try await open(server)
    for number in 0..<50 { #expect(await socket.receive() == .text("\(number)")) }
    #expect(await socket.receive() == nil)
    await server.drain(within: .zero)
  }

  @Test("who reads slowly slows the server, and loses nothing") func slowReader() async throws {
    let piece = [UInt8](repeating: 7, count: 60_000)
    let sent = Mutex(0)
    let server = try server { _ in
      Response(
        .ok,
        body: .webSocket { socket in
          for _ in 0..<200 {
            try? await socket.send(.binary(piece))
            sent.withLock { $0 += 1 }
          }
          await socket.close()
        })
    }
    let socket = try await open(server, limit: 64_000)
    #expect(await socket.receive() == .binary(piece))
    var count = 1
    while let message = await socket.receive() {
      #expect(message == .binary(piece))
      count += 1
      // Sockets and queues hold some; they do not hold all.
      if count == 2 { #expect(sent.withLock { $0 } < 150) }
    }
    #expect(count == 200)
    await server.drain(within: .zero)
  }

  @Test("a cancelled reader gets nothing and the line stays") func cancelledReader() async throws {
    let server = try echo()
    let socket = try await open(server)
    let reader = Task { await socket.receive() }
    reader.cancel()
    #expect(await reader.value == nil)
    try await socket.send(.text("still here"))
    #expect(await socket.receive() == .text("still here"))
    await server.drain(within: .zero)
  }

  @Test("an answer that is no WebSocket is told with its status") func notAWebSocket() async throws {
    let server = try echo()
    await #expect {
      _ = try await open(server, "/elsewhere")
    } throws: { error in
      (error as? ClientFailure)?.reason == .broken && (error as? ClientFailure)?.detail.contains("404") == true
    }
    await server.drain(within: .zero)
  }

  @Test("an address out of reach is not so much as knocked at") func outOfReach() async throws {
    let server = try server { _ in
      Issue.record("It was called.")
      return ok()
    }
    let url = "http://127.0.0.1:\(server.port)/socket"
    for reach in [Reach.publicOnly, .exact([try #require(Origin("http://127.0.0.1:1"))])] {
      await #expect {
        _ = try await WebSocket.connect(url, reach: reach, limit: 1_000)
      } throws: { ($0 as? ClientFailure)?.reason == .addressRefused }
    }
    await server.drain(within: .zero)
  }

  @Test("a port where nobody listens is told") func nobody() async throws {
    let server = try echo()
    let port = server.port
    await server.drain(within: .zero)
    await #expect {
      _ = try await WebSocket.connect("http://127.0.0.1:\(port)/", reach: .anywhere, limit: 1_000)
    } throws: { ($0 as? ClientFailure)?.reason == .cannotConnect }
  }

  @Test("a server that never answers the handshake is given up, by time or by cancelling") func silence() async throws {
    let (asked, tell) = AsyncStream<Void>.makeStream()
    let server = try server { _ in
      tell.yield()
      try? await Task.sleep(for: .seconds(60))
      return ok()
    }
    let url = "http://127.0.0.1:\(server.port)/"
    await #expect {
      _ = try await WebSocket.connect(url, reach: .anywhere, within: .milliseconds(200), limit: 1_000)
    } throws: { ($0 as? ClientFailure)?.reason == .timeout(.firstByte) }
    let waiting = Task { try await WebSocket.connect(url, reach: .anywhere, within: .seconds(60), limit: 1_000) }
    for await _ in asked { break }
    waiting.cancel()
    await #expect { _ = try await waiting.value } throws: { ($0 as? ClientFailure)?.reason == .cancelled }
    await server.drain(within: .zero)
  }

  @Test("a message over the limit ends it") func tooLong() async throws {
    let server = try server { _ in
      Response(.ok, body: .webSocket { try? await $0.send(.binary([UInt8](repeating: 0, count: 70_000))) })
    }
    let socket = try await open(server, limit: 64 << 10)
    #expect(await socket.receive() == nil)
    await server.drain(within: .zero)
  }
}
