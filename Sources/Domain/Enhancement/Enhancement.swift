/// A prompt that was made better, in one or several ways, beside the one that it came from.
package struct Enhancement: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    package let text: String
    /// Nil for models on which one has no effect.
    package let negativePrompt: String?
    /// Sentences for the person; may be empty.
    package let notes: String
    /// From the source to `text`.
    package let diff: WordDiff

    package init(_ prompt: EnhancedPrompt, from source: String) {
      self.init(
        text: prompt.text, negativePrompt: prompt.negativePrompt, notes: prompt.notes,
        diff: WordDiff(from: source, to: prompt.text))
    }

    package init(text: String, negativePrompt: String?, notes: String, diff: WordDiff) {
      self.text = text
      self.negativePrompt = negativePrompt
      self.notes = notes
      self.diff = diff
    }
  }

  package let id: Identifier
  package let workspaceId: Identifier
  /// The prompt as the person wrote it, letter by letter.
  package let source: String
  package let negativePrompt: String?
  /// The model that the prompts are for.
  package let imageModel: String
  package let style: String?
  package let instructions: String?
  package let lockedWords: [String]
  /// The model that wrote the candidates.
  package let textModel: String
  package let candidates: [Candidate]
  /// Who should have written them, and why another did.
  package var fallbackFrom: Message.Fallback?
  /// Nil when nobody knows.
  package var costMicros: Int?
  /// They are those of an earlier enhancement of exactly the same.
  package var isCached: Bool
  package let createdAt: Timestamp

  package init(
    id: Identifier, workspaceId: Identifier, source: String, negativePrompt: String?, imageModel: String,
    style: String?, instructions: String?, lockedWords: [String], textModel: String, candidates: [Candidate],
    fallbackFrom: Message.Fallback? = nil, costMicros: Int?, isCached: Bool = false, createdAt: Timestamp
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.source = source
    self.negativePrompt = negativePrompt
    self.imageModel = imageModel
    self.style = style
    self.instructions = instructions
    self.lockedWords = lockedWords
    self.textModel = textModel
    self.candidates = candidates
    self.fallbackFrom = fallbackFrom
    self.costMicros = costMicros
    self.isCached = isCached
    self.createdAt = createdAt
  }

  /// The place of the candidate with that text, blanks at its ends aside; nil for a text that is none of them, such as
  /// one that a person has worked on since.
  package func place(of text: String) -> Int? {
    let text = text.trimmed
    return candidates.firstIndex { $0.text.trimmed.utf8.elementsEqual(text.utf8) }
  }

  /// The one that needs no model and no network.
  package static let builtin = "\(Provider.builtin)/enhancer"
  package static let counts = 1...4
  package static let mostLockedWords = 32
}

extension Enhancement.Candidate: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("text", text)
      json.field("negativePrompt", negativePrompt)
      json.field("notes", notes)
      json.field("diff", diff)
    }
  }

  /// Nil for what is no candidate.
  package init?(_ json: JSON) {
    guard let text = json["text"]?.string, let diff = json["diff"].flatMap({ WordDiff($0) }) else { return nil }
    self.init(
      text: text, negativePrompt: json["negativePrompt"]?.string, notes: json["notes"]?.string ?? "", diff: diff)
  }
}

extension Enhancement: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("source", source)
      json.field("negativePrompt", negativePrompt)
      json.field("imageModel", imageModel)
      json.field("style", style)
      json.field("instructions", instructions)
      json.field("lockedWords", lockedWords)
      json.field("candidates", candidates)
      json.field("textModel", textModel)
      json.field("costMicros", costMicros)
      json.field("fallbackFrom", fallbackFrom)
      json.field("cached", isCached)
      json.field("createdAt", createdAt)
    }
  }
}
