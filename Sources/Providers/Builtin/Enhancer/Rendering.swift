import Domain

/// Puts a prompt and what is added to it into the form that a family of models reads.
enum Rendering {
  static func text(_ prompt: String, _ phrases: [Phrase], _ style: PromptForm.Style) -> String {
    guard !phrases.isEmpty else { return prompt }
    let ordered = phrases.sorted { $0.slot.rawValue < $1.slot.rawValue }
    switch style {
    case .tags, .mixed:
      return ([prompt] + ordered.map(\.text)).joined(separator: ", ")
    case .prose:
      return ([closed(prompt)] + sentences(of: ordered)).joined(separator: " ")
    }
  }

  private static func closed(_ prompt: String) -> String {
    guard let last = prompt.last, !".!?…\"”".contains(last) else { return prompt }
    return prompt + "."
  }

  /// The light has a sentence of its own; what belongs together shares one.
  private static func sentences(of phrases: [Phrase]) -> [String] {
    func texts(_ slots: Slot...) -> [String] { phrases.filter { slots.contains($0.slot) }.map(\.text) }
    var sentences: [String] = []
    let details = texts(.detail)
    if !details.isEmpty { sentences.append(sentence(details)) }
    let views = texts(.viewpoint)
    if !views.isEmpty { sentences.append(sentence(views)) }
    let lights = texts(.light)
    if !lights.isEmpty { sentences.append("Light: " + lights.joined(separator: "; ") + ".") }
    let moods = texts(.mood)
    if !moods.isEmpty { sentences.append(sentence(moods)) }
    let makings = texts(.medium, .lens)
    if !makings.isEmpty { sentences.append(sentence(makings)) }
    return sentences
  }

  private static func sentence(_ parts: [String]) -> String {
    let text = parts.joined(separator: ", ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
