package import Domain
package import HTTP
package import Site
import Synchronization

/// Calls the site: in memory, or over a real socket when it is given a server's port.
package struct TestClient: Sendable {
  package static let port: UInt16 = 8_080
  package static let host = "127.0.0.1:8080"

  private let ground: Handler

  /// Keeps `owner`, without which the site has no folder any more.
  package init(site: FrontDesk, of owner: TestStudio? = nil) {
    ground = { request in
      defer { withExtendedLifetime(owner) {} }
      return await site.respond(to: request)
    }
  }

  package init(live server: Server) throws {
    let client = Client(userAgent: "test")
    let port = server.port
    ground = { await Self.send($0, to: port, by: client) }
  }

  package func respond(to request: Request) async -> Response { await ground(request) }

  /// Sends what a well-behaved program would; `headers` are added, and one given as "" is left out.
  package func send(
    _ method: HTTP.Method, _ target: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
  ) async -> TestResponse {
    TestResponse(await respond(to: Self.request(method, target, headers: headers, body: body)))
  }

  package func send(
    _ method: HTTP.Method, _ target: String, headers: KeyValuePairs<String, String> = [:], json: JSON
  ) async -> TestResponse {
    await send(method, target, headers: headers, body: json.bytes)
  }

  package func get(_ target: String, headers: KeyValuePairs<String, String> = [:]) async -> TestResponse {
    await send(.get, target, headers: headers)
  }

  /// Makes a workspace and returns its id.
  package func makeWorkspace(_ name: String = "A") async -> String {
    await send(.post, "/api/v1/workspaces", json: ["name": .string(name)]).json["id"]?.string ?? ""
  }

  /// A client that fails answers with status 0 and its reason.
  private static func send(_ request: Request, to port: UInt16, by client: Client) async -> Response {
    var target = request.path
    if let query = request.query { target += "?" + query }
    var sent = Client.Request(
      request.method, "http://127.0.0.1:\(port)\(target)", reach: .anywhere, limit: 1 << 20)
    for (name, value) in request.headers.pairs where name != "host" || value != host { sent.headers.add(name, value) }
    do {
      if request.headers.contains("content-type") {
        sent.body = .bytes(try await request.body.collect(upTo: 2 << 20))
      }
      let answer = try await client.send(sent)
      return Response(answer.status, headers: answer.headers, body: .bytes(try await answer.body.collect()))
    } catch {
      return Response(Status(0), type: .text, Array("\(error)".utf8))
    }
  }

  package static func request(
    _ method: HTTP.Method, _ target: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
  ) -> Request {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var all = Headers()
    let names = headers.map { $0.key.lowercased() }
    if !names.contains("host") { all.add("host", host) }
    if body != nil, !names.contains("content-type") { all.add("content-type", "application/json") }
    for (name, value) in headers where !value.isEmpty { all.add(name, value) }
    return Request(
      method: method, path: String(parts.first ?? ""), query: parts.count > 1 ? String(parts[1]) : nil, headers: all,
      body: body.map { .bytes($0) } ?? .empty)
  }
}

/// An answer, read to its end where it has one.
package struct TestResponse: Sendable {
  package let raw: Response

  package init(_ raw: Response) { self.raw = raw }

  package var status: Int { raw.status.code }

  package subscript(header: String) -> String? { raw.headers[header] }

  package var bytes: [UInt8] {
    switch raw.body {
    case .bytes(let bytes): bytes
    case .file(let file): file.file.read(file.offset..<file.offset + file.length)
    case .empty, .stream, .webSocket: []
    }
  }

  /// The bytes of an answer that may be written while it is sent, until its end.
  package func whole() async throws -> [UInt8] {
    guard case .stream(let stream) = raw.body else { return bytes }
    let parts = Mutex<[UInt8]>([])
    try await stream.produce(BodyWriter { part in parts.withLock { $0 += part } })
    return parts.withLock(\.self)
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Null when the body is not JSON.
  package var json: JSON { (try? JSON(parsing: bytes)) ?? .null }

  /// The reason of a problem.
  package var code: String? { json["code"]?.string }

  /// `pointer code` of each error of a problem.
  package var fields: [String] {
    (json["errors"]?.array ?? []).map { "\($0["pointer"]?.string ?? "?") \($0["code"]?.string ?? "?")" }
  }
}
