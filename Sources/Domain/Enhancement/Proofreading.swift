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

  /// What the person does not want to see goes first; nil for models on which it has no effect.
  private func negative(_ written: String?) -> String? {
    guard form.takesNegative else { return nil }
    var known: Set<String> = []
    let parts = [wish.negativePrompt, written].compactMap(\.self).flatMap { $0.split(separator: ",") }
      .map { String($0).trimmed }.filter { !$0.isEmpty && known.insert($0.lowercased()).inserted }
    let text = parts.joined(separator: ", ")
    return TextRule.negativePrompt.takes(text) ? text : wish.negativePrompt
  }

  private static func joined(_ notes: String, _ sentence: String) -> String {
    notes.isEmpty ? sentence : "\(notes) \(sentence)"
  }
}
