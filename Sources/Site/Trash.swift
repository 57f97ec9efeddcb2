import Domain
import HTTP
import Storage
import Studio

/// What can be brought back, and for how long.
enum Trash {
  static func list(_ call: Call) async throws -> Response {
    let limit = call.asked.count(.limit)
    let position = try call.position(in: "trash")
    let page = try await call.read { try $0.workspaces.list(.trashed, after: position, limit: limit) }
    return call.page(page, of: "trash", write)
  }

  /// Purges what is there now, a part at a time, so that other writers get their turn.
  static func empty(_ call: Call) async throws -> Response {
    let moment = Timestamp(milliseconds: call.site.clock.now.milliseconds + 1)
    let part = 100
    while try await call.site.store.write({ try $0.workspaces.purgeExpired(before: moment, limit: part) }) == part {}
    return .noContent
  }

  private static func write(_ workspace: Workspace, to json: inout JSONWriter) {
    json.object { json in
      json.field("type", "workspace")
      json.field("id", workspace.id)
      json.field("workspaceId", workspace.id)
      json.field("title", workspace.name)
      json.field("deletedAt", workspace.deletedAt)
      json.field("purgeAt", workspace.deletedAt.map { $0.adding(seconds: Housekeeping.trashSeconds) })
    }
  }
}
