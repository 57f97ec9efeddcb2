import Glibc
import HTTP
import Synchronization
import Testing

/// Clients that are impatient, of few words or gone, and the server's own end, on raw sockets.
@Suite(.timeLimit(.minutes(5))) struct ExchangeTests {
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
      client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + get)
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
      client.send(get)
      client.finishSending()
      return client.readToEnd()
    }
    #expect(answer?.hasSuffix("x") == true)
    #expect(answer?.utf8.count ?? 0 > 4 << 20)
    await server.drain(within: .zero)
  }

  @Test("work is not given up at once because a client has finished sending")
  func halfCloseWhileWorking() async throws {
    let working = Signal(), mayFinish = Signal()
    var settings = Server.Settings { request in
      if request.path == "/other" { return Response(.ok) }
      working.fire()
      await mayFinish.wait()
      return Response(Task.isCancelled ? Status(503) : .ok)
    }
    // One loop, so that the end of the first client's input is seen before the second client's request.
    settings.loops = 1
    settings.limits.lingerTime = 60_000
    let server = try Server(settings)
    try server.start()
    let status = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(get)
      working.block()
      client.finishSending()
      let other = try RawClient(port)
      other.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = other.readAnswer()
      mayFinish.fire()
      return client.readAnswer()?.status
    }
    #expect(status == 200)
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
      client.send(get)
      return client.readToEnd()
    }
    #expect(text?.contains("half") == true)
    #expect(text?.hasSuffix("0\r\n\r\n") == false)
    await server.drain(within: .zero)
  }

  @Test("a stream of known length has no chunks, and its connection stays")
  func knownLength() async throws {
    let server = try server { _ in
      let body = StreamBody(length: 6) { writer in
        try await writer.write("abc")
        try await writer.write("def")
      }
      return Response(.ok, body: .stream(body))
    }
    let answers = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + get + get)
      return [client.readAnswer(toHead: true), client.readAnswer(), client.readAnswer()]
    }
    #expect(answers.map { $0?.text } == ["", "abcdef", "abcdef"])
    for answer in answers {
      let head = (answer?.head ?? "").lowercased()
      #expect(head.contains("\r\ncontent-length: 6\r\n") && !head.contains("transfer-encoding"))
    }
    await server.drain(within: .zero)
  }

  @Test("a stream that brings more or less than it promised is cut", arguments: ["abc", "abcdefg"])
  func brokenPromise(brought: String) async throws {
    let server = try server { _ in
      Response(.ok, body: .stream(StreamBody(length: 6) { try await $0.write(brought) }))
    }
    let text = try await onThread { [port = server.port] in
      let client = try RawClient(port)
      client.send(get + get)
      return client.readToEnd()
    }
    // One answer, not whole, and none behind it.
    #expect(text?.ranges(of: "HTTP/1.1 200").count == 1)
    #expect(text?.hasSuffix("abcdef") == false && text?.hasSuffix("abcdefg") == false)
    await server.drain(within: .zero)
  }

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
      client.send(get)
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
    let cut = try await stream
    #expect(cut?.contains("begun") == true && cut?.hasSuffix("0\r\n\r\n") == false)
    mayFinish.fire()
    let answer = try await work
    #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
    #expect(answer?.lowercased().contains("\r\nconnection: close\r\n") == true)
    await drained
    #expect(server.connections == 0)
    await #expect(throws: RawClient.CannotConnect.self) { try await onThread { _ = try RawClient(port) } }
  }

  @Test("a stream that begins while the server drains is told to end as well")
  func lateStream() async throws {
    let working = Signal(), mayBegin = Signal()
    var settings = Server.Settings { request in
      if request.path == "/other" { return Response(.ok) }
      working.fire()
      await mayBegin.wait()
      return .events { _ in try await Task.sleep(for: .seconds(100)) }
    }
    settings.loops = 1
    let server = try Server(settings)
    try server.start()
    async let text = onThread { [port = server.port] in
      let idle = try RawClient(port)
      idle.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = idle.readAnswer()
      let client = try RawClient(port)
      client.send(get)
      // The idle one is closed when the draining begins.
      if idle.isClosed() { mayBegin.fire() }
      return client.readToEnd()
    }
    await working.wait()
    let begin = ContinuousClock.now
    await server.drain(within: .seconds(60))
    #expect(ContinuousClock.now - begin < .seconds(30))
    #expect(try await text?.hasSuffix("0\r\n\r\n") == true)
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
      client.send(get)
      return client.readToEnd()
    }
    await working.wait()
    await server.drain(within: .milliseconds(50))
    #expect(try await answer == "")
  }
}
