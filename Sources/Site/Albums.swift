import Domain
import HTTP
import Storage

/// The albums, as the API shows them.
enum Albums {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let isTrash = call.asked.flag("trashed") ?? false
    let list = "albums?trashed=\(isTrash)&workspaceId=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.albums.list(in: id, trashed: isTrash, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    let draft = try Album.Patch(call.body, isNew: true)
    return try await call.write { writing in
      let album = try writing.albums.insert(draft, in: id)
      return album.answer(.created).adding("location", "/api/v1/albums/\(album.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "album")
    return call.answer(try await call.read { try $0.albums.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "album")
    let patch = try Album.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.albums.get(id))
      return try writing.albums.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "album")
    guard call.asked.flag("permanent") ?? false else {
      return try await call.write { writing in
        try call.checkMatch(writing.albums.get(id))
        try writing.albums.trash(id)
        return .noContent
      }
    }
    // In parts, so that other writers get their turn.
    let part = 500
    try await call.site.store.write { try call.checkMatch($0.albums.get(id)) }
    while try await call.site.store.write({ try $0.albums.clear(id, limit: part) }) == part {}
    return try await call.write { writing in
      try writing.albums.purge(id)
      return .noContent
    }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "album")
    return try await call.write { writing in
      try call.checkMatch(writing.albums.get(id))
      return try writing.albums.restore(id).answer()
    }
  }
}

extension Album: Versioned {}
