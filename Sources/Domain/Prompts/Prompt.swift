/// A prompt that is kept to be used again, with every wording that it ever had.
package struct Prompt: Sendable, Equatable {
  /// What it says. Each one that it had is kept under a number.
  package struct Wording: Sendable, Hashable {
    package var text: String
    package var negativePrompt: String

    package init(text: String, negativePrompt: String = "") {
      self.text = text
      self.negativePrompt = negativePrompt
    }
  }

  /// One wording that it had, the first of them number 1.
  package struct Version: Sendable, Equatable {
    package let number: Int
    package let wording: Wording
    package let createdAt: Timestamp

    package init(number: Int, wording: Wording, createdAt: Timestamp) {
      self.number = number
      self.wording = wording
      self.createdAt = createdAt
    }
  }

  package let id: Identifier
  package let workspaceId: Identifier
  package var title: String
  package var wording: Wording
  package var tags: [String]
  /// With slashes between a folder and those in it; empty for none.
  package var folder: String
  package var favorite: Bool
  /// The number of its wording.
  package var currentVersion: Int
  /// How many generations were ordered with it.
  package var useCount: Int
  package var lastUsedAt: Timestamp?
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change; being used is none.
  package var version: Int

  package init(
    id: Identifier, workspaceId: Identifier, title: String, wording: Wording, tags: [String], folder: String,
    favorite: Bool, currentVersion: Int, useCount: Int, lastUsedAt: Timestamp?, createdAt: Timestamp,
    updatedAt: Timestamp, deletedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.title = title
    self.wording = wording
    self.tags = tags
    self.folder = folder
    self.favorite = favorite
    self.currentVersion = currentVersion
    self.useCount = useCount
    self.lastUsedAt = lastUsedAt
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A new prompt.
  package init(_ draft: Draft, id: Identifier, in workspaceId: Identifier, at now: Timestamp) {
    self.init(
      id: id, workspaceId: workspaceId, title: draft.title ?? Self.title(for: draft.wording.text),
      wording: draft.wording, tags: draft.tags, folder: draft.folder, favorite: draft.favorite, currentVersion: 1,
      useCount: 0, lastUsedAt: nil, createdAt: now, updatedAt: now, deletedAt: nil, version: 1)
  }

  /// What is to be filled in before it can be used: each `{{name}}` of its texts once, in their order.
  package var variables: [String] {
    var names: [String] = []
    for text in [wording.text, wording.negativePrompt] {
      for name in (try? Macro(text))?.variables ?? [] where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The prompt after `patch`; the same, version and all, when the patch changes nothing. Another wording gets the next
  /// number.
  package func applying(_ patch: Patch, at now: Timestamp) -> Prompt {
    var changed = self
    if let text = patch.text { changed.wording.text = text }
    if let negativePrompt = patch.negativePrompt { changed.wording.negativePrompt = negativePrompt }
    // A title that nobody gave goes with its text.
    let isOwn = title != Self.title(for: wording.text)
    if let title = patch.title ?? (isOwn ? nil : .some(nil)) {
      changed.title = title ?? Self.title(for: changed.wording.text)
    }
    if let tags = patch.tags { changed.tags = tags }
    if let folder = patch.folder { changed.folder = folder }
    if let favorite = patch.favorite { changed.favorite = favorite }
    guard changed != self else { return self }
    if changed.wording != wording { changed.currentVersion += 1 }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  /// What a prompt is called that nobody has named: its beginning.
  package static func title(for text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).lazy.map { String($0).trimmed }.first { !$0.isEmpty } ?? text
    let letters = line.unicodeScalars
    guard letters.count > 60 else { return line }
    let start = letters.prefix(60)
    // Not in the middle of a word, if it is no endless one.
    let end = start.lastIndex { $0.properties.isWhitespace } ?? start.endIndex
    return String(String.UnicodeScalarView(start[..<end])).trimmed + "…"
  }

  package static let mostTags = 64
  /// In one workspace, those in the trash left out.
  package static let most = 20_000
}

extension Prompt: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("title", title)
      json.field("text", wording.text)
      json.field("negativePrompt", wording.negativePrompt)
      json.field("tags", tags)
      json.field("folder", folder)
      json.field("favorite", favorite)
      json.field("variables", variables)
      json.field("currentVersion", currentVersion)
      json.field("useCount", useCount)
      json.field("lastUsedAt", lastUsedAt)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }
}
