import Domain
import HTTP
import Storage
import Studio

/// The orders for pictures, as the API shows them.
enum Generations {
  static let state = Parameter(
    name: "state", kind: .word(GenerationState.Shown.allCases.map(\.rawValue)), detail: "Only those in this state.")

  static func list(_ call: Call) async throws -> Response {
    let workspaceId = try call.id(of: "workspace")
    let state = call.asked.text("state").flatMap { GenerationState.Shown(rawValue: $0) }
    let list = "generations?state=\(state?.rawValue ?? "")&workspaceId=\(workspaceId.text)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(workspaceId)
      return try reading.generations.list(in: workspaceId, state, after: position, limit: limit)
    }
    let views = await call.site.queue.live(page.items)
    return call.page(page.map(to: views), of: list) { $0.write(to: &$1) }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    let generation = try await call.read { try $0.generations.get(id) }
    guard let view = await call.site.queue.live([generation]).first else { throw Failure.notFound("generation") }
    return .json(view)
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    var fields = Fields(call.body)
    let patched = fields.nullableInteger("priority", Generation.priorities)
    try fields.finish(readOnly: GenerationView.readOnlyFields)
    if let priority = patched { try await call.site.queue.prioritize(id, priority ?? 0) }
    return try await get(call)
  }

  static func cancel(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    return try await call.site.queue.cancel(id) { [ticket = call.ticket] view, writing in
      try keep(.json(view), ticket, in: writing)
    }
  }

  static func retry(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    return try await call.site.queue.retry(id) { [ticket = call.ticket] view, writing in
      try keep(accepted(view), ticket, in: writing)
    }
  }

  /// What a person may say of one of which nobody knows what became of it.
  enum Decision: String, CaseIterable {
    case retry, abandon
  }

  static func resolve(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    var fields = Fields(call.body)
    fields.require("action")
    let action = fields.word("action", Decision.allCases.map(\.rawValue)).flatMap { Decision(rawValue: $0) }
    try fields.finish()
    let tryingAgain = action == .retry
    return try await call.site.queue.resolve(id, tryingAgain: tryingAgain) { [ticket = call.ticket] view, writing in
      try keep(tryingAgain ? accepted(view) : .json(view), ticket, in: writing)
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "generation")
    return try await call.write { writing in
      try writing.generations.delete(id)
      return .noContent
    }
  }

  /// The answer to work that was taken on.
  static func accepted(_ view: GenerationView) -> Response {
    .json(view, .accepted).adding("location", "/api/v1/generations/\(view.generation.id)")
  }

  /// In the transaction of what it answers for.
  static func keep(_ response: Response, _ ticket: Idempotency.Ticket?, in writing: Writing) throws -> Response {
    try ticket?.remember(response, in: writing)
    return response
  }
}

/// The queue itself.
enum Queue {
  static func get(_ call: Call) async throws -> Response {
    let figures = call.site.queue.figures
    var json = JSONWriter()
    json.object { json in
      json.field("paused", figures.isPaused)
      json.field("waiting", figures.waiting)
      json.field("running", figures.running)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  static func pause(_ call: Call) async throws -> Response { try await set(call, true) }

  static func resume(_ call: Call) async throws -> Response { try await set(call, false) }

  private static func set(_ call: Call, _ isPaused: Bool) async throws -> Response {
    try await call.site.queue.setPaused(isPaused) { [ticket = call.ticket] writing in
      try ticket?.remember(.noContent, in: writing)
    }
    return .noContent
  }
}
