import Glibc
import HTTP
import Synchronization
import Testing

/// Clients that are slow, greedy, impatient or gone, on raw sockets.
@Suite(.timeLimit(.minutes(5))) struct HostileTests {
  private func server(_ adjust: (inout Limits) -> Void = { _ in }, _ handler: @escaping Handler) throws -> Server {
    var settings = Server.Settings(handler: handler)
    adjust(&settings.limits)
    let server = try Server(settings)
    try server.start()
    return server
  }

  private func ok(_ text: String = "ok") -> Response { Response(.ok, type: .text, Array(text.utf8)) }

  private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

  // Slow clients.

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
      kept.send(Self.get)
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
      client.send(Self.get)
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
      client.send(Self.get)
      while server.connections > 0 || client.read(through: "\r\n") == nil { usleep(5_000) }
    }
    #expect(server.connections == 0)
    await server.drain(within: .zero)
  }

  // Greedy clients.

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
      for client in [first, second] { client.send(Self.get) }
      let served = [first, second].map { $0.readAnswer()?.status }
      let third = try RawClient(port)
      return served + [third.readAnswer()?.status]
    }
    #expect(answers == [200, 200, 503])
    await server.drain(within: .zero)
  }

  // Impatient clients.

  @Test("pipelined requests are answered in order, one at a time, bodies and all", arguments: [1, 7, 4096])
  func pipelining(piece: Int) async throws {
    let running = Atomic<Int>(0)
    let server = try server { request in
      let others = running.wrappingAdd(1, ordering: .relaxed).oldValue
      let body = (try? await request.body.collect(upTo: 1000)) ?? []
      await Task.yield()
      running.wrappingSubtract(1, ordering: .relaxed)
      return ok("\(request.path) \(String(decoding: body, as: UTF8.self)) \(others)")
    }
    let answers = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      var bytes: [UInt8] = []
      for number in 0..<30 {
        bytes += "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8
        bytes += "PUT /\(number)c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\n\r\n".utf8
      }
      for start in stride(from: 0, to: bytes.count, by: piece) {
        client.send(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      return (0..<60).map { _ in client.readAnswer()?.text ?? "nothing" }
    }
    #expect(answers == (0..<30).flatMap { ["/\($0) abc 0", "/\($0)c def 0"] })
    await server.drain(within: .zero)
  }

  @Test("requests without end in one breath are answered in bounded memory")
  func manyPipelined() async throws {
    let big = String(repeating: "x", count: 64 << 10)
    let server = try server { _ in ok(big) }
    let (stuckAt, answered) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      let request = Array("GET /a HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "y", count: 8000))\r\n\r\n".utf8)
      // The client does not read: answers pile up until requests are not read any more either.
      let stuckAt = client.sendUntilStuck(request, most: 64 << 20)
      let answers = (0..<100).map { _ in client.readAnswer() }
      return (stuckAt, answers.count { $0?.body.count == 64 << 10 })
    }
    #expect(stuckAt < 32 << 20)
    #expect(answered == 100)
    await server.drain(within: .zero)
  }

  @Test("Expect: 100-continue is answered when the body is wanted, and not when it is not")
  func expectation() async throws {
    let server = try server { request in
      if request.path == "/no" { return Response(Status(403)) }
      return ok(String((try? await request.body.collect(upTo: 100).count) ?? -1))
    }
    let head = "HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    let (interim, final, refused) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /yes \(head)")
      let interim = client.readAnswer()
      client.send("hello")
      let final = client.readAnswer()
      let other = try RawClient(port)
      other.send("POST /no \(head)")
      return (interim, final, other.readToEnd() ?? "")
    }
    #expect(interim?.status == 100)
    #expect(final?.status == 200)
    #expect(final?.text == "5")
    #expect(refused.hasPrefix("HTTP/1.1 403 "))
    await server.drain(within: .zero)
  }

  @Test("HEAD has the head of GET and no body, whatever the body is")
  func head() async throws {
    let server = try server { request in
      request.path == "/stream" ? Response(.ok, body: .stream(StreamBody { try await $0.write("never") })) : ok("12345")
    }
    let (first, second, third) = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
      return (client.readAnswer(toHead: true), client.readAnswer(toHead: true), client.readAnswer())
    }
    #expect(first?.head.lowercased().contains("\r\ncontent-length: 5\r\n") == true)
    #expect(second?.status == 200)
    #expect(third?.text == "12345")
    await server.drain(within: .zero)
  }

  @Test("HTTP/1.0 gets a closed connection, no chunks, and keep-alive only when it asks")
  func oldVersion() async throws {
    let server = try server { request in
      guard request.path == "/stream" else { return ok() }
      return Response(
        .ok,
        body: .stream(
          StreamBody {
            try await $0.write("one")
            try await $0.write("two")
          }))
    }
    let answers = try await onThread { [port = server.port] in
      let plain = try RawClient(port), stream = try RawClient(port), kept = try RawClient(port)
      plain.send("GET /a HTTP/1.0\r\n\r\n")
      stream.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      for _ in 0..<2 { kept.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") }
      return (plain.readToEnd(), stream.readToEnd(), [kept.readAnswer(), kept.readAnswer()])
    }
    #expect(answers.0?.hasSuffix("\r\n\r\nok") == true)
    #expect(answers.1?.hasSuffix("\r\n\r\nonetwo") == true)
    #expect(answers.1?.lowercased().contains("transfer-encoding") == false)
    #expect(answers.2.map { $0?.text } == ["ok", "ok"])
    await server.drain(within: .zero)
  }

  // Clients that leave.

  @Test("a client that has finished sending still gets its whole answer")
  func halfClose() async throws {
    let big = String(repeating: "x", count: 4 << 20)
    let server = try server { _ in
      await Task.yield()
      return ok(big)
    }
    let answer = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Self.get)
      client.finishSending()
      return client.readToEnd()
    }
    #expect(answer?.hasSuffix("x") == true)
    #expect(answer?.utf8.count ?? 0 > 4 << 20)
    await server.drain(within: .zero)
  }

  @Test("a client that vanishes cancels the task that works for it", arguments: ["/wait", "/stream", "/upload"])
  func vanishing(path: String) async throws {
    let started = Signal(), ended = Signal()
    let server = try server { request in
      defer { ended.fire() }
      switch request.path {
      case "/stream":
        return Response(
          .ok,
          body: .stream(
            StreamBody { writer in
              defer { ended.fire() }
              try await writer.write("x")
              started.fire()
              try await Task.sleep(for: .seconds(100))
            }))
      case "/upload":
        started.fire()
        _ = try? await request.body.collect(upTo: 1000)
        return ok()
      default:
        started.fire()
        try? await Task.sleep(for: .seconds(100))
        return ok()
      }
    }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(
        path == "/upload"
          ? "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx"
          : "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      started.block()
    }
    await ended.wait()
    await server.drain(within: .zero)
    #expect(server.connections == 0)
  }

  @Test(
    "a body cut short is never taken for a whole one", arguments: ["Content-Length: 10", "Transfer-Encoding: chunked"])
  func cutBody(framing: String) async throws {
    let outcome = Mutex<String>("")
    let ended = Signal()
    let server = try server { request in
      do {
        _ = try await request.body.collect(upTo: 1000)
        outcome.withLock { $0 = "whole" }
      } catch {
        outcome.withLock { $0 = "\(error)" }
      }
      ended.fire()
      return ok()
    }
    try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("POST /a HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n5\r\nhello")
      client.finishSending()
      _ = client.readToEnd()
    }
    await ended.wait()
    #expect(outcome.withLock { $0 } == "incomplete")
    await server.drain(within: .zero)
  }

  @Test("a stream that fails is cut short, so that nobody takes it for whole")
  func failingStream() async throws {
    let server = try server { _ in
      Response(
        .ok,
        body: .stream(
          StreamBody { writer in
            try await writer.write("half")
            throw BodyFailure.incomplete
          }))
    }
    let text = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Self.get)
      return client.readToEnd()
    }
    #expect(text?.contains("half") == true)
    #expect(text?.hasSuffix("0\r\n\r\n") == false)
    await server.drain(within: .zero)
  }

  // The end.

  @Test("draining finishes what runs, tells streams to end, closes what is idle and takes nobody new")
  func drain() async throws {
    let working = Signal(), streaming = Signal(), mayFinish = Signal()
    let server = try server { request in
      if request.path == "/stream" {
        return Response(
          .ok,
          body: .stream(
            StreamBody { writer in
              try await writer.write("begun")
              streaming.fire()
              try await Task.sleep(for: .seconds(100))
            }))
      }
      if request.path == "/task" {
        working.fire()
        await mayFinish.wait()
      }
      return ok()
    }
    let port = server.port
    async let idle = onThread {
      let client = try RawClient(port)
      client.send(Self.get)
      return client.readAnswer()?.status == 200 && client.isClosed()
    }
    async let work = onThread {
      let client = try RawClient(port)
      client.send("GET /task HTTP/1.1\r\nHost: a\r\n\r\n")
      return client.readToEnd()
    }
    async let stream = onThread {
      let client = try RawClient(port)
      client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
      return client.readToEnd()
    }
    await working.wait()
    await streaming.wait()
    async let drained: Void = server.drain(within: .seconds(60))
    #expect(try await idle)
    #expect(try await stream?.contains("begun") == true)
    mayFinish.fire()
    let answer = try await work
    #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
    #expect(answer?.lowercased().contains("\r\nconnection: close\r\n") == true)
    await drained
    #expect(server.connections == 0)
    await #expect(throws: RawClient.CannotConnect.self) { try await onThread { _ = try RawClient(port) } }
  }

  @Test("draining cuts what does not end in time")
  func drainCuts() async throws {
    let working = Signal()
    let server = try server { _ in
      working.fire()
      try? await Task.sleep(for: .seconds(100))
      return ok()
    }
    async let answer = onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(Self.get)
      return client.readToEnd()
    }
    await working.wait()
    await server.drain(within: .milliseconds(50))
    #expect(try await answer == "")
  }
}
