/// Holds what a writer made of a prompt to what must be true of it, puts right what can be put right, and says so.
package struct Proofreading: Sendable {
  private let wish: EnhancementWish
  private let form: PromptForm
  package let locked: LockedWords

  package init(_ wish: EnhancementWish) {
    self.wish = wish
    form = wish.family.promptForm
    locked = LockedWords(wish.lockedWords, in: wish.prompt)
  }

  /// The drafts as candidates, each once and no more than were wished for. Every locked word stands in each of them.
  package func candidates(of drafts: [EnhancedPrompt]) -> [Enhancement.Candidate] {
    var known: Set<String> = []
    var candidates: [Enhancement.Candidate] = []
    for draft in drafts where candidates.count < wish.count {
      guard let proofed = proofed(draft), known.insert(proofed.text.lowercased()).inserted else { continue }
      candidates.append(Enhancement.Candidate(proofed, from: wish.prompt))
    }
    return candidates
  }

  /// Nil for one of which nothing can be made.
  private func proofed(_ draft: EnhancedPrompt) -> EnhancedPrompt? {
    var draft = draft
    draft.text = withoutStrayMacros(draft.text)
    guard !draft.text.trimmed.isEmpty else { return nil }
    let lost = locked.missing(from: draft.text)
    if !lost.isEmpty {
      draft.text = locked.restored(in: draft.text, form.style)
      guard locked.missing(from: draft.text).isEmpty else { return nil }
      let shown = lost.prefix(4).map { "“\($0)”" }.joined(separator: ", ")
      draft.notes = Self.joined(draft.notes, "It had lost \(shown), which was put back.")
    }
    guard TextRule.prompt.takes(draft.text) else { return nil }
    draft.negativePrompt = negative(draft.negativePrompt)
    return draft
  }

  /// A writer's own braces and underscores would be drawn from when the prompt is used.
  private func withoutStrayMacros(_ text: String) -> String {
    guard text.contains("{") || text.contains("}") || text.contains("__") else { return text }
    let macros = locked.words.filter { $0.contains("{") || $0.contains("}") || $0.contains("__") }
    // Letters that no text has stand for the macros meanwhile.
    let places = macros.indices.prefix(64).compactMap { Unicode.Scalar(0xF_0000 + UInt32($0)).map { String($0) } }
    var text = text
    for (macro, place) in zip(macros, places) { text = text.replacing(macro, with: place) }
    text = text.replacing("{", with: "").replacing("}", with: "").replacing("__", with: "")
    for (macro, place) in zip(macros, places) { text = text.replacing(place, with: macro) }
    return text
  }

  /// What the person does not want to see stays as it was said and goes first; nil for models on which it has no
  /// effect.
  private func negative(_ written: String?) -> String? {
    guard form.takesNegative else { return nil }
    func parts(_ text: String?) -> [String] {
      (text ?? "").split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
    var known = Set(parts(wish.negativePrompt).map { $0.lowercased() })
    let more = parts(written).filter { known.insert($0.lowercased()).inserted }
    let text = ([wish.negativePrompt].compactMap { $0?.trimmed } + more).joined(separator: ", ")
    return TextRule.negativePrompt.takes(text) ? text : wish.negativePrompt
  }

  private static func joined(_ notes: String, _ sentence: String) -> String {
    notes.isEmpty ? sentence : "\(notes) \(sentence)"
  }
}
