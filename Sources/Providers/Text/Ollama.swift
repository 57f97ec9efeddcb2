import Domain
import HTTP

/// Models that run in Ollama, over its own protocol: it alone can say how much context a model gets.
struct Ollama: TextProvider {
  private let remote: Remote
  private let patience: Duration
  private let context: Int?
  private let keepAlive: String?

  static let contextLength = ModelCard.Parameter(
    "contextLength", .integer, least: 512, most: 4_194_304,
    detail: "How many tokens a model may see; empty leaves it to Ollama.")
  static let keepAlive = ModelCard.Parameter(
    "keepAlive", .text, detail: "How long a model stays loaded, such as 5m; empty leaves it to Ollama.")

  init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    remote = try Remote(connection, client: client, credentials: Remote.bearer(connection.key))
    patience = connection.duration(Option.timeout)
    let length = connection.number(Self.contextLength)
    context = length > 0 ? Int(length) : nil
    keepAlive = connection.text(Self.keepAlive)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let body = OllamaBody(request: request, context: context, keepAlive: keepAlive).bytes
    let call = TextExchange.call("/api/chat", body, patience: patience, accept: "application/x-ndjson")
    return try await TextExchange(remote: remote, framing: .lines)(call, OllamaReply(of: remote.name), tell: tell)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      let list = try await remote.call(.ask("/api/tags")).json()
      var cards: [ModelCard] = []
      for entry in (list["models"]?.array ?? []).prefix(200) {
        guard let id = (entry["model"] ?? entry["name"])?.string, !id.isEmpty else { continue }
        if let card = try await card(id) { cards.append(card) }
      }
      return cards
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let version = try await remote.call(.ask("/api/version")).json()["version"]?.string
      let count = try await remote.call(.ask("/api/tags")).json()["models"]?.array?.count ?? 0
      return ["Ollama \(version ?? "of an unknown version") answers.", "It has \(count) models."]
    }
  }

  /// Nil for a model that does not write, such as one for embeddings.
  private func card(_ id: String) async throws -> ModelCard? {
    let call = Remote.Call.ask("/api/show").json { $0.field("model", id) }
    let details = try? await remote.call(call).json()
    let known = details?["capabilities"]?.array?.compactMap(\.string)
    if let known, !known.contains("completion") { return nil }
    var card = ModelCard(provider: remote.name, model: id, kind: .text, name: id, family: Family(naming: id))
    card.source = .listed
    card.price = .free
    card.capabilities = [.chat, .streaming]
    if known?.contains("vision") == true { card.capabilities.insert(.vision) }
    if known?.contains("tools") == true { card.capabilities.insert(.tools) }
    if known?.contains("thinking") == true { card.capabilities.insert(.reasoning) }
    if case .object(let info)? = details?["model_info"] {
      let length = info.members.first { $0.name.hasSuffix(".context_length") }?.value.int
      card.contextWindow = length.flatMap { Int(exactly: $0) }
    }
    if let context { card.contextWindow = min(card.contextWindow ?? context, context) }
    card.parameters = ChatListing.parameters(canThink: card.capabilities.contains(.reasoning))
    return card
  }
}

/// A request in Ollama's protocol.
struct OllamaBody {
  let request: TextRequest
  let context: Int?
  let keepAlive: String?

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("model", request.card.model)
      json.field("stream", request.streams)
      if let keepAlive { json.field("keep_alive", keepAlive) }
      if let mode = request.mode, request.card.capabilities.contains(.reasoning) {
        json.field("think", mode != .flash)
      }
      json.object("options") { json in
        if let context { json.field("num_ctx", context) }
        if let temperature = request.temperature { json.field("temperature", temperature) }
        if let topP = request.topP { json.field("top_p", topP) }
        if let most = request.maxTokens { json.field("num_predict", most) }
      }
      if !request.tools.isEmpty { tools(&json) }
      json.array("messages") { json in
        if let system = request.system, !system.isEmpty {
          json.object { json in
            json.field("role", "system")
            json.field("content", system)
          }
        }
        for turn in request.turns { write(turn, &json) }
      }
    }
    return json.bytes
  }

  private func tools(_ json: inout JSONWriter) {
    json.array("tools") { json in
      for tool in request.tools {
        json.object { json in
          json.field("type", "function")
          json.object("function") { json in
            json.field("name", tool.name)
            json.field("description", tool.detail)
            json.field("parameters", tool.parameters)
          }
        }
      }
    }
  }

  private func write(_ turn: TextTurn, _ json: inout JSONWriter) {
    if turn.role == .tool {
      for case .toolResult(_, let content, _) in turn.parts {
        json.object { json in
          json.field("role", "tool")
          json.field("content", content)
        }
      }
      return
    }
    json.object { json in
      json.field("role", turn.role.rawValue)
      json.field("content", turn.text)
      let images = turn.parts.compactMap { if case .image(let file) = $0 { Base64.text(file.bytes) } else { nil } }
      if !images.isEmpty { json.field("images", images) }
      let calls = turn.parts.compactMap { part -> (name: String, arguments: String)? in
        if case .toolCall(_, let name, let arguments) = part { (name, arguments) } else { nil }
      }
      guard !calls.isEmpty else { return }
      json.array("tool_calls") { json in
        for call in calls {
          json.object { json in
            json.object("function") { json in
              json.field("name", call.name)
              json.field("arguments", JSON(lenient: Array(call.arguments.utf8)) ?? [:])
            }
          }
        }
      }
    }
  }
}

/// An answer in Ollama's protocol: lines of JSON, the last of which says how it ended.
struct OllamaReply: Reply {
  private let name: String
  private var tags = ThinkTags()
  private var receipt = TextReceipt(finish: .other)
  private var calls = 0
  private(set) var isFinished = false
  private(set) var hasBegun = false

  init(of name: String) { self.name = name }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    if let failure = ChatReply.failure(in: chunk, of: name) { throw failure }
    var news: [TextNews] = []
    if let model = chunk["model"]?.string { receipt.model = model }
    let message = chunk["message"] ?? .null
    if let thought = message["thinking"]?.string, !thought.isEmpty { news.append(.reasoning(thought)) }
    if let text = message["content"]?.string, !text.isEmpty { news += tags.take(text).map(TextNews.init) }
    for call in message["tool_calls"]?.array ?? [] {
      let function = call["function"]
      news.append(
        .toolCall(
          index: calls, id: call["id"]?.string ?? "call-\(calls)", name: function?["name"]?.string,
          arguments: String(decoding: (function?["arguments"] ?? [:]).bytes, as: UTF8.self)))
      calls += 1
    }
    if chunk["done"]?.bool == true {
      isFinished = true
      news += tags.finish().map(TextNews.init)
      func count(_ name: String) -> Int? { chunk[name]?.int.flatMap { Int(exactly: $0) }.map { max(0, $0) } }
      receipt.usage.inputTokens = count("prompt_eval_count")
      receipt.usage.outputTokens = count("eval_count")
      receipt.finish = calls > 0 ? .toolCalls : chunk["done_reason"]?.string == "length" ? .length : .stop
    }
    if !news.isEmpty { hasBegun = true }
    return news
  }

  mutating func end() -> [TextNews] { tags.finish().map(TextNews.init) }

  /// What ran here costs nothing.
  var outcome: TextReceipt {
    var receipt = receipt
    receipt.costMicros = 0
    return receipt
  }
}
