import Domain
import HTTP
import Storage

/// The tags of a workspace: words that its pictures have, and nothing of their own.
enum Tags {
  static let start = Parameter(name: "q", kind: .words, detail: "Only those that begin so.")

  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let start = call.asked.text("q") ?? ""
    let list = "tags?in=\(id)&\(start)"
    let limit = call.asked.count(.limit)
    let last = try call.asked.text("cursor").map { text throws(Failure) in try call.site.cursor.key(text, in: list) }
    let found = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.imageCounts.tags(in: id, beginning: start, after: last, limit: limit + 1)
    }
    var json = JSONWriter(capacity: 64 + 64 * found.count)
    json.object { json in
      json.array("items") { json in for tag in found.prefix(limit) { write(tag, to: &json) } }
      let last = found.prefix(limit).last
      json.field(
        "nextCursor", found.count > limit ? last.map { call.site.cursor.text(after: $0.value, of: list) } : nil)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  static func rename(_ call: Call) async throws -> Response {
    let (id, tag) = try await known(call)
    var fields = Fields(call.body)
    fields.require("name")
    let name = fields.text("name", .tag)?.trimmed
    try fields.finish()
    guard let name else { throw Failure(.internal, "A name was required and is not there.") }
    if name != tag { try await retag(tag, as: name, in: id, call) }
    let count = try await call.read { reading in
      try reading.imageCounts.tags(in: id, beginning: name, limit: 1).first { $0.value == name }?.count ?? 0
    }
    var json = JSONWriter()
    write(PictureCount(name, count), to: &json)
    return Response(.ok, type: .json, json.bytes)
  }

  static func delete(_ call: Call) async throws -> Response {
    let (id, tag) = try await known(call)
    try await retag(tag, as: nil, in: id, call)
    return .noContent
  }

  /// In parts, so that other writers get their turn. Who is cut off in the middle can ask again for the rest.
  private static func retag(_ tag: String, as name: String?, in id: Identifier, _ call: Call) async throws {
    let part = 500
    while try await call.site.store.write({ try $0.images.retag(tag, as: name, in: id, limit: part) }) == part {}
  }

  private static func known(_ call: Call) async throws -> (Identifier, String) {
    let id = try call.id(of: "workspace")
    let tag = call.parameters["name"] ?? ""
    guard TextRule.tag.takes(tag) else { throw Failure.notFound("tag") }
    let isKnown = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.imageCounts.knows(tag: tag, in: id)
    }
    guard isKnown else { throw Failure.notFound("tag") }
    return (id, tag)
  }

  private static func write(_ tag: PictureCount, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", tag.value)
      json.field("count", tag.count)
    }
  }
}
