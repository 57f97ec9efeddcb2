/// One change to many pictures: all of them, or none.
package struct PictureChange: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    case favorite, unfavorite
    case rate(Int)
    case addTags([String])
    case removeTags([String])
    case addToAlbum(Identifier)
    case removeFromAlbum(Identifier)
    case delete, restore
    /// Into another workspace, whose albums are others: the tags go along, the albums are left.
    case move(to: Identifier)
  }

  /// Each only once.
  package let ids: [Identifier]
  package let action: Action

  package init(_ ids: [Identifier], _ action: Action) {
    self.ids = ids.distinct
    self.action = action
  }

  package static let mostIds = 1_000
  package static let actions = [
    "favorite", "unfavorite", "rate", "addTags", "removeTags", "addToAlbum", "removeFromAlbum", "delete", "restore",
    "move",
  ]

  /// Throws `invalid_request` with every field that cannot be taken, one that the action does not know included.
  package init(_ json: JSON) throws(Failure) {
    var fields = Fields(json)
    fields.require("ids")
    fields.require("action")
    let ids = fields.nullableIdentifiers("ids", atMost: Self.mostIds).flatMap(\.self) ?? []
    if json["ids"]?.array?.isEmpty == true || json["ids"] == .null {
      fields.refuse("ids", .tooShort, "Must name at least one image.")
    }
    let action = fields.word("action", Self.actions).flatMap { Self.action($0, &fields) }
    try fields.finish()
    guard let action else { throw Failure(.invalidRequest, "There is no such action.") }
    self.init(ids, action)
  }

  /// Nil when something that it needs is missing or wrong, which `fields` knows then.
  private static func action(_ word: String, _ fields: inout Fields) -> Action? {
    switch word {
    case "favorite": return .favorite
    case "unfavorite": return .unfavorite
    case "delete": return .delete
    case "restore": return .restore
    case "rate":
      fields.require("rating")
      return fields.integer("rating", Picture.ratings).map { .rate($0) }
    case "addTags", "removeTags":
      fields.require("tags")
      guard let tags = fields.nullableWords("tags", .tag, atMost: Picture.mostTags).flatMap(\.self) else {
        if fields.isSound { fields.refuse("tags", .required, "Must be given.") }
        return nil
      }
      guard !tags.isEmpty else {
        fields.refuse("tags", .tooShort, "Must name at least one tag.")
        return nil
      }
      return word == "addTags" ? .addTags(tags) : .removeTags(tags)
    case "addToAlbum": return identifier("albumId", &fields).map { .addToAlbum($0) }
    case "removeFromAlbum": return identifier("albumId", &fields).map { .removeFromAlbum($0) }
    case "move": return identifier("workspaceId", &fields).map { .move(to: $0) }
    default: return nil
    }
  }

  private static func identifier(_ name: String, _ fields: inout Fields) -> Identifier? {
    fields.require(name)
    guard let id = fields.nullableIdentifier(name) else { return nil }
    if id == nil { fields.refuse(name, .required, "Must be given.") }
    return id
  }
}
