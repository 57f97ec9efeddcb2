import Glibc
import HTTP
import Testing

/// What becomes of a request when its peer is slow, broken or hostile, or is none that may be asked.
@Suite(.timeLimit(.minutes(5))) struct ClientHostileTests {
  private let client: Client
  init() { client = Client() }

  private static let ok = "HTTP/1.1 200 OK\r\n"

  private func request(_ url: String, limit: Int = 1 << 20, reach: Reach = .anywhere) -> Client.Request {
    Client.Request(.get, url, reach: reach, limit: limit)
  }

  /// Sends the request and reads its answer to the end, which must fail.
  private func failure(_ request: Client.Request) async throws -> ClientFailure {
    try #require(await #expect(throws: ClientFailure.self) { _ = try await client.send(request).body.collect() })
  }

  private static let brokenAnswers: [(String, String)] = [
    ("nothing", ""),
    ("half a status line", "HTTP/1.1 20"),
    ("half a head", ok + "Content-Le"),
    ("garbage", "\u{01}\u{02}garbage\r\n\r\n"),
    ("no HTTP", "220 mail.example ESMTP\r\n\r\n"),
    ("a body without a head", "hello\r\n\r\nhello"),
    ("a short body", ok + "Content-Length: 10\r\n\r\nhello"),
    ("a chunk cut short", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"),
    ("no last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    ("a chunk size that is none", ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n"),
    ("a chunk size that overflows", ok + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello"),
    ("a length that is none", ok + "Content-Length: -5\r\n\r\nhello"),
  ]

  @Test("a broken answer is a failure, never a short success", arguments: brokenAnswers)
  func broken(name: String, answer: String) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(answer)
    }
    let failure = try await failure(request(server.url))
    #expect(failure.reason == .broken)
    #expect(failure.sent)
  }

  @Test("what has arrived before a break can still be read")
  func partial() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "Content-Length: 10\r\n\r\nhello")
    }
    let response = try await client.send(request(server.url))
    #expect(try await response.body.next() == Array("hello".utf8))
    let failure = await #expect(throws: ClientFailure.self) { try await response.body.next() }
    #expect(failure?.reason == .broken)
  }

  @Test(
    "a reset before and amid the answer is a break after sending",
    arguments: ["", ok, ok + "Content-Length: 9\r\n\r\nhe"])
  func reset(answer: String) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(answer)
      connection.reset()
    }
    let failure = try await failure(request(server.url))
    #expect(failure.reason == .broken)
    #expect(failure.sent)
  }

  @Test(
    "endless heads are cut", arguments: ["X: y\r\n", "X: " + String(repeating: "y", count: 9000) + "\r\n", "y", ""])
  func endlessHead(piece: String) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      let interim = "HTTP/1.1 100 Continue\r\n\r\n"
      connection.send(piece.isEmpty ? interim : Self.ok)
      while connection.send(String(repeating: piece.isEmpty ? interim : piece, count: 100)) {}
    }
    let failure = try await failure(request(server.url))
    #expect(failure.reason == .tooLarge || (piece == "y" && failure.reason == .broken))
  }

  @Test(
    "an endless body is cut at the cap",
    arguments: ["", "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999\r\n"])
  func endlessBody(field: String) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + field + "\r\n")
      let piece = String(repeating: "x", count: 0xFFFF)
      while connection.send(field.contains("chunked") ? "FFFF\r\n\(piece)\r\n" : piece) {}
    }
    let failure = try await failure(request(server.url, limit: 1 << 20))
    #expect(failure.reason == .tooLarge)
  }

  @Test("a body of exactly the cap is whole, one byte more is too large", arguments: [100, 101])
  func cap(count: Int) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "\r\n" + String(repeating: "x", count: count))
    }
    if count == 100 {
      #expect(try await client.send(request(server.url, limit: 100)).body.collect().count == 100)
    } else {
      #expect(try await failure(request(server.url, limit: 100)).reason == .tooLarge)
    }
  }

  @Test("the cap counts what gzip unfolds to, not what was sent")
  func gzipBomb() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "Content-Encoding: gzip\r\n\r\n")
      connection.send(GzipOfZeros.stream(runs: 400_000))
      connection.waitForClose()
    }
    var request = request(server.url, limit: 1 << 20)
    request.compressed = true
    #expect(try await failure(request).reason == .tooLarge)
  }

  @Test("a peer that never answers is given up", arguments: [true, false])
  func firstByte(withBody: Bool) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.waitForClose()
    }
    var request = request(server.url)
    request.timeouts.firstByte = .milliseconds(50)
    if withBody {
      request.method = .post
      request.body = .bytes([1, 2, 3])
    }
    let failure = try await failure(request)
    #expect(failure.reason == .timeout(.firstByte))
    #expect(failure.sent)
  }

  @Test("an answer that stops coming is given up", arguments: [ok + "\r\n", ok + "\r\nhello"])
  func stall(answer: String) async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(answer)
      connection.waitForClose()
    }
    var request = request(server.url)
    request.timeouts.idle = .milliseconds(50)
    #expect(try await failure(request).reason == .timeout(.idle))
  }

  @Test("an upload that is not taken is given up")
  func stalledUpload() async throws {
    let isOver = Signal()
    defer { isOver.fire() }
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      isOver.block()
    }
    var request = request(server.url)
    request.method = .post
    request.body = .bytes([UInt8](repeating: 1, count: 64 << 20))
    request.timeouts.idle = .milliseconds(100)
    #expect(try await failure(request).reason == .timeout(.idle))
  }

  @Test("a drip below the least rate is given up, and a total time ends any answer")
  func drip() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "\r\n")
      while connection.send("x") { usleep(5000) }
    }
    var slow = request(server.url)
    slow.timeouts.idle = .milliseconds(100)
    slow.timeouts.leastBytes = 1000
    #expect(try await failure(slow).reason == .timeout(.idle))
    var long = request(server.url)
    long.timeouts.total = .milliseconds(100)
    #expect(try await failure(long).reason == .timeout(.total))
  }

  @Test("a handshake that never ends is a connect timeout, one that is none a TLS failure, and nothing was sent")
  func handshake() async throws {
    let silent = try ScriptedServer { connection, _ in connection.waitForClose() }
    var request = request("https://127.0.0.1:\(silent.port)")
    request.timeouts.connect = .milliseconds(50)
    let timeout = try await failure(request)
    #expect(timeout.reason == .timeout(.connect))
    #expect(!timeout.sent)

    let plain = try ScriptedServer { connection, _ in
      connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      connection.waitForClose()
    }
    let tls = try await failure(self.request("https://127.0.0.1:\(plain.port)"))
    #expect(tls.reason == .tls)
    #expect(!tls.sent)
  }

  @Test("where nobody listens nothing was sent")
  func nobody() async throws {
    let port = try ScriptedServer().port  // closed again at once
    let failure = try await failure(request("http://127.0.0.1:\(port)"))
    #expect(failure.reason == .cannotConnect)
    #expect(!failure.sent)
  }

  @Test("cancelling closes the connection at once, before the answer and amid it", arguments: ["", ok + "\r\nhello"])
  func cancel(answer: String) async throws {
    let started = Signal(), closed = Signal()
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(answer)
      started.fire()
      if connection.waitForClose() { closed.fire() }
    }
    let task = Task { [client, request = request(server.url)] in
      _ = try await client.send(request).body.collect()
    }
    await started.wait()
    task.cancel()
    let failure = await #expect(throws: ClientFailure.self) { try await task.value }
    #expect(failure?.reason == .cancelled)
    #expect(failure?.sent == true)
    await closed.wait()
  }

  @Test("a response that is let go closes its connection, and so does a client that is let go")
  func letGo() async throws {
    let closed = [Signal(), Signal()]
    let server = try ScriptedServer { connection, number in
      connection.readHead()
      connection.send(Self.ok + "\r\nhello")
      if connection.waitForClose() { closed[number].fire() }
    }
    _ = try await client.send(request(server.url)).status
    await closed[0].wait()

    var other: Client? = Client()
    let response = try await #require(other).send(request(server.url))
    other = nil
    await closed[1].wait()
    #expect(try await response.body.next() == Array("hello".utf8))
    let failure = await #expect(throws: ClientFailure.self) { try await response.body.next() }
    #expect(failure?.reason == .cancelled)
  }

  @Test("a task that was cancelled before sends nothing")
  func cancelledBefore() async throws {
    let canary = try ScriptedServer()
    let task = Task { [client, request = request(canary.url)] in
      withUnsafeCurrentTask { $0?.cancel() }
      _ = try await client.send(request)
    }
    let failure = await #expect(throws: ClientFailure.self) { try await task.value }
    #expect(failure?.reason == .cancelled)
    #expect(failure?.sent == false)
    #expect(canary.connections == 0)
  }

  @Test("a submission is never repeated behind our back when a kept connection dies")
  func noSilentRepeat() async throws {
    let server = try ScriptedServer { connection, _ in
      let head = connection.readHead()
      if head.hasPrefix("GET") {
        connection.send(Self.ok + "Content-Length: 0\r\n\r\n")
        connection.readHead()
      }
    }
    _ = try await client.send(request(server.url)).body.collect()
    var submission = request(server.url)
    submission.method = .post
    submission.body = .bytes([1])
    submission.freshConnection = true
    // The script plays one connection at a time: the kept one has to go before the fresh one is heard.
    submission.timeouts.firstByte = .milliseconds(200)
    let failure = try await failure(submission)
    #expect(failure.sent)
    #expect(server.heads.count { $0.hasPrefix("POST") } <= 1)
  }

  private static let privateURLs = [
    "http://127.0.0.1:PORT", "http://127.1:PORT", "http://2130706433:PORT", "http://0x7f000001:PORT",
    "http://0x7f.0.0.1:PORT", "http://017700000001:PORT", "http://0177.0.0.1:PORT", "http://127.0.0.1.:PORT",
    "http://localhost:PORT", "http://LOCALHOST:PORT", "http://foo.localhost:PORT", "http://0.0.0.0:PORT",
    "http://0:PORT", "http://[::1]:PORT", "http://[::]:PORT", "http://[::ffff:127.0.0.1]:PORT",
    "http://[::ffff:7f00:1]:PORT", "http://[0:0:0:0:0:ffff:7f00:0001]:PORT", "http://[::127.0.0.1]:PORT",
    "http://[64:ff9b::7f00:1]:PORT", "http://[64:ff9b::127.0.0.1]:PORT", "http://[2002:7f00:1::]:PORT",
    "http://user@127.0.0.1:PORT", "http://user:secret@127.0.0.1:PORT", "http://example.com@127.0.0.1:PORT",
    "http://127.0.0.1:PORT\\@example.com", "http://127.0.0.1:PORT#@example.com", "http:127.0.0.1:PORT",
    "http:/127.0.0.1:PORT", "http:///127.0.0.1:PORT", "//127.0.0.1:PORT", "127.0.0.1:PORT", "ftp://127.0.0.1:PORT",
    "gopher://127.0.0.1:PORT/_x", "file:///etc/passwd", "dict://127.0.0.1:PORT", "telnet://127.0.0.1:PORT",
    "http://①②⑦.⓪.⓪.①:PORT", "http://127。0。0。1:PORT", "http://127.0.0.1%00.example.com:PORT",
    "http://127.0.0.1\t:PORT", "http://127.0.0.1:PORT\r\nX: y",
  ]

  @Test("no spelling of a private address is connected to", arguments: privateURLs)
  func guarded(url: String) async throws {
    let canary = try ScriptedServer()
    let url = url.replacing("PORT", with: String(canary.port))
    let failure = try await failure(request(url, reach: .publicOnly))
    #expect([.addressRefused, .invalidRequest, .cannotResolve, .cannotConnect].contains(failure.reason))
    #expect(!failure.sent)
    #expect(canary.connections == 0)
  }

  @Test("plain spellings of loopback are refused by the guard itself")
  func refusal() async throws {
    for host in ["127.0.0.1", "localhost", "2130706433", "[::1]"] {
      #expect(try await failure(request("http://\(host):9/", reach: .publicOnly)).reason == .addressRefused)
    }
  }

  @Test("a connection kept by a freer request is closed to a guarded one")
  func keptConnection() async throws {
    let server = try ScriptedServer { connection, _ in
      while !connection.readHead().isEmpty { connection.send(Self.ok + "Content-Length: 0\r\n\r\n") }
    }
    _ = try await client.send(request(server.url)).body.collect()
    let failure = try await failure(request(server.url, reach: .publicOnly))
    #expect(failure.reason == .addressRefused)
    #expect(!failure.sent)
  }

  @Test("an exact reach is that origin and no other, and its port counts")
  func exact() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "Content-Length: 0\r\n\r\n")
    }
    let canary = try ScriptedServer()
    let reach = Reach.exact([try #require(Origin(server.url))])
    #expect(try await client.send(request(server.url + "/x", reach: reach)).status == .ok)
    for url in [canary.url, "http://localhost:\(server.port)", "https://127.0.0.1:\(server.port)"] {
      #expect(try await failure(request(url, reach: reach)).reason == .addressRefused)
    }
    #expect(canary.connections == 0)
  }

  @Test("no proxy is used, whatever the environment says")
  func proxies() async throws {
    let proxy = try ScriptedServer()
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "Content-Length: 0\r\n\r\n")
    }
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { setenv(name, proxy.url, 1) }
    defer { for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { unsetenv(name) } }
    #expect(try await client.send(request(server.url)).status == .ok)
    #expect(proxy.connections == 0)
  }

  @Test("a field can neither end its line nor have a name that is none")
  func fields() async throws {
    let server = try ScriptedServer { connection, _ in
      connection.readHead()
      connection.send(Self.ok + "Content-Length: 0\r\n\r\n")
    }
    var request = request(server.url)
    request.headers = ["X-Title": "a\r\nX-Evil: b"]
    #expect(try await client.send(request).status == .ok)
    while server.heads.isEmpty { await Task.yield() }
    #expect(server.heads[0].contains("\r\nX-Title: a  X-Evil: b\r\n"))

    for name in ["", "a b", "a:", "a\nb", "ж", "a;"] {
      var request = self.request(server.url)
      request.headers.add(name, "x")
      #expect(try await failure(request).reason == .invalidRequest)
    }
  }
}
