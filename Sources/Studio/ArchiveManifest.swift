import Domain

/// What a zip of pictures says of its files, put together line by line.
struct ArchiveManifest {
  private var isFirst = true
  private var missing: [Identifier] = []

  func head(of order: PictureArchive.Order) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("format", "pixazo-images")
      json.field("version", 1)
      json.object("workspace") { json in
        json.field("id", order.workspace.id)
        json.field("name", order.workspace.name)
      }
      json.field("exportedAt", order.now)
      json.field("stripped", order.isStripped)
      json.array("files") { _ in }
    }
    // The list and the object stay open.
    return Array(json.bytes.dropLast(2))
  }

  /// Of a file that was stripped, also what it no longer says stays out.
  mutating func line(
    for picture: Picture, name: String, _ kept: PictureArchive.Kept?, stripped: Bool
  ) -> [UInt8] {
    guard let kept else {
      missing.append(picture.id)
      return []
    }
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.field("name", name)
      json.field("sha256", Hexadecimal.text(kept.sha256))
      json.field("bytes", kept.bytes)
      json.field("id", picture.id)
      json.field("title", picture.title)
      json.field("alt", picture.alt)
      json.field("recipe", stripped ? nil : picture.recipe)
      json.field("model", stripped ? nil : picture.model)
      json.field("seed", stripped ? nil : picture.seed)
      json.field("format", picture.format.rawValue)
      json.field("width", picture.width)
      json.field("height", picture.height)
      json.field("favorite", picture.favorite)
      json.field("rating", picture.rating)
      json.field("tags", picture.tags)
      json.field("source", picture.source.rawValue)
      json.field("createdAt", picture.createdAt)
    }
    defer { isFirst = false }
    return (isFirst ? [0x0A] : [UInt8(ascii: ","), 0x0A]) + json.bytes
  }

  func tail(isTruncated: Bool) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("missing", missing)
      json.field("truncated", isTruncated)
    }
    return Array("\n],".utf8) + json.bytes.dropFirst() + [0x0A]
  }
}
