import Domain
import HTTP

/// Google's Gemini, over its own protocol.
struct Gemini: TextProvider {
  private let remote: Remote
  private let patience: Duration
  private let named: [String]

  init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    let headers: Headers = connection.key.map { ["x-goog-api-key": $0] } ?? Headers()
    remote = try Remote(connection, client: client, credentials: headers)
    patience = connection.duration(Option.timeout)
    named = connection.words(Option.models)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let model = PercentCoding.encode(request.card.model)
    let action = request.streams ? "streamGenerateContent?alt=sse" : "generateContent"
    let accept = request.streams ? "text/event-stream" : "application/json"
    let body = GeminiBody(request: request).bytes
    let call = TextExchange.call("/v1beta/models/\(model):\(action)", body, patience: patience, accept: accept)
    return try await TextExchange(remote: remote)(call, GeminiReply(of: remote.name), tell: tell)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      var cards: [ModelCard] = []
      var path = "/v1beta/models?pageSize=1000"
      for _ in 0..<10 {
        let page = try await remote.call(.ask(path)).json()
        for entry in page["models"]?.array ?? [] {
          if let card = card(entry) { cards.append(card) }
        }
        guard let next = page["nextPageToken"]?.string, !next.isEmpty else { break }
        path = "/v1beta/models?pageSize=1000&pageToken=\(PercentCoding.encode(next))"
      }
      for name in named where !cards.contains(where: { $0.model == name }) {
        cards.append(card(name, name, thinks: true))
      }
      return cards
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    ["It answers and knows \(try await models().count) models."]
  }

  private func card(_ entry: JSON) -> ModelCard? {
    guard let path = entry["name"]?.string, path.hasPrefix("models/") else { return nil }
    let id = String(path.dropFirst("models/".count))
    let methods = entry["supportedGenerationMethods"]?.array?.compactMap(\.string)
    if let methods, !methods.contains("generateContent") { return nil }
    if id.isEmpty
      || ["embedding", "aqa", "-image", "-tts", "banana", "imagen", "veo"].contains(where: { id.contains($0) })
    {
      return nil
    }
    var card = card(id, entry["displayName"]?.string ?? id, thinks: entry["thinking"]?.bool == true)
    card.contextWindow = entry["inputTokenLimit"]?.int.flatMap { Int(exactly: $0) }
    return card
  }

  private func card(_ id: String, _ name: String, thinks: Bool) -> ModelCard {
    var card = ModelCard(provider: remote.name, model: id, kind: .text, name: name, family: .gemini)
    card.capabilities = [.chat, .streaming, .vision, .tools]
    if thinks { card.capabilities.insert(.reasoning) }
    card.parameters = ChatListing.parameters(canThink: thinks)
    card.source = named.contains(id) ? .custom : .listed
    return card
  }
}

/// A request in Gemini's protocol.
struct GeminiBody {
  let request: TextRequest

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      if let system = request.system, !system.isEmpty {
        json.object("systemInstruction") { json in json.array("parts") { Self.text(system, &$0) } }
      }
      json.array("contents") { json in for turn in request.turns { write(turn, &json) } }
      if !request.tools.isEmpty { tools(&json) }
      json.object("generationConfig") { json in
        if let temperature = request.temperature { json.field("temperature", temperature) }
        if let topP = request.topP { json.field("topP", topP) }
        if let most = request.maxTokens { json.field("maxOutputTokens", most) }
        think(&json)
      }
    }
    return json.bytes
  }

  private func think(_ json: inout JSONWriter) {
    guard let mode = request.mode, request.card.capabilities.contains(.reasoning) else { return }
    json.object("thinkingConfig") { json in
      json.field("includeThoughts", mode != .flash)
      if request.card.model.hasPrefix("gemini-2") {
        json.field("thinkingBudget", mode == .flash ? 0 : mode == .think ? -1 : 24_576)
      } else {
        json.field("thinkingLevel", mode == .flash ? "LOW" : "HIGH")
      }
    }
  }

  private func tools(_ json: inout JSONWriter) {
    json.array("tools") { json in
      json.object { json in
        json.array("functionDeclarations") { json in
          for tool in request.tools {
            json.object { json in
              json.field("name", tool.name)
              json.field("description", tool.detail)
              json.field("parameters", tool.parameters)
            }
          }
        }
      }
    }
  }

  private func write(_ turn: TextTurn, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", turn.role == .assistant ? "model" : "user")
      json.array("parts") { json in
        // What it said itself goes back as it came: the signatures of its thoughts hang on the parts.
        if turn.role == .assistant, let parts = turn.state?["parts"]?.array, !parts.isEmpty {
          for part in parts { json.value(part) }
        } else {
          for part in turn.parts { write(part, &json) }
        }
      }
    }
  }

  private func write(_ part: TextTurn.Part, _ json: inout JSONWriter) {
    switch part {
    case .text(let text): if !text.isEmpty { Self.text(text, &json) }
    case .image(let file):
      json.object { json in
        json.object("inlineData") { json in
          json.field("mimeType", file.format.mediaType)
          json.field("data", Base64.text(file.bytes))
        }
      }
    case .toolCall(let id, let name, let arguments):
      json.object { json in
        json.object("functionCall") { json in
          if !id.isEmpty { json.field("id", id) }
          json.field("name", name)
          json.field("args", JSON(lenient: Array(arguments.utf8)) ?? [:])
        }
        json.field("thoughtSignature", "skip_thought_signature_validator")
      }
    case .toolResult(let id, let content, let isError):
      json.object { json in
        json.object("functionResponse") { json in
          json.field("id", id)
          json.field("name", name(ofCall: id))
          json.object("response") { $0.field(named: isError ? "error" : "result", content) }
        }
      }
    case .reasoning: break
    }
  }

  private func name(ofCall id: String) -> String {
    for turn in request.turns {
      for case .toolCall(id, let name, _) in turn.parts { return name }
    }
    return id
  }

  private static func text(_ text: String, _ json: inout JSONWriter) { json.object { $0.field("text", text) } }
}

/// An answer in Gemini's protocol; a stream is a row of such.
struct GeminiReply: Reply {
  private let name: String
  private var receipt = TextReceipt(finish: .other)
  private var parts: [JSON] = []
  private var isSigned = false
  private var calls = 0
  private(set) var isFinished = false
  private(set) var hasBegun = false

  init(of name: String) { self.name = name }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    if let failure = ChatReply.failure(in: chunk, of: name) { throw failure }
    if let reason = chunk["promptFeedback"]?["blockReason"]?.string {
      throw ProviderFailure(
        .contentRefused, "\(name) refuses this content. Change what you wrote.", providerMessage: reason,
        effect: .taken)
    }
    if let model = chunk["modelVersion"]?.string { receipt.model = model }
    read(chunk["usageMetadata"])
    guard let candidate = chunk["candidates"]?.array?.first else { return [] }
    var news: [TextNews] = []
    for part in candidate["content"]?["parts"]?.array ?? [] {
      parts.append(part)
      if part["thoughtSignature"] != nil { isSigned = true }
      if let text = part["text"]?.string {
        if !text.isEmpty { news.append(part["thought"]?.bool == true ? .reasoning(text) : .text(text)) }
      } else if let call = part["functionCall"] {
        news.append(
          .toolCall(
            index: calls, id: call["id"]?.string ?? "call-\(calls)", name: call["name"]?.string,
            arguments: String(decoding: (call["args"] ?? [:]).bytes, as: UTF8.self)))
        calls += 1
      } else if let data = part["inlineData"]?["data"]?.string,
        let bytes = Base64.bytes(data, limit: PictureSniff.most)
      {
        news.append(.image(bytes))
      }
    }
    if !news.isEmpty { hasBegun = true }
    if let reason = candidate["finishReason"]?.string, !reason.isEmpty { finish(reason) }
    return news
  }

  /// The parts are kept only where something in them must come back.
  var outcome: TextReceipt {
    var receipt = receipt
    if isSigned, calls > 0 { receipt.state = ["parts": .array(parts)] }
    return receipt
  }

  private mutating func read(_ usage: JSON?) {
    guard let usage else { return }
    func count(_ name: String) -> Int? { usage[name]?.int.flatMap { Int(exactly: $0) }.map { max(0, $0) } }
    receipt.usage.inputTokens = count("promptTokenCount") ?? receipt.usage.inputTokens
    let thoughts = count("thoughtsTokenCount")
    if let said = count("candidatesTokenCount") { receipt.usage.outputTokens = said + (thoughts ?? 0) }
    receipt.usage.reasoningTokens = thoughts ?? receipt.usage.reasoningTokens
    receipt.usage.cachedTokens = count("cachedContentTokenCount") ?? receipt.usage.cachedTokens
  }

  private mutating func finish(_ reason: String) {
    isFinished = true
    receipt.finish =
      switch reason {
      case "STOP": calls > 0 ? .toolCalls : .stop
      case "MAX_TOKENS": .length
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE": .contentRefused
      default: .other
      }
  }
}
