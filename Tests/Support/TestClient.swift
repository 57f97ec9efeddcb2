package import Domain
package import HTTP
package import Site

/// Calls the site without a socket.
package struct TestClient: Sendable {
  package static let port: UInt16 = 8_080
  package static let host = "127.0.0.1:8080"

  let site: Site

  package init(site: Site) { self.site = site }

  /// Sends what a well-behaved program would; `headers` are added, and one given as "" is left out.
  package func send(
    _ method: HTTP.Method, _ target: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
  ) async -> TestResponse {
    TestResponse(await site.respond(to: Self.request(method, target, headers: headers, body: body)))
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
