import Domain
import HTTP
import Storage

/// The pictures, as the API shows them: what is said of them, not their bytes.
enum Images {
  static func list(_ call: Call) async throws -> Response { try await list(call, in: nil) }

  static func listOfWorkspace(_ call: Call) async throws -> Response {
    try await list(call, in: call.id(of: "workspace"))
  }

  private static func list(_ call: Call, in workspaceId: Identifier?) async throws -> Response {
    let list = "images?in=\(workspaceId?.text ?? "")&\(call.asked.text(without: ["cursor", "limit"]))"
    let filter = PictureFilter(call.asked)
    let sort = call.asked.text("sort").flatMap { Picture.Sort(rawValue: $0) } ?? .newest
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      if let workspaceId { _ = try reading.workspaces.get(workspaceId) }
      return try reading.images.list(filter, in: workspaceId, sort: sort, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func get(_ call: Call) async throws -> Response {
    call.answer(try await find(call))
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "image")
    let patch = try Picture.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.images.get(id))
      return try writing.images.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "image")
    let forGood = call.asked.flag("permanent") ?? false
    return try await call.write { writing in
      try call.checkMatch(writing.images.get(id))
      if forGood { try writing.images.purge(id) } else { try writing.images.trash(id) }
      return .noContent
    }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "image")
    return try await call.write { writing in
      try call.checkMatch(writing.images.get(id))
      return try writing.images.restore(id).answer()
    }
  }

  /// The picture of the path's id. Throws `not_found`.
  static func find(_ call: Call) async throws -> Picture {
    let id = try call.id(of: "image")
    return try await call.read { try $0.images.get(id) }
  }
}
