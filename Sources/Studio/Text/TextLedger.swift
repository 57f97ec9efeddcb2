import Domain
import Storage

/// Enters a call to a text model into the ledger, with the provider's own figures where it gave them.
struct TextLedger: Sendable {
  let card: ModelCard
  let workspaceId: Identifier
  /// What it was for.
  let purpose: Usage.Purpose
  /// Tokens, as we reckon them.
  let input: Int
  let latency: Duration

  /// Returns what it cost, as far as anybody knows. `written` are the bytes that came when there is no receipt.
  func enter(
    _ receipt: TextReceipt?, _ outcome: Usage.Outcome, written: Int = 0, _ store: Store, _ log: Log
  ) async -> Int? {
    var usage = Usage(
      purpose: purpose, workspaceId: workspaceId, provider: card.provider, model: card.id, outcome: outcome)
    usage.inputTokens = receipt?.usage.inputTokens ?? (receipt == nil ? input : 0)
    usage.outputTokens = receipt?.usage.outputTokens ?? (receipt == nil ? written / 4 : 0)
    usage.costMicros =
      receipt?.costMicros ?? Self.cost(card.price, input: usage.inputTokens, output: usage.outputTokens)
    usage.isEstimate = receipt?.costMicros == nil && usage.costMicros != 0
    usage.latencyMs = latency.milliseconds
    do { try await store.write { [usage] in try $0.usage.add(usage) } } catch {
      log.error("the ledger missed a call", ["model": .text(card.id), "reason": .text("\(error)")])
    }
    return usage.costMicros
  }

  /// Rounded up: a part of a millionth is one. Nil when the price is not known.
  static func cost(_ price: ModelCard.Price?, input: Int, output: Int) -> Int? {
    price?.cost(ofInput: input, output: output)
  }
}

/// A budget is used up.
struct OverBudget: Error {
  let fault: GenerationFault
}
