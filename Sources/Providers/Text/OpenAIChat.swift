import Domain
import HTTP
import Synchronization

/// Writes through any server that speaks OpenAI's chat protocol, in that server's dialect.
struct OpenAIChat: TextProvider {
  private let remote: Remote
  private let dialect: ChatDialect
  private let additions: JSON.Object
  private let headers: Headers
  private let patience: Duration
  private let streams: Bool
  private let named: [String]
  private let strangers = Strangers()

  /// `more` are headers of every call.
  init(
    _ connection: ProviderConnection, _ dialect: ChatDialect, client: Client, adding more: Headers = Headers()
  ) throws(Failure) {
    var credentials = Remote.bearer(connection.key)
    credentials.add(more)
    remote = try Remote(connection, client: client, credentials: credentials)
    self.dialect = dialect
    if case .object(let object)? = connection.options[ChatOption.extraBody.name] {
      additions = object
    } else {
      additions = JSON.Object()
    }
    headers = ChatOption.headers(of: connection)
    patience = connection.duration(Option.timeout)
    streams = connection.flag(ChatOption.streams)
    named = connection.words(dialect.painters ? ChatOption.models : Option.models)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    var without = strangers.of(request.card.model)
    if !streams { without.insert(.stream) }
    while true {
      do {
        let reply = ChatReply(of: remote.name, repeatsThoughts: dialect.repeatsThoughts)
        return try await TextExchange(remote: remote)(call(request, without), reply, tell: tell)
      } catch let failure as ProviderFailure where failure.code == .refused && failure.effect == .notTaken {
        // Servers differ in what they know: what this one names as wrong is left out, as long as there is something.
        guard let extra = blamed(in: failure, request, without) else { throw failure }
        without.insert(extra)
        strangers.note(extra, of: request.card.model)
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

  private func body(_ request: TextRequest, _ without: Set<ChatBody.Extra>) -> ChatBody {
    ChatBody(request: request, dialect: dialect, additions: additions, without: without)
  }

  /// Never made one with who waits for the answer: that should hold as little as it can.
  @inline(never)
  private func call(_ request: TextRequest, _ without: Set<ChatBody.Extra>) -> Remote.Call {
    let body = body(request, without)
    let accept = body.streams ? "text/event-stream, application/json" : "application/json"
    var call = TextExchange.call(dialect.path, body.bytes, patience: patience, accept: accept)
    call.headers.add(headers)
    return call
  }

  @inline(never)
  private func blamed(
    in failure: ProviderFailure, _ request: TextRequest, _ without: Set<ChatBody.Extra>
  ) -> ChatBody.Extra? {
    guard let words = failure.providerMessage?.lowercased() else { return nil }
    let sent = body(request, without).bytes
    return ChatBody.Extra.allCases.first { extra in
      !without.contains(extra) && words.contains(extra.rawValue) && sent.contains("\"\(extra.rawValue)\":".utf8)
    }
  }
}

/// What a server said that it does not know, so that it is not asked for it with every call.
private final class Strangers: Sendable {
  private let known = Mutex<[String: Set<ChatBody.Extra>]>([:])

  func of(_ model: String) -> Set<ChatBody.Extra> { known.withLock { $0[model] ?? [] } }

  func note(_ extra: ChatBody.Extra, of model: String) {
    known.withLock { known in if known.count < 500 || known[model] != nil { known[model, default: []].insert(extra) } }
  }
}

/// Options of connections that write.
enum ChatOption {
  static let extraBody = ModelCard.Parameter(
    "extraBody", .json, detail: "A JSON object whose members are added to every request to write.")
  static let extraHeaders = ModelCard.Parameter(
    "extraHeaders", .json, detail: "A JSON object of header names and values that are sent with every request.")
  static let streams = ModelCard.Parameter(
    "streaming", .flag, standard: true, detail: "Whether to ask for the answer piece by piece.")

  /// Where `Option.models` names those that paint.
  static let models = ModelCard.Parameter(
    "textModels", .text, detail: "Further models that write, by the provider's own names, between commas.")

  static let all = [Option.models, Option.timeout, streams, extraBody, extraHeaders]
  static let besidePictures = [models, Option.timeout, streams, extraBody, extraHeaders]

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
