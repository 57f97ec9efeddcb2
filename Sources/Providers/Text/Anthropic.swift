import Domain
import HTTP

/// Claude, over Anthropic's own protocol.
struct Anthropic: TextProvider {
  private let remote: Remote
  private let patience: Duration
  private let named: [String]

  init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    var headers: Headers = ["anthropic-version": "2023-06-01"]
    if let key = connection.key { headers.add("x-api-key", key) }
    remote = try Remote(connection, client: client, credentials: headers)
    patience = connection.duration(Option.timeout)
    named = connection.words(Option.models)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    var body = AnthropicBody(request: request)
    do { return try await send(body, tell) } catch let failure as ProviderFailure
      where failure.code == .refused && failure.effect == .notTaken && request.mode != nil
      && failure.providerMessage?.contains("thinking") == true
    {
      body.leavesThinking = true
      return try await send(body, tell)
    }
  }

  private func send(
    _ body: AnthropicBody, _ tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let accept = body.request.streams ? "text/event-stream" : "application/json"
    let call = TextExchange.call("/v1/messages", body.bytes, patience: patience, accept: accept)
    return try await TextExchange(remote: remote)(call, AnthropicReply(of: remote.name), tell: tell)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      var cards: [ModelCard] = []
      var path = "/v1/models?limit=1000"
      for _ in 0..<10 {
        let page = try await remote.call(.ask(path)).json()
        for entry in page["data"]?.array ?? [] {
          guard let id = entry["id"]?.string, !id.isEmpty else { continue }
          var card = card(id, entry["display_name"]?.string ?? id)
          card.contextWindow = entry["max_input_tokens"]?.int.flatMap { Int(exactly: $0) }
          if entry["capabilities"]?["image_input"]?["supported"]?.bool == false { card.capabilities.remove(.vision) }
          cards.append(card)
        }
        guard page["has_more"]?.bool == true, let last = page["last_id"]?.string else { break }
        path = "/v1/models?limit=1000&after_id=\(PercentCoding.encode(last))"
      }
      for name in named where !cards.contains(where: { $0.model == name }) { cards.append(card(name, name)) }
      return cards
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    ["It answers and knows \(try await models().count) models."]
  }

  private func card(_ id: String, _ name: String) -> ModelCard {
    var card = ModelCard(provider: remote.name, model: id, kind: .text, name: name, family: .claude)
    card.capabilities = [.chat, .streaming, .vision, .tools]
    // Before 3.7 none of them thought aloud.
    let thinks = !["claude-2", "claude-3-5", "claude-3-haiku", "claude-3-opus", "claude-3-sonnet"].contains {
      id.hasPrefix($0)
    }
    if thinks { card.capabilities.insert(.reasoning) }
    card.parameters = ChatListing.parameters(canThink: thinks)
    card.source = named.contains(id) ? .custom : .listed
    return card
  }
}

/// A request in Anthropic's protocol.
struct AnthropicBody {
  let request: TextRequest
  /// Says nothing of thinking, since the model knows nothing of it.
  var leavesThinking = false

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("model", request.card.model)
      json.field("max_tokens", request.maxTokens ?? Self.standardTokens)
      if request.streams { json.field("stream", true) }
      if let system = request.system, !system.isEmpty { json.field("system", system) }
      if takesSampling {
        if let temperature = request.temperature { json.field("temperature", min(temperature, 1)) }
        if let topP = request.topP, request.temperature == nil { json.field("top_p", topP) }
      }
      think(&json)
      if !request.tools.isEmpty { tools(&json) }
      json.array("messages") { json in for turn in request.turns { write(turn, &json) } }
    }
    return json.bytes
  }

  /// Newer models refuse every word about sampling; only those that are known to take it are told.
  private var takesSampling: Bool {
    let name = request.card.model
    return [
      "claude-3", "claude-sonnet-4-", "claude-haiku-4-", "claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-5",
      "claude-opus-4-6",
    ].contains { name.hasPrefix($0) }
  }

  private func think(_ json: inout JSONWriter) {
    let name = request.card.model
    guard let mode = request.mode, request.card.capabilities.contains(.reasoning), !leavesThinking else { return }
    guard Self.budgeted.contains(where: { name.hasPrefix($0) }) else {
      json.object("thinking") { $0.field("type", mode == .flash ? "disabled" : "adaptive") }
      if mode == .ultraThink { json.object("output_config") { $0.field("effort", "max") } }
      return
    }
    guard mode != .flash else { return }
    let most = request.maxTokens ?? Self.standardTokens
    let budget = min(mode == .ultraThink ? 16_000 : 4_000, most - 1)
    guard budget >= 1_024, request.temperature == nil else { return }
    json.object("thinking") { json in
      json.field("type", "enabled")
      json.field("budget_tokens", budget)
    }
  }

  /// Those that are told how many tokens to think for; newer ones find out themselves.
  private static let budgeted = [
    "claude-3-7", "claude-sonnet-4-0", "claude-sonnet-4-2", "claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-0",
    "claude-opus-4-1", "claude-opus-4-2", "claude-opus-4-5",
  ]

  private func tools(_ json: inout JSONWriter) {
    json.array("tools") { json in
      for tool in request.tools {
        json.object { json in
          json.field("name", tool.name)
          json.field("description", tool.detail)
          json.field("input_schema", tool.parameters)
        }
      }
    }
  }

  private func write(_ turn: TextTurn, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", turn.role == .assistant ? "assistant" : "user")
      json.array("content") { json in
        // Its own thoughts come back signed, and first.
        for block in turn.role == .assistant ? turn.state?["thinking"]?.array ?? [] : [] { json.value(block) }
        for part in turn.parts { write(part, &json) }
      }
    }
  }

  private func write(_ part: TextTurn.Part, _ json: inout JSONWriter) {
    func block(_ type: String, _ members: (inout JSONWriter) -> Void) {
      json.object { json in
        json.field("type", type)
        members(&json)
      }
    }
    switch part {
    case .text(let text): if !text.isEmpty { block("text") { $0.field("text", text) } }
    case .image(let file):
      block("image") { json in
        json.object("source") { json in
          json.field("type", "base64")
          json.field("media_type", file.format.mediaType)
          json.field("data", Base64.text(file.bytes))
        }
      }
    case .toolCall(let id, let name, let arguments):
      block("tool_use") { json in
        json.field("id", id)
        json.field("name", name)
        json.field("input", JSON(lenient: Array(arguments.utf8)) ?? [:])
      }
    case .toolResult(let id, let content, let isError):
      block("tool_result") { json in
        json.field("tool_use_id", id)
        json.field("content", content)
        json.field("is_error", isError)
      }
    case .reasoning: break
    }
  }

  /// The protocol demands a number.
  private static let standardTokens = 8_192
}

/// An answer in Anthropic's protocol: named events, or one whole message.
struct AnthropicReply: Reply {
  private let name: String
  private var receipt = TextReceipt(finish: .other)
  private var thinking: [(text: String, signature: String)] = []
  private var redacted: [JSON] = []
  private var calls: [Int: Int] = [:]
  private(set) var isFinished = false
  private(set) var hasBegun = false

  init(of name: String) { self.name = name }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    switch chunk["type"]?.string {
    case "message_start":
      read(chunk["message"] ?? .null)
      return []
    case "content_block_start": return begin(chunk["content_block"] ?? .null, at: index(of: chunk))
    case "content_block_delta": return go(on: chunk["delta"] ?? .null, at: index(of: chunk))
    case "message_delta":
      read(chunk)
      if let reason = chunk["delta"]?["stop_reason"]?.string { finish(reason) }
      return []
    case "message_stop":
      isFinished = true
      return []
    case "message":
      read(chunk)
      var news: [TextNews] = []
      for (place, block) in (chunk["content"]?.array ?? []).enumerated() { news += begin(block, at: place) }
      if let reason = chunk["stop_reason"]?.string { finish(reason) }
      isFinished = true
      return news
    case "error": throw ChatReply.failure(in: chunk, of: name) ?? unknown
    default: return []
    }
  }

  var outcome: TextReceipt {
    var receipt = receipt
    let blocks =
      thinking.filter { !$0.signature.isEmpty }.map { block -> JSON in
        ["type": "thinking", "thinking": .string(block.text), "signature": .string(block.signature)]
      } + redacted
    if !blocks.isEmpty { receipt.state = ["thinking": .array(blocks)] }
    return receipt
  }

  private var unknown: ProviderFailure {
    ProviderFailure(.unavailable, "\(name) failed while it answered.", effect: .taken)
  }

  private func index(of chunk: JSON) -> Int { chunk["index"]?.int.flatMap { Int(exactly: $0) } ?? 0 }

  private mutating func begin(_ block: JSON, at index: Int) -> [TextNews] {
    var news: [TextNews] = []
    switch block["type"]?.string {
    case "text": news = block["text"]?.string.map { $0.isEmpty ? [] : [.text($0)] } ?? []
    case "thinking":
      let text = block["thinking"]?.string ?? ""
      thinking.append((text, block["signature"]?.string ?? ""))
      news = text.isEmpty ? [] : [.reasoning(text)]
    case "redacted_thinking": redacted.append(block)
    case "tool_use":
      calls[index] = calls.count
      // In a stream the input is empty here and comes in pieces.
      var arguments = ""
      if case .object(let input)? = block["input"], !input.isEmpty {
        arguments = String(decoding: JSON.object(input).bytes, as: UTF8.self)
      }
      news = [
        .toolCall(
          index: calls[index] ?? 0, id: block["id"]?.string, name: block["name"]?.string, arguments: arguments)
      ]
    default: break
    }
    if !news.isEmpty { hasBegun = true }
    return news
  }

  private mutating func go(on delta: JSON, at index: Int) -> [TextNews] {
    hasBegun = true
    if let text = delta["text"]?.string { return text.isEmpty ? [] : [.text(text)] }
    if let text = delta["thinking"]?.string {
      if !thinking.isEmpty { thinking[thinking.count - 1].text += text }
      return text.isEmpty ? [] : [.reasoning(text)]
    }
    if let signature = delta["signature"]?.string, !thinking.isEmpty {
      thinking[thinking.count - 1].signature += signature
    }
    if let piece = delta["partial_json"]?.string {
      return [.toolCall(index: calls[index] ?? 0, id: nil, name: nil, arguments: piece)]
    }
    return []
  }

  private mutating func read(_ message: JSON) {
    if let model = message["model"]?.string { receipt.model = model }
    guard let usage = message["usage"] else { return }
    func count(_ name: String) -> Int? { usage[name]?.int.flatMap { Int(exactly: $0) }.map { max(0, $0) } }
    let cached = count("cache_read_input_tokens")
    if let input = count("input_tokens") {
      receipt.usage.inputTokens = input + (cached ?? 0) + (count("cache_creation_input_tokens") ?? 0)
      receipt.usage.cachedTokens = cached
    }
    if let output = count("output_tokens") { receipt.usage.outputTokens = output }
  }

  private mutating func finish(_ reason: String) {
    isFinished = true
    receipt.finish =
      switch reason {
      case "end_turn", "stop_sequence", "pause_turn": .stop
      case "max_tokens", "model_context_window_exceeded": .length
      case "tool_use": .toolCalls
      case "refusal": .contentRefused
      default: .other
      }
  }
}
