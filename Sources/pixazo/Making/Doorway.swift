import Domain
import HTTP
import Site
import Storage
import Studio

/// The API of the studio in a data folder: that of the server that holds the folder, else that of one which is opened
/// here for as long as it is wanted. What is asked and answered is the same.
struct Doorway: Sendable {
  private enum Side {
    case server(Client, origin: Origin, address: String)
    case here(Workshop)
  }

  private let side: Side

  /// Throws `Refusal` for a folder that cannot be used, or is held by a process that serves nobody.
  init(_ settings: Settings) async throws {
    let log = Log(.error, form: .human) { Output.write($0, to: 2) }
    do {
      let workshop = try await Workshop(settings, log: log)
      workshop.site.listen(at: Self.port, of: Self.host)
      do { try await workshop.start() } catch {
        await workshop.close()
        throw error
      }
      side = .here(workshop)
    } catch Storage.Refusal.held(let folder, let pid, let address?) {
      guard let origin = Origin(address) else { throw Storage.Refusal.held(folder: folder, pid: pid, address: nil) }
      side = .server(Client(userAgent: "Pixazo/\(Pixazo.version)"), origin: origin, address: address)
    }
  }

  // Nobody listens there: it is what requests from within call the place.
  private static let (host, port) = ("127.0.0.1", UInt16(1))

  /// Where the running server is; nil when there is none.
  var address: String? {
    if case .server(_, _, let address) = side { address } else { nil }
  }

  /// Lets the folder go; a server goes on.
  func close() async {
    guard case .here(let workshop) = side else { return }
    await workshop.rest(within: .seconds(5))
    await workshop.close()
  }

  /// Each asks under `/api/v1`, reads the whole answer, and throws `Objection` when it is a refusal.
  func get(_ path: String) async throws -> JSON { try Self.json(await ask(.get, path)) }

  func post(_ path: String, _ json: JSON? = nil) async throws -> JSON {
    try Self.json(await ask(.post, path, type: json == nil ? nil : MediaType.json.text, body: json?.bytes ?? []))
  }

  /// A picture; its decoder knows what kind it is.
  func post(_ path: String, picture: [UInt8]) async throws -> JSON {
    try Self.json(await ask(.post, path, type: "image/png", body: picture))
  }

  func bytes(_ path: String) async throws -> [UInt8] { try await ask(.get, path) }

  func delete(_ path: String) async throws { _ = try await ask(.delete, path) }

  private static func json(_ bytes: [UInt8]) throws(Objection) -> JSON {
    guard let json = try? JSON(parsing: bytes) else { throw Objection(status: 502, bytes) }
    return json
  }

  private func ask(
    _ method: HTTP.Method, _ path: String, type: String? = nil, body: [UInt8] = []
  ) async throws -> [UInt8] {
    let path = "/api/v1" + path
    var headers = Headers()
    if let type { headers.add("content-type", type) }
    let (status, bytes) =
      switch side {
      case .server(let client, let origin, let address):
        try await Self.ask(client, origin, method, address + path, headers, body)
      case .here(let workshop): try await Self.ask(workshop.site, method, path, headers, body)
      }
    guard status.code < 400 else { throw Objection(status: status.code, bytes) }
    return bytes
  }

  private static func ask(
    _ client: Client, _ origin: Origin, _ method: HTTP.Method, _ url: String, _ headers: Headers, _ body: [UInt8]
  ) async throws -> (Status, [UInt8]) {
    var request = Client.Request(
      method, url, headers: headers, body: body.isEmpty ? .empty : .bytes(body), reach: .exact([origin]),
      limit: mostBytes)
    // A language model that is asked for prompts may take its time.
    request.timeouts.firstByte = .seconds(120)
    let answer = try await client.send(request)
    return (answer.status, try await answer.body.collect())
  }

  private static func ask(
    _ site: FrontDesk, _ method: HTTP.Method, _ path: String, _ headers: Headers, _ body: [UInt8]
  ) async throws -> (Status, [UInt8]) {
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    var headers = headers
    headers.add("host", "\(host):\(port)")
    let response = await site.respond(
      to: Request(
        method: method, path: parts[0], query: parts.count > 1 ? parts[1] : nil, headers: headers,
        body: body.isEmpty ? .empty : .bytes(body)))
    switch response.body {
    case .bytes(let bytes): return (response.status, bytes)
    case .file(let file): return (response.status, file.file.read(file.offset..<file.offset + file.length))
    case .empty, .stream, .webSocket: return (response.status, [])
    }
  }

  /// As much as the largest picture.
  static let mostBytes = 64 << 20
}

/// A refusal of the API, as a person wants to read it.
struct Objection: Error, CustomStringConvertible {
  let status: Int
  let description: String

  init(status: Int, _ bytes: [UInt8]) {
    self.status = status
    let problem = (try? JSON(parsing: bytes)) ?? .null
    let fields = (problem["errors"]?.array ?? []).map { field in
      "  \(field["pointer"]?.string?.dropFirst() ?? ""): \(field["detail"]?.string ?? "")"
    }
    let sentence = problem["detail"]?.string ?? "The studio answered \(status) and nothing that could be read."
    description = ([sentence] + fields).joined(separator: "\n")
  }

  /// Whether what was asked is wrong, rather than that it did not work.
  var isMisuse: Bool { status == 400 || status == 404 || status == 422 }
}
