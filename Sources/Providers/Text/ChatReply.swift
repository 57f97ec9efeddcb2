import Domain

/// Puts an answer in OpenAI's chat protocol together, from the pieces of a stream or from one whole.
struct ChatReply: Reply {
  private let name: String
  private let repeatsThoughts: Bool
  private var tags = ThinkTags()
  private var lastThought = ""
  private var receipt = TextReceipt(finish: .other)
  private var details: [JSON] = []
  private var functionsState: String?
  private(set) var isFinished = false
  private(set) var hasBegun = false

  init(of name: String, repeatsThoughts: Bool = false) {
    self.name = name
    self.repeatsThoughts = repeatsThoughts
  }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    if let failure = Self.failure(in: chunk, of: name) { throw failure }
    if let model = chunk["model"]?.string, !model.isEmpty { receipt.model = model }
    if let usage = chunk["usage"], usage != .null { read(usage) }
    guard let choice = chunk["choices"]?.array?.first else { return [] }
    let message = choice["delta"] ?? choice["message"] ?? .null
    var news: [TextNews] = []
    for text in Self.thoughts(in: message) { think(text, &news) }
    details += message["reasoning_details"]?.array ?? []
    for text in Self.texts(in: message["content"]) { say(text, &news) }
    if let refusal = message["refusal"]?.string, !refusal.isEmpty {
      say(refusal, &news)
      receipt.finish = .contentRefused
    }
    for (place, call) in (message["tool_calls"]?.array ?? []).enumerated() {
      let index = call["index"]?.int.flatMap { Int(exactly: $0) } ?? place
      let function = call["function"]
      let arguments = function?["arguments"]
      let text = arguments?.string ?? arguments.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
      news.append(
        .toolCall(index: index, id: call["id"]?.string, name: function?["name"]?.string, arguments: text))
    }
    if let call = message["function_call"], let name = call["name"]?.string {
      let arguments = call["arguments"].map { $0.string ?? String(decoding: $0.bytes, as: UTF8.self) } ?? ""
      news.append(.toolCall(index: 0, id: name, name: name, arguments: arguments))
    }
    if let id = message["functions_state_id"]?.string { functionsState = id }
    for picture in message["images"]?.array ?? [] {
      guard let url = picture["image_url"]?["url"]?.string, case .encoded(let text)? = PictureSource(url),
        let bytes = Base64.bytes(text, limit: PictureSniff.most)
      else { continue }
      news.append(.image(bytes))
    }
    if let reason = choice["finish_reason"]?.string { finish(reason, &news) }
    if !news.isEmpty { hasBegun = true }
    return news
  }

  mutating func end() -> [TextNews] { tags.finish().map(TextNews.init) }

  var outcome: TextReceipt {
    var receipt = receipt
    var state = JSON.Object()
    if !details.isEmpty { state.append("reasoning_details", .array(details)) }
    if let functionsState { state.append("functions_state_id", .string(functionsState)) }
    if !state.isEmpty { receipt.state = .object(state) }
    return receipt
  }

  private mutating func say(_ text: String, _ news: inout [TextNews]) { news += tags.take(text).map(TextNews.init) }

  private mutating func think(_ text: String, _ news: inout [TextNews]) {
    // A short piece may well come twice in a row by its own right.
    if repeatsThoughts, text == lastThought, text.count > 8 { return }
    lastThought = text
    news.append(.reasoning(text))
  }

  private mutating func finish(_ reason: String, _ news: inout [TextNews]) {
    isFinished = true
    news += tags.finish().map(TextNews.init)
    guard receipt.finish != .contentRefused else { return }
    receipt.finish =
      switch reason {
      case "stop", "end_turn", "eos": .stop
      case "length", "model_length", "max_tokens": .length
      case "tool_calls", "function_call": .toolCalls
      case "content_filter", "blacklist": .contentRefused
      default: .other
      }
  }

  private mutating func read(_ usage: JSON) {
    func count(_ json: JSON?) -> Int? { json?.int.flatMap { Int(exactly: $0) }.map { max(0, $0) } }
    var tokens = TextReceipt.Usage()
    tokens.inputTokens = count(usage["prompt_tokens"])
    tokens.outputTokens = count(usage["completion_tokens"])
    tokens.cachedTokens = count(
      usage["prompt_tokens_details"]?["cached_tokens"] ?? usage["prompt_cache_hit_tokens"]
        ?? usage["precached_prompt_tokens"])
    tokens.reasoningTokens = count(usage["completion_tokens_details"]?["reasoning_tokens"])
    receipt.usage = tokens
    // xAI counts in ten-thousand-millionths of a dollar, OpenRouter in dollars.
    if let ticks = count(usage["cost_in_usd_ticks"]) {
      receipt.costMicros = ticks / 10_000 + (ticks % 10_000 >= 5_000 ? 1 : 0)
    } else if let dollars = usage["cost"]?.double, dollars >= 0, dollars < 1e6 {
      receipt.costMicros = Int((dollars * 1e6).rounded())
    }
  }

  private static func thoughts(in message: JSON) -> [String] {
    if let text = message["reasoning_content"]?.string ?? message["reasoning"]?.string {
      return text.isEmpty ? [] : [text]
    }
    // Mistral tells them among the pieces of the content.
    return (message["content"]?.array ?? []).filter { $0["type"]?.string == "thinking" }
      .flatMap { texts(in: $0["thinking"]) }
  }

  private static func texts(in content: JSON?) -> [String] {
    if let text = content?.string { return text.isEmpty ? [] : [text] }
    return (content?.array ?? []).filter { $0["type"]?.string == "text" }.compactMap { $0["text"]?.string }
  }

  /// A stream may say at any time that it failed, with a status of 200. The words are as they came.
  static func failure(in chunk: JSON, of name: String) -> ProviderFailure? {
    let chunk = chunk.array?.first ?? chunk
    let error: JSON
    if let said = chunk["error"], said != .null {
      error = said
    } else if chunk["object"] == "error" || chunk["choices"] == nil && isFlat(chunk) {
      error = chunk
    } else {
      return nil
    }
    let words = Quote.words(in: chunk)
    let code = (error["code"]?.string ?? error["type"]?.string ?? "").lowercased()
    let number = error["code"]?.int ?? error["status"]?.int ?? 0
    let said = (words ?? "").lowercased()
    func failure(_ code: ProviderFailure.Code, _ what: String) -> ProviderFailure {
      ProviderFailure(code, "\(name) \(what).", providerMessage: words, effect: .taken)
    }
    if number == 429 || code.contains("rate_limit") { return failure(.rateLimited, "is asked too often") }
    if number == 402 || code.contains("insufficient") {
      return failure(.outOfCredit, "says that the credit is used up")
    }
    func says(_ phrases: [String]) -> Bool { phrases.contains { said.contains($0) || code.contains($0) } }
    if number == 401 || number == 403 || code.contains("authentication") || says(Refusal.keyWords) {
      return failure(.unauthorized, "does not accept the key")
    }
    if says(Refusal.contextWords) {
      return failure(.contextTooLong, "finds the conversation too long for this model")
    }
    if says(Refusal.contentWords) { return failure(.contentRefused, "refuses to go on with this content") }
    if number == 404 || code.contains("not_found") { return failure(.refused, "knows no such model") }
    if (400..<500).contains(number) || code.contains("invalid_request") {
      return failure(.refused, "refused the request")
    }
    return failure(.unavailable, "failed while it answered")
  }

  /// `{"message": "…", "code": 14}`, as some say it.
  private static func isFlat(_ chunk: JSON) -> Bool {
    chunk["message"]?.string != nil && (chunk["code"] != nil || chunk["status"] != nil)
  }
}

extension TextNews {
  init(_ piece: ThinkTags.Piece) {
    switch piece {
    case .thought(let text): self = .reasoning(text)
    case .answer(let text): self = .text(text)
    }
  }
}
