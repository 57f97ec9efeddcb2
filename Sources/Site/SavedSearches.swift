import Domain
import HTTP
import Storage

/// The saved searches, as the API shows them.
enum SavedSearches {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let list = "searches?in=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.searches.list(in: id, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    let draft = try SavedSearch.Patch(call.body, isNew: true)
    try check(draft)
    return try await call.write { writing in
      let search = try writing.searches.insert(draft, in: id)
      return search.answer(.created).adding("location", "/api/v1/searches/\(search.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "saved search")
    return call.answer(try await call.read { try $0.searches.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "saved search")
    let patch = try SavedSearch.Patch(call.body)
    try check(patch)
    return try await call.write { writing in
      try call.checkMatch(writing.searches.get(id))
      return try writing.searches.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "saved search")
    return try await call.write { writing in
      try call.checkMatch(writing.searches.get(id))
      try writing.searches.delete(id)
      return .noContent
    }
  }

  /// What is kept must be something that the list takes.
  private static func check(_ patch: SavedSearch.Patch) throws(Failure) {
    guard let query = patch.query else { return }
    do throws(Failure) {
      _ = try Asked(query, ImageFilters.search)
    } catch {
      throw Failure(refusing: [Failure.Field("/query", .format, error.detail)])
    }
  }
}

extension SavedSearch: Versioned {}
