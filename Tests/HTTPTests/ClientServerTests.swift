import HTTP
import Synchronization
import Testing

/// The client and the server, each at the other's end.
@Suite(.timeLimit(.minutes(5))) struct ClientServerTests {
  private func server(_ handler: @escaping Handler) throws -> (Server, String) {
    let server = try Server(.init(handler: handler))
    try server.start()
    return (server, "http://127.0.0.1:\(server.port)")
  }

  private func request(_ method: HTTP.Method = .get, _ url: String, limit: Int = 1 << 20) -> Client.Request {
    Client.Request(method, url, reach: .anywhere, limit: limit)
  }

  @Test("a thousand requests at once, a hundred at a time, each get their own answer")
  func thousand() async throws {
    let (server, url) = try server { Response(.ok, type: .text, Array($0.path.utf8)) }
    let client = Client()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<100 {
        group.addTask {
          for number in 0..<10 {
            let path = "/\(worker)/\(number)"
            let body = try await client.send(request(.get, url + path)).body.collect()
            #expect(String(decoding: body, as: UTF8.self) == path)
          }
        }
      }
      try await group.waitForAll()
    }
    await server.drain(within: .zero)
  }

  @Test("bytes come back as they went, streamed both ways at once", arguments: [nil, 4 << 20] as [Int?])
  func echo(length: Int?) async throws {
    let (server, url) = try server { request in
      Response(
        .ok,
        body: .stream(
          StreamBody { writer in
            while let bytes = try await request.body.next() { try await writer.write(bytes) }
          }))
    }
    // A pattern that no power of two divides, so that a lost or doubled piece shows.
    let pattern = (0..<9973).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let piece = Array(repeatElement(pattern, count: 14).joined())
    let size = 4 << 20
    let sent = Atomic<Int>(0)
    let body = RequestBody(length: length) {
      let start = sent.wrappingAdd(pattern.count * 7, ordering: .relaxed).oldValue
      return start < size ? Array(piece.prefix(min(pattern.count * 7, size - start))) : nil
    }
    let client = Client()
    var request = request(.put, url, limit: size)
    request.body = .stream(body)
    let response = try await client.send(request)
    var count = 0
    var isSame = true
    for try await bytes in response.body {
      var rest = bytes[...]
      while isSame, !rest.isEmpty {
        let start = count % pattern.count
        let length = min(rest.count, piece.count - start)
        isSame = rest.prefix(length).elementsEqual(piece[start..<start + length])
        count += length
        rest = rest.dropFirst(length)
      }
    }
    #expect(isSame)
    #expect(count == size)
    await server.drain(within: .zero)
  }

  @Test("events arrive one by one as the server sends them")
  func events() async throws {
    let heard = [Signal(), Signal(), Signal()]
    let (server, url) = try server { _ in
      .events { stream in
        for (number, signal) in heard.enumerated() {
          try await stream.send(ServerSentEvent(id: "\(number)", name: "tick", text: "line\n\(number)"))
          await signal.wait()
        }
      }
    }
    let client = Client()
    let response = try await client.send(request(.get, url))
    var number = 0
    for try await event in ServerSentEvents(response.body) {
      #expect(event == ServerSentEvent(id: "\(number)", name: "tick", text: "line\n\(number)"))
      heard[number].fire()
      number += 1
    }
    #expect(number == 3)
    await server.drain(within: .zero)
  }

  @Test("a refused upload is an answer, not a broken line")
  func refusedUpload() async throws {
    let (server, url) = try server { _ in Response(Status(413)) }
    let client = Client()
    var request = request(.post, url)
    request.body = .bytes([UInt8](repeating: 1, count: 100_000))
    #expect(try await client.send(request).status.code == 413)
    await server.drain(within: .zero)
  }

  @Test("letting an answer go cancels the handler that writes it")
  func cancels() async throws {
    let ended = Signal()
    let (server, url) = try server { _ in
      Response(
        .ok,
        body: .stream(
          StreamBody { writer in
            defer { ended.fire() }
            while true { try await writer.write("x") }
          }))
    }
    let client = Client()
    _ = try await client.send(request(.get, url)).status
    await ended.wait()
    await server.drain(within: .zero)
  }
}
