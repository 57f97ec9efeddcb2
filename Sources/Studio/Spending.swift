import Domain
import Storage

extension Writing {
  /// Why a call may not be made for the money's sake; nil when it may. In the transaction that promises the money, so
  /// that two calls cannot both take the last of it.
  func objection(to estimate: Int?, of generation: Generation, dailyBudget: Int?) throws -> GenerationFault? {
    let (workspace, provider) = (generation.workspaceId, generation.provider.id)
    if let limit = try workspaces.get(workspace).settings.budgetMicros {
      let budget = Budget(
        owner: .workspace, limit: limit, spent: try usage.spent(in: workspace, monthOf: now),
        reserved: try calls.promised(in: workspace))
      if let objection = budget.objection(toEstimate: estimate) { return objection }
    }
    guard let dailyBudget else { return nil }
    let budget = Budget(
      owner: .provider(provider), limit: dailyBudget, spent: try usage.spent(with: provider, dayOf: now),
      reserved: try calls.promised(to: provider))
    return budget.objection(toEstimate: estimate)
  }
}
