import Domain
import HTTP
import Storage

/// One request on its way to its handler: read, checked, and ready to be answered.
struct Call: Sendable {
  let site: FrontDesk
  let request: Request
  let requestId: Identifier
  let parameters: Router<Int>.Parameters
  let asked: Asked
  /// The body; null for a route without one, or whose handler reads it.
  var body = JSON.null
  private(set) var ticket: Idempotency.Ticket?

  init(
    site: FrontDesk, request: Request, requestId: Identifier, parameters: Router<Int>.Parameters, asked: Asked
  ) {
    self.site = site
    self.request = request
    self.requestId = requestId
    self.parameters = parameters
    self.asked = asked
  }

  /// Handles what brings this content once for its `Idempotency-Key`, and gives the first answer ever after.
  /// `again` makes of that answer what is true by now.
  func once(
    _ content: [UInt8], again: (@Sendable (Call, Response) async throws -> Response)? = nil,
    _ handle: (Call) async throws -> Response
  ) async throws -> Response {
    guard let ticket = try site.idempotency.ticket(for: request, body: content) else { return try await handle(self) }
    defer { withExtendedLifetime(ticket) {} }
    if let first = try await read({ try ticket.earlierAnswer(in: $0) }) {
      ticket.end()
      return try await again?(self, first) ?? first
    }
    var call = self
    call.ticket = ticket
    do {
      let response = try await handle(call)
      if !ticket.isUsed { try await site.store.write { try ticket.remember(response, in: $0) } }
      // A stream goes on, and its answer may be kept only at its end.
      if case .stream = response.body { return response }
      ticket.end()
      return response
    } catch let failure as Failure {
      ticket.end()
      throw failure
    }
  }

  /// Whether the client asks for the answer as it comes.
  var wantsEvents: Bool {
    request.headers.all("accept").contains { $0.lowercased().contains(MediaType.eventStream.text) }
  }

  /// The `{id}` of the path where it is no `Identifier`.
  var slug: String { parameters["id"] ?? "" }

  /// The `{id}` of the path. Throws `not_found` for what cannot be an id.
  func id(of thing: String) throws(Failure) -> Identifier {
    guard let id = parameters["id"].flatMap({ Identifier($0) }) else { throw .notFound(thing) }
    return id
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (Reading) throws -> T) async throws -> T {
    try await site.store.read(body)
  }

  /// Runs `effect` in a transaction; for a POST with an `Idempotency-Key`, the answer is kept in the same one.
  func write(_ effect: @escaping @Sendable (Writing) throws -> Response) async throws -> Response {
    guard let ticket else { return try await site.store.write(effect) }
    return try await site.store.write { writing in
      let response = try effect(writing)
      try ticket.remember(response, in: writing)
      return response
    }
  }

  /// A page of a list, written straight from its items.
  func page<Item>(
    _ page: Page<Item>, of list: String, _ write: (Item, inout JSONWriter) -> Void
  ) -> Response {
    var json = JSONWriter(capacity: 64 + 640 * page.items.count)
    json.object { json in
      json.array("items") { json in for item in page.items { write(item, &json) } }
      json.field("nextCursor", page.next.map { site.cursor.text($0, of: list) })
    }
    return Response(.ok, type: .json, json.bytes)
  }

  /// A page of a list that lies in memory, in the order of its keys.
  func page<Item>(
    _ items: [Item], by key: (Item) -> String, of list: String, limit: Int,
    _ write: (Item, inout JSONWriter) -> Void
  ) throws(Failure) -> Response {
    let last = try asked.text("cursor").map { text throws(Failure) in try site.cursor.key(text, in: list) }
    let rest = items.drop { item in last.map { key(item) <= $0 } ?? false }
    let shown = rest.prefix(limit)
    var json = JSONWriter(capacity: 64 + 1_024 * shown.count)
    json.object { json in
      json.array("items") { json in for item in shown { write(item, &json) } }
      json.field(
        "nextCursor", shown.count < rest.count ? shown.last.map { site.cursor.text(after: key($0), of: list) } : nil)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  /// Where the asked page of `list` starts; nil for the first.
  func position(in list: String) throws(Failure) -> Position? {
    guard let text = asked.text("cursor") else { return nil }
    return try site.cursor.position(text, in: list)
  }
}

extension Response {
  static let noContent = Response(.noContent)

  static func json(_ value: some JSONWritable, _ status: Status = .ok) -> Response {
    Response(status, type: .json, bytes(of: value))
  }

  static func bytes(of value: some JSONWritable) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.value(value)
    return json.bytes
  }

  func adding(_ name: String, _ value: String) -> Response {
    var response = self
    response.headers.add(name, value)
    return response
  }
}
