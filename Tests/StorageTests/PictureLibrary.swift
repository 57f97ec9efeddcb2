import Domain
import SQLite
import Support

@testable import Storage

/// Two workspaces of pictures of all kinds, some in albums, some in the trash.
struct PictureLibrary {
  let rooms: [Identifier]
  let albums: [Identifier]
  let parents = (0..<3).map { _ in Identifier() }
  let generations = (0..<3).map { _ in Identifier() }
  var dice: SplitMix

  init(_ setting: PictureSetting, seed: UInt64, count: Int) async throws {
    let rooms = [try await setting.store.add("One").id, try await setting.store.add("Two").id]
    self.rooms = rooms
    albums = try await setting.store.write { writing in
      try ["A", "B"].map { try writing.albums.insert(Album.Patch(name: $0), in: rooms[0]).id }
    }
    dice = SplitMix(state: seed)
    for _ in 0..<count {
      let room = rooms[Int.random(in: 0...1, using: &dice)]
      let moment = PictureSample.moment(Int.random(in: 0..<PictureSample.days, using: &dice))
      let ids = room == rooms[0] ? albums.filter { _ in Bool.random(using: &dice) } : []
      var dressed = Picture.sample(at: moment)
      PictureSample.dress(&dressed, &dice, parents: parents, generations: generations)
      let picture = try await setting.insert(into: room, at: moment) { [dressed] picture in
        picture.take(dressed)
        picture.albumIds = ids
      }
      if Int.random(in: 0..<4, using: &dice) == 0 {
        setting.pass(seconds: 1)
        try await setting.store.write { try $0.images.trash(picture.id) }
      }
    }
  }

  mutating func filter() -> PictureFilter {
    PictureSample.filter(&dice, albums: albums, parents: parents, generations: generations)
  }

  static func isBefore(
    _ left: PlacedPicture, _ right: PlacedPicture, _ sort: Picture.Sort, _ isTrash: Bool
  ) -> Bool {
    func key(_ item: PlacedPicture) -> (Int64, Int64, Identifier) {
      switch sort {
      case .rating: (Int64(item.picture.rating), item.turn, item.picture.id)
      case .newest, .oldest:
        isTrash ? (item.picture.deletedAt?.milliseconds ?? 0, 0, item.picture.id) : (item.turn, 0, item.picture.id)
      }
    }
    return sort == .oldest ? key(left) < key(right) : key(left) > key(right)
  }
}

typealias PlacedPicture = (picture: Picture, turn: Int64)

extension Picture {
  static func sample(at moment: Timestamp) -> Picture {
    Picture(
      id: Identifier(), workspaceId: Identifier(), source: .uploaded, format: .png, width: 1, height: 1, bytes: 1,
      sha256: [], placeholder: [], createdAt: moment)
  }

  /// Takes over what was said of another one.
  mutating func take(_ other: Picture) {
    (recipe, model, provider, seed) = (other.recipe, other.model, other.provider, other.seed)
    (generationId, parentImageId, title) = (other.generationId, other.parentImageId, other.title)
    (tags, favorite, rating) = (other.tags, other.favorite, other.rating)
  }
}

extension Store {
  func everyPicture() async throws -> [PlacedPicture] {
    try await read { reading in
      try reading.connection.all("SELECT \(Picture.columns), turn FROM images ORDER BY turn") { row in
        (try Picture(row: row), try row.integer(Picture.columnCount))
      }
    }
  }

  /// Whether the full text, the counts and the traits are what they would be if they were made anew, and every picture
  /// lies where its workspace and the trash have their places.
  func indexIsTrue() async throws -> Bool {
    try await write { writing in
      let connection = writing.connection
      for script in [
        "DROP TABLE IF EXISTS temp.fresh_words", "DROP TABLE IF EXISTS temp.fresh",
        "DROP TABLE IF EXISTS temp.kept_words",
        """
        CREATE VIRTUAL TABLE temp.fresh USING fts5 (
          text, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2')
        """,
        "INSERT INTO temp.fresh (rowid, text, marks) SELECT number, text, marks FROM image_texts",
        "CREATE VIRTUAL TABLE temp.fresh_words USING fts5vocab (temp, fresh, instance)",
        "CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab (main, image_words, instance)",
      ] { try connection.execute(script) }
      func words(_ table: String) throws -> [String] {
        try connection.all("SELECT term || ' ' || doc || ' ' || col || ' ' || offset FROM temp.\(table) ORDER BY 1") {
          try $0.text(0)
        }
      }
      let count = "SELECT hex(workspace_id) || facet || value || ' ' || "
      let kept = try connection.all("\(count) images FROM image_counts ORDER BY 1") { try $0.text(0) }
      let counted = try connection.all(
        "\(count) count(*) FROM image_facts GROUP BY workspace_id, facet, value ORDER BY 1"
      ) { try $0.text(0) }
      let traits = try connection.all(
        """
        SELECT number || model || provider || source || width || 'x' || height || tags
        FROM image_traits JOIN image_kinds ON id = kind ORDER BY number
        """
      ) { try $0.text(0) }
      let own = try connection.all(
        """
        SELECT ((room << 46) | (number & ((1 << 46) - 1))) || coalesce(model, '') || coalesce(provider, '') || source
          || images.width || 'x' || images.height || tags
        FROM images JOIN workspaces ON workspaces.id = workspace_id ORDER BY number
        """
      ) { try $0.text(0) }
      return try words("fresh_words") == words("kept_words") && kept == counted && traits == own
    }
  }
}
