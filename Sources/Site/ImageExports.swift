import Domain
import HTTP
import Storage
import Studio
import Synchronization

/// Pictures as one file to take away.
enum ImageExports {
  /// More are named by a filter.
  static let mostIds = 10_000
  static let zip = MediaType("application/zip")

  static func send(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let workspace = try await call.read { try $0.workspaces.get(id) }
    let (selection, isStripped) = try read(call.body)
    let next =
      switch selection {
      case .ids(let ids): try await pictures(ids, in: id, call)
      case .filter(let filter): try await pictures(filter, in: id, call)
      }
    let order = PictureArchive.Order(
      of: workspace, stripped: isStripped, at: call.site.clock.now, name: name(of:number:), next: next)
    let archive = try call.site.pictures.archive(order)
    let body = StreamBody { writer in try await archive.write { try await writer.write($0) } }
    let headers: Headers = [
      "content-type": zip.text, "content-disposition": Disposition.attachment("\(workspace.name) images.zip"),
    ]
    return Response(.ok, headers: headers, body: .stream(body))
  }

  private enum Selection {
    case ids([Identifier])
    case filter(PictureFilter)
  }

  private static func read(_ body: JSON) throws(Failure) -> (Selection, isStripped: Bool) {
    var fields = Fields(body)
    let ids = fields.nullableIdentifiers("ids", atMost: mostIds).flatMap(\.self)
    let filter = fields.nullableMembers("filter", atMost: 100).flatMap(\.self)
    let isStripped = fields.nullableFlag("strip").flatMap(\.self) ?? false
    if let ids {
      if ids.isEmpty { fields.refuse("ids", .tooShort, "Must have at least one item.") }
      if filter != nil { fields.refuse("filter", .unsupported, "Cannot be given together with ids.") }
    } else if body["filter"] == nil || body["filter"] == .null {
      fields.require("ids")
    }
    try fields.finish()
    if let ids { return (.ids(ids), isStripped) }
    return (.filter(PictureFilter(try Asked(filter ?? [], at: "/filter", ImageFilters.parameters))), isStripped)
  }

  /// Those of these ids, each once, in their order. Throws `invalid_request` naming each that is not there.
  private static func pictures(
    _ ids: [Identifier], in workspaceId: Identifier, _ call: Call
  ) async throws -> @Sendable () async throws -> [Picture] {
    var seen: Set<Identifier> = []
    let wanted = ids.filter { seen.insert($0).inserted }
    let missing = try await call.read { reading in
      try ids.enumerated().filter { try reading.images.find($1, in: workspaceId).map { $0.deletedAt != nil } ?? true }
    }
    guard missing.isEmpty else {
      throw Failure(
        refusing: missing.prefix(20).map {
          Failure.Field("/ids/\($0.offset)", .notFound, "This workspace has no such image.")
        })
    }
    let rest = Mutex(wanted[...])
    return {
      // What goes meanwhile is passed over.
      while true {
        let part = rest.withLock { rest in
          defer { rest = rest.dropFirst(Self.part) }
          return Array(rest.prefix(Self.part))
        }
        if part.isEmpty { return [] }
        let pictures = try await call.read { reading in
          try part.compactMap { try reading.images.find($0, in: workspaceId) }.filter { $0.deletedAt == nil }
        }
        if !pictures.isEmpty { return pictures }
      }
    }
  }

  /// Those of a workspace that are so, the newest first.
  private static func pictures(
    _ filter: PictureFilter, in workspaceId: Identifier, _ call: Call
  ) async throws -> @Sendable () async throws -> [Picture] {
    try await call.read { try check(filter, in: workspaceId, $0) }
    let place = Mutex<(position: Position?, isOver: Bool)>((nil, false))
    return {
      let (position, isOver) = place.withLock { $0 }
      if isOver { return [] }
      let page = try await call.read { try $0.images.list(filter, in: workspaceId, after: position, limit: Self.part) }
      place.withLock { $0 = (page.next, page.next == nil) }
      return page.items
    }
  }

  /// Nobody should find out after hours that the last ones are not in it. Throws `invalid_request`.
  static func check(
    _ filter: PictureFilter, in workspaceId: Identifier, _ reading: Reading, most: Int = PictureArchive.mostFiles
  ) throws {
    guard try reading.imageCounts.exceed(most, filter, in: workspaceId) else { return }
    let detail = "One zip file takes \(most) images at most: take these in parts, for example with from and to."
    throw Failure(refusing: [Failure.Field("/filter", .tooLong, detail)])
  }

  /// So many are read at once.
  private static let part = 100

  /// A number first, so that no two are alike and the order stays.
  @Sendable private static func name(of picture: Picture, number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.utf8.count))
    let title = picture.title.isEmpty ? "pixazo-\(picture.id)" : picture.title
    return "images/" + Disposition.fileName("\(zeros)\(digits) \(title).\(picture.format.fileExtension)")
  }
}
