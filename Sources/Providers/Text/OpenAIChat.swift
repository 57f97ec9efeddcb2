import Domain
import HTTP

/// Writes through any server that speaks OpenAI's chat protocol, in that server's dialect.
struct OpenAIChat: TextProvider {
  private let remote: Remote
  private let dialect: ChatDialect
  private let additions: JSON.Object
  private let headers: Headers
  private let patience: Duration
  private let streams: Bool
  private let named: [String]

  init(_ connection: ProviderConnection, _ dialect: ChatDialect, client: Client) throws(Failure) {
    remote = try Remote(connection, client: client, credentials: Remote.bearer(connection.key))
    self.dialect = dialect
    if case .object(let object)? = connection.options[ChatOption.extraBody.name] {
      additions = object
    } else {
      additions = JSON.Object()
    }
    headers = ChatOption.headers(of: connection)
    patience = connection.duration(Option.timeout)
    streams = connection.flag(ChatOption.streams)
    named = connection.words(Option.models)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    var body = ChatBody(request: request, dialect: dialect, additions: additions)
    if !streams { body.without.insert(.stream) }
    while true {
      do {
        return try await send(body, tell)
      } catch let failure as ProviderFailure where failure.code == .refused && failure.effect == .notTaken {
        // Servers differ in what they know: what this one names as wrong is left out, as long as there is something.
        guard let extra = Self.blamed(in: failure, sent: body) else { throw failure }
        body.without.insert(extra)
      }
    }
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only { try await ChatListing(remote, dialect, headers, named).cards() }
  }

  func check() async throws(ProviderFailure) -> [String] {
    let cards = try await models()
    return ["It answers and knows \(cards.count) models that write."]
  }

  private func send(
    _ body: ChatBody, _ tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    var call = Remote.Call.submit(dialect.path, patience: patience).sending(body.bytes, .json)
    call.headers = headers
    call.headers.set("accept", body.streams ? "text/event-stream, application/json" : "application/json")
    // A model may think for minutes between two pieces.
    call.timeouts.idle = max(patience, .seconds(60))
    call.timeouts.total = nil
    call.limit = Self.most
    let response = try await remote.open(call)
    let type = response.headers["content-type"].map { MediaType($0).essence } ?? ""
    guard response.status.isSuccess, type == "text/event-stream" else {
      return try await whole(response, call, tell)
    }
    var reply = ChatReply(of: remote.name, repeatsThoughts: dialect.repeatsThoughts)
    var parser = ServerSentEventParser(limit: Self.mostOfALine)
    do {
      reading: while let bytes = try await response.body.next() {
        parser.feed(bytes)
        while let event = try parser.next() {
          if event.text == "[DONE]" { break reading }
          guard let chunk = JSON(lenient: event.data) else { continue }
          for news in try reply.take(chunk) { try await tell(news) }
        }
      }
      // The last event may lack its blank line.
      parser.feed(Array("\n\n".utf8))
      while let event = try parser.next(), let chunk = JSON(lenient: event.data) {
        for news in try reply.take(chunk) { try await tell(news) }
      }
    } catch let silence as ClientFailure {
      if silence.reason == .cancelled { throw CancellationError() }
      throw interrupted("The line to \(remote.name) broke before the answer was whole.")
    } catch is StreamFailure {
      throw ProviderFailure(.garbage, "\(remote.name) sent a line longer than any answer should be.", effect: .taken)
    }
    for news in reply.end() { try await tell(news) }
    guard reply.isFinished else {
      guard reply.hasBegun else {
        throw ProviderFailure(.garbage, "\(remote.name) ended its answer before it began.", effect: .taken)
      }
      throw interrupted("\(remote.name) stopped before the answer was whole.")
    }
    return reply.outcome
  }

  /// An answer that came in one piece: because that was asked, or because the server cannot do otherwise.
  private func whole(
    _ response: Client.Response, _ call: Remote.Call, _ tell: @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let answer = try await remote.accept(remote.read(response, of: call))
    guard let json = JSON(lenient: answer.bytes) else { throw answer.garbage("something that is no answer") }
    var reply = ChatReply(of: remote.name)
    for news in try reply.take(json) { try await tell(news) }
    for news in reply.end() { try await tell(news) }
    guard reply.hasBegun || reply.isFinished else { throw answer.garbage("JSON without an answer in it") }
    return reply.outcome
  }

  private func interrupted(_ sentence: String) -> ProviderFailure {
    ProviderFailure(.interrupted, sentence, effect: .taken)
  }

  private static func blamed(in failure: ProviderFailure, sent body: ChatBody) -> ChatBody.Extra? {
    guard let words = failure.providerMessage?.lowercased() else { return nil }
    return ChatBody.Extra.allCases.first { extra in
      !body.without.contains(extra) && words.contains(extra.rawValue)
        && body.bytes.contains("\"\(extra.rawValue)\":".utf8)
    }
  }

  private static let most = 64 << 20
  private static let mostOfALine = 24 << 20
}

/// Options of connections that write.
enum ChatOption {
  static let extraBody = ModelCard.Parameter(
    "extraBody", .text, detail: "A JSON object whose members are added to every request.")
  static let extraHeaders = ModelCard.Parameter(
    "extraHeaders", .text, detail: "A JSON object of header names and values that are sent with every request.")
  static let streams = ModelCard.Parameter(
    "streaming", .flag, standard: true, detail: "Whether to ask for the answer piece by piece.")

  static let all = [Option.models, Option.timeout, streams, extraBody, extraHeaders]

  static func headers(of connection: ProviderConnection) -> Headers {
    guard case .object(let object)? = connection.options[extraHeaders.name] else { return Headers() }
    var headers = Headers()
    for member in object.members.prefix(20) {
      if let value = member.value.string { headers.add(member.name.lowercased(), value) }
    }
    return headers
  }
}

extension [UInt8] {
  fileprivate func contains(_ text: String.UTF8View) -> Bool { firstRange(of: Array(text)) != nil }
}
