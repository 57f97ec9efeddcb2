/// What a prompt, or somebody's wish, asks of a model, as far as its words say.
package struct PromptNeeds: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let lettering = PromptNeeds(rawValue: 1 << 0)
  package static let photo = PromptNeeds(rawValue: 1 << 1)
  package static let anime = PromptNeeds(rawValue: 1 << 2)
  package static let drawing = PromptNeeds(rawValue: 1 << 3)
  package static let pixels = PromptNeeds(rawValue: 1 << 4)
  package static let speed = PromptNeeds(rawValue: 1 << 5)
  package static let thrift = PromptNeeds(rawValue: 1 << 6)
  /// A picture that is there is to be changed.
  package static let change = PromptNeeds(rawValue: 1 << 7)
  /// A picture is to be looked at.
  package static let sight = PromptNeeds(rawValue: 1 << 8)

  /// Reads English and Russian.
  package init(reading text: String) {
    self = []
    let said = text.lowercased()
    for (need, signs) in Self.signs where signs.contains(where: { said.contains($0) }) { insert(need) }
    // Quoted words are to stand in the picture.
    if !LockedWords.untouchable(in: text).filter({ "\"“«".contains($0.first ?? " ") }).isEmpty { insert(.lettering) }
  }

  private static let signs: [(need: PromptNeeds, signs: [String])] = [
    (
      .lettering,
      [
        "with text", "letter", "logo", "poster", "signboard", "sign that", "caption", "headline", "typograph",
        "which says",
        "that says", "that reads", "надпис", "логотип", "вывеск", "плакат", "афиш", "буквы", "с текстом",
      ]
    ),
    (.photo, ["photo", "realis", "portrait of", "headshot", "35mm", "85mm", "dslr", "фото", "реали", "портрет"]),
    (.anime, ["anime", "manga", "1girl", "1boy", "chibi", "waifu", "аниме", "манга", "чиби"]),
    (
      .drawing,
      [
        "comic", "cartoon", "drawing", "illustration", "watercolo", "sketch", "ink ", "комикс", "рисун", "мульт",
        "акварел", "иллюстрац",
      ]
    ),
    (.pixels, ["pixel art", "pixel-art", "pixelart", "8-bit", "16-bit", "sprite", "пиксел"]),
    (.speed, ["fast", "quick", "draft", "быстр", "эскиз", "наброс"]),
    (.thrift, ["cheap", "free of", "for free", "offline", "дешев", "дешёв", "бесплат", "оффлайн", "офлайн"]),
    (
      .change,
      [
        "edit", "inpaint", "change the", "replace the", "remove the", "mask", "retouch", "измен", "правк", "маск",
        "замени", "убери", "ретуш",
      ]
    ),
    (.sight, ["describe", "vision", "what is in this", "опиши", "видит", "зрени"]),
  ]
}
