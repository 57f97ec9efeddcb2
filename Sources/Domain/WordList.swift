/// Words of which a prompt draws one with `__name__`.
package struct WordList: Sendable, Equatable {
  package let id: Identifier
  package let workspaceId: Identifier
  package var name: String
  /// One line each, which may hold macros and begin with a weight.
  package var words: [String]
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change.
  package var version: Int

  /// What a person says to make a list.
  package struct Draft: Sendable, Equatable {
    package var name: String
    package var words: [String]

    package init(name: String, words: [String]) {
      self.name = name
      self.words = words
    }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      fields.require("name")
      let patch = Patch(&fields)
      try fields.finish(readOnly: readOnlyFields)
      self.init(name: patch.name ?? "", words: patch.words ?? [])
    }
  }

  /// What a person says to change one, as a JSON merge patch.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    package var words: [String]?

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      self.init(&fields)
      try fields.finish(readOnly: readOnlyFields)
    }

    fileprivate init(_ fields: inout Fields) {
      name = fields.text("name", .listName)
      words = fields.nullableWords("words", .word, atMost: mostWords).map { $0 ?? [] }
      let length = words?.reduce(0) { $0 + $1.utf8.count } ?? 0
      if length > mostBytes {
        fields.refuse("words", .tooLong, "May have \(mostBytes >> 10) KiB together; they have \(length >> 10).")
      }
      for (place, word) in (words ?? []).enumerated() {
        do throws(Macro.Fault) {
          _ = try Macro(word)
        } catch {
          fields.refuse("words", at: place, error.code, error.detail)
        }
      }
    }
  }

  package init(
    id: Identifier, workspaceId: Identifier, name: String, words: [String], createdAt: Timestamp,
    updatedAt: Timestamp, deletedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.name = name
    self.words = words
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A new list.
  package init(_ draft: Draft, id: Identifier, in workspaceId: Identifier, at now: Timestamp) {
    self.init(
      id: id, workspaceId: workspaceId, name: draft.name, words: draft.words, createdAt: now, updatedAt: now,
      deletedAt: nil, version: 1)
  }

  /// The list after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> WordList {
    var changed = self
    if let name = patch.name { changed.name = name }
    if let words = patch.words { changed.words = words }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  package static let mostWords = 10_000
  package static let mostBytes = 256 << 10
  /// In one workspace, those in the trash left out.
  package static let most = 1_000
  package static let readOnlyFields = [
    "id", "workspaceId", "wordCount", "createdAt", "updatedAt", "deletedAt", "version",
  ]

  /// By which a workspace tells its lists apart: case does not count.
  package static func key(of name: String) -> String { name.lowercased() }
}

extension WordList: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      entry.writeFields(to: &json)
      json.field("words", words)
    }
  }
}

extension WordList {
  /// A list without its words, of which there may be a quarter of a megabyte.
  package struct Entry: Sendable, Equatable {
    package let id: Identifier
    package let workspaceId: Identifier
    package let name: String
    package let wordCount: Int
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let deletedAt: Timestamp?
    package let version: Int

    package init(
      id: Identifier, workspaceId: Identifier, name: String, wordCount: Int, createdAt: Timestamp,
      updatedAt: Timestamp, deletedAt: Timestamp?, version: Int
    ) {
      self.id = id
      self.workspaceId = workspaceId
      self.name = name
      self.wordCount = wordCount
      self.createdAt = createdAt
      self.updatedAt = updatedAt
      self.deletedAt = deletedAt
      self.version = version
    }

    fileprivate func writeFields(to json: inout JSONWriter) {
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("name", name)
      json.field("wordCount", wordCount)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }

  package var entry: Entry {
    Entry(
      id: id, workspaceId: workspaceId, name: name, wordCount: words.count, createdAt: createdAt,
      updatedAt: updatedAt, deletedAt: deletedAt, version: version)
  }
}

extension WordList.Entry: JSONWritable {
  package func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }
}
