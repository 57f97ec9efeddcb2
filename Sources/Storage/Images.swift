package import Domain
import SQLite

/// The pictures; those that change them want a `Writing`.
package struct Images<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// Which of them a list shows.
  package enum Shelf: Sendable, CaseIterable {
    case kept, trashed
  }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Picture {
    let sql = "SELECT \(Picture.columns) FROM images WHERE id = ?"
    guard let picture = try connection.first(sql, [id], Picture.init(row:)) else { throw Failure.notFound("image") }
    return picture
  }

  /// The newest first; in the trash, the last deleted first. Without a workspace those of all, but not of workspaces
  /// that are in the trash themselves.
  package func list(
    in workspaceId: Identifier?, shelf: Shelf = .kept, after position: Position? = nil, limit: Int
  ) throws -> Page<Picture> {
    let query = Self.query(in: workspaceId, shelf, after: position, limit: limit)
    let pictures = try connection.all(query.sql, query.arguments, Picture.init(row:))
    return Page(pictures, limit: limit) { picture in
      Position(rank: shelf == .trashed ? picture.deletedAt?.milliseconds : nil, id: picture.id)
    }
  }

  /// The picture of that workspace, in the trash or not; nil when there is none.
  package func find(_ id: Identifier, in workspaceId: Identifier) throws -> Picture? {
    try connection.first(
      "SELECT \(Picture.columns) FROM images WHERE id = ? AND workspace_id = ?", [id, workspaceId], Picture.init(row:))
  }

  /// The oldest picture of a workspace with these very bytes, in the trash or not.
  package func find(sha256: [UInt8], in workspaceId: Identifier) throws -> Picture? {
    try connection.first(
      "SELECT \(Picture.columns) FROM images WHERE workspace_id = ? AND sha256 = ? ORDER BY rowid LIMIT 1",
      [workspaceId, sha256], Picture.init(row:))
  }

  /// Each list has a partial index of the same order, so a page costs the same at any depth.
  static func query(
    in workspaceId: Identifier?, _ shelf: Shelf, after position: Position?, limit: Int
  ) -> (sql: String, arguments: [any Bindable]) {
    var conditions = ["deleted_at IS \(shelf == .trashed ? "NOT " : "")NULL"]
    var arguments: [any Bindable] = []
    if let workspaceId {
      conditions.append("workspace_id = ?")
      arguments.append(workspaceId)
    } else {
      conditions.append("workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)")
    }
    if let position {
      switch shelf {
      case .kept:
        conditions.append("id < ?")
        arguments.append(position.id)
      case .trashed:
        conditions.append("(deleted_at, id) < (?, ?)")
        arguments += [position.rank ?? Int64.max, position.id]
      }
    }
    let order = shelf == .trashed ? "deleted_at DESC, id DESC" : "id DESC"
    let sql = """
      SELECT \(Picture.columns) FROM images WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT ?
      """
    return (sql, arguments + [limit + 1])
  }
}

extension Images where Transaction == Writing {
  /// Adds the row of a file that the vault keeps. Throws `Vault.Gone` when the file was swept away meanwhile: then it
  /// must be kept again before the next try.
  @discardableResult
  package func insert(_ picture: Picture, of file: Vault.Kept) throws -> Picture {
    guard file.sha256 == picture.sha256, file.format == picture.format, file.isThere else { throw Vault.Gone() }
    try connection.run(
      "INSERT INTO images (\(Picture.ownColumns)) VALUES (\(Picture.places))",
      [
        picture.id, picture.workspaceId, picture.source.rawValue, picture.generationId, picture.index, picture.title,
        picture.alt, picture.recipe?.compact, picture.model,
        picture.provider, picture.seed.map { Int64(bitPattern: $0) }, picture.format.rawValue, picture.width,
        picture.height, picture.bytes, picture.sha256, picture.placeholder, picture.favorite, picture.rating,
        picture.parentImageId, picture.createdAt, picture.updatedAt, picture.deletedAt, picture.version,
      ])
    try add(picture.tags, to: picture.id)
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
    try save(changed)
    if changed.tags != current.tags {
      try connection.run("DELETE FROM image_tags WHERE image_id = ?", [id])
      try add(changed.tags, to: id)
    }
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
    var picture = try get(id)
    guard toTrash != (picture.deletedAt != nil) else { return picture }
    picture.deletedAt = toTrash ? transaction.now : nil
    picture.updatedAt = transaction.now
    picture.version += 1
    try save(picture)
    // The contract knows no word for the way back: it is a change like others.
    try record(toTrash ? "deleted" : "updated", picture)
    return picture
  }

  private func save(_ picture: Picture) throws {
    try connection.run(
      """
      UPDATE images SET title = ?, alt = ?, favorite = ?, rating = ?, updated_at = ?, deleted_at = ?, version = ?
      WHERE id = ?
      """,
      [
        picture.title, picture.alt, picture.favorite, picture.rating, picture.updatedAt, picture.deletedAt,
        picture.version, picture.id,
      ])
  }

  private func add(_ tags: [String], to id: Identifier) throws {
    for (position, tag) in tags.enumerated() {
      try connection.run("INSERT INTO image_tags (image_id, position, tag) VALUES (?, ?, ?)", [id, position, tag])
    }
  }

  private func record(_ verb: String, _ picture: Picture) throws {
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
    height, bytes, sha256, placeholder, favorite, rating, parent_image_id, created_at, updated_at, deleted_at, version
    """
  static let places = ownColumns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
  static let columns = """
    \(ownColumns), (SELECT json_group_array(tag) FROM \
    (SELECT tag FROM image_tags WHERE image_id = images.id ORDER BY position))
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
  }
}
