import Domain
import HTTP
import Storage

/// The styles, as the API shows them.
enum Styles {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let isTrash = call.asked.flag("trashed") ?? false
    let list = "styles?trashed=\(isTrash)&workspaceId=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.styles.list(in: id, trashed: isTrash, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    let look = try Style.Look(call.body)
    return try await call.write { writing in
      let style = try writing.styles.insert(look, in: id)
      return style.answer(.created).adding("location", "/api/v1/styles/\(style.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "style")
    return call.answer(try await call.read { try $0.styles.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "style")
    let patch = try Style.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.styles.get(id))
      return try writing.styles.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "style")
    let forGood = call.asked.flag("permanent") ?? false
    return try await call.write { writing in
      try call.checkMatch(writing.styles.get(id))
      if forGood { try writing.styles.purge(id) } else { try writing.styles.trash(id) }
      return .noContent
    }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "style")
    return try await call.write { writing in
      try call.checkMatch(writing.styles.get(id))
      return try writing.styles.restore(id).answer()
    }
  }
}

extension Call {
  /// The `{id}` of the path as a workspace into which something can be put. Throws `not_found`, and `in_trash`.
  func workspaceInUse() async throws -> Identifier {
    let id = try id(of: "workspace")
    guard try await read({ try $0.workspaces.get(id) }).deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    return id
  }
}

extension Style: Versioned {}
