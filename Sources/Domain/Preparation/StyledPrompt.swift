/// A style, ready to be put over a prompt.
struct StyledPrompt {
  let look: Style.Look
  let positive: Cover
  let negative: Cover

  static let pointer = "/styleId"

  /// For a model without negative prompts, nothing is put behind one. Throws what is wrong with the style.
  init(_ look: Style.Look, takesNegative: Bool) throws(Failure) {
    self.look = look
    do throws(Macro.Fault) {
      positive = try Cover(look.positive)
      negative = try Cover(takesNegative ? look.negativePrompt : "")
    } catch {
      let detail = "The style \"\(look.name)\": \(error.detail)"
      throw Failure(refusing: [Failure.Field(Self.pointer, error.code, detail)])
    }
  }

  /// One text of a style.
  struct Cover {
    private let text: Macro

    init(_ text: String) throws(Macro.Fault) { self.text = try Macro(text.trimmed, hasPlace: true) }

    /// What is to be settled for this prompt: the style's text where it has a place for the prompt, else the prompt,
    /// a comma and the text, as far as there are both.
    func macro(over prompt: String) -> Macro {
      if text.hasPlace { return text }
      if text.parts.isEmpty { return Macro(parts: [.place]) }
      return prompt.trimmed.isEmpty ? text : Macro(parts: [.place, .text(", ")] + text.parts)
    }
  }
}
