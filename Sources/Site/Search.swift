import Domain
import HTTP
import Storage

/// Words looked for in everything at once.
enum Search {
  static let query =
    Parameter.page + [
      Parameter(name: "q", kind: .words, detail: "The words; the last one may be the beginning of one."),
      Parameter(
        name: "type", kind: .word(SearchHit.Kind.allCases.map(\.rawValue)), detail: "Only things of this kind."),
      Parameter(name: "workspaceId", kind: .identifier, detail: "Only what is in this workspace."),
    ]

  static func list(_ call: Call) async throws -> Response {
    guard let words = call.asked.text("q") else {
      let field = Failure.Field("/q", .required, "Must be given.")
      throw Failure(.invalidQuery, "Say with q what to look for.", fields: [field])
    }
    let kind = call.asked.text("type").flatMap { SearchHit.Kind(rawValue: $0) }
    let workspaceId = call.asked.identifier("workspaceId")
    let list = "search?type=\(kind?.rawValue ?? "")&in=\(workspaceId?.text ?? "")&\(words)"
    let limit = call.asked.count(.limit)
    var place: SearchPlace?
    if let cursor = call.asked.text("cursor") { place = SearchPlace(try call.site.cursor.key(cursor, in: list)) }
    let (hits, next) = try await call.read { [place] reading in
      if let workspaceId { _ = try reading.workspaces.get(workspaceId) }
      return try reading.search(words, in: workspaceId, kind: kind, after: place, limit: limit)
    }
    var json = JSONWriter(capacity: 64 + 400 * hits.count)
    json.object { json in
      json.field("items", hits)
      json.field("nextCursor", next.map { call.site.cursor.text(after: $0.text, of: list) })
    }
    return Response(.ok, type: .json, json.bytes)
  }
}
