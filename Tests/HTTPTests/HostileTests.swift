import Glibc
import HTTP
import Synchronization
import Testing

/// Clients that are slow or greedy, on raw sockets.
@Suite(.timeLimit(.minutes(5))) struct HostileTests {
  @Test("a head that trickles in is given up at its deadline, however steady the trickle")
  func slowHead() async throws {
    let server = try server({ $0.headTime = 100 }) { _ in ok() }
    let answer = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nX: ")
      while client.send("a") { usleep(5_000) }
      return client.readToEnd()
    }
    #expect(try #require(answer).hasPrefix("HTTP/1.1 408 "))
    await server.drain(within: .zero)
  }

  @Test("a connection that says nothing is closed without a word, before its first request and after")
  func silence() async throws {
    let server = try server({
      $0.headTime = 100
      $0.idleTime = 100
    }) { _ in ok() }
    let (fresh, kept) = try await onThread { [port = server.port] in
      let kept = try RawClient(port)
      kept.send(get)
      let answer = kept.readAnswer()
      return (try RawClient(port).isClosed(), answer?.status == 200 && kept.isClosed())
    }
    #expect(fresh && kept)
    await server.drain(within: .zero)
  }

  @Test("a body below the least rate is given up, and its reader told why")
  func slowBody() async throws {
    let failure = Mutex<BodyFailure?>(nil)
    let told = Signal()
    let server = try server({
      $0.headTime = 50
      $0.bodyWindow = 100
      $0.bodyRate = 10_000
    }) { request in
      do {
        _ = try await request.body.collect(upTo: 1 << 20)
      } catch {
        failure.withLock { $0 = error as? BodyFailure }
        told.fire()
      }
      return ok()
    }
    let answer = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
      while client.send("a") { usleep(5_000) }
      return client.readToEnd()
    }
    #expect(try #require(answer).hasPrefix("HTTP/1.1 408 "))
    await told.wait()
    #expect(failure.withLock { $0 } == .tooSlow)
    await server.drain(within: .zero)
  }

  @Test("a client that takes nothing stops its stream at a bounded size, and is cut in the end")
  func slowReader() async throws {
    let written = Atomic<Int>(0)
    let gone = Signal()
    let server = try server({
      $0.headTime = 50
      $0.stallTime = 300
    }) { _ in
      Response(
        .ok,
        body: .stream(
          StreamBody { writer in
            defer { gone.fire() }
            while true {
              try await writer.write([UInt8](repeating: 0x78, count: 64 << 10))
              written.wrappingAdd(64 << 10, ordering: .relaxed)
            }
          }))
    }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.shrinkWindow()
      client.send(get)
      gone.block()
    }
    // What the kernel holds for a socket, and our own 256 KB.
    #expect(written.load(ordering: .relaxed) < 16 << 20)
    await server.drain(within: .zero)
  }

  @Test("a file that nobody takes is cut in the end")
  func slowDownload() async throws {
    let path = "/tmp/hostile-\(getpid())-\(UInt64.random(in: .min ... .max))"
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    ftruncate(descriptor, 1 << 30)
    close(descriptor)
    let file = try #require(OpenFile(path))
    unlink(path)
    let server = try server({
      $0.headTime = 50
      $0.stallTime = 200
    }) { _ in Response(.ok, body: .file(FileBody(file))) }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.shrinkWindow()
      client.send(get)
      _ = client.read(through: "\r\n\r\n")
      while server.connections > 0 { usleep(5_000) }
      // Only now: the socket must live until the server has let it go.
      withExtendedLifetime(client) {}
    }
    #expect(server.connections == 0)
    await server.drain(within: .zero)
  }

  @Test("50 MB of chunks stream through, and a handler that waits makes the sender wait")
  func upload() async throws {
    let mayRead = Signal()
    let server = try server { request in
      await mayRead.wait()
      var count = 0
      while let bytes = try? await request.body.next() { count += bytes.count }
      return ok(String(count))
    }
    let size = 50 << 20
    let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x10000) + Array("\r\n".utf8)
    let total = chunk.count * (size / 0x10000)
    let (stuckAt, answer) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      let stuckAt = client.sendUntilStuck(chunk, most: total)
      mayRead.fire()
      if stuckAt % chunk.count > 0 { client.send(Array(chunk[(stuckAt % chunk.count)...])) }
      for _ in 0..<(total - stuckAt) / chunk.count { client.send(chunk) }
      client.send("0\r\n\r\n")
      return (stuckAt, client.readAnswer()?.text)
    }
    #expect(stuckAt < 16 << 20)
    #expect(answer == String(size))
    await server.drain(within: .zero)
  }

  @Test("an early no is heard by a client that goes on sending, and sending ends soon")
  func earlyRefusal() async throws {
    let server = try server({
      $0.headTime = 50
      $0.lingerTime = 200
      $0.lingerBytes = 64 << 10
    }) { _ in Response(Status(413)) }
    let (answer, sent) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000000\r\n\r\n")
      let answer = client.readAnswer()
      var sent = 0
      let piece = [UInt8](repeating: 0x78, count: 64 << 10)
      while sent < 2_000_000_000, client.send(piece) { sent += piece.count }
      return (answer, sent)
    }
    #expect(answer?.status == 413)
    #expect(answer?.closes == true)
    #expect(sent < 32 << 20)
    await server.drain(within: .zero)
  }

  @Test("a refused client that neither sends nor leaves is let go after a moment")
  func lingering() async throws {
    let server = try server({
      $0.headTime = 50
      $0.lingerTime = 100
    }) { _ in Response(Status(413)) }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n")
      _ = client.readToEnd()
      while server.connections > 0 { usleep(2_000) }
      // Only now: the socket must live until the server has let it go.
      withExtendedLifetime(client) {}
    }
    #expect(server.connections == 0)
    await server.drain(within: .zero)
  }

  @Test("a connection beyond the most is turned away with a 503")
  func tooMany() async throws {
    let server = try server({ $0.connections = 2 }) { _ in ok() }
    let answers = try await onThread { [port = server.port] in
      let first = try RawClient(port), second = try RawClient(port)
      for client in [first, second] { client.send(get) }
      let served = [first, second].map { $0.readAnswer()?.status }
      let third = try RawClient(port)
      return served + [third.readAnswer()?.status]
    }
    #expect(answers == [200, 200, 503])
    await server.drain(within: .zero)
  }
}
