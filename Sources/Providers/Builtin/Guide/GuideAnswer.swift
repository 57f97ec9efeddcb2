import Domain

/// What the guide answers: the same to the same, always.
struct GuideAnswer {
  let text: String

  init(
    to turn: TextTurn?, before: ArraySlice<TextTurn>, models: [ModelCard], standsInFor absent: Message.Attempt? = nil
  ) {
    let said = Self.words(of: turn)
    let language = GuideLanguage(of: said)
    let question = GuideQuestion(said)
    var parts: [String] = []
    if let absent { parts.append(GuideTexts.standingIn(for: absent).in(language)) }
    if absent != nil || !before.contains(where: { $0.role == .assistant }) {
      parts.append(GuideTexts.introduction.in(language))
    }
    if turn?.parts.contains(where: { if case .image = $0 { true } else { false } }) == true {
      parts.append(GuideTexts.blind.in(language))
    }
    switch question.wish {
    case .enhance(let prompt):
      parts.append(Self.enhance(prompt ?? Self.earlierIdea(before), for: question.family(models), language))
    case .recommend(let subject): parts.append(GuideAdvice(subject, models).text(in: language))
    case .list: parts.append(GuideAdvice("", models).list(in: language))
    case .topics(let topics): parts += topics.map { $0.text.in(language) }
    case .greeting: parts.append(GuideTexts.abilities.in(language))
    case .idea(let idea):
      parts.append(GuideTexts.asIdea.in(language))
      parts.append(Self.enhance(idea, for: question.family(models), language))
    case .unknown:
      parts.append(GuideTexts.lost.in(language))
      parts.append(GuideTexts.abilities.in(language))
    }
    text = parts.joined(separator: "\n\n")
  }

  private static func words(of turn: TextTurn?) -> String {
    (turn?.parts ?? []).compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n")
  }

  /// "Make it better" means what was said before.
  private static func earlierIdea(_ turns: ArraySlice<TextTurn>) -> String? {
    for turn in turns.reversed() where turn.role == .user {
      let said = words(of: turn)
      switch GuideQuestion(said).wish {
      case .enhance(let prompt?): return prompt
      case .idea(let idea): return idea
      default: continue
      }
    }
    return nil
  }

  private static func enhance(_ prompt: String?, for family: Family, _ language: GuideLanguage) -> String {
    guard let prompt, !prompt.isEmpty else { return GuideTexts.nothingToEnhance.in(language) }
    var wish = EnhancementWish(prompt: prompt, family: family)
    wish.count = 2
    let candidates = Enhancer.candidates(for: wish)
    guard let first = candidates.first else { return GuideTexts.nothingToEnhance.in(language) }
    var lines = [GuideTexts.enhanced(for: family).in(language), fenced(first.text)]
    if let negative = first.negativePrompt, !negative.isEmpty {
      lines += [GuideTexts.negative.in(language), fenced(negative)]
    }
    if candidates.count > 1 { lines += [GuideTexts.another.in(language), fenced(candidates[1].text)] }
    if !first.notes.isEmpty { lines.append(first.notes) }
    lines.append(GuideTexts.paint.in(language))
    return lines.joined(separator: "\n\n")
  }

  /// As Markdown that nothing in the text can leave.
  private static func fenced(_ text: String) -> String {
    let fence = text.contains("```") ? "````" : "```"
    return "\(fence)\n\(text)\n\(fence)"
  }
}

enum GuideLanguage: Sendable {
  case english, russian

  /// By the letters: a prompt in English within a Russian sentence stays within it.
  init(of text: String) {
    let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
    let cyrillic = letters.count { (0x400...0x4FF).contains($0.value) }
    self = cyrillic * 4 > letters.count ? .russian : .english
  }
}

/// The same thing said twice.
struct GuideText: Sendable {
  let english: String
  let russian: String

  init(_ english: String, _ russian: String) {
    self.english = english
    self.russian = russian
  }

  func `in`(_ language: GuideLanguage) -> String { language == .russian ? russian : english }
}
