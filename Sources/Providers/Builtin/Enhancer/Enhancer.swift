package import Domain

/// The built-in enhancer: adds what a prompt does not say yet and what does not contradict it, from its own phrases.
/// It needs no network, and the same wish always gives the same prompts.
package enum Enhancer {
  /// Up to as many as are wished; fewer when the prompt leaves less to add. The person's own text opens each of them
  /// unchanged but for its white space, so that nothing of it can be lost.
  package static func candidates(for wish: EnhancementWish) -> [EnhancedPrompt] {
    let form = wish.family.promptForm
    let idea = Idea(wish.prompt)
    let asked = Instructions(wish.instructions)
    let traits = idea.traits.reconciled(with: asked.traits).union(Style.traits(of: wish.style))
    var notes = asked.notes
    let negative = Negatives(wish.negativePrompt, traits: traits, form: form)
    notes += negative.notes
    if idea.isCyrillic && form.style != .prose {
      notes.append("Models of this family read English best; your words were kept as they are.")
    }

    var known: Set<String> = []
    var candidates: [EnhancedPrompt] = []
    // Where little is open, some numbers come to the same: others may not.
    for number in 0..<max(1, wish.count) * 3 where candidates.count < max(1, wish.count) {
      var added = asked.phrases
      if let style = Style.phrase(of: wish.style, in: idea.text) { added.append(style) }
      added += choose(for: idea, traits: traits, style: wish.style, form: form, number: number)
      added += negative.phrases
      let text = Rendering.text(idea.text, added, form.style)
      guard known.insert(text).inserted else { continue }
      let said = added.isEmpty ? ["Nothing was missing: the prompt was only tidied."] : []
      candidates.append(
        EnhancedPrompt(
          text: text, negativePrompt: form.takesNegative ? negative.text : nil,
          notes: (said + notes).joined(separator: " ")))
    }
    return candidates
  }

  static func card(of provider: String) -> ModelCard {
    var card = ModelCard(
      provider: provider, model: "enhancer", kind: .text, name: "Built-in enhancer", family: .guide)
    card.capabilities = [.enhancement]
    card.price = .free
    card.source = .builtin
    return card
  }

  /// One phrase for each slot that the prompt leaves open, as far as its length allows.
  private static func choose(
    for idea: Idea, traits: Traits, style: String?, form: PromptForm, number: Int
  ) -> [Phrase] {
    var open = Slot.allCases.filter { !idea.filled.contains($0) }
    if style != nil { open.removeAll { $0 == .medium } }
    let isRich = form.style == .prose ? idea.wordCount >= 25 : max(idea.partCount, idea.wordCount / 2) >= 20
    if isRich { open = open.filter { $0 == .light || $0 == .viewpoint } }
    var phrases: [Phrase] = []
    var traits = traits
    var words = idea.wordCount
    // What decides most comes first, and rules out what does not go with it.
    for slot in [Slot.medium, .light, .viewpoint, .mood, .detail, .lens] where open.contains(slot) {
      let fitting = Phrase.all.filter { $0.slot == slot && $0.fits(traits) }
        .sorted { rank($0, traits, idea.text) > rank($1, traits, idea.text) }
      guard !fitting.isEmpty else { continue }
      let phrase = fitting[number % fitting.count]
      let length = Idea.words(of: phrase.text).count
      guard words + length <= form.words.upperBound else { continue }
      words += length
      phrases.append(phrase)
      traits.formUnion(Idea.traits(of: Idea.words(of: phrase.text)).intersection([.photo, .drawn, .near, .far]))
    }
    return phrases
  }

  /// What was made for this subject goes before what fits anything; among equals the prompt draws lots.
  private static func rank(_ phrase: Phrase, _ traits: Traits, _ prompt: String) -> UInt64 {
    let isMeant: UInt64 = phrase.needs.isDisjoint(with: traits) ? 0 : 1 << 63
    return isMeant | (Lot.draw(prompt, phrase.text) >> 1)
  }
}

/// The same number for the same texts, for ever.
enum Lot {
  static func draw(_ texts: String...) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }
}

extension Traits {
  /// These, with what somebody asked for in the place of what it contradicts.
  func reconciled(with asked: Traits) -> Traits {
    var result = self
    if !asked.isDisjoint(with: .anyTime) { result.subtract(.anyTime) }
    if !asked.isDisjoint(with: .anyWeather) { result.subtract(.anyWeather) }
    if !asked.isDisjoint(with: [.near, .far]) { result.subtract([.near, .far]) }
    return result.union(asked.subtracting(.landscape))
  }
}
