/// Reads what a language model answered to an `EnhancementTask`: the JSON it was asked for, the same in a fence or behind
/// a greeting, broken off in the middle, or plain lines. It also reads an answer that is still growing.
package struct EnhancementReader: Sendable {
  private let count: Int

  package init(count: Int) { self.count = count }

  /// More than this is no answer to what was asked; the rest is not looked at.
  package static let mostBytes = 64 << 10

  /// The prompts in an answer, in their order; empty when there is none in it, or none that is sure while it grows.
  package func drafts(in answer: String, isWhole: Bool) -> [EnhancedPrompt] {
    let text = AnswerText.bare(answer)
    var drafts = Self.fromJSON(text)
    if drafts.isEmpty, StringScan.start(of: text) != 0 { drafts = lines(text, isWhole: isWhole) }
    return drafts.prefix(count).map { draft in
      EnhancedPrompt(
        text: AnswerText.tidied(draft.text), negativePrompt: draft.negativePrompt.map(AnswerText.tidied)?.unlessBlank,
        notes: String(AnswerText.tidied(draft.notes).prefix(400)))
    }.filter { draft in draft.text.contains { $0.isLetter || $0.isNumber } }
  }

  /// Whether a whole answer says, in words, that it will not do it.
  package static func isRefusal(_ answer: String) -> Bool {
    let text = AnswerText.bare(answer)
    guard StringScan.start(of: text) == nil else { return false }
    let beginning = String(text.lowercased().prefix(160)).replacing("’", with: "'")
    return refusals.contains { beginning.hasPrefix($0) } || beginning.contains("can't help with")
      || beginning.contains("cannot assist") || beginning.contains("can't assist")
  }

  private static let refusals = [
    "i'm sorry", "i am sorry", "sorry,", "i can't", "i cannot", "i won't", "i'm unable", "i am unable", "unfortunately",
    "извините", "простите", "к сожалению", "я не могу",
  ]

  private static func fromJSON(_ text: String) -> [EnhancedPrompt] {
    guard let start = StringScan.start(of: text) else { return [] }
    var drafts: [(object: Int, prompt: EnhancedPrompt)] = []
    // What came before the prompt that it belongs to.
    var early: [Int: (negative: String?, notes: String)] = [:]
    for found in StringScan.strings(in: Array(text.utf8)[start...]) {
      let isSame = drafts.last?.object == found.object
      switch found.key?.lowercased().filter(\.isLetter) {
      case nil, "prompt", "text", "candidate", "enhancedprompt", "prompts", "candidates", "content", "description":
        let known = early[found.object]
        let prompt = EnhancedPrompt(text: found.text, negativePrompt: known?.negative, notes: known?.notes ?? "")
        drafts.append((found.object, prompt))
        early[found.object] = nil
      case "negative", "negativeprompt":
        if isSame { drafts[drafts.count - 1].prompt.negativePrompt = found.text }
        if !isSame { early[found.object, default: (nil, "")].negative = found.text }
      case "notes", "note":
        if isSame { drafts[drafts.count - 1].prompt.notes = found.text }
        if !isSame { early[found.object, default: (nil, "")].notes = found.text }
      default: break
      }
    }
    return drafts.map(\.prompt)
  }

  /// Numbered or dotted lines, or paragraphs; for a single prompt all that was said.
  private func lines(_ text: String, isWhole: Bool) -> [EnhancedPrompt] {
    var drafts: [EnhancedPrompt] = []
    var isOpen = false
    var isMarked = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let line = AnswerText.Line(line)
      if line.text.isEmpty {
        isOpen = isOpen && line.isMarked
        continue
      }
      if line.isGreeting { continue }
      if line.isNegative {
        if let last = drafts.indices.last { drafts[last].negativePrompt = line.text }
        continue
      }
      if line.isMarked, !isMarked, count > 1 { drafts = [] }
      isMarked = isMarked || line.isMarked
      let isNew = line.isMarked || (!isOpen && !(isMarked || count == 1)) || drafts.isEmpty
      if isNew {
        drafts.append(EnhancedPrompt(text: line.text, negativePrompt: nil, notes: ""))
      } else if let last = drafts.indices.last {
        drafts[last].text += " " + line.text
      }
      isOpen = true
    }
    // Before it is whole, a plain line may turn out to be a greeting.
    return isWhole || isMarked ? drafts : []
  }
}
