/// One call that was paid or metered, for the ledger.
package struct Usage: Sendable, Equatable {
  package enum Outcome: String, Sendable, CaseIterable {
    case succeeded, failed, cancelled, unknown
  }

  package let kind: ModelCard.Kind
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

  package init(
    kind: ModelCard.Kind, workspaceId: Identifier, generationId: Identifier? = nil, provider: String, model: String,
    outcome: Outcome
  ) {
    self.kind = kind
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
    case model, provider, day, workspace
  }

  /// What the group has in common: a name, a day as `2026-11-21`, or an id.
  package let key: String
  package let calls: Int
  package let images: Int
  package let inputTokens: Int
  package let outputTokens: Int
  package let costMicros: Int

  package init(key: String, calls: Int, images: Int, inputTokens: Int, outputTokens: Int, costMicros: Int) {
    self.key = key
    self.calls = calls
    self.images = images
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.costMicros = costMicros
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
    json.field("images", images)
    json.field("inputTokens", inputTokens)
    json.field("outputTokens", outputTokens)
    json.field("costMicros", costMicros)
  }
}
