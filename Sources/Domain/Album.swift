/// Pictures of a workspace that a person put together. A picture may be in many.
package struct Album: Sendable, Equatable {
  package let id: Identifier
  package let workspaceId: Identifier
  package var name: String
  /// The picture that a person chose; where there is none, the newest stands for it.
  package var chosenCoverId: Identifier?
  /// The picture that stands for it; nil for an empty one.
  package var coverImageId: Identifier?
  /// Those in the trash left out.
  package var imageCount: Int
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change of its own; not with what is put into it.
  package var version: Int

  package init(
    id: Identifier, workspaceId: Identifier, name: String, chosenCoverId: Identifier? = nil, imageCount: Int = 0,
    createdAt: Timestamp, updatedAt: Timestamp, deletedAt: Timestamp? = nil, version: Int = 1
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.name = name
    self.chosenCoverId = chosenCoverId
    self.imageCount = imageCount
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// By which names are told apart: case aside.
  package var key: String { name.lowercased() }

  /// The album after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> Album {
    var changed = self
    if let name = patch.name { changed.name = name }
    if let cover = patch.coverImageId { changed.chosenCoverId = cover }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  /// What a person says to make or change one, as a JSON merge patch.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    /// Null gives the choice back to the newest picture.
    package var coverImageId: Identifier??

    package init(name: String? = nil) { self.name = name }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON, isNew: Bool = false) throws(Failure) {
      var fields = Fields(json)
      if isNew { fields.require("name") }
      name = fields.text("name", .name).map(\.trimmed)
      coverImageId = fields.nullableIdentifier("coverImageId")
      try fields.finish(readOnly: Album.readOnlyFields)
    }
  }

  package static let readOnlyFields = [
    "id", "workspaceId", "imageCount", "thumbnailUrl", "createdAt", "updatedAt", "deletedAt", "version",
  ]
}

extension Album: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("name", name)
      json.field("imageCount", imageCount)
      json.field("coverImageId", coverImageId)
      json.field("thumbnailUrl", coverImageId.map { "/api/v1/images/\($0.text)/thumbnail" })
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }
}
