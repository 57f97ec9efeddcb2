import Domain
import HTTP

/// The server of one configured provider, as its adapter calls it: where it is, with which key, and what its answers
/// mean. Calls reach the origin that the owner set and no other, and the key goes nowhere else.
struct Remote: Sendable {
  /// For sentences: the provider's slug.
  let name: String
  let client: Client
  /// Without a slash, and without a version, at its end.
  let base: String
  let origin: Origin
  /// Sent with every call.
  let credentials: Headers
  /// The certificates that vouch for it, where the system's own do not.
  let authority: String?
  private let secrets: [String]

  /// Throws when the base URL is none, and when this machine has no libcurl.
  init(
    _ connection: ProviderConnection, client: Client, credentials: Headers = Headers(), authority: String? = nil
  ) throws(Failure) {
    if let fault = CurlLibrary.fault { throw Failure(.unavailable, "\(fault).") }
    guard let origin = Origin(connection.baseUrl) else {
      let field = Failure.Field("/baseUrl", .format, "Must be an http or https address.")
      throw Failure(.invalidRequest, "The base URL of \(connection.id) is no address.", fields: [field])
    }
    name = connection.id
    self.client = client
    base = Address.trimmed(connection.baseUrl)
    self.origin = origin
    self.credentials = credentials
    self.authority = authority
    secrets = [connection.key].compactMap(\.self) + credentials.pairs.map(\.value)
  }

  private init(_ other: Remote, adding more: Headers) {
    name = other.name
    client = other.client
    base = other.base
    origin = other.origin
    var all = other.credentials
    all.add(more)
    credentials = all
    authority = other.authority
    secrets = other.secrets + more.pairs.map(\.value) + more.pairs.compactMap { Self.bare($0.value) }
  }

  /// The same server, shown something more with every call; it is as secret as the key.
  func showing(_ more: Headers) -> Remote { Remote(self, adding: more) }

  /// What comes after `Bearer` and the like.
  private static func bare(_ value: String) -> String? { value.split(separator: " ").last.map(String.init) }

  /// The usual way to show a key.
  static func bearer(_ key: String?) -> Headers { key.map { ["authorization": "Bearer \($0)"] } ?? Headers() }

  /// The whole address of a path that starts with a slash.
  func url(_ path: String) -> String { Address.join(base, path) }

  /// Sends a call and reads its answer, which is any 2xx; every other status and all silence is thrown as a
  /// `ProviderFailure`, and `CancellationError` when the task is cancelled.
  func call(_ call: Call) async throws -> Answer { try accept(await exchange(call)) }

  /// The same, but gives every status that came back.
  func exchange(_ call: Call) async throws -> Answer { try await read(open(call), of: call) }

  /// All of an answer that was opened.
  func read(_ response: Client.Response, of call: Call) async throws -> Answer {
    var bytes: [UInt8] = []
    do {
      // Of a refusal only the words matter; all else is bounded by the call's own limit.
      while response.status.isSuccess || bytes.count < Self.mostOfARefusal,
        let piece = try await response.body.next()
      {
        bytes += piece
      }
    } catch {
      if error.reason == .cancelled || response.status.isSuccess { throw failure(error, in: call) }
      // What was cut short is still a refusal.
    }
    return Answer(status: response.status, headers: response.headers, bytes: bytes, purpose: call.purpose, of: name)
  }

  /// Sends a call and gives the answer while its body is still to come, whatever its status.
  func open(_ call: Call) async throws -> Client.Response {
    var headers = credentials
    headers.add(call.headers)
    if let type = call.type { headers.set("content-type", type.text) }
    var request = Client.Request(
      call.method, call.address ?? url(call.path), headers: headers, body: call.body.map { .bytes($0) } ?? .empty,
      reach: .exact([origin]), timeouts: call.timeouts, limit: call.limit,
      freshConnection: call.purpose == .submission, compressed: call.purpose != .submission)
    request.authority = authority
    do { return try await client.send(request) } catch { throw failure(error, in: call) }
  }

  /// The answer itself when it is a 2xx; throws what any other means.
  func accept(_ answer: Answer) throws(ProviderFailure) -> Answer {
    guard answer.status.isSuccess else { throw refusal(answer) }
    return answer
  }

  /// What an answer means that is no 2xx.
  func refusal(_ answer: Answer) -> ProviderFailure { Refusal(answer, from: self).failure }

  /// What a transfer that failed means: a `ProviderFailure`, or `CancellationError`.
  func failure(_ failure: ClientFailure, in call: Call) -> any Error {
    failure.reason == .cancelled
      ? CancellationError() : ProviderFailure(silence: failure, of: self, purpose: call.purpose)
  }

  /// Somebody else's words, as we may show them: without our keys, on one line, cut short. Nil when there are none.
  func quote(_ words: String) -> String? { Quote.tidy(words, without: secrets) }

  private static let mostOfARefusal = 64 << 10
}

extension Remote {
  /// One call to the server.
  struct Call: Sendable {
    enum Purpose: Sendable {
      /// Costs nothing and changes nothing.
      case question
      /// Asks for work that may have to be paid: never sent twice.
      case submission
      /// About work that the provider has.
      case followUp
    }

    var purpose: Purpose
    var method: HTTP.Method
    /// With a slash at its start; and its query.
    var path: String
    /// A whole address of the same origin, in place of the path.
    var address: String?
    var headers = Headers()
    var body: [UInt8]?
    var type: MediaType?
    var timeouts = Client.Timeouts(total: nil)
    /// The most bytes of an answer.
    var limit: Int

    static func ask(_ path: String) -> Call {
      Call(purpose: .question, method: .get, path: path, timeouts: quick, limit: 8 << 20)
    }

    static func follow(_ path: String) -> Call {
      Call(purpose: .followUp, method: .get, path: path, timeouts: quick, limit: mostWithPictures)
    }

    /// `patience` is how long the server may work until its answer's first byte.
    static func submit(_ path: String, patience: Duration) -> Call {
      var call = Call(purpose: .submission, method: .post, path: path, limit: mostWithPictures)
      call.timeouts.firstByte = patience
      call.timeouts.idle = .seconds(60)
      call.timeouts.total = patience + .seconds(300)
      return call
    }

    /// The same call with a JSON object as its body; a GET becomes a POST.
    func json<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) -> Call {
      var json = JSONWriter()
      try json.object(members)
      return sending(json.bytes, .json)
    }

    func sending(_ body: [UInt8], _ type: MediaType) -> Call {
      var call = self
      call.body = body
      call.type = type
      if method == .get { call.method = .post }
      return call
    }

    private static let quick = Client.Timeouts(
      connect: .seconds(10), firstByte: .seconds(30), idle: .seconds(30), total: .seconds(120))
    /// For answers with pictures in base64.
    private static let mostWithPictures = 96 << 20
  }
}

extension Status {
  var isSuccess: Bool { (200..<300).contains(code) }
}
