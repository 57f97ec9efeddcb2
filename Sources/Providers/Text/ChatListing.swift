import Domain
import HTTP

/// The models that a chat server lists, with whatever it says of them.
struct ChatListing {
  private let remote: Remote
  private let dialect: ChatDialect
  private let headers: Headers
  private let named: [String]

  init(_ remote: Remote, _ dialect: ChatDialect, _ headers: Headers, _ named: [String]) {
    self.remote = remote
    self.dialect = dialect
    self.headers = headers
    self.named = named
  }

  /// Those that write, the listed ones first, then those that the owner named.
  func cards() async throws -> [ModelCard] {
    var cards: [ModelCard] = []
    do {
      for entry in try await entries() where cards.count < Self.most {
        if let card = card(entry), !cards.contains(where: { $0.model == card.model }) { cards.append(card) }
      }
    } catch let failure as ProviderFailure where failure.code == .refused && (dialect.painters || !named.isEmpty) {
      // Not every server has a list: the owner's own will do, or that there are pictures.
    }
    for name in named where !cards.contains(where: { $0.model == name }) {
      if var card = card(JSON.object(with: "id", .string(name)), isNamed: true) {
        card.source = .custom
        cards.append(card)
      }
    }
    return cards
  }

  private func entries() async throws -> [JSON] {
    let special: (path: String, list: String)? =
      switch dialect.listing {
      case .plain: nil
      case .xai: ("/v1/language-models", "models")
      case .lmstudio: ("/api/v0/models", "data")
      }
    if let special {
      do {
        let json = try await ask(special.path)
        if let entries = json[special.list]?.array { return entries }
      } catch let failure as ProviderFailure where failure.code == .refused || failure.code == .unauthorized {
        // An older server, or one that only sounds like it.
      }
    }
    let json = try await ask(dialect.path.hasPrefix("/v1") ? "/v1/models" : "/models")
    guard let entries = json["data"]?.array ?? json["models"]?.array ?? json.array else {
      throw ProviderFailure(.garbage, "\(remote.name) answered without a list of models.", effect: .notTaken)
    }
    return entries
  }

  private func ask(_ path: String) async throws -> JSON {
    var call = Remote.Call.ask(path)
    call.headers = headers
    let answer = try await remote.call(call)
    guard let json = JSON(lenient: answer.bytes) else { throw answer.garbage("no list of models") }
    return json
  }

  private func card(_ entry: JSON, isNamed: Bool = false) -> ModelCard? {
    guard let id = entry["id"]?.string ?? entry["name"]?.string, !id.isEmpty, id.utf8.count <= 160 else { return nil }
    let name = id.lowercased()
    if !isNamed {
      if dialect.isOther(name) || entry["type"]?.string == "embeddings" { return nil }
      if entry["capabilities"]?["completion_chat"]?.bool == false { return nil }
      let outputs = (entry["architecture"] ?? entry)["output_modalities"]?.array?.compactMap(\.string)
      if let outputs, !outputs.contains("text") { return nil }
    }
    var card = ModelCard(
      provider: remote.name, model: id, kind: .text, name: entry["name"]?.string ?? id, family: Family(naming: id))
    card.source = .listed
    card.capabilities = [.chat, .streaming]
    if sees(entry, name) { card.capabilities.insert(.vision) }
    if thinks(entry, name) { card.capabilities.insert(.reasoning) }
    if calls(entry) { card.capabilities.insert(.tools) }
    card.contextWindow = Self.window(of: entry)
    card.price = ListedPrice.price(of: entry)
    card.parameters = Self.parameters(canThink: card.capabilities.contains(.reasoning))
    return card
  }

  private func sees(_ entry: JSON, _ name: String) -> Bool {
    if let inputs = (entry["architecture"] ?? entry)["input_modalities"]?.array { return inputs.contains("image") }
    if let vision = entry["capabilities"]?["vision"]?.bool { return vision }
    if let type = entry["type"]?.string, type == "llm" || type == "vlm" { return type == "vlm" }
    return dialect.sees(name)
  }

  private func thinks(_ entry: JSON, _ name: String) -> Bool {
    if let known = entry["supported_parameters"]?.array {
      return known.contains("reasoning") || known.contains("reasoning_effort")
    }
    if let reasoning = entry["capabilities"]?["reasoning"]?.bool { return reasoning }
    return dialect.thinks(name)
  }

  private func calls(_ entry: JSON) -> Bool {
    if let known = entry["supported_parameters"]?.array { return known.contains("tools") }
    if let tools = entry["capabilities"]?["function_calling"]?.bool { return tools }
    if let words = entry["capabilities"]?.array { return words.contains("tool_use") }
    return true
  }

  private static func window(of entry: JSON) -> Int? {
    let numbers = [
      entry["context_length"], entry["max_context_length"], entry["loaded_context_length"], entry["max_model_len"],
      entry["context_window"], entry["meta"]?["n_ctx_train"], entry["top_provider"]?["context_length"],
    ]
    return numbers.lazy.compactMap { $0?.int.flatMap { Int(exactly: $0) } }.first { $0 > 0 && $0 < 1 << 32 }
  }

  /// What a chat may say of a model that writes.
  static func parameters(canThink: Bool) -> [ModelCard.Parameter] {
    var parameters = [
      ModelCard.Parameter("temperature", .number, least: 0, most: 2, step: 0.05),
      ModelCard.Parameter("topP", .number, least: 0, most: 1, step: 0.05),
      ModelCard.Parameter("maxTokens", .integer, least: 1, most: 1_000_000),
    ]
    if canThink {
      parameters.append(ModelCard.Parameter("mode", .choice, options: TextMode.allCases.map(\.rawValue)))
    }
    return parameters
  }

  private static let most = 2_000
}

extension JSON {
  fileprivate static func object(with name: String, _ value: JSON) -> JSON {
    var object = Object()
    object.append(name, value)
    return .object(object)
  }
}
