import Domain

/// Which models suit what somebody has in mind, by rules over their cards.
struct GuideAdvice {
  private let wants: PromptNeeds
  private let images: [ModelCard]
  private let texts: [ModelCard]

  init(_ subject: String, _ models: [ModelCard]) {
    wants = PromptNeeds(reading: subject)
    images = models.filter { $0.kind == .image && $0.unusable == nil }
    texts = models.filter { $0.chats && $0.unusable == nil && $0.family != .guide }
  }

  func text(in language: GuideLanguage) -> String {
    if wants.contains(.sight), !wants.contains(.photo) { return seeing(language) }
    let ranked = images.map { (card: $0, score: score($0)) }.sorted { ($1.score, $0.card.id) < ($0.score, $1.card.id) }
    guard let first = ranked.first else { return GuideTexts.noModels.in(language) }
    if ranked.allSatisfy({ $0.card.family == .painter }) { return GuideTexts.onlyPainter.in(language) }
    var lines = [
      GuideText("Of the models that work here, I would take:", "Из моделей, которые здесь работают:").in(language)
    ]
    for (place, entry) in ranked.prefix(3).enumerated() {
      lines.append("\(place + 1). **\(entry.card.name)** (`\(entry.card.id)`): \(reasons(entry.card, language))")
    }
    if first.score == 0 {
      lines.append(
        GuideText(
          "Nothing you said speaks for one of them; tell me whether it is a photo, a drawing or a poster, and whether "
            + "speed or price matters.",
          "Из сказанного не следует, что одна из них лучше; скажите, фото это, рисунок или плакат, и важны ли скорость и "
            + "цена."
        ).in(language))
    }
    return lines.joined(separator: "\n")
  }

  func list(in language: GuideLanguage) -> String {
    func lines(_ cards: [ModelCard]) -> String {
      let shown = cards.prefix(12).map { "- **\($0.name)** (`\($0.id)`)\(price($0, language).map { ": \($0)" } ?? "")" }
      let rest = cards.count > 12 ? ["- … +\(cards.count - 12)"] : []
      return (shown + rest).joined(separator: "\n")
    }
    var parts: [String] = []
    parts.append(GuideText("**For pictures**", "**Для картинок**").in(language) + "\n" + lines(images))
    if texts.isEmpty {
      parts.append(GuideTexts.noTextModels.in(language))
    } else {
      parts.append(GuideText("**For text**", "**Для текста**").in(language) + "\n" + lines(texts))
    }
    return parts.joined(separator: "\n\n")
  }

  private func seeing(_ language: GuideLanguage) -> String {
    let seeing = texts.filter { $0.capabilities.contains(.vision) }
    guard !seeing.isEmpty else { return GuideTexts.nobodySees.in(language) }
    let names = seeing.prefix(5).map { "- **\($0.name)** (`\($0.id)`)" }.joined(separator: "\n")
    return GuideText("These can look at pictures:", "Эти модели видят картинки:").in(language) + "\n" + names
  }

  /// The painter is there for those who have nothing else.
  private func score(_ card: ModelCard) -> Int {
    ModelChoice.fitness(card, for: wants) - (card.family == .painter ? 16 : 0)
  }

  private func reasons(_ card: ModelCard, _ language: GuideLanguage) -> String {
    var reasons: [String] = []
    switch card.promptStyle {
    case .tags: reasons.append(GuideText("reads tags", "понимает теги").in(language))
    case .mixed: reasons.append(GuideText("reads a sentence and tags", "понимает фразу и теги").in(language))
    case .prose: reasons.append(GuideText("reads plain sentences", "понимает обычный текст").in(language))
    }
    if wants.contains(.change), card.capabilities.contains(.inpaint) {
      reasons.append(GuideText("changes a part of a picture by mask", "меняет часть картинки по маске").in(language))
    }
    if card.capabilities.contains(.references) {
      reasons.append(GuideText("takes reference pictures", "принимает картинки-образцы").in(language))
    }
    if let price = price(card, language) { reasons.append(price) }
    return reasons.joined(separator: ", ")
  }

  private func price(_ card: ModelCard, _ language: GuideLanguage) -> String? {
    guard let micros = card.price?.perImage else { return nil }
    if micros == 0 { return GuideText("free", "бесплатно").in(language) }
    let tenths = (micros + 50) / 100
    let digits = String(tenths % 10_000 + 10_000).dropFirst()
    return GuideText("$\(tenths / 10_000).\(digits) a picture", "$\(tenths / 10_000).\(digits) за картинку").in(
      language)
  }
}

extension ModelCard {
  fileprivate var promptStyle: PromptForm.Style { family.promptForm.style }
}
