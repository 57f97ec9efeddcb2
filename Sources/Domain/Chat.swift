/// A conversation with a model: a tree of messages, of which one branch is shown.
package struct Chat: Sendable, Equatable {
  /// Who named it.
  package enum TitleSource: String, Sendable, CaseIterable {
    /// Nobody yet.
    case none
    /// Made from what was said first.
    case automatic
    case person
  }

  /// What is asked of the model; nil leaves it to the model.
  package struct Parameters: Sendable, Equatable {
    package var temperature: Double?
    package var maxTokens: Int?
    package var topP: Double?
    package var mode: TextMode?

    package init() {}
  }

  package let id: Identifier
  package let workspaceId: Identifier
  package var title: String
  package var titleSource: TitleSource
  /// Nil leaves it to the workspace.
  package var model: String?
  package var systemPrompt: String?
  package var parameters: Parameters
  /// The last message of the branch that is shown; nil when none is.
  package var leafMessageId: Identifier?
  package var pinned: Bool
  package var messageCount: Int
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  package var archivedAt: Timestamp?
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change.
  package var version: Int

  package init(
    id: Identifier, workspaceId: Identifier, title: String, titleSource: TitleSource, model: String?,
    systemPrompt: String?, parameters: Parameters, leafMessageId: Identifier?, pinned: Bool, messageCount: Int,
    createdAt: Timestamp, updatedAt: Timestamp, archivedAt: Timestamp?, deletedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.title = title
    self.titleSource = titleSource
    self.model = model
    self.systemPrompt = systemPrompt
    self.parameters = parameters
    self.leafMessageId = leafMessageId
    self.pinned = pinned
    self.messageCount = messageCount
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.archivedAt = archivedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A new chat, nothing said yet.
  package init(_ draft: Patch, id: Identifier, in workspaceId: Identifier, at now: Timestamp) {
    self.init(
      id: id, workspaceId: workspaceId, title: "", titleSource: .none, model: nil, systemPrompt: nil,
      parameters: Parameters(), leafMessageId: nil, pinned: false, messageCount: 0, createdAt: now, updatedAt: now,
      archivedAt: nil, deletedAt: nil, version: 1)
    self = applying(draft, at: now)
    version = 1
  }

  /// The chat after `patch`; the same, version and all, when the patch changes nothing. Whether the leaf is a message
  /// of this chat is for others to check.
  package func applying(_ patch: Patch, at now: Timestamp) -> Chat {
    var changed = self
    if let title = patch.title {
      changed.title = title
      changed.titleSource = title.isEmpty ? .none : .person
    }
    if let model = patch.model { changed.model = model }
    if let systemPrompt = patch.systemPrompt { changed.systemPrompt = systemPrompt }
    if let parameters = patch.parameters { parameters.apply(to: &changed.parameters) }
    if let leaf = patch.leafMessageId { changed.leafMessageId = leaf }
    if let pinned = patch.pinned { changed.pinned = pinned }
    if let archived = patch.archived, archived != (archivedAt != nil) { changed.archivedAt = archived ? now : nil }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  package static let temperatures = 0.0...2.0
  package static let readOnlyFields = [
    "id", "workspaceId", "titleSource", "messageCount", "createdAt", "updatedAt", "archivedAt", "deletedAt", "version",
  ]
}

extension Chat {
  /// What a person says to make or to change one, as a JSON merge patch: null gives a field back its default.
  package struct Patch: Sendable, Equatable {
    package var title: String?
    package var model: String??
    package var systemPrompt: String??
    package var parameters: Parameters.Patch?
    package var leafMessageId: Identifier??
    package var pinned: Bool?
    package var archived: Bool?

    package init() {}

    /// Throws `invalid_request` with every field that cannot be taken. A new chat has no message to point at yet.
    package init(_ json: JSON, isNew: Bool = false) throws(Failure) {
      var fields = Fields(json)
      title = fields.nullableText("title", .title).map { $0 ?? "" }
      model = fields.nullableText("model", .model)
      systemPrompt = fields.nullableText("systemPrompt", .systemPrompt)
      parameters = fields.nullableObject("parameters") { Parameters.Patch(&$0) }.map { $0 ?? .cleared }
      if !isNew { leafMessageId = fields.nullableIdentifier("leafMessageId") }
      pinned = fields.nullableFlag("pinned").map { $0 ?? false }
      if !isNew { archived = fields.flag("archived") }
      try fields.finish(readOnly: isNew ? readOnlyFields + ["leafMessageId", "archived"] : readOnlyFields)
    }
  }
}

extension Chat.Parameters {
  package struct Patch: Sendable, Equatable {
    package var temperature: Double??
    package var maxTokens: Int??
    package var topP: Double??
    package var mode: TextMode??

    package init() {}

    package static let cleared: Patch = {
      var patch = Patch()
      patch.temperature = .some(nil)
      patch.maxTokens = .some(nil)
      patch.topP = .some(nil)
      patch.mode = .some(nil)
      return patch
    }()

    package init(_ fields: inout Fields) {
      temperature = fields.nullableNumber("temperature", Chat.temperatures)
      maxTokens = fields.nullableInteger("maxTokens", 1...1_000_000)
      topP = fields.nullableNumber("topP", 0...1)
      mode = fields.nullableChoice("mode", TextMode.self)
    }

    package func apply(to parameters: inout Chat.Parameters) {
      if let temperature { parameters.temperature = temperature }
      if let maxTokens { parameters.maxTokens = maxTokens }
      if let topP { parameters.topP = topP }
      if let mode { parameters.mode = mode }
    }
  }
}

extension Chat: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("title", title)
      json.field("titleSource", titleSource.rawValue)
      json.field("model", model)
      json.field("systemPrompt", systemPrompt)
      json.field("parameters", parameters)
      json.field("leafMessageId", leafMessageId)
      json.field("pinned", pinned)
      json.field("messageCount", messageCount)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("archivedAt", archivedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }
}

extension Chat.Parameters: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("temperature", temperature)
      json.field("maxTokens", maxTokens)
      json.field("topP", topP)
      json.field("mode", mode?.rawValue)
    }
  }
}
