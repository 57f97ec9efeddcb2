import Domain
import HTTP

/// Sends one request to write and reads its answer, streamed or whole.
struct TextExchange: Sendable {
  let remote: Remote
  var framing = Chunks.Framing.events

  /// Tells of each piece as it comes. Throws `ProviderFailure`, `CancellationError` and what `tell` throws.
  func callAsFunction<Answer: Reply>(
    _ call: Remote.Call, _ reply: Answer, tell: @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let response = try await remote.open(call)
    let type = response.headers["content-type"].map { MediaType($0).essence } ?? ""
    // A server that cannot stream answers in one piece, whatever it was asked for.
    guard response.status.isSuccess, isStream(type) else { return try await whole(response, call, reply, tell) }
    var reply = reply
    var chunks = Chunks(framing)
    do {
      while !chunks.isDone, let bytes = try await response.body.next() {
        chunks.feed(bytes)
        while let chunk = try chunks.next() { for news in try take(chunk, &reply) { try await tell(news) } }
      }
      while let chunk = try chunks.finish() { for news in try take(chunk, &reply) { try await tell(news) } }
    } catch let silence as ClientFailure {
      guard silence.reason == .cancelled || !reply.isFinished else { return reply.outcome }
      throw failure(silence)
    } catch is StreamFailure {
      throw ProviderFailure(.garbage, "\(remote.name) sent what no answer looks like.", effect: .taken)
    }
    for news in reply.end() { try await tell(news) }
    guard reply.isFinished || chunks.isDone && reply.hasBegun else {
      guard reply.hasBegun else {
        throw ProviderFailure(.garbage, "\(remote.name) ended its answer before it began.", effect: .taken)
      }
      throw interrupted("\(remote.name) stopped before the answer was whole.")
    }
    return reply.outcome
  }

  /// A call that asks for an answer: the provider may be silent for minutes while its model thinks.
  static func call(_ path: String, _ body: [UInt8], patience: Duration, accept: String) -> Remote.Call {
    var call = Remote.Call.submit(path, patience: patience).sending(body, .json)
    call.headers.set("accept", accept)
    call.timeouts.idle = patience
    call.timeouts.total = nil
    call.limit = 64 << 20
    return call
  }

  private func isStream(_ type: String) -> Bool {
    switch framing {
    case .events: type == "text/event-stream"
    // Every whole answer is one line of JSON too.
    case .lines: type == "application/x-ndjson" || type == "application/json" || type.isEmpty
    case .frames: type == "application/vnd.amazon.eventstream"
    }
  }

  @inline(never)
  private func whole<Answer: Reply>(
    _ response: Client.Response, _ call: Remote.Call, _ reply: Answer,
    _ tell: @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let answer = try await remote.accept(remote.read(response, of: call))
    guard let json = JSON(lenient: answer.bytes) else { throw answer.garbage("something that is no answer") }
    var reply = reply
    for news in try take(json, &reply) { try await tell(news) }
    for news in reply.end() { try await tell(news) }
    guard reply.hasBegun || reply.isFinished else { throw answer.garbage("JSON without an answer in it") }
    return reply.outcome
  }

  /// A failure that comes before anything else is like a status that says no: nothing was written, nothing is paid.
  @inline(never)
  private func take<Answer: Reply>(_ chunk: JSON, _ reply: inout Answer) throws(ProviderFailure) -> [TextNews] {
    let hadBegun = reply.hasBegun
    do { return try reply.take(chunk) } catch {
      throw ProviderFailure(
        error.code, error.detail, providerMessage: error.providerMessage.flatMap(remote.quote),
        effect: hadBegun || error.code == .contentRefused ? .taken : .notTaken, retryAfter: error.retryAfter)
    }
  }

  @inline(never)
  private func failure(_ silence: ClientFailure) -> any Error {
    switch silence.reason {
    case .cancelled: CancellationError()
    case .timeout: interrupted("\(remote.name) fell silent before the answer was whole.")
    default: interrupted("The line to \(remote.name) broke before the answer was whole.")
    }
  }

  private func interrupted(_ sentence: String) -> ProviderFailure {
    ProviderFailure(.interrupted, sentence, effect: .taken)
  }
}
