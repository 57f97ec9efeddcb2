import Domain
import HTTP
import Storage

/// The word lists, as the API shows them.
enum WordLists {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let isTrash = call.asked.flag("trashed") ?? false
    let list = "wordlists?trashed=\(isTrash)&workspaceId=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.wordLists.list(in: id, trashed: isTrash, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    let draft = try WordList.Draft(call.body)
    return try await call.write { writing in
      let list = try writing.wordLists.insert(draft, in: id)
      return list.answer(.created).adding("location", "/api/v1/wordlists/\(list.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "word list")
    return call.answer(try await call.read { try $0.wordLists.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "word list")
    let patch = try WordList.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.wordLists.get(id))
      return try writing.wordLists.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "word list")
    let forGood = call.asked.flag("permanent") ?? false
    return try await call.write { writing in
      try call.checkMatch(writing.wordLists.get(id))
      if forGood { try writing.wordLists.purge(id) } else { try writing.wordLists.trash(id) }
      return .noContent
    }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "word list")
    return try await call.write { writing in
      try call.checkMatch(writing.wordLists.get(id))
      return try writing.wordLists.restore(id).answer()
    }
  }
}

extension WordList: Versioned {}
