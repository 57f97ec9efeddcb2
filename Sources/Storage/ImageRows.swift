package import Domain
import SQLite

// Pages of pictures written straight from their columns: what a gallery asks for again and again.
extension Images {
  /// Writes what `list` would give as the items of an array, and returns where the next page starts.
  package func write(
    _ filter: PictureFilter, in workspaceId: Identifier?, sort: Picture.Sort = .newest, after position: Position? = nil,
    limit: Int, to json: inout JSONWriter
  ) throws -> Position? {
    let list = ImageList(filter: filter, workspaceId: workspaceId, sort: sort, after: position, limit: limit)
    var count = 0
    var last: Position?
    var next: Position?
    try json.array { json in
      try list.each(words) { row in
        // One more than is shown says that there is a next page.
        if count >= limit { next = last } else { try Picture.write(row, to: &json) }
        count += 1
        if count == limit { last = try list.position(row) }
      }
    }
    return next
  }
}

extension ImageList {
  fileprivate func position(_ row: borrowing Row) throws(SQLiteError) -> Position {
    position(
      of: try row.read(0), rating: try row.read(18), deletedAt: try row.read(22),
      number: try row.integer(Picture.columnCount))
  }
}

extension Picture {
  /// Writes `columns` as `Picture` writes itself; a test holds the two together.
  static func write(_ row: borrowing Row, to json: inout JSONWriter) throws(SQLiteError) {
    try json.object { json throws(SQLiteError) in
      let id: Identifier = try row.read(0)
      json.field("id", id)
      json.field("workspaceId", try row.read(1, as: Identifier.self))
      json.field("generationId", try row.read(3, as: Identifier?.self))
      json.field("index", try row.integer(4))
      json.field("title", try row.text(5))
      json.field("alt", try row.text(6))
      try row.writeRecipe(to: &json)
      json.field("model", try row.read(8, as: String?.self))
      json.field("provider", try row.read(9, as: String?.self))
      json.field("width", try row.integer(12))
      json.field("height", try row.integer(13))
      json.field("format", try row.text(11))
      json.field("bytes", try row.integer(14))
      try row.blob(15) { json.field("sha256", hexadecimal: $0) }
      json.field("seed", try row.seed)
      json.field("favorite", try row.read(17, as: Bool.self))
      json.field("rating", try row.integer(18))
      try row.writeTags(to: &json)
      json.field("albumIds", try row.text(25) { $0.count > 2 } ? try row.read(25, as: JSON.self).marks : [])
      json.field("source", try row.text(2))
      json.field("parentImageId", try row.read(19, as: Identifier?.self))
      try row.blob(16) { json.field("placeholder", base64: $0) }
      json.field("thumbnailUrl", "/api/v1/images/", id, "/thumbnail")
      json.field("fileUrl", "/api/v1/images/", id, "/file")
      json.field("createdAt", try row.read(20, as: Timestamp.self))
      json.field("updatedAt", try row.read(21, as: Timestamp.self))
      json.field("deletedAt", try row.read(22, as: Timestamp?.self))
      json.field("version", try row.integer(23))
    }
  }
}

extension Row {
  fileprivate var seed: UInt64? {
    borrowing get throws(SQLiteError) { try read(10, as: Int64?.self).map { UInt64(bitPattern: $0) } }
  }

  /// The recipe, which lies in column 7, with the seed of column 10 where it has none of its own.
  fileprivate borrowing func writeRecipe(to json: inout JSONWriter) throws(SQLiteError) {
    let seed = try seed
    var recipe: Recipe?
    if try !isNull(7) {
      let isWritten = try text(7) { text in
        guard let recipe = RecipeText(text) else { return false }
        json.field("prompt") { recipe.writePrompt(to: &$0) }
        json.field("negativePrompt") { recipe.writeNegativePrompt(to: &$0) }
        json.field("recipe") { recipe.write(seed: seed, to: &$0) }
        return true
      }
      if isWritten { return }
      recipe = Recipe(try read(7, as: JSON.self))
      if recipe?.seed == nil { recipe?.seed = seed }
    }
    json.field("prompt", recipe?.prompt)
    json.field("negativePrompt", recipe?.negativePrompt)
    json.field("recipe", recipe)
  }

  /// The tags, which lie in column 24 as they are written; another's spelling of the list has escapes that are not ours.
  fileprivate borrowing func writeTags(to json: inout JSONWriter) throws(SQLiteError) {
    let isPlain = try text(24) { tags in
      guard !tags.contains(UInt8(ascii: "\\")) else { return false }
      json.field("tags") { $0.raw(tags) }
      return true
    }
    if !isPlain { json.field("tags", try read(24, as: JSON.self).array?.compactMap(\.string) ?? []) }
  }
}
