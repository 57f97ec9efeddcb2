/// One configured connection to something that writes.
package protocol TextProvider: Sendable {
  /// The models that it offers now. It costs nothing.
  func models() async throws(ProviderFailure) -> [ModelCard]

  /// Finds out whether it could work, for nothing, and says what was tried.
  func check() async throws(ProviderFailure) -> [String]

  /// Writes one answer and tells of each piece as it comes; a server that cannot stream tells all of it at the end.
  ///
  /// Cancelling the task ends the call at the provider within a second and throws `CancellationError`. Otherwise it
  /// throws `ProviderFailure`, or what `tell` throws. What was told before stays told.
  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt
}

/// What an adapter needs to write one answer. Already fits into the model's context.
package struct TextRequest: Sendable {
  package let card: ModelCard
  package var system: String?
  /// The oldest first; the last one is the user's, or a tool's results.
  package var turns: [TextTurn]
  package var temperature: Double?
  package var topP: Double?
  /// The most tokens of the answer.
  package var maxTokens: Int?
  /// How hard to think; nil leaves it to the model.
  package var mode: TextMode?
  package var tools: [TextTool] = []
  /// The models that the studio has: only for the built-in guide, which knows of nothing else.
  package var models: [ModelCard] = []
  /// Who should have answered and why it did not: only for the built-in guide, which says so.
  package var standsInFor: Message.Attempt?
  /// Whether pieces are wanted as they come.
  package var streams = true

  package init(card: ModelCard, system: String? = nil, turns: [TextTurn]) {
    self.card = card
    self.system = system
    self.turns = turns
  }
}

package enum TextMode: String, Sendable, CaseIterable {
  case flash, think, ultraThink
}

/// What one side said in a conversation.
package struct TextTurn: Sendable {
  package enum Role: String, Sendable, CaseIterable {
    case user, assistant, tool
  }

  package enum Part: Sendable {
    case text(String)
    case image(ImageFile)
    case reasoning(String)
    /// `arguments` is a JSON text as the model wrote it.
    case toolCall(id: String, name: String, arguments: String)
    case toolResult(id: String, content: String, isError: Bool)
  }

  package var role: Role
  package var parts: [Part]
  /// Opaque state that this very provider gave with the turn and wants back.
  package var state: JSON?

  package init(_ role: Role, _ parts: [Part], state: JSON? = nil) {
    self.role = role
    self.parts = parts
    self.state = state
  }
}

/// Something that the model may ask for.
package struct TextTool: Sendable {
  package let name: String
  package let detail: String
  /// A JSON schema.
  package let parameters: JSON

  package init(name: String, detail: String, parameters: JSON) {
    self.name = name
    self.detail = detail
    self.parameters = parameters
  }
}

package enum TextNews: Sendable {
  case text(String)
  case reasoning(String)
  /// A piece of the call at `index`; the id and the name come with its first piece.
  case toolCall(index: Int, id: String?, name: String?, arguments: String)
  case image([UInt8])
}

/// How an answer ended.
package struct TextReceipt: Sendable, Equatable {
  package enum Finish: String, Sendable, CaseIterable {
    case stop, length, toolCalls, contentRefused, other
  }

  package struct Usage: Sendable, Equatable {
    package var inputTokens: Int?
    package var outputTokens: Int?
    /// Of the input tokens, those that the provider had in its cache.
    package var cachedTokens: Int?
    /// Of the output tokens, those of thinking.
    package var reasoningTokens: Int?

    package init() {}
  }

  package var finish: Finish
  package var usage = Usage()
  /// As the provider says; nil when it does not.
  package var costMicros: Int?
  /// The model that really answered, where the provider says.
  package var model: String?
  /// To be handed back with this turn in the next request to the same provider.
  package var state: JSON?

  package init(finish: Finish) { self.finish = finish }
}
