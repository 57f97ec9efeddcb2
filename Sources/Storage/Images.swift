package import Domain
import SQLite

/// The pictures; those that change them want a `Writing`.
package struct Images<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Picture {
    let sql = "SELECT \(Picture.columns) FROM images WHERE id = ?"
    guard let picture = try connection.first(sql, [id], Picture.init(row:)) else { throw Failure.notFound("image") }
    return picture
  }

  /// Those that a filter takes, in their order; without a workspace those of all, but not of workspaces that are in the
  /// trash themselves. In the trash, the last deleted counts as the newest.
  package func list(
    _ filter: PictureFilter = PictureFilter(), in workspaceId: Identifier?, sort: Picture.Sort = .newest,
    after position: Position? = nil, limit: Int
  ) throws -> Page<Picture> {
    let list = ImageList(filter: filter, workspaceId: workspaceId, sort: sort, after: position, limit: limit)
    var found: [(picture: Picture, number: Int64)] = []
    try list.each(words) { row in found.append((try Picture(row: row), try row.integer(Picture.columnCount))) }
    let page = Page(Array(found.prefix(limit + 1)), limit: limit) {
      list.position(
        of: $0.picture.id, rating: $0.picture.rating, deletedAt: $0.picture.deletedAt, number: $0.number)
    }
    return page.map(\.picture)
  }

  /// The picture of that workspace, in the trash or not; nil when there is none.
  package func find(_ id: Identifier, in workspaceId: Identifier) throws -> Picture? {
    try connection.first(
      "SELECT \(Picture.columns) FROM images WHERE id = ? AND workspace_id = ?", [id, workspaceId], Picture.init(row:))
  }

  /// The oldest picture of a workspace with these very bytes; one in the trash only where there is no other.
  package func find(sha256: [UInt8], in workspaceId: Identifier) throws -> Picture? {
    try connection.first(
      "SELECT \(Picture.columns) FROM images WHERE workspace_id = ? AND sha256 = ? ORDER BY number LIMIT 1",
      [workspaceId, sha256], Picture.init(row:))
  }

  var words: ImageWords { ImageWords(connection: connection) }
}

extension Images where Transaction == Writing {
  /// Adds the row of a file that the vault keeps. Throws `Vault.Gone` when the file was swept away meanwhile: then it
  /// must be kept again before the next try.
  @discardableResult
  package func insert(_ picture: Picture, of file: Vault.Kept) throws -> Picture {
    guard file.sha256 == picture.sha256, file.format == picture.format, file.isThere else { throw Vault.Gone() }
    try check(albums: picture.albumIds, in: picture.workspaceId)
    let number = try freeNumber(
      for: picture, at: ImagePlace.moment(at: picture.createdAt), among: ImagePlace.perMillisecond)
    try connection.run(
      "INSERT INTO images (\(Picture.ownColumns), number) VALUES (\(Picture.places))",
      [
        picture.id, picture.workspaceId, picture.source.rawValue, picture.generationId, picture.index, picture.title,
        picture.alt, picture.recipe?.compact, picture.model,
        picture.provider, picture.seed.map { Int64(bitPattern: $0) }, picture.format.rawValue, picture.width,
        picture.height, picture.bytes, picture.sha256, picture.placeholder, picture.favorite, picture.rating,
        picture.parentImageId, picture.createdAt, picture.updatedAt, picture.deletedAt, picture.version,
        JSON(picture.tags), JSON(marks: picture.albumIds), picture.recipe?.prompt, picture.recipe?.negativePrompt,
        picture.likeness.map { Int64(bitPattern: $0) }, number,
      ])
    try words.learn(picture)
    try record("created", picture)
    return picture
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Who wants a certain version compares
  /// it in the same transaction: nobody comes between.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Picture.Patch) throws -> Picture {
    let current = try get(id)
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    if changed.albumIds != current.albumIds {
      try check(albums: changed.albumIds, besides: current.albumIds, in: current.workspaceId)
    }
    try save(changed, insteadOf: current)
    try record("updated", changed)
    return changed
  }

  /// Moves it to the trash; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Picture { try move(id, toTrash: true) }

  /// Takes it out of the trash; one that is not there stays as it is.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Picture { try move(id, toTrash: false) }

  /// Removes it for good, from the trash or not. Its file goes with the next sweep, unless another row names it.
  package func purge(_ id: Identifier) throws {
    let picture = try get(id)
    try connection.run("DELETE FROM images WHERE id = ?", [id])
    try record("purged", picture)
  }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    let expired = try connection.all(
      "SELECT id FROM images WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?", [moment, limit]
    ) { try $0.read(0, as: Identifier.self) }
    for id in expired { try purge(id) }
    return expired.count
  }

  /// Removes up to `limit` pictures of workspaces that went to the trash before `moment`, so that the end of a large
  /// workspace does not keep other writers waiting. It tells nothing: the end of the workspace says it all.
  package func clearExpiredWorkspaces(before moment: Timestamp, limit: Int) throws -> Int {
    try connection.run(
      """
      DELETE FROM images WHERE id IN (SELECT images.id FROM images JOIN workspaces ON workspaces.id = workspace_id
        WHERE workspaces.deleted_at < ? LIMIT ?)
      """, [moment, limit])
  }

  private func move(_ id: Identifier, toTrash: Bool) throws -> Picture {
    let current = try get(id)
    guard toTrash != (current.deletedAt != nil) else { return current }
    var picture = current
    picture.deletedAt = toTrash ? transaction.now : nil
    picture.updatedAt = transaction.now
    picture.version += 1
    try save(picture, insteadOf: current)
    // The contract knows no word for the way back: it is a change like others.
    try record(toTrash ? "deleted" : "updated", picture)
    return picture
  }

  func save(_ picture: Picture, insteadOf current: Picture) throws {
    // Where it lies says where it belongs.
    let moves = picture.workspaceId != current.workspaceId || (picture.deletedAt == nil) != (current.deletedAt == nil)
    var place: [any Bindable] = []
    if moves {
      // The same moment wherever it goes, so that it comes back to where it was.
      let moment = try connection.first("SELECT number FROM images WHERE id = ?", [picture.id]) { row in
        ImagePlace(number: try row.integer(0)).moment
      }
      let number = try freeNumber(for: picture, at: moment ?? ImagePlace.moment(at: picture.createdAt), among: 1)
      place = [number, picture.workspaceId, picture.deletedAt]
    }
    try connection.run(
      """
      UPDATE images SET \(moves ? "number = ?, workspace_id = ?, deleted_at = ?, " : "")title = ?, alt = ?, favorite = ?,
        rating = ?, tags = ?, albums = ?, updated_at = ?, version = ?
      WHERE id = ?
      """,
      place + [
        picture.title, picture.alt, picture.favorite, picture.rating, JSON(picture.tags),
        JSON(marks: try albums(of: picture, after: current)), picture.updatedAt, picture.version, picture.id,
      ])
    if picture.title != current.title || picture.tags != current.tags { try words.learn(picture) }
  }

  /// All of them, also those in the trash: these are not shown with a picture, and come back with it, where they were.
  private func albums(of picture: Picture, after current: Picture) throws -> [Identifier] {
    guard picture.workspaceId == current.workspaceId else { return picture.albumIds }
    let all = try connection.first("SELECT albums FROM images WHERE id = ?", [picture.id]) { row in
      try row.read(0, as: JSON.self).marks
    }
    guard let all, picture.albumIds != current.albumIds else { return all ?? picture.albumIds }
    return picture.albumIds + all.filter { !current.albumIds.contains($0) }
  }

  /// Throws `invalid_request` for an album that is none of the workspace's, or lies in the trash.
  private func check(albums ids: [Identifier], besides known: [Identifier] = [], in workspaceId: Identifier) throws {
    let strangers = try ids.enumerated().filter { place, id in
      guard !known.contains(id) else { return false }
      let sql = "SELECT 1 FROM albums WHERE id = ? AND workspace_id = ? AND deleted_at IS NULL"
      return try connection.first(sql, [id, workspaceId], { _ in true }) == nil
    }
    guard strangers.isEmpty else {
      throw Failure(
        refusing: strangers.map { place, _ in
          Failure.Field("/albumIds/\(place)", .notFound, "Must be an album of the image's workspace.")
        })
    }
  }

  /// A number from that moment on, after those that have one of the first few already.
  private func freeNumber(for picture: Picture, at moment: Int64, among few: Int64) throws -> Int64 {
    let room = try words.makeRoom(of: picture.workspaceId)
    var start = ImagePlace(room: room, isTrash: picture.deletedAt != nil, moment: moment).number
    var width = few
    while true {
      let sql = "SELECT max(number) FROM images WHERE number >= ? AND number < ?"
      let last = try connection.first(sql, [start, start + width]) { try $0.read(0, as: Int64?.self) }
      guard let last, let last else { return start }
      start = last + 1
      // Who brings thousands of one moment does not look at each of them.
      width *= 2
    }
  }

  func record(_ verb: String, _ picture: Picture) throws {
    try transaction.record(
      "image.\(verb)", workspaceId: picture.workspaceId,
      subject: [
        "type": "image", "id": .string(picture.id.text), "workspaceId": .string(picture.workspaceId.text),
        "version": .int(Int64(picture.version)),
      ])
  }
}

extension Picture {
  static let ownColumns = """
    id, workspace_id, source, generation_id, position, title, alt, recipe, model, provider, seed, format, width, \
    height, bytes, sha256, placeholder, favorite, rating, parent_image_id, created_at, updated_at, deleted_at, \
    version, tags, albums, prompt, negative_prompt, likeness
    """
  /// Those and the number.
  static let places = "?" + ownColumns.split(separator: ",").map { _ in ", ?" }.joined()
  /// What is read; of the albums those that are not in the trash.
  static let columns = """
    id, workspace_id, source, generation_id, position, title, alt, recipe, model, provider, seed, format, width, \
    height, bytes, sha256, placeholder, favorite, rating, parent_image_id, created_at, updated_at, deleted_at, \
    version, tags, iif(images.albums = '[]', '[]', (SELECT json_group_array(value) FROM json_each(images.albums) \
    WHERE EXISTS (SELECT 1 FROM albums WHERE lower(hex(albums.id)) = value AND albums.deleted_at IS NULL))), likeness
    """
  static let columnCount = 27
  /// What a person calls it: its title, else how its prompt begins.
  static let name = """
    iif(title <> '', title, trim(replace(substr(coalesce(prompt, ''), 1, 120), char(10), ' ')))
    """

  /// Reads `columns`, in their order.
  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), source: try row.read(2), format: try row.read(11),
      width: try row.read(12), height: try row.read(13), bytes: try row.read(14), sha256: try row.read(15),
      placeholder: try row.read(16), createdAt: try row.read(20))
    generationId = try row.read(3)
    index = try row.read(4)
    title = try row.read(5)
    alt = try row.read(6)
    model = try row.read(8)
    provider = try row.read(9)
    seed = try row.read(10, as: Int64?.self).map { UInt64(bitPattern: $0) }
    if let json = try row.read(7, as: JSON?.self) {
      recipe = Recipe(json)
      // JSON's whole numbers end at 2^63.
      if recipe?.seed == nil { recipe?.seed = seed }
    }
    favorite = try row.read(17)
    rating = try row.read(18)
    parentImageId = try row.read(19)
    updatedAt = try row.read(21)
    deletedAt = try row.read(22)
    version = try row.read(23)
    tags = try row.read(24, as: JSON.self).array?.compactMap(\.string) ?? []
    albumIds = try row.read(25, as: JSON.self).marks
    likeness = try row.read(26, as: Int64?.self).map { UInt64(bitPattern: $0) }
  }
}

extension JSON {
  init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }

  /// Ids in hexadecimal digits, as an index has them for words.
  fileprivate init(marks ids: [Identifier]) { self = .array(ids.map { .string(Hexadecimal.text($0.bytes)) }) }

  var marks: [Identifier] {
    array?.compactMap { $0.string.flatMap { Hexadecimal.bytes($0[...]) }.flatMap { Identifier(bytes: $0) } } ?? []
  }
}
