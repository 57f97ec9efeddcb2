import Domain
import HTTP
import Studio

/// What people ask to be made.
enum Submissions {
  static func create(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let order = try await call.site.orders.order(call.body, in: id)
    return try await call.site.queue.submit(order, workspaceId: id) { [ticket = call.ticket] view, writing in
      try Generations.keep(Generations.accepted(view), ticket, in: writing)
    }
  }

  static func preview(_ call: Call) async throws -> Response {
    let plan = try await call.site.orders.plan(call.body, in: call.id(of: "workspace"))
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.field("prompts", plan.shots.map(\.prompt))
      json.field("count", plan.shots.count)
      json.field("estimatedCostMicros", plan.estimatedCostMicros)
      json.field("seed", plan.recipe.seed)
    }
    return Response(.ok, type: .json, json.bytes)
  }
}
