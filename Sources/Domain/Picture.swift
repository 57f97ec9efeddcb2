/// A picture of a workspace: what its file holds, how it was made and what people say of it.
package struct Picture: Sendable, Equatable {
  /// How the file is encoded, as its decoder found it.
  package enum Format: String, Sendable, CaseIterable {
    case png, jpeg, webp

    package var fileExtension: String { self == .jpeg ? "jpg" : rawValue }
    package var mediaType: String { "image/\(rawValue)" }
  }

  package enum Source: String, Sendable, CaseIterable {
    case generated, uploaded, imported
  }

  package let id: Identifier
  package private(set) var workspaceId: Identifier
  package let source: Source
  package var generationId: Identifier?
  /// Its place among the pictures of its generation.
  package var index = 0
  package var title = ""
  package var alt = ""
  package var recipe: Recipe?
  package var model: String?
  package var provider: String?
  package var seed: UInt64?
  package let format: Format
  /// Upright, as a person sees it.
  package let width: Int
  package let height: Int
  /// The size of the file.
  package let bytes: Int
  /// Of the file: 32 bytes.
  package let sha256: [UInt8]
  /// A ThumbHash.
  package let placeholder: [UInt8]
  package var favorite = false
  package var rating = 0
  package var tags: [String] = []
  package var albumIds: [Identifier] = []
  package var parentImageId: Identifier?
  /// How it looks, in 64 bits: pictures that look alike differ in few of them. Nil where nobody has looked yet.
  package var likeness: UInt64?
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change.
  package var version = 1

  /// A picture that nothing was said of yet.
  package init(
    id: Identifier, workspaceId: Identifier, source: Source, format: Format, width: Int, height: Int, bytes: Int,
    sha256: [UInt8], placeholder: [UInt8], createdAt: Timestamp
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.source = source
    self.format = format
    self.width = width
    self.height = height
    self.bytes = bytes
    self.sha256 = sha256
    self.placeholder = placeholder
    self.createdAt = createdAt
    updatedAt = createdAt
  }

  /// The picture after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> Picture {
    var changed = self
    if let title = patch.title { changed.title = title }
    if let alt = patch.alt { changed.alt = alt }
    if let favorite = patch.favorite { changed.favorite = favorite }
    if let rating = patch.rating { changed.rating = rating }
    if let tags = patch.tags { changed.tags = tags }
    if let albumIds = patch.albumIds { changed.albumIds = albumIds }
    guard changed != self else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  /// The picture in another workspace, whose albums are others.
  package func moved(to workspaceId: Identifier) -> Picture {
    var moved = self
    moved.workspaceId = workspaceId
    moved.albumIds = []
    return moved
  }

  package static let ratings = 0...5
  package static let mostTags = 64
  package static let mostAlbums = 64
  package static let readOnlyFields = [
    "id", "workspaceId", "generationId", "index", "prompt", "negativePrompt", "recipe", "model", "provider", "width",
    "height", "format", "bytes", "sha256", "seed", "source", "parentImageId", "placeholder",
    "thumbnailUrl", "fileUrl", "createdAt", "updatedAt", "deletedAt", "version",
  ]
}

extension Picture {
  /// What a person says to change one, as a JSON merge patch: null gives a field back its default.
  package struct Patch: Sendable, Equatable {
    package var title: String?
    package var alt: String?
    package var favorite: Bool?
    package var rating: Int?
    /// Trimmed, each only once, in the order they were given.
    package var tags: [String]?
    /// Each only once, in the order they were given.
    package var albumIds: [Identifier]?

    package init() {}

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      title = fields.nullableText("title", .title).map { $0 ?? "" }
      alt = fields.nullableText("alt", .alt).map { $0 ?? "" }
      favorite = fields.flag("favorite")
      rating = fields.nullableInteger("rating", ratings).map { $0 ?? 0 }
      tags = fields.nullableWords("tags", .tag, atMost: mostTags).map { $0 ?? [] }
      albumIds = fields.nullableIdentifiers("albumIds", atMost: mostAlbums).map { ($0 ?? []).distinct }
      try fields.finish(readOnly: readOnlyFields)
    }
  }
}

extension Picture: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in writeFields(to: &json) }
  }

  /// The same fields into an object that has more of its own.
  package func writeFields(to json: inout JSONWriter) {
    let address = "/api/v1/images/\(id.text)"
    json.field("id", id)
    json.field("workspaceId", workspaceId)
    json.field("generationId", generationId)
    json.field("index", index)
    json.field("title", title)
    json.field("alt", alt)
    json.field("prompt", recipe?.prompt)
    json.field("negativePrompt", recipe?.negativePrompt)
    json.field("recipe", recipe)
    json.field("model", model)
    json.field("provider", provider)
    json.field("width", width)
    json.field("height", height)
    json.field("format", format.rawValue)
    json.field("bytes", bytes)
    json.field("sha256", Hexadecimal.text(sha256))
    json.field("seed", seed)
    json.field("favorite", favorite)
    json.field("rating", rating)
    json.field("tags", tags)
    json.field("albumIds", albumIds)
    json.field("source", source.rawValue)
    json.field("parentImageId", parentImageId)
    json.field("placeholder", Base64.text(placeholder))
    json.field("thumbnailUrl", address + "/thumbnail")
    json.field("fileUrl", address + "/file")
    json.field("createdAt", createdAt)
    json.field("updatedAt", updatedAt)
    json.field("deletedAt", deletedAt)
    json.field("version", version)
  }
}

extension Array where Element: Hashable {
  /// Each only once, in the order of their first appearance.
  package var distinct: [Element] {
    var known: Set<Element> = []
    return filter { known.insert($0).inserted }
  }
}
