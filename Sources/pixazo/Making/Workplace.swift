import Domain

/// A workspace that is worked in from the shell.
struct Workplace: Sendable {
  let door: Doorway
  let id: String

  /// The workspace of that id or name; without a word, the oldest that is in use. Throws `Misuse` for one that is not
  /// there or not the only one.
  init(_ wanted: String?, behind door: Doorway) async throws {
    self.door = door
    if let wanted, Identifier(wanted) != nil {
      id = try await door.get("/workspaces/\(wanted)")["id"]?.string ?? wanted
      return
    }
    let all = try await Self.list("/workspaces?archived=false", behind: door)
    guard let wanted else {
      guard let oldest = all.last?.id else { throw Misuse("There is no workspace yet; make one first.") }
      id = oldest
      return
    }
    id = try Self.only(wanted, of: all, "workspace")
  }

  /// The id of a style by its id or name.
  func style(_ wanted: String) async throws -> String {
    if Identifier(wanted) != nil { return wanted }
    return try Self.only(wanted, of: await Self.list("/workspaces/\(id)/styles?trashed=false", behind: door), "style")
  }

  /// The id of an image by its id, or of the one that its file becomes here.
  func image(_ wanted: String) async throws -> String {
    if Identifier(wanted) != nil { return wanted }
    let bytes = try WholeFile.read(wanted, atMost: Doorway.mostBytes)
    let image = try await door.post("/workspaces/\(id)/images", picture: bytes)
    return image["id"]?.string ?? ""
  }

  private typealias Named = (id: String, name: String)

  private static func only(_ wanted: String, of all: [Named], _ thing: String) throws(Misuse) -> String {
    let found = all.filter { $0.name.lowercased() == wanted.lowercased() }
    guard let first = found.first else { throw .unknown(thing, "\"\(wanted)\"", among: all.map(\.name)) }
    guard found.count == 1 else {
      throw Misuse("There are \(found.count) \(thing)s \"\(wanted)\"; give the id of one.")
    }
    return first.id
  }

  /// Every item of a list, page by page; `path` has a query.
  private static func list(_ path: String, behind door: Doorway) async throws -> [Named] {
    var items: [Named] = []
    var cursor: String?
    repeat {
      let page = try await door.get("\(path)&limit=200" + (cursor.map { "&cursor=\($0)" } ?? ""))
      for item in page["items"]?.array ?? [] {
        items.append((item["id"]?.string ?? "", item["name"]?.string ?? ""))
      }
      cursor = page["nextCursor"]?.string
    } while cursor != nil
    return items
  }
}
