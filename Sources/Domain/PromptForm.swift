/// How a family of image models wants to be spoken to.
package struct PromptForm: Sendable, Equatable {
  package enum Style: String, Sendable, CaseIterable {
    /// Short parts between commas, the most important first.
    case tags
    /// A sentence, then parts between commas.
    case mixed
    /// Sentences.
    case prose
  }

  package let style: Style
  /// Whether a negative prompt has an effect.
  package let takesNegative: Bool
  /// About how many words it reads well.
  package let words: ClosedRange<Int>
}

extension Family {
  package var promptForm: PromptForm {
    switch self {
    case .sd: PromptForm(style: .tags, takesNegative: true, words: 8...50)
    case .sdxl: PromptForm(style: .mixed, takesNegative: true, words: 15...50)
    case .sdxlTurbo: PromptForm(style: .mixed, takesNegative: false, words: 15...50)
    case .sd3: PromptForm(style: .prose, takesNegative: true, words: 20...80)
    case .fluxKlein: PromptForm(style: .prose, takesNegative: false, words: 40...70)
    case .flux: PromptForm(style: .prose, takesNegative: false, words: 30...80)
    case .painter: PromptForm(style: .mixed, takesNegative: true, words: 8...50)
    case .gpt, .claude, .gemini, .grok, .deepseek, .mistral, .llama, .qwen, .guide, .other:
      PromptForm(style: .prose, takesNegative: false, words: 30...90)
    }
  }
}

/// A prompt made better, beside the one it came from.
package struct EnhancedPrompt: Sendable, Equatable {
  package var text: String
  /// Nil for models on which one has no effect.
  package var negativePrompt: String?
  /// Sentences for the person: what was added and what could not be heeded. May be empty.
  package var notes: String

  package init(text: String, negativePrompt: String?, notes: String) {
    self.text = text
    self.negativePrompt = negativePrompt
    self.notes = notes
  }
}

/// What somebody wants of an enhancement.
package struct EnhancementWish: Sendable, Equatable {
  package var prompt: String
  package var negativePrompt: String?
  package var family: Family
  /// A look such as "watercolour".
  package var style: String?
  /// What to mind, in a person's words.
  package var instructions: String?
  /// To be kept letter by letter.
  package var lockedWords: [String] = []
  package var count = 1

  package init(prompt: String, family: Family) {
    self.prompt = prompt
    self.family = family
  }
}
