import Domain
import Storage
import Synchronization

/// Enters a call to a text model into the ledger, with the provider's own figures where it gave them.
struct ReplyLedger: Sendable {
  let card: ModelCard
  let context: ReplyContext
  /// Tokens, as we reckon them.
  let input: Int
  let latency: Duration

  /// Returns what it cost, as far as anybody knows. `written` are the bytes that came when there is no receipt.
  func enter(
    _ receipt: TextReceipt?, _ outcome: Usage.Outcome, written: Int = 0, _ store: Store, _ log: Log
  ) async -> Int? {
    var usage = Usage(
      kind: .text, workspaceId: context.workspace.id, provider: card.provider, model: card.id, outcome: outcome)
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
    guard let into = price?.perMillionInputTokens, let out = price?.perMillionOutputTokens else { return nil }
    let sum = Double(max(0, input)) * Double(into) + Double(max(0, output)) * Double(out)
    return Int(exactly: min((sum / 1_000_000).rounded(.up), 1e15))
  }
}

/// Whether a reply may be paid for: the workspace's budget of the month, and the provider's of the day.
struct ReplyBudget: Sendable {
  let store: Store
  let room: ProviderRoom
  let now: Timestamp

  /// Throws `OverBudget`, which says which budget is used up.
  func check(_ card: ModelCard, input: Int, _ context: ReplyContext) async throws {
    let workspace = context.workspace
    let daily = room.limits(of: card.provider)?.dailyBudgetMicros
    guard workspace.settings.budgetMicros != nil || daily != nil else { return }
    let output = context.chat.parameters.maxTokens ?? 1_000
    let estimate = ReplyLedger.cost(card.price, input: input, output: output)
    let budgets = try await store.read { [now] reading in
      var budgets: [Budget] = []
      if let limit = workspace.settings.budgetMicros {
        let spent = try reading.usage.spent(in: workspace.id, monthOf: now)
        budgets.append(Budget(owner: .workspace, limit: limit, spent: spent, reserved: 0))
      }
      if let daily {
        let spent = try reading.usage.spent(with: card.provider, dayOf: now)
        budgets.append(Budget(owner: .provider(card.provider), limit: daily, spent: spent, reserved: 0))
      }
      return budgets
    }
    if let fault = budgets.lazy.compactMap({ $0.objection(toEstimate: estimate) }).first {
      throw OverBudget(fault: fault)
    }
  }
}

/// A budget is used up.
struct OverBudget: Error {
  let fault: GenerationFault
}

/// When the first piece of a reply came.
final class FirstWord: Sendable {
  private let first = Mutex<ContinuousClock.Instant?>(nil)

  func note(at moment: ContinuousClock.Instant) { first.withLock { $0 = $0 ?? moment } }

  var moment: ContinuousClock.Instant? { first.withLock(\.self) }
}
