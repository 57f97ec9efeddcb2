/// One call to a provider for some shots of a generation: on the disk before its first byte leaves.
package struct GenerationCall: Sendable, Equatable {
  package enum Outcome: String, Sendable, CaseIterable {
    case succeeded, failed, cancelled
    /// Nobody knows what became of it.
    case unknown
    /// Pixazo ended, and it costs nothing to make it again.
    case interrupted
  }

  package let generationId: Identifier
  /// Counts up from 1 within the generation.
  package let number: Int
  package let workspaceId: Identifier
  package let provider: String
  package let model: String
  /// The shots that it is to make.
  package let shots: Range<Int>
  /// What the call is named towards the provider.
  package let key: Identifier
  package let estimateMicros: Int?
  package let beganAt: Timestamp
  package var ticket: String?

  package init(
    generationId: Identifier, number: Int, workspaceId: Identifier, provider: String, model: String,
    shots: Range<Int>, key: Identifier, estimateMicros: Int?, beganAt: Timestamp, ticket: String? = nil
  ) {
    self.generationId = generationId
    self.number = number
    self.workspaceId = workspaceId
    self.provider = provider
    self.model = model
    self.shots = shots
    self.key = key
    self.estimateMicros = estimateMicros
    self.beganAt = beganAt
    self.ticket = ticket
  }

  /// How it ended, for the ledger.
  package struct Ending: Sendable, Equatable {
    package let outcome: Outcome
    /// Nil when nobody knows.
    package var costMicros: Int?
    package var isEstimate = false
    package var images = 0
    package var inputTokens = 0
    package var outputTokens = 0
    package var latencyMs: Int?
    package var fault: GenerationFault?

    package init(_ outcome: Outcome) { self.outcome = outcome }
  }

  /// An ending of which the provider said nothing about the cost: whatever it may have taken counts as we reckoned.
  package func ending(_ outcome: Outcome, fault: GenerationFault? = nil) -> Ending {
    var ending = Ending(outcome)
    ending.costMicros = estimateMicros
    ending.isEstimate = true
    ending.fault = fault
    return ending
  }

  /// The ending after a failure; nil when the call stays open, or nobody knows how it ended.
  package func ending(
    after failure: ProviderFailure, _ open: GenerationStanding.OpenCall, costMicros: Int?, images: Int,
    latencyMs: Int
  ) -> Ending? {
    let goesOn = failure.mayGoOn(with: open)
    if open == .ticketed, goesOn, !failure.isForgotten { return nil }
    if failure.leavesDoubt(about: open) { return nil }
    var ending = ending(open == .repeatable && goesOn ? .interrupted : .failed, fault: GenerationFault(failure))
    if failure.effect == .notTaken || ending.outcome == .interrupted {
      ending.costMicros = 0
      ending.isEstimate = false
    } else if let costMicros {
      ending.costMicros = costMicros
      ending.isEstimate = false
    }
    ending.images = images
    ending.latencyMs = latencyMs
    return ending
  }
}
