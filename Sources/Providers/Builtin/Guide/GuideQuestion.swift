import Domain

/// What somebody wants of the guide, as far as rules can tell.
struct GuideQuestion {
  enum Wish {
    /// The prompt, where it was said with the wish.
    case enhance(String?)
    case recommend(String)
    case list
    case topics([GuideTopic])
    case greeting
    /// Looks like a picture that somebody has in mind.
    case idea(String)
    case unknown
  }

  let wish: Wish
  private let said: String

  init(_ text: String) {
    let text = text.trimmed
    said = text.lowercased()
    wish = Self.wish(text, said)
  }

  /// The family that is named, else that of the first model that is more than the painter.
  func family(_ models: [ModelCard]) -> Family {
    let images = models.filter { $0.kind == .image }
    let named = Family(naming: said)
    if named.isOfImages { return named }
    return images.first { $0.family != .painter && $0.family.isOfImages }?.family ?? images.first?.family ?? .sdxl
  }

  private static func wish(_ text: String, _ said: String) -> Wish {
    if text.isEmpty { return .greeting }
    if let command = said.split(separator: " ").first, command == "/enhance" {
      return .enhance(payload(String(text.dropFirst("/enhance".count))))
    }
    if starts(said, with: enhancing) || said.contains("prompt:") || said.contains("промпт:") {
      return .enhance(payload(text))
    }
    if contains(said, recommending) { return .recommend(text) }
    if contains(said, listing) { return .list }
    let isQuestion = text.contains("?") || starts(said, with: asking)
    let topics = GuideTopic.all.filter { $0.isMeant(by: said) }
    if !topics.isEmpty, isQuestion || words(of: said) <= 6 { return .topics(Array(topics.prefix(3))) }
    if words(of: said) <= 4, contains(said, greetings) { return .greeting }
    if isQuestion { return .unknown }
    return words(of: said) >= 2 ? .idea(text) : .unknown
  }

  /// What stands behind a colon, in quotation marks, on the lines below, or behind the words of the wish.
  private static func payload(_ text: String) -> String? {
    for (open, close) in [("\"", "\""), ("«", "»"), ("“", "”"), ("```", "```")] {
      if let start = text.range(of: open), let end = text[start.upperBound...].range(of: close) {
        let inner = String(text[start.upperBound..<end.lowerBound]).trimmed
        if !inner.isEmpty { return inner }
      }
    }
    if let colon = text.firstIndex(of: ":") {
      let rest = String(text[text.index(after: colon)...]).trimmed
      if !rest.isEmpty { return rest }
    }
    if let line = text.firstIndex(where: \.isNewline) {
      let rest = String(text[line...]).trimmed
      if !rest.isEmpty { return rest }
    }
    var rest = text.split(separator: " ").map(String.init)
    while let word = rest.first, fillers.contains(word.lowercased().filter { $0.isLetter }) { rest.removeFirst() }
    return rest.isEmpty ? nil : rest.joined(separator: " ")
  }

  private static func contains(_ said: String, _ signs: [String]) -> Bool { signs.contains { said.contains($0) } }

  private static func starts(_ said: String, with signs: [String]) -> Bool {
    let opening = said.split(separator: " ").prefix(5).joined(separator: " ")
    return signs.contains { opening.contains($0) }
  }

  private static func words(of text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }

  private static let enhancing = [
    "enhance", "improve", "polish", "make it better", "make this better", "better prompt", "rewrite", "enrich",
    "улучш", "доработ", "сделай лучше", "сделай промпт", "допиши промпт", "обогати", "перепиши",
  ]
  private static let recommending = [
    "which model", "what model should", "recommend", "best model", "model for", "suggest a model", "какую модель",
    "какая модель", "посоветуй", "порекомендуй", "лучшая модель", "модель для", "что выбрать",
  ]
  private static let listing = [
    "what models", "list models", "list of models", "available models", "which models", "какие модели",
    "список моделей",
    "доступные модели",
  ]
  private static let asking = [
    "what", "how", "why", "where", "when", "who", "can ", "do ", "does", "is ", "are ", "explain", "tell me", "что",
    "как",
    "почему", "зачем", "где", "когда", "кто", "можно", "можешь", "умеешь", "объясни", "расскажи", "сколько",
  ]
  private static let greetings = [
    "hi", "hello", "hey", "help", "good morning", "good evening", "who are you", "thank", "привет", "здравствуй",
    "добрый", "помощь", "помоги", "кто ты", "спасибо",
  ]
  private static let fillers: Set<String> = [
    "please", "enhance", "improve", "polish", "rewrite", "enrich", "make", "it", "this", "that", "the", "my", "a",
    "better", "prompt", "for", "me", "can", "you", "could", "пожалуйста", "улучши", "улучшить", "доработай", "перепиши",
    "обогати", "сделай", "лучше", "промпт", "мой", "этот", "мне", "допиши", "запрос",
  ]
}

extension Family {
  fileprivate var isOfImages: Bool {
    switch self {
    case .sd, .sd3, .sdxl, .sdxlTurbo, .flux, .fluxKlein, .painter: true
    case .gpt, .claude, .gemini, .grok, .deepseek, .mistral, .llama, .qwen, .guide, .other: false
    }
  }
}

extension String {
  /// The first place where `part` stands.
  fileprivate func range(of part: String) -> Range<String.Index>? { self[...].range(of: part) }
}

extension Substring {
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
