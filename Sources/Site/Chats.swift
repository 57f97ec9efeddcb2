import Domain
import HTTP
import Storage
import Studio

/// The chats, as the API shows them.
enum Chats {
  static let query =
    Parameter.page + [
      Parameter(name: "q", kind: .words, detail: "Only those in whose title or messages these words stand."),
      Parameter(name: "pinned", kind: .flag, detail: "Only pinned ones, or only those that are not."),
      Parameter(name: "archived", kind: .flag, detail: "The archived ones instead."),
      Parameter(name: "trashed", kind: .flag, detail: "Those in the trash instead, last deleted first."),
    ]

  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let isTrash = call.asked.flag("trashed") ?? false
    let isArchive = call.asked.flag("archived") ?? false
    if isTrash, isArchive {
      let field = Failure.Field("/archived", .format, "Cannot be given together with trashed.")
      throw Failure(.invalidQuery, "The trash is not sorted by what was archived.", fields: [field])
    }
    let pinned = call.asked.flag("pinned")
    let words = call.asked.text("q").flatMap { $0.trimmed.isEmpty ? nil : $0 }
    let list = "chats?in=\(id)&\(isTrash)&\(isArchive)&\(pinned.map { "\($0)" } ?? "")&\(words ?? "")"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.chats.list(
        in: id, isTrash ? .trashed : isArchive ? .archived : .active, pinned: pinned, words: words, after: position,
        limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func create(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let draft = try Chat.Patch(call.body, isNew: true)
    return try await call.write { writing in
      guard try writing.workspaces.get(id).deletedAt == nil else {
        throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
      }
      return try writing.chats.insert(draft, in: id).made
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    return call.answer(try await call.read { try $0.chats.get(id) })
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let patch = try Chat.Patch(call.body)
    return try await call.write { writing in
      try call.checkMatch(writing.chats.get(id))
      return try writing.chats.update(id, patch).answer()
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let forGood = call.asked.flag("permanent") ?? false
    let response = try await call.write { writing in
      try call.checkMatch(writing.chats.get(id))
      if forGood { try writing.chats.purge(id) } else { try writing.chats.trash(id) }
      return .noContent
    }
    await call.site.conversation.drop(from: id)
    return response
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    return try await call.write { writing in
      try call.checkMatch(writing.chats.get(id))
      return try writing.chats.restore(id).answer()
    }
  }

  /// The messages stay: to show the old leaf again is to undo it.
  static func clear(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    return try await call.write { writing in
      let chat = try writing.chats.get(id)
      try call.checkMatch(chat)
      return try (chat.leafMessageId == nil ? chat : writing.chats.show(id, leaf: nil)).answer()
    }
  }

  static func fork(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    var fields = Fields(call.body)
    fields.require("messageId")
    let messageId = fields.nullableIdentifier("messageId").flatMap(\.self)
    try fields.finish()
    return try await call.write { writing in
      let chat = try writing.chats.get(id)
      let leaf = messageId ?? chat.leafMessageId
      guard let leaf, let message = try writing.messages.find(leaf), message.chatId == id, message.deletedAt == nil
      else {
        throw Failure(refusing: [Failure.Field("/messageId", .notFound, "Must be a message of this chat.")])
      }
      return try writing.chats.fork(id, at: leaf).made
    }
  }
}

extension Chat: Versioned {
  fileprivate var made: Response { answer(.created).adding("location", "/api/v1/chats/\(id)") }
}
