package import Domain
import SQLite

// Changes to many pictures at once.
extension Images where Transaction == Writing {
  /// Changes all of them, and tells of it once for each workspace that has some. Those that are so already stay as they
  /// are. Returns how many changed.
  ///
  /// Throws `invalid_request` when one of them, the album or the workspace is not there: then the transaction must not
  /// go on, so that none is changed.
  package func apply(_ change: PictureChange) throws -> Int {
    let pictures = try find(change.ids)
    let target = try check(change.action, for: pictures)
    var changed: [Picture] = []
    for (place, picture) in pictures.enumerated() {
      let after = try picture.applying(change.action, to: target, at: transaction.now, place: place)
      guard after != picture else { continue }
      try save(after, insteadOf: picture)
      changed.append(after)
    }
    let verb = change.action == .delete ? "deleted" : "updated"
    try tell(verb, changed)
    // Who looks at the workspace that they left must hear of it, too.
    if case .move = change.action {
      let ids = Set(changed.map(\.id))
      try tell(verb, pictures.filter { ids.contains($0.id) })
    }
    return changed.count
  }

  /// Gives another name to a tag of a workspace, or takes it away, in up to `limit` pictures that have it, those in the
  /// trash too. Where a picture has the other tag already, the two become one. Returns how many pictures were changed.
  package func retag(_ tag: String, as name: String?, in workspaceId: Identifier, limit: Int) throws -> Int {
    let all = try words.stretch(of: workspaceId, isTrash: nil)
    let pictures = try connection.all(
      """
      SELECT \(Picture.columns) FROM image_words CROSS JOIN images ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
      ORDER BY image_words.rowid DESC LIMIT ?
      """, ["marks : \(ImageWords.mark(ofTag: tag))", all.lowerBound, all.upperBound, limit], Picture.init(row:))
    var changed: [Picture] = []
    for picture in pictures {
      var after = picture
      after.tags = picture.tags.compactMap { $0 == tag ? name : $0 }.distinct
      after.updatedAt = transaction.now
      after.version += 1
      try save(after, insteadOf: picture)
      changed.append(after)
    }
    try tell("updated", changed)
    return changed.count
  }

  private func find(_ ids: [Identifier]) throws -> [Picture] {
    var faults: [Failure.Field] = []
    var pictures: [Picture] = []
    let sql = "SELECT \(Picture.columns) FROM images WHERE id = ?"
    for (place, id) in ids.enumerated() {
      if let picture = try connection.first(sql, [id], Picture.init(row:)) {
        pictures.append(picture)
      } else if faults.count < 20 {
        faults.append(Failure.Field("/ids/\(place)", .notFound, "There is no such image."))
      }
    }
    guard faults.isEmpty else { throw Failure(refusing: faults) }
    return pictures
  }

  /// What the action needs must be there. Returns the album that it speaks of.
  private func check(_ action: PictureChange.Action, for pictures: [Picture]) throws -> Album? {
    switch action {
    case .addToAlbum(let id), .removeFromAlbum(let id):
      guard let album = try? transaction.albums.get(id), album.deletedAt == nil else {
        throw Failure(refusing: [Failure.Field("/albumId", .notFound, "There is no such album.")])
      }
      return album
    case .move(let id):
      guard let workspace = try? transaction.workspaces.get(id), workspace.deletedAt == nil else {
        throw Failure(refusing: [Failure.Field("/workspaceId", .notFound, "There is no such workspace.")])
      }
      return nil
    default: return nil
    }
  }

  /// One event for each workspace that has some of them.
  private func tell(_ verb: String, _ pictures: [Picture]) throws {
    for workspaceId in pictures.map(\.workspaceId).distinct {
      let ids = pictures.filter { $0.workspaceId == workspaceId }.map(\.id)
      guard ids.count > 1 else {
        for picture in pictures where picture.workspaceId == workspaceId { try record(verb, picture) }
        continue
      }
      try transaction.record(
        "image.\(verb)", workspaceId: workspaceId,
        subject: [
          "type": "image", "id": .null, "ids": .array(ids.map { .string($0.text) }),
          "workspaceId": .string(workspaceId.text),
        ])
    }
  }
}

extension Picture {
  /// The picture after one change of many; the same when it is so already.
  fileprivate func applying(
    _ action: PictureChange.Action, to album: Album?, at now: Timestamp, place: Int
  ) throws(Failure) -> Picture {
    var changed = self
    switch action {
    case .favorite: changed.favorite = true
    case .unfavorite: changed.favorite = false
    case .rate(let rating): changed.rating = rating
    case .addTags(let tags):
      changed.tags = (self.tags + tags).distinct
      guard changed.tags.count <= Picture.mostTags else {
        throw Failure(
          refusing: [.init("/ids/\(place)", .tooLong, "An image has at most \(Picture.mostTags) tags.")])
      }
    case .removeTags(let tags): changed.tags = self.tags.filter { !tags.contains($0) }
    case .addToAlbum(let id):
      guard album?.workspaceId == workspaceId else {
        throw Failure(refusing: [.init("/ids/\(place)", .notFound, "The album is of another workspace.")])
      }
      changed.albumIds = (albumIds + [id]).distinct
      guard changed.albumIds.count <= Picture.mostAlbums else {
        throw Failure(
          refusing: [.init("/ids/\(place)", .tooLong, "An image is in at most \(Picture.mostAlbums) albums.")])
      }
    case .removeFromAlbum(let id): changed.albumIds = albumIds.filter { $0 != id }
    case .delete: if deletedAt == nil { changed.deletedAt = now }
    case .restore: changed.deletedAt = nil
    case .move(let id):
      guard workspaceId != id else { return self }
      changed = moved(to: id)
    }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }
}
