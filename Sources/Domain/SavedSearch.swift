/// A list of pictures under a name, to be looked at again.
package struct SavedSearch: Sendable, Equatable {
  package let id: Identifier
  package let workspaceId: Identifier
  package var name: String
  /// What stands behind the `?` of the list's address: `q=fox&tag=night&sort=rating`.
  package var query: String
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  package var version: Int

  package init(
    id: Identifier, workspaceId: Identifier, name: String, query: String, createdAt: Timestamp, updatedAt: Timestamp,
    version: Int = 1
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.name = name
    self.query = query
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  /// The search after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> SavedSearch {
    var changed = self
    if let name = patch.name { changed.name = name }
    if let query = patch.query { changed.query = query }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  /// What a person says to make or change one. Whether the query makes sense, the list must say.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    package var query: String?

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON, isNew: Bool = false) throws(Failure) {
      var fields = Fields(json)
      if isNew {
        fields.require("name")
        fields.require("query")
      }
      name = fields.text("name", .name).map(\.trimmed)
      query = fields.text("query", .searchQuery)
      try fields.finish(readOnly: ["id", "workspaceId", "createdAt", "updatedAt", "version"])
    }
  }
}

extension SavedSearch: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("name", name)
      json.field("query", query)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("version", version)
    }
  }
}
