package import Domain
import SQLite

/// The albums; those that change them want a `Writing`. Which pictures are in one, the pictures know.
package struct Albums<Transaction> {
  let connection: Connection
  let transaction: Transaction

  private var table: NamedTable<Album> { NamedTable(connection: connection) }

  /// Throws `not_found` for an id that never was or was purged; one in the trash is found.
  package func get(_ id: Identifier) throws -> Album { try withPictures(table.get(id)) }

  /// The newest first; in the trash, the last deleted first.
  package func list(
    in workspaceId: Identifier, trashed: Bool = false, after position: Position? = nil, limit: Int
  ) throws -> Page<Album> {
    try table.list(in: workspaceId, trashed: trashed, after: position, limit: limit).map(withPictures)
  }

  /// How many it has and which one stands for it: the chosen one as long as it is there, else the newest.
  private func withPictures(_ album: Album) throws -> Album {
    var album = album
    let mark = Hexadecimal.text(album.id.bytes)
    album.imageCount =
      try connection.first(
        "SELECT images FROM image_counts WHERE workspace_id = ? AND facet = 'album' AND value = ?",
        [album.workspaceId, mark]
      ) { try $0.read(0) } ?? 0
    guard album.imageCount > 0 else { return album }
    if let chosen = album.chosenCoverId, try contains(chosen, album) {
      album.coverImageId = chosen
    } else {
      let kept = try ImageWords(connection: connection).stretch(of: album.workspaceId, isTrash: false)
      album.coverImageId = try connection.first(
        """
        SELECT id FROM image_words CROSS JOIN images ON number = image_words.rowid
        WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
        ORDER BY image_words.rowid DESC LIMIT 1
        """, [Self.pictures(of: album), kept.lowerBound, kept.upperBound]
      ) { try $0.read(0) }
    }
    return album
  }

  /// What the index is asked for those of an album, in the trash or not.
  fileprivate static func pictures(of album: Album) -> String { "marks : \(ImageWords.mark(ofAlbum: album.id))" }

  fileprivate func contains(_ imageId: Identifier, _ album: Album) throws -> Bool {
    let sql = """
      SELECT 1 FROM images WHERE id = ? AND deleted_at IS NULL AND EXISTS (
        SELECT 1 FROM json_each(images.albums) WHERE value = ?)
      """
    return try connection.first(sql, [imageId, Hexadecimal.text(album.id.bytes)], { _ in true }) ?? false
  }
}

extension Albums where Transaction == Writing {
  /// Throws `invalid_request` for a name that is taken, and when there are too many.
  @discardableResult
  package func insert(_ draft: Album.Patch, in workspaceId: Identifier) throws -> Album {
    let album = Album(
      id: Identifier(at: transaction.now), workspaceId: workspaceId, name: draft.name ?? "", createdAt: transaction.now,
      updatedAt: transaction.now)
    try check(draft, of: album)
    try table.insert(album, transaction)
    return album
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Throws `invalid_request` for a name that is
  /// taken, and for a cover that is not in the album.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Album.Patch) throws -> Album {
    let current = try table.get(id)
    try check(patch, of: current)
    try table.save(current.applying(patch, at: transaction.now), insteadOf: current, transaction)
    return try get(id)
  }

  /// Moves it to the trash; its pictures stay, and are in it again when it comes back.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Album { try move(id, toTrash: true) }

  /// Takes it out of the trash. Throws `invalid_request` when another one has its name by now.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Album { try move(id, toTrash: false) }

  private func move(_ id: Identifier, toTrash: Bool) throws -> Album {
    let current = try table.get(id)
    let album = try table.move(id, toTrash: toTrash, transaction)
    if album != current {
      // Its pictures show another list of albums now. To tell of each would be much; of the album is told.
      try connection.run(
        """
        UPDATE images SET updated_at = ?, version = version + 1
        WHERE number IN (SELECT rowid FROM image_words WHERE image_words MATCH ?)
        """, [transaction.now, Self.pictures(of: album)])
    }
    return try withPictures(album)
  }

  /// Takes up to `limit` pictures out of an album that is to be purged, those in the trash too, so that its end is no
  /// long transaction. Returns how many. It tells nothing: the end of the album says it all.
  package func clear(_ id: Identifier, limit: Int) throws -> Int {
    let album = try table.get(id)
    // Of one in the trash they have shown nothing any more.
    let isShown = album.deletedAt == nil
    return try connection.run(
      """
      UPDATE images SET albums = (
        SELECT json_group_array(value) FROM json_each(images.albums) WHERE value <> ?)
        \(isShown ? ", version = version + 1, updated_at = \(transaction.now.milliseconds)" : "")
      WHERE number IN (SELECT rowid FROM image_words WHERE image_words MATCH ? LIMIT ?)
      """, [Hexadecimal.text(id.bytes), Self.pictures(of: album), limit])
  }

  /// Removes it for good, from the trash or not; its pictures stay. Who knows it to be large clears it first.
  package func purge(_ id: Identifier) throws {
    _ = try clear(id, limit: .max)
    try table.purge(id, transaction)
  }

  /// Removes what went to the trash before `moment`, the oldest first, until `limit` pictures and albums were touched.
  /// Returns how many were.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    var done = 0
    while done < limit {
      let sql = "SELECT id FROM albums WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT 1"
      guard let id = try connection.first(sql, [moment], { try $0.read(0, as: Identifier.self) }) else { break }
      done += try clear(id, limit: limit - done)
      guard done < limit else { break }
      try table.purge(id, transaction)
      done += 1
    }
    return done
  }

  private func check(_ patch: Album.Patch, of album: Album) throws {
    guard case .some(.some(let cover)) = patch.coverImageId, try !contains(cover, album) else { return }
    throw Failure(refusing: [Failure.Field("/coverImageId", .notFound, "Must be an image of this album.")])
  }
}

extension Album: NamedThing {
  static let table = "albums"
  static let called = (people: "album", events: "album")
  static let most = 10_000
  static let ownColumns = ["cover_image_id"]
  static let ownColumnsOfEntry = 1
  var ownValues: [any Bindable] { [chosenCoverId] }

  init(row: borrowing Row) throws(SQLiteError) {
    self.init(
      id: try row.read(0), workspaceId: try row.read(1), name: try row.read(2), chosenCoverId: try row.read(8),
      createdAt: try row.read(4), updatedAt: try row.read(5), deletedAt: try row.read(6), version: try row.read(7))
  }

  static func entry(row: borrowing Row) throws(SQLiteError) -> Album { try Album(row: row) }

  static func position(of entry: Album) -> (id: Identifier, deletedAt: Timestamp?) { (entry.id, entry.deletedAt) }
}
