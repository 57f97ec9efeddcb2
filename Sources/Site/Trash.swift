import Domain
import HTTP
import Storage
import Studio

/// What can be brought back, and for how long.
enum Trash {
  static func list(_ call: Call) async throws -> Response {
    let limit = call.asked.count(.limit)
    let position = try call.position(in: "trash")
    let page = try await call.read { try $0.trash.list(after: position, limit: limit) }
    return call.page(page, of: "trash", write)
  }

  /// Purges what is there now, a part at a time, so that other writers get their turn.
  static func empty(_ call: Call) async throws -> Response {
    let moment = Timestamp(milliseconds: call.site.clock.now.milliseconds + 1)
    let part = 100
    while try await call.site.store.write({ try $0.trash.empty(before: moment, limit: part) }) == part {}
    return .noContent
  }

  private static func write(_ item: Trashed, to json: inout JSONWriter) {
    json.object { json in
      json.field("type", item.kind.rawValue)
      json.field("id", item.id)
      json.field("workspaceId", item.workspaceId)
      json.field("title", item.title)
      json.field("deletedAt", item.deletedAt)
      json.field("purgeAt", item.deletedAt.adding(seconds: Housekeeping.trashSeconds))
    }
  }
}
