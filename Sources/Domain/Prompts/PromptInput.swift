extension Prompt {
  /// What a person says to keep one.
  package struct Draft: Sendable, Equatable {
    /// Nil takes the beginning of the text.
    package var title: String?
    package var wording: Wording
    package var tags: [String] = []
    package var folder = ""
    package var favorite = false

    package init(title: String? = nil, _ wording: Wording) {
      self.title = title
      self.wording = wording
    }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      fields.require("text")
      let patch = Patch(&fields)
      try fields.finish(readOnly: readOnlyFields)
      self.init(
        title: patch.title.flatMap(\.self),
        Wording(text: patch.text ?? "", negativePrompt: patch.negativePrompt ?? ""))
      tags = patch.tags ?? []
      folder = patch.folder ?? ""
      favorite = patch.favorite ?? false
    }
  }

  /// What a person says to change one, as a JSON merge patch: null gives a field back its default.
  package struct Patch: Sendable, Equatable {
    package var title: String??
    package var text: String?
    package var negativePrompt: String?
    /// Trimmed, each only once, in the order they were given.
    package var tags: [String]?
    package var folder: String?
    package var favorite: Bool?

    package init() {}

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      self.init(&fields)
      try fields.finish(readOnly: readOnlyFields)
    }

    fileprivate init(_ fields: inout Fields) {
      title = fields.nullableText("title", .name)
      text = fields.text("text", .prompt)
      negativePrompt = fields.nullableText("negativePrompt", .negativePrompt).map { $0 ?? "" }
      tags = fields.nullableWords("tags", .tag, atMost: mostTags).map { $0 ?? [] }
      folder = fields.nullableText("folder", .folder).map { Prompt.folder($0 ?? "") }
      favorite = fields.nullableFlag("favorite").map { $0 ?? false }
    }
  }

  /// A folder as it is kept: no blanks around its names, and no empty names.
  package static func folder(_ text: String) -> String {
    text.split(separator: "/").map { String($0).trimmed }.filter { !$0.isEmpty }.joined(separator: "/")
  }

  package static let readOnlyFields = [
    "id", "workspaceId", "variables", "currentVersion", "useCount", "lastUsedAt", "createdAt", "updatedAt",
    "deletedAt", "version",
  ]
}
