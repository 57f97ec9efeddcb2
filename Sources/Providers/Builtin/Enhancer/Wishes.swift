/// What the built-in enhancer can make of somebody's instructions: a time, a weather, a nearness, more or less colour.
struct Instructions {
  let traits: Traits
  let phrases: [Phrase]
  let notes: [String]

  init(_ text: String?) {
    let text = Idea.tidied(text ?? "")
    guard !text.isEmpty else {
      (traits, phrases, notes) = ([], [], [])
      return
    }
    let words = Idea.words(of: text)
    let found = Idea.traits(of: words)
    let understood = Self.meanings.filter { !$0.trait.isDisjoint(with: found) }
    traits = understood.reduce(into: []) { $0.formUnion($1.trait) }
    phrases = understood.map { Phrase($0.slot, $0.phrase) }
    notes =
      understood.isEmpty
      ? ["The built-in enhancer did not understand the instructions; a language model would."]
      : ["Of the instructions it heeded: \(understood.map(\.phrase).joined(separator: ", "))."]
  }

  private static let meanings: [(trait: Traits, slot: Slot, phrase: String)] = [
    (.night, .detail, "at night"), (.dusk, .detail, "at dusk"), (.dawn, .detail, "at dawn"),
    (.day, .detail, "in bright daylight"), (.rain, .detail, "in steady rain"), (.snow, .detail, "in falling snow"),
    (.fog, .detail, "in drifting fog"), (.storm, .detail, "under a gathering storm"),
    (.near, .viewpoint, "seen from very near"), (.far, .viewpoint, "seen from far away"),
    (.grey, .mood, "in black and white"), (.neon, .light, "lit by neon signs"), (.fire, .light, "lit by firelight"),
    (.photo, .medium, "natural photograph"),
  ]
}

/// A look that somebody names.
enum Style {
  static func traits(of style: String?) -> Traits {
    guard let style else { return [] }
    return Idea.traits(of: Idea.words(of: style)).intersection([.photo, .drawn, .grey, .neon])
  }

  /// Nil when none is named, or the prompt names it already.
  static func phrase(of style: String?, in prompt: String) -> Phrase? {
    let style = Idea.tidied(style ?? "")
    guard !style.isEmpty, !prompt.lowercased().contains(style.lowercased()) else { return nil }
    let saysHow = Idea.words(of: style).contains { $0 == "style" || $0 == "стиль" || $0 == "стиле" }
    return Phrase(.medium, saysHow ? style : "\(style) style")
  }
}
