import Crypto
import Domain
import HTTP
import Storage
import Synchronization

/// Makes sending a POST again harmless (`Idempotency-Key`).
///
/// The first answer is kept in the transaction of its effect, so both happened or neither did, whatever crashes.
/// What runs right now is known here: there is one process per data folder.
final class Idempotency: Sendable {
  private let running = Mutex<[String: [UInt8]]>([:])

  /// The right to run under a key; it ends with its last owner.
  final class Ticket: Sendable {
    let key: String
    let hash: [UInt8]
    private let desk: Idempotency
    private let kept = Atomic(false)
    private let isOver = Atomic(false)

    fileprivate init(key: String, hash: [UInt8], desk: Idempotency) {
      self.key = key
      self.hash = hash
      self.desk = desk
    }

    deinit { end() }

    /// Gives the key free before the last owner lets go: that may be a thread which is still busy answering others,
    /// while the client has its answer and asks again.
    func end() {
      guard !isOver.exchange(true, ordering: .relaxed) else { return }
      _ = desk.running.withLock { $0.removeValue(forKey: key) }
    }

    /// Whether the answer has been kept.
    var isUsed: Bool { kept.load(ordering: .relaxed) }

    /// The answer of an earlier run. Throws `idempotency_mismatch` when that was another request.
    func earlierAnswer(in reading: Reading) throws -> Response? {
      try reading.idempotency.find(key, scope: scope).map(response)
    }

    /// Only what succeeded is kept: a request that was refused has done nothing and may be tried again.
    func remember(_ response: Response, in writing: Writing) throws {
      guard response.status.code < 300 else { return }
      let body: [UInt8]
      switch response.body {
      case .empty: body = []
      case .bytes(let bytes): body = bytes
      case .file, .stream, .webSocket: return
      }
      var headers = JSON.Object()
      for (name, value) in response.headers.pairs { headers.append(name, .string(value)) }
      let answer = RememberedAnswer(
        requestHash: hash, status: response.status.code, headers: .object(headers), body: body)
      try writing.idempotency.remember(answer, key: key, scope: scope)
      kept.store(true, ordering: .relaxed)
    }

    private func response(_ answer: RememberedAnswer) throws -> Response {
      guard Token.equal(answer.requestHash, hash) else { throw mismatch }
      var headers = Headers()
      if case .object(let object) = answer.headers {
        for member in object.members { headers.add(member.name, member.value.string ?? "") }
      }
      headers.add("idempotency-replayed", "true")
      return Response(
        Status(answer.status), headers: headers, body: answer.body.isEmpty ? .empty : .bytes(answer.body))
    }
  }

  /// Nil when the request has no key. Throws when the key is malformed, or its first request is still running.
  func ticket(for request: Request, body: [UInt8]) throws(Failure) -> Ticket? {
    guard let key = try Self.key(of: request) else { return nil }
    let target = "\(request.method.rawValue) \(request.path)?\(request.query ?? "")\n"
    let hash = Digest.sha256(Array(target.utf8) + body)
    let other = running.withLock { running in
      if let other = running[key] { return Optional(other) }
      running[key] = hash
      return nil
    }
    guard let other else { return Ticket(key: key, hash: hash, desk: self) }
    guard other == hash else { throw mismatch }
    throw Failure(
      .idempotencyInFlight, "The first request with this Idempotency-Key is still running.", retryAfter: 1)
  }

  /// Nil when the request has no key. Throws `invalid_idempotency_key`.
  static func key(of request: Request) throws(Failure) -> String? {
    let keys = request.headers.all("idempotency-key")
    guard let key = keys.first else { return nil }
    let isPlain = key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard keys.count == 1, !key.isEmpty, key.utf8.count <= longestKey, isPlain else {
      throw Failure(
        .invalidIdempotencyKey,
        "Idempotency-Key must be given once, with 1 to \(longestKey) visible ASCII characters.")
    }
    return key
  }

  static let longestKey = 255
}

// Keys are the clients' own; once there are accounts, each has a scope of its own.
private let scope = "studio"

private let mismatch = Failure(
  .idempotencyMismatch, "This Idempotency-Key was used for another request. Take a new one.")
