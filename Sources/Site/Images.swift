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
    return try await call.read { reading in
      if let workspaceId { _ = try reading.workspaces.get(workspaceId) }
      var json = JSONWriter(capacity: 64 + 1_700 * limit)
      try json.object { json in
        var next: Position?
        try json.field("items") { json in
          next = try reading.images.write(filter, in: workspaceId, sort: sort, after: position, limit: limit, to: &json)
        }
        json.field("nextCursor", next.map { call.site.cursor.text($0, of: list) })
      }
      return Response(.ok, type: .json, json.bytes)
    }
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

  static func similar(_ call: Call) async throws -> Response {
    let id = try call.id(of: "image")
    let limit = call.asked.count(.limit)
    let found = try await call.read { try $0.images.similar(to: $0.images.get(id), limit: limit) }
    var json = JSONWriter(capacity: 64 + 1_280 * found.count)
    json.object { json in
      json.field("items") { json in
        json.array { json in
          for (picture, distance) in found {
            json.object { json in
              picture.writeFields(to: &json)
              json.field("distance", distance)
            }
          }
        }
      }
      json.field("nextCursor", String?.none)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  /// The picture of the path's id. Throws `not_found`.
  static func find(_ call: Call) async throws -> Picture {
    let id = try call.id(of: "image")
    return try await call.read { try $0.images.get(id) }
  }
}
