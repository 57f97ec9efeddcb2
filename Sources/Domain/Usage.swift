/// One call that was paid or metered, for the ledger.
package struct Usage: Sendable, Equatable {
  package enum Outcome: String, Sendable, CaseIterable {
    case succeeded, failed, cancelled, unknown
  }

  /// What a call was for.
  package enum Purpose: String, Sendable, CaseIterable {
    /// Pictures.
    case image
    /// An answer to a person.
    case text
    /// A better prompt.
    case enhancement
    /// The title of a chat.
    case title
  }

  package let purpose: Purpose
  package let workspaceId: Identifier
  package let generationId: Identifier?
  package let provider: String
  /// `provider/model`.
  package let model: String
  package let outcome: Outcome
  package var images = 0
  package var inputTokens = 0
  package var outputTokens = 0
  /// Nil when neither the provider nor the price list says.
  package var costMicros: Int?
  /// The provider did not say what it cost: it is what we reckoned.
  package var isEstimate = false
  package var latencyMs: Int?
  /// Nil where there are no accounts.
  package var userId: Identifier?

  package init(
    purpose: Purpose, workspaceId: Identifier, generationId: Identifier? = nil, provider: String, model: String,
    outcome: Outcome
  ) {
    self.purpose = purpose
    self.workspaceId = workspaceId
    self.generationId = generationId
    self.provider = provider
    self.model = model
    self.outcome = outcome
  }
}

/// What a group of calls comes to.
package struct UsageSum: Sendable, Equatable {
  package enum Grouping: String, Sendable, CaseIterable {
    case model, provider, day, workspace, user
  }

  /// What the group has in common: a name, a day as `2026-11-21`, or an id.
  package let key: String
  package var calls = 0
  /// Of the calls, those that came to nothing, or of which nobody knows what became of them.
  package var errors = 0
  package var images = 0
  package var inputTokens = 0
  package var outputTokens = 0
  package var costMicros = 0
  /// Of all calls whose time is known.
  package var latencyMs = 0
  package var timedCalls = 0

  package init(key: String) { self.key = key }

  /// Who is counted where there are no accounts.
  package static let localUser = "local"

  /// With those of another group added.
  package mutating func add(_ other: UsageSum) {
    calls &+= other.calls
    errors &+= other.errors
    images &+= other.images
    inputTokens &+= other.inputTokens
    outputTokens &+= other.outputTokens
    costMicros &+= other.costMicros
    latencyMs &+= other.latencyMs
    timedCalls &+= other.timedCalls
  }
}

extension UsageSum: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("key", key)
      writeFigures(to: &json)
    }
  }

  /// The figures into an object that has more of its own.
  package func writeFigures(to json: inout JSONWriter) {
    json.field("calls", calls)
    json.field("errors", errors)
    json.field("images", images)
    json.field("inputTokens", inputTokens)
    json.field("outputTokens", outputTokens)
    json.field("costMicros", costMicros)
    json.field("latencyMs", timedCalls > 0 ? latencyMs / timedCalls : nil)
  }
}
