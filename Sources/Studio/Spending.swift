import Domain
import Storage

extension Writing {
  /// Why a call may not be made for the money's sake; nil when it may. In the transaction that promises the money, so
  /// that two calls cannot both take the last of it. What is written at the moment counts as well: `lanes` know.
  func objection(
    to estimate: Int?, of generation: Generation, dailyBudget: Int?, _ lanes: TextLanes
  ) throws -> GenerationFault? {
    try objection(
      to: estimate, in: workspaces.get(generation.workspaceId), with: generation.provider.id, dailyBudget: dailyBudget,
      beside: lanes.promised(in: generation.workspaceId, to: generation.provider.id))
  }

  /// The same for any call; `beside` is what texts that are being written may cost, which no table tells.
  func objection(
    to estimate: Int?, in workspace: Workspace, with provider: String, dailyBudget: Int?,
    beside texts: (workspace: Int, provider: Int)
  ) throws -> GenerationFault? {
    if let limit = workspace.settings.budgetMicros {
      let budget = Budget(
        owner: .workspace, limit: limit, spent: try usage.spent(in: workspace.id, monthOf: now),
        reserved: try calls.promised(in: workspace.id) &+ texts.workspace)
      if let objection = budget.objection(toEstimate: estimate) { return objection }
    }
    guard let dailyBudget else { return nil }
    let budget = Budget(
      owner: .provider(provider), limit: dailyBudget, spent: try usage.spent(with: provider, dayOf: now),
      reserved: try calls.promised(to: provider) &+ texts.provider)
    return budget.objection(toEstimate: estimate)
  }
}
