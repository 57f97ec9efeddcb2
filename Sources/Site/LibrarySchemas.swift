import Domain

// What finds and orders pictures: albums, tags, counts, saved searches, and changes to many at once.
extension Schema {
  static let imageBulk = Schema.object([
    .init(name: "ids", schema: .list(.identifier), detail: "At most \(PictureChange.mostIds)."),
    .init(name: "action", schema: .words(PictureChange.actions)),
    .init(name: "rating", schema: .integer(Picture.ratings), isRequired: false, detail: "For `rate`."),
    .init(
      name: "tags", schema: .list(.text(.tag)), isRequired: false, detail: "For `addTags` and `removeTags`."),
    .init(
      name: "albumId", schema: .identifier, isRequired: false, detail: "For `addToAlbum` and `removeFromAlbum`."),
    .init(
      name: "workspaceId", schema: .identifier, isRequired: false,
      detail: "For `move`: the tags go along, the albums of the old workspace are left."),
  ])

  static let imageBulkResult = Schema.object([
    .init(name: "matched", schema: .integer(0...Int.max), detail: "How many images were named."),
    .init(name: "changed", schema: .integer(0...Int.max), detail: "How many of them were not so already."),
  ])

  private static let counts = Schema.list(
    .object([
      .init(name: "value", schema: .string),
      .init(name: "count", schema: .integer(0...Int.max)),
    ]))

  static let imageFacets = Schema.object([
    .init(name: "models", schema: counts, detail: "The most first, as everywhere here."),
    .init(name: "providers", schema: counts),
    .init(name: "sizes", schema: counts, detail: "As 1024x768."),
    .init(name: "tags", schema: counts, detail: "At most 200."),
    .init(name: "sources", schema: counts),
  ])

  static let imageTimeline = Schema.object([
    .init(
      name: "items",
      schema: .list(
        .object([
          .init(name: "date", schema: .day, detail: "A day of UTC."),
          .init(name: "count", schema: .integer(0...Int.max)),
        ])), detail: "The last day first; days without an image are left out.")
  ])

  static let tag = Schema.object([
    .init(name: "name", schema: .text(.tag)),
    .init(name: "count", schema: .integer(0...Int.max), detail: "Images that have it, those in the trash left out."),
  ])

  static let album = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "name", schema: .text(.name)),
    .init(name: "imageCount", schema: .integer(0...Int.max)),
    .init(
      name: "coverImageId", schema: .nullable(.identifier),
      detail: "The image that was chosen, else the newest; null for an empty album."),
    .init(name: "thumbnailUrl", schema: .nullable(.string), detail: "Of the cover."),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows with every change but of its images."),
  ])

  static let albumDraft = Schema.object([.init(name: "name", schema: .text(.name))])

  static let albumPatch = Schema.object([
    .init(name: "name", schema: .text(.name), isRequired: false),
    .init(
      name: "coverImageId", schema: .nullable(.identifier), isRequired: false,
      detail: "One of its images; null lets the newest stand for it."),
  ])

  static let savedSearch = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "name", schema: .text(.name)),
    .init(name: "query", schema: .text(.searchQuery), detail: "What stands behind the `?` of a list of images."),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
  ])

  static func savedSearchPatch(isNew: Bool) -> Schema {
    .object([
      .init(name: "name", schema: .text(.name), isRequired: isNew),
      .init(
        name: "query", schema: .text(.searchQuery), isRequired: isNew,
        detail: "Filters and sort of a list of images, as they stand in its address."),
    ])
  }
}
