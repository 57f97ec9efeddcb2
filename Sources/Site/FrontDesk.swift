import Crypto
package import Domain
package import HTTP
package import Storage
package import Studio
import Synchronization

/// Pixazo's face to the network: every request comes in here, and every answer leaves in one manner.
package final class FrontDesk: Sendable {
  package struct Options: Sendable {
    package var version = "development"
    /// Authorities that a proxy passes on, such as `studio.example`.
    package var otherHosts: [String] = []
    /// Where the site's files lie; nil serves the API alone.
    package var webFolder: String?
    package var connections: @Sendable () -> Int = { 0 }

    package init() {}
  }

  let store: Store
  let hub: EventHub
  let pictures: PictureRoom
  let providers: ProviderRoom
  let orders: OrderDesk
  let enhancements: EnhancementDesk
  let advice: AdviceDesk
  let queue: GenerationQueue
  let conversation: Conversation
  let clock: Clock
  let log: Log
  let options: Options
  let started: Timestamp
  let cursor: Cursor
  let metrics = Metrics(Routes.all)
  let idempotency = Idempotency()
  let pages: Pages
  private let doors = Mutex(Guards.Doors.closed)
  private let stopping = Atomic(false)

  /// Throws what the store throws while the key of the cursors is read, or made the first time.
  package init(
    store: Store, hub: EventHub, pictures: PictureRoom, providers: ProviderRoom, queue: GenerationQueue,
    conversation: Conversation, clock: Clock = .system, log: Log = .silent, options: Options = Options()
  ) async throws {
    self.store = store
    self.hub = hub
    self.pictures = pictures
    self.providers = providers
    enhancements = EnhancementDesk(store: store, room: providers, clock: clock, log: log)
    orders = OrderDesk(store: store, providers: providers, enhancements: enhancements)
    advice = AdviceDesk(store: store, room: providers, pictures: pictures, clock: clock, log: log)
    self.queue = queue
    self.conversation = conversation
    self.clock = clock
    self.log = log
    self.options = options
    started = clock.now
    pages = Pages(folder: options.webFolder)
    cursor = Cursor(key: try await Self.cursorKey(store))
  }

  /// Says where requests will come. Before it every request is refused.
  package func listen(at port: UInt16, of host: String = "127.0.0.1") {
    let doors = Guards.Doors(host: host, port: port, others: options.otherHosts)
    self.doors.withLock { $0 = doors }
  }

  /// From now on `/readyz` says no, so that nobody sends more, and nobody is asked for prompts any more.
  package func stop() {
    stopping.store(true, ordering: .relaxed)
    enhancements.end()
  }

  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  /// Answers a request, whatever it is: the server's handler.
  package func respond(to request: Request) async -> Response {
    let start = ContinuousClock.now
    let id = Identifier(at: clock.now)
    let match = Routes.router.match(request.method, request.path)
    var response: Response
    do {
      response = try await answer(request, match, id)
    } catch {
      response = refusal(error, request, match, id)
    }
    dress(&response, id)
    account(for: response, to: request, match, id, since: start)
    return response
  }

  /// What a client is told whose request the server refused before it came here.
  package func respond(to refusal: HTTP.Refusal) -> Response {
    let id = Identifier(at: clock.now)
    var response = Problem(failure: Failure(refusal), instance: "", requestId: id).response
    dress(&response, id)
    metrics.add(route: nil, status: response.status.code, microseconds: 0)
    log.info(
      "refused",
      ["status": .number(response.status.code), "detail": .text(refusal.detail), "request": .text(id.text)])
    return response
  }

  private func answer(_ request: Request, _ match: Router<Int>.Match, _ id: Identifier) async throws -> Response {
    let doors = doors.withLock { $0 }
    try Guards.checkHost(of: request, doors)
    switch match {
    case .found(let place, let parameters):
      let route = Routes.all[place]
      try Guards.checkOrigin(of: request, doors, opens: route.isPage)
      return try await answer(request, route, parameters, id)
    case .methodNotAllowed:
      try Guards.checkOrigin(of: request, doors, opens: false)
      throw Failure(.methodNotAllowed, "This address does not know the method \(request.method.rawValue).")
    case .notFound:
      try Guards.checkOrigin(of: request, doors, opens: true)
      return try pages.respond(to: request)
    }
  }

  private func answer(
    _ request: Request, _ route: Route, _ parameters: Router<Int>.Parameters, _ id: Identifier
  ) async throws -> Response {
    let asked = try Asked(request.query, route.query)
    var call = Call(site: self, request: request, requestId: id, parameters: parameters, asked: asked)
    guard route.takesBody, !route.streamsBody else {
      // A key that cannot be taken is not worth the reading of a long body.
      if route.streamsBody { _ = try Idempotency.key(of: request) }
      return try await route.handle(call)
    }
    let bytes = try await route.readBody(of: request)
    // A long one is parsed where others do not wait for it.
    call.body =
      bytes.count > Route.bodyLimit ? try await call.read { _ in try route.parse(bytes) } : try route.parse(bytes)
    return route.method == .post
      ? try await call.once(bytes, again: route.again, route.handle) : try await route.handle(call)
  }

  private func refusal(
    _ error: any Error, _ request: Request, _ match: Router<Int>.Match, _ id: Identifier
  ) -> Response {
    var failure: Failure
    switch error {
    case let known as Failure: failure = known
    case let body as BodyFailure: failure = Failure(body)
    case let form as MultipartFailure: failure = Failure(form)
    case is CancellationError: failure = Failure(.unavailable, "The request was given up.")
    default: failure = Failure(.internal, "\(error)")
    }
    if failure.code == .internal {
      log.error("unexpected failure", ["reason": .text(failure.detail), "request": .text(id.text)])
      failure = Failure(.internal, "This should not have happened. The log has more under this requestId.")
    }
    var response = Problem(failure: failure, instance: request.path, requestId: id).response
    if failure.code == .methodNotAllowed, case .methodNotAllowed(let methods) = match {
      response.headers.add("allow", methods.map(\.rawValue).joined(separator: ", "))
    }
    if failure.code == .upgradeRequired { response.headers.add("upgrade", "websocket") }
    return response
  }

  private func dress(_ response: inout Response, _ id: Identifier) {
    if !response.headers.contains("content-security-policy") { response.headers.add(SecurityHeaders.api) }
    if !response.headers.contains("cache-control") { response.headers.add("cache-control", "no-store") }
    response.headers.add("x-request-id", id.text)
  }

  private func account(
    for response: Response, to request: Request, _ match: Router<Int>.Match, _ id: Identifier,
    since start: ContinuousClock.Instant
  ) {
    let time = (ContinuousClock.now - start).microseconds
    var place: Int?
    if case .found(let found, _) = match { place = found }
    metrics.add(route: place, status: response.status.code, microseconds: time)
    log.info(
      "request",
      [
        "method": .text(request.method.rawValue), "route": .text(place.map { Routes.all[$0].pattern } ?? "other"),
        "status": .number(response.status.code), "ms": .decimal(Double(time) / 1e3),
        "bytes": .number(response.knownLength), "request": .text(id.text),
      ])
  }

  private static func cursorKey(_ store: Store) async throws -> [UInt8] {
    let name = "cursor-key"
    if let key = try await store.read({ try $0.studio.value(of: name) }) { return key }
    let fresh = Token.random(bytes: 32)
    return try await store.write { writing in
      if let key = try writing.studio.value(of: name) { return key }
      try writing.studio.set(name, to: fresh)
      return fresh
    }
  }
}

extension Route {
  /// Throws `unsupported_media_type`, `too_large` or `too_slow`.
  fileprivate func readBody(of request: Request) async throws -> [UInt8] {
    if !needsBody {
      if request.headers.contains("content-type") { try Guards.checkType(of: request, mediaTypes) }
      let bytes = try await request.body.collect(upTo: bodyLimit)
      if !bytes.isEmpty { try Guards.checkType(of: request, mediaTypes) }
      return bytes
    }
    try Guards.checkType(of: request, mediaTypes)
    return try await request.body.collect(upTo: bodyLimit)
  }

  /// Throws `invalid_json`, and `invalid_request` for a body where none is wanted.
  fileprivate func parse(_ bytes: [UInt8]) throws(Failure) -> JSON {
    if !needsBody, bytes.isEmpty { return .null }
    let json: JSON
    do throws(JSON.ParseFailure) {
      json = try JSON(parsing: bytes)
    } catch {
      throw Failure(.invalidJSON, error.sentence)
    }
    if case .none = body {
      var fields = Fields(json)
      try fields.finish()
    }
    return json
  }
}

extension Response {
  /// The length of the body; 0 for one that is written while it is sent.
  fileprivate var knownLength: Int {
    switch body {
    case .bytes(let bytes): bytes.count
    case .file(let file): file.length
    case .empty, .stream, .webSocket: 0
    }
  }
}

extension Duration {
  fileprivate var microseconds: Int {
    Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
  }
}
