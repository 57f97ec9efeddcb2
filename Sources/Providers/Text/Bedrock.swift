import Domain
import HTTP

/// Models on Amazon Bedrock, over its Converse protocol.
struct Bedrock: TextProvider {
  private let remote: Remote
  private let control: Remote
  private let signer: AmazonSignature?
  private let patience: Duration
  private let named: [String]
  private let clock: Clock

  static let region = ModelCard.Parameter(
    "region", .text, detail: "The region to sign for; empty takes it from the base URL.")

  /// A key with a colon is an access key with its secret (and a session's token), and signs; any other is a bearer's.
  init(_ connection: ProviderConnection, client: Client, clock: Clock = .system) throws(Failure) {
    let region = connection.text(Self.region) ?? Self.region(in: connection.baseUrl) ?? "us-east-1"
    guard region.utf8.count <= 40, region.utf8.allSatisfy({ $0.isLowerCaseWord }) else {
      let field = Failure.Field("/options/region", .format, "Must be a region such as us-east-1.")
      throw Failure(.invalidRequest, "Bedrock needs the name of a region.", fields: [field])
    }
    let parts = (connection.key ?? "").split(separator: ":", maxSplits: 2).map { String($0) }
    if parts.count >= 2 {
      signer = AmazonSignature(
        keyId: parts[0], secret: parts[1], session: parts.count == 3 ? parts[2] : nil, region: region)
    } else {
      signer = nil
    }
    let credentials = signer == nil ? Remote.bearer(connection.key) : Headers()
    remote = try Remote(connection, client: client, credentials: credentials)
    // The list of models is kept at another host.
    let controlBase = connection.baseUrl.replacing("//bedrock-runtime.", with: "//bedrock.")
    let elsewhere = ProviderConnection(
      id: connection.id, baseUrl: controlBase, key: connection.key, options: connection.options)
    control = try Remote(elsewhere, client: client, credentials: credentials)
    patience = connection.duration(Option.timeout)
    named = connection.words(Option.models)
    self.clock = clock
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let model = PercentCoding.encode(request.card.model)
    let action = request.streams ? "converse-stream" : "converse"
    let accept = request.streams ? "application/vnd.amazon.eventstream" : "application/json"
    let body = BedrockBody(request: request).bytes
    var call = TextExchange.call("/model/\(model)/\(action)", body, patience: patience, accept: accept)
    sign(&call, at: remote)
    return try await TextExchange(remote: remote, framing: .frames)(call, BedrockReply(of: remote.name), tell: tell)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      let list = try await ask("/foundation-models?byOutputModality=TEXT")["modelSummaries"]?.array ?? []
      let profiles = try await ask("/inference-profiles?maxResults=1000&type=SYSTEM_DEFINED")
      let ids = (profiles["inferenceProfileSummaries"]?.array ?? []).compactMap { $0["inferenceProfileId"]?.string }
      var cards: [ModelCard] = []
      for entry in list {
        guard let id = entry["modelId"]?.string, entry["modelLifecycle"]?["status"]?.string != "LEGACY" else {
          continue
        }
        let direct = entry["inferenceTypesSupported"]?.array?.contains("ON_DEMAND") ?? true
        for name in direct ? [id] : ids.filter({ $0.hasSuffix("." + id) }) { cards.append(card(name, entry)) }
      }
      for name in named where !cards.contains(where: { $0.model == name }) { cards.append(card(name, .null)) }
      return cards
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    ["It answers and knows \(try await models().count) models that write."]
  }

  /// `https://bedrock-runtime.eu-west-1.amazonaws.com` names its region.
  private static func region(in url: String) -> String? {
    let labels = url.split(separator: "/").dropFirst().first?.split(separator: ".") ?? []
    return labels.count >= 3 && labels[0].hasPrefix("bedrock") ? String(labels[1]) : nil
  }

  private func ask(_ path: String) async throws -> JSON {
    var call = Remote.Call.ask(path)
    sign(&call, at: control)
    return try await control.call(call).json()
  }

  private func sign(_ call: inout Remote.Call, at place: Remote) {
    guard let signer else { return }
    let url = place.url(call.path)
    call.address = url
    call.headers.add(
      signer.headers(call.method.rawValue, url, type: call.type?.text, body: call.body ?? [], at: clock.now))
  }

  private func card(_ id: String, _ entry: JSON) -> ModelCard {
    let name = [entry["providerName"]?.string, entry["modelName"]?.string].compactMap(\.self).joined(separator: " ")
    var card = ModelCard(
      provider: remote.name, model: id, kind: .text, name: name.isEmpty ? id : name, family: Family(naming: id))
    card.source = entry == .null ? .custom : .listed
    card.capabilities = [.chat, .streaming]
    if !id.contains("titan") { card.capabilities.insert(.tools) }
    if entry["inputModalities"]?.array?.contains("IMAGE") == true { card.capabilities.insert(.vision) }
    card.parameters = ChatListing.parameters(canThink: false)
    return card
  }
}

/// A request in Bedrock's Converse protocol.
struct BedrockBody {
  let request: TextRequest

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      if let system, !foldsSystem {
        json.array("system") { $0.object { $0.field("text", system) } }
      }
      json.object("inferenceConfig") { json in
        if let most = request.maxTokens { json.field("maxTokens", most) }
        if let temperature = request.temperature { json.field("temperature", min(temperature, 1)) }
        if let topP = request.topP { json.field("topP", topP) }
      }
      if !request.tools.isEmpty { tools(&json) }
      json.array("messages") { json in
        for (place, turn) in request.turns.enumerated() { write(turn, isFirst: place == 0, &json) }
      }
    }
    return json.bytes
  }

  private var system: String? { request.system.flatMap { $0.isEmpty ? nil : $0 } }
  /// Titan knows no system prompt: it opens the first message.
  private var foldsSystem: Bool { request.card.model.contains("titan") }

  private func tools(_ json: inout JSONWriter) {
    json.object("toolConfig") { json in
      json.array("tools") { json in
        for tool in request.tools {
          json.object { json in
            json.object("toolSpec") { json in
              json.field("name", tool.name)
              json.field("description", tool.detail)
              json.object("inputSchema") { $0.field("json", tool.parameters) }
            }
          }
        }
      }
    }
  }

  private func write(_ turn: TextTurn, isFirst: Bool, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", turn.role == .assistant ? "assistant" : "user")
      json.array("content") { json in
        if isFirst, foldsSystem, let system { json.object { $0.field("text", system) } }
        for block in turn.role == .assistant ? turn.state?["reasoning"]?.array ?? [] : [] { json.value(block) }
        for part in turn.parts { write(part, &json) }
      }
    }
  }

  private func write(_ part: TextTurn.Part, _ json: inout JSONWriter) {
    switch part {
    case .text(let text): if !text.isEmpty { json.object { $0.field("text", text) } }
    case .image(let file):
      json.object { json in
        json.object("image") { json in
          json.field("format", file.format.rawValue)
          json.object("source") { $0.field("bytes", Base64.text(file.bytes)) }
        }
      }
    case .toolCall(let id, let name, let arguments):
      json.object { json in
        json.object("toolUse") { json in
          json.field("toolUseId", id)
          json.field("name", name)
          json.field("input", JSON(lenient: Array(arguments.utf8)) ?? [:])
        }
      }
    case .toolResult(let id, let content, let isError):
      json.object { json in
        json.object("toolResult") { json in
          json.field("toolUseId", id)
          json.array("content") { $0.object { $0.field("text", content) } }
          json.field("status", isError ? "error" : "success")
        }
      }
    case .reasoning: break
    }
  }
}

/// An answer in Bedrock's Converse protocol: frames that are named, or one whole.
struct BedrockReply: Reply {
  private let name: String
  private var receipt = TextReceipt(finish: .other)
  private var calls: [Int: Int] = [:]
  private var thoughts: [(text: String, signature: String)] = []
  private(set) var isFinished = false
  private(set) var hasBegun = false

  init(of name: String) { self.name = name }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    if let exception = chunk["exception"]?.string { throw failure(exception, chunk["details"]) }
    var news: [TextNews] = []
    if let start = chunk["contentBlockStart"] {
      if let use = start["start"]?["toolUse"] { news.append(begin(use, at: index(of: start))) }
    } else if let piece = chunk["contentBlockDelta"] {
      news += go(on: piece["delta"] ?? .null, at: index(of: piece))
    } else if let stop = chunk["messageStop"] {
      finish(stop["stopReason"]?.string ?? "")
    } else if let metadata = chunk["metadata"] {
      read(metadata["usage"])
    } else if let message = chunk["output"]?["message"] {
      for (place, block) in (message["content"]?.array ?? []).enumerated() { news += whole(block, at: place) }
      finish(chunk["stopReason"]?.string ?? "")
      read(chunk["usage"])
    }
    if !news.isEmpty { hasBegun = true }
    return news
  }

  var outcome: TextReceipt {
    var receipt = receipt
    let signed = thoughts.filter { !$0.signature.isEmpty }
    if !signed.isEmpty {
      receipt.state = [
        "reasoning": .array(
          signed.map { thought -> JSON in
            [
              "reasoningContent": [
                "reasoningText": ["text": .string(thought.text), "signature": .string(thought.signature)]
              ]
            ]
          })
      ]
    }
    return receipt
  }

  private func index(of block: JSON) -> Int { block["contentBlockIndex"]?.int.flatMap { Int(exactly: $0) } ?? 0 }

  private mutating func begin(_ use: JSON, at index: Int) -> TextNews {
    let number = calls.count
    calls[index] = number
    var arguments = ""
    if let input = use["input"] { arguments = String(decoding: input.bytes, as: UTF8.self) }
    return .toolCall(index: number, id: use["toolUseId"]?.string, name: use["name"]?.string, arguments: arguments)
  }

  private mutating func go(on delta: JSON, at index: Int) -> [TextNews] {
    if let text = delta["text"]?.string { return text.isEmpty ? [] : [.text(text)] }
    if let piece = delta["toolUse"]?["input"]?.string {
      return [.toolCall(index: calls[index] ?? 0, id: nil, name: nil, arguments: piece)]
    }
    guard let thought = delta["reasoningContent"] else { return [] }
    if thoughts.isEmpty { thoughts.append(("", "")) }
    if let signature = thought["signature"]?.string { thoughts[thoughts.count - 1].signature += signature }
    guard let text = thought["text"]?.string, !text.isEmpty else { return [] }
    thoughts[thoughts.count - 1].text += text
    return [.reasoning(text)]
  }

  private mutating func whole(_ block: JSON, at index: Int) -> [TextNews] {
    if let text = block["text"]?.string { return text.isEmpty ? [] : [.text(text)] }
    if let use = block["toolUse"] { return [begin(use, at: index)] }
    guard let thought = block["reasoningContent"]?["reasoningText"], let text = thought["text"]?.string else {
      return []
    }
    thoughts.append((text, thought["signature"]?.string ?? ""))
    return [.reasoning(text)]
  }

  private mutating func read(_ usage: JSON?) {
    guard let usage else { return }
    func count(_ name: String) -> Int? { usage[name]?.int.flatMap { Int(exactly: $0) }.map { max(0, $0) } }
    receipt.usage.inputTokens = count("inputTokens")
    receipt.usage.outputTokens = count("outputTokens")
    receipt.usage.cachedTokens = count("cacheReadInputTokens")
  }

  private mutating func finish(_ reason: String) {
    isFinished = true
    receipt.finish =
      switch reason {
      case "end_turn", "stop_sequence": .stop
      case "max_tokens", "model_context_window_exceeded": .length
      case "tool_use": .toolCalls
      case "guardrail_intervened", "content_filtered": .contentRefused
      default: .other
      }
  }

  private func failure(_ exception: String, _ details: JSON?) -> ProviderFailure {
    let words = (details?["message"] ?? details?["Message"])?.string
    let code: ProviderFailure.Code =
      switch exception.lowercased() {
      case let name where name.contains("throttling"): .rateLimited
      case let name where name.contains("validation"): .refused
      case let name where name.contains("timeout"): .timeout
      default: .unavailable
      }
    return ProviderFailure(code, "\(name) failed while it answered.", providerMessage: words, effect: .taken)
  }
}

extension UInt8 {
  fileprivate var isLowerCaseWord: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || self == UInt8(ascii: "-")
  }
}
