import Domain
import HTTP
import Storage

/// The prompts, as the API shows them.
enum Prompts {
  static let query =
    Parameter.page + [
      Parameter(name: "q", kind: .words, detail: "Only those in whose title, texts or tags these words stand."),
      Parameter(name: "tag", kind: .words, detail: "Only those with this tag."),
      Parameter(name: "folder", kind: .words, detail: "Only those in exactly this folder; empty for those in none."),
      Parameter(name: "favorite", kind: .flag, detail: "Only favourites, or only the others."), Routes.trashed,
    ]

  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    var filter = Storage.Prompts<Reading>.Filter()
    filter.words = call.asked.text("q").flatMap { $0.trimmed.isEmpty ? nil : $0 }
    filter.tag = call.asked.text("tag")
    filter.folder = call.asked.text("folder").map(Prompt.folder)
    filter.favorite = call.asked.flag("favorite")
    filter.isTrash = call.asked.flag("trashed") ?? false
    let list = JSON.array([
      "prompts", .string(id.text), filter.words.json, filter.tag.json, filter.folder.json,
      filter.favorite.map { .bool($0) } ?? .null, .bool(filter.isTrash),
    ])
    let name = String(decoding: list.bytes, as: UTF8.self)
    let limit = call.asked.count(.limit)
    let position = try call.position(in: name)
    let page = try await call.read { [filter] reading in
      _ = try reading.workspaces.get(id)
      return try reading.prompts.list(in: id, filter, after: position, limit: limit)
    }
    return call.page(page, of: name) { $0.write(to: &$1) }
  }

  static func facets(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let (folders, tags) = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.prompts.facets(in: id)
    }
    var json = JSONWriter()
    json.object { json in
      json.field("folders") { write(folders, to: &$0) }
      json.field("tags") { write(tags, to: &$0) }
    }
    return Response(.ok, type: .json, json.bytes)
  }

  private static func write(_ facets: [Storage.Prompts<Reading>.Facet], to json: inout JSONWriter) {
    json.array { json in
      for facet in facets {
        json.object { json in
          json.field("value", facet.value)
          json.field("count", facet.count)
        }
      }
    }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    let draft = try Prompt.Draft(call.body)
    return try await call.write { writing in
      let prompt = try writing.prompts.insert(draft, in: id)
      return prompt.answer(.created).adding("location", "/api/v1/prompts/\(prompt.id)")
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    return call.answer(try await call.read { try $0.prompts.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    let patch = try Prompt.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.prompts.get(id))
      return try writing.prompts.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    let forGood = call.asked.flag("permanent") ?? false
    return try await call.write { writing in
      try call.checkMatch(writing.prompts.get(id))
      if forGood { try writing.prompts.purge(id) } else { try writing.prompts.trash(id) }
      return .noContent
    }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    return try await call.write { writing in
      try call.checkMatch(writing.prompts.get(id))
      return try writing.prompts.restore(id).answer()
    }
  }
}

/// The wordings that a prompt had.
enum PromptVersions {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    let name = "versions?promptId=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: name)
    // Compared where the reading is done: a thread that may take its time.
    let page = try await call.read { reading in
      let prompt = try reading.prompts.get(id)
      // One more than is shown: each is told beside the one before it.
      let last = position?.rank.flatMap { Int(exactly: $0) }
      let page = try reading.prompts.versions(of: id, before: last, limit: limit)
      var earlier = page.items.dropFirst().map { Optional($0) }
      if let first = page.items.last {
        earlier.append(first.number > 1 ? try reading.prompts.version(first.number - 1, of: id) : nil)
      }
      return page.map(
        to: zip(page.items, earlier).map { version, earlier in
          Item(version: version, isCurrent: version.number == prompt.currentVersion, earlier: earlier)
        })
    }
    return call.page(page, of: name) { $0.write(to: &$1) }
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt")
    guard let number = call.parameters["n"].flatMap({ Parameter.number($0) }), number > 0 else {
      throw Failure.notFound("version of this prompt")
    }
    return try await call.write { writing in
      try call.checkMatch(writing.prompts.get(id))
      return try writing.prompts.restore(id, version: number).answer()
    }
  }

  /// A wording, and what of it is other than in the one before.
  private struct Item: JSONWritable {
    let version: Prompt.Version
    let isCurrent: Bool
    let diff: WordDiff
    let negativeDiff: WordDiff

    init(version: Prompt.Version, isCurrent: Bool, earlier: Prompt.Version?) {
      self.version = version
      self.isCurrent = isCurrent
      let (old, new) = (earlier?.wording ?? .init(text: ""), version.wording)
      diff = WordDiff(from: old.text, to: new.text)
      negativeDiff = WordDiff(from: old.negativePrompt, to: new.negativePrompt)
    }

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("number", version.number)
        json.field("current", isCurrent)
        json.field("text", version.wording.text)
        json.field("negativePrompt", version.wording.negativePrompt)
        json.field("diff", diff)
        json.field("negativePromptDiff", negativeDiff)
        json.field("createdAt", version.createdAt)
      }
    }
  }
}

/// Every prompt that was ever sent off.
enum PromptHistory {
  static let query =
    Parameter.page + [Parameter(name: "q", kind: .words, detail: "Only those in which these words stand.")]

  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let words = call.asked.text("q").flatMap { $0.trimmed.isEmpty ? nil : $0 }
    let name = "prompt-history?in=\(id)&\(words ?? "")"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: name)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.promptHistory.list(in: id, words: words, after: position, limit: limit)
    }
    return call.page(page, of: name) { $0.write(to: &$1) }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "prompt in the history")
    return try await call.write { writing in
      try writing.promptHistory.delete(id)
      return .noContent
    }
  }
}

extension Prompt: Versioned {}

extension String? {
  fileprivate var json: JSON { map { .string($0) } ?? .null }
}
