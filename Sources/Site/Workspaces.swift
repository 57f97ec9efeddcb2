import Domain
import HTTP
import Storage
import Studio

/// The workspaces, as the API shows them.
enum Workspaces {
  static func list(_ call: Call) async throws -> Response {
    let (shelf, list) = try shelf(call.asked)
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { try $0.workspaces.list(shelf, after: position, limit: limit) }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let draft = try Workspace.Draft(call.body)
    return try await call.write { writing in
      let workspace = try writing.workspaces.insert(draft)
      return workspace.answer(.created).adding("location", "/api/v1/workspaces/\(workspace.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    return call.answer(try await call.read { try $0.workspaces.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let patch = try Workspace.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.workspaces.get(id))
      return try writing.workspaces.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    try await remove(id, call)
    await call.site.queue.leave(id)
    return .noContent
  }

  private static func remove(_ id: Identifier, _ call: Call) async throws {
    guard call.asked.flag("permanent") ?? false else {
      try await call.site.store.write { writing in
        try call.checkMatch(writing.workspaces.get(id))
        try writing.workspaces.trash(id)
      }
      return
    }
    let isGone = try await call.site.store.write { writing in
      try call.checkMatch(writing.workspaces.get(id))
      if try writing.workspaces.hasMore(than: part, id) {
        try writing.workspaces.trash(id)
        return false
      }
      try writing.workspaces.purge(id)
      return true
    }
    if !isGone {
      while try await call.site.store.write({ try $0.workspaces.clear(id, limit: part) }) == part {}
      try await call.site.store.write { try $0.workspaces.purge(id) }
    }
  }

  /// How many pictures one transaction throws away. More take seconds, in which nobody else could write: a large
  /// workspace is put into the trash, cleared in parts, and only then purged and acknowledged.
  private static let part = 500

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    return try await call.write { writing in
      try call.checkMatch(writing.workspaces.get(id))
      return try writing.workspaces.restore(id).answer()
    }
  }

  /// The shelf that is asked for, and the name that its cursors are tied to.
  private static func shelf(_ asked: Asked) throws(Failure) -> (Storage.Workspaces<Reading>.Shelf, list: String) {
    let archived = asked.flag("archived")
    guard asked.flag("trashed") == true else {
      switch archived {
      case nil: return (.kept, "workspaces")
      case true: return (.archived, "workspaces?archived=true")
      case false: return (.active, "workspaces?archived=false")
      }
    }
    guard archived == nil else {
      let field = Failure.Field("/archived", .format, "Cannot be given together with trashed.")
      throw Failure(.invalidQuery, "The trash is not sorted by what was archived.", fields: [field])
    }
    return (.trashed, "workspaces?trashed=true")
  }
}
