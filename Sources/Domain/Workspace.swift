/// A room of the studio: chats, images and prompts that belong together, with their defaults.
package struct Workspace: Sendable, Equatable {
  package let id: Identifier
  package var name: String
  package var description: String
  package var color: String
  package var settings: Settings
  package var counts: Counts
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  package var archivedAt: Timestamp?
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change.
  package var version: Int

  /// What is used where a request says nothing; nil leaves it to the studio.
  package struct Settings: Sendable, Equatable {
    package var imageModel: String?
    package var textModel: String?
    package var systemPrompt: String?
    package var width: Int?
    package var height: Int?
    package var styleId: Identifier?
    package var budgetMicros: Int?
    /// Nil is `words`.
    package var chatTitles: ChatTitle.Author?

    package init() {}
  }

  /// Kept by the database with every change, never counted on reading.
  package struct Counts: Sendable, Equatable {
    package var chats = 0
    package var images = 0
    package var prompts = 0
    package var generations = 0

    package init() {}
  }

  package init(
    id: Identifier, name: String, description: String, color: String, settings: Settings, counts: Counts,
    createdAt: Timestamp, updatedAt: Timestamp, archivedAt: Timestamp?, deletedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.color = color
    self.settings = settings
    self.counts = counts
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.archivedAt = archivedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A new workspace.
  package init(_ draft: Draft, id: Identifier, at now: Timestamp) {
    self.init(
      id: id, name: draft.name, description: draft.description, color: draft.color, settings: draft.settings,
      counts: Counts(), createdAt: now, updatedAt: now, archivedAt: nil, deletedAt: nil, version: 1)
  }

  /// The workspace after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> Workspace {
    var changed = self
    if let name = patch.name { changed.name = name }
    if let description = patch.description { changed.description = description }
    if let color = patch.color { changed.color = color }
    if let settings = patch.settings { settings.apply(to: &changed.settings) }
    if let archived = patch.archived, archived != (archivedAt != nil) { changed.archivedAt = archived ? now : nil }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  package static let defaultColor = "#6ea8fe"
  package static let sides = 64...4_096
  /// Up to a thousand million dollars, which every reader's numbers can hold.
  package static let budgets = 0...1_000_000_000_000_000
  package static let readOnlyFields = [
    "id", "counts", "createdAt", "updatedAt", "archivedAt", "deletedAt", "version",
  ]
}

extension Workspace: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("name", name)
      json.field("description", description)
      json.field("color", color)
      json.field("settings", settings)
      json.field("counts", counts)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("archivedAt", archivedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }
}

extension Workspace.Settings: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("imageModel", imageModel)
      json.field("textModel", textModel)
      json.field("systemPrompt", systemPrompt)
      json.field("width", width)
      json.field("height", height)
      json.field("styleId", styleId)
      json.field("budgetMicros", budgetMicros)
      json.field("chatTitles", chatTitles?.rawValue)
    }
  }
}

extension Workspace.Counts: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("chats", chats)
      json.field("images", images)
      json.field("prompts", prompts)
      json.field("generations", generations)
    }
  }
}
