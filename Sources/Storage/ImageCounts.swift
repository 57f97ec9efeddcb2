package import Domain
import SQLite

/// How many pictures there are of each kind, for the side of a gallery.
package struct ImageCounts {
  let connection: Connection

  /// The values of the facets that a gallery shows, with how many of the filter's pictures have each: the most first.
  /// For all of a workspace they are kept, and only read; else the pictures that were found are looked at.
  package func facets(
    _ filter: PictureFilter, in workspaceId: Identifier
  ) throws -> [PictureFacet: [PictureCount]] {
    if filter == PictureFilter() {
      var facets: [PictureFacet: [PictureCount]] = [:]
      for facet in Self.shown { facets[facet] = try kept(facet, in: workspaceId) }
      return facets
    }
    var counting = FacetCounting()
    try eachFound(filter, workspaceId, FacetCounting.columns) { row in try counting.add(row) }
    return counting.result.mapValues { counts in
      Array(
        counts.map { PictureCount($0.key, $0.value) }.sorted { ($0.count, $1.value) > ($1.count, $0.value) }
          .prefix(Self.mostValues))
    }
  }

  /// How many of the filter's pictures were made on each day of UTC, the last day first.
  package func days(_ filter: PictureFilter, in workspaceId: Identifier) throws -> [PictureCount] {
    if filter == PictureFilter() {
      return try connection.all(
        """
        SELECT value, images FROM image_counts WHERE workspace_id = ? AND facet = 'day' ORDER BY value DESC LIMIT ?
        """, [workspaceId, Self.mostDays], PictureCount.init(row:))
    }
    var counts: [Int64: Int] = [:]
    try eachFound(filter, workspaceId, ImageList.number) { row in
      counts[try row.integer(0) / ImageList.perMillisecond / 86_400_000, default: 0] += 1
    }
    return counts.sorted { $0.key > $1.key }.prefix(Self.mostDays).map {
      PictureCount(Timestamp(milliseconds: $0.key * 86_400_000).day, $0.value)
    }
  }

  /// The tags of a workspace by their names, from after one on; only those that begin so.
  package func tags(
    in workspaceId: Identifier, beginning start: String = "", after last: String? = nil, limit: Int
  ) throws -> [PictureCount] {
    try connection.all(
      """
      SELECT value, images FROM image_counts WHERE workspace_id = ? AND facet = 'tag' AND value >= ? AND value < ?
      AND value > ? ORDER BY value LIMIT ?
      """, [workspaceId, start, start + "\u{10FFFF}", last ?? "", limit], PictureCount.init(row:))
  }

  /// Whether a picture of the workspace has the tag, in the trash or not.
  package func knows(tag: String, in workspaceId: Identifier) throws -> Bool {
    let rooms = [false, true].map { ImageWords.room(workspaceId, isTrash: $0) }.joined(separator: " OR ")
    let question = "marks : (\(ImageWords.mark(ofTag: tag)) AND (\(rooms)))"
    return try connection.first("SELECT 1 FROM image_words WHERE image_words MATCH ? LIMIT 1", [question]) { _ in
      true
    } ?? false
  }

  private func kept(_ facet: PictureFacet, in workspaceId: Identifier) throws -> [PictureCount] {
    try connection.all(
      """
      SELECT value, images FROM image_counts WHERE workspace_id = ? AND facet = ? ORDER BY images DESC, value LIMIT ?
      """, [workspaceId, facet.rawValue, Self.mostValues], PictureCount.init(row:))
  }

  private func eachFound(
    _ filter: PictureFilter, _ workspaceId: Identifier, _ columns: String, _ body: (borrowing Row) throws -> Void
  ) throws {
    let list = ImageList(filter: filter, workspaceId: workspaceId, limit: .max - 1)
    for query in try list.queries(ImageWords(connection: connection), columns: columns) {
      try connection.each(query.sql, query.arguments, body)
    }
  }

  package static let shown: [PictureFacet] = [.model, .provider, .size, .tag, .source]
  private static let mostValues = 200
  private static let mostDays = 10_000
}

/// The facets of pictures that are looked at one after the other: perhaps a hundred thousand.
private struct FacetCounting {
  static let columns = "model, provider, source, tags, width, height"
  private static let texts: [PictureFacet] = [.model, .provider, .source]

  private struct Size: Hashable {
    let width, height: Int64
  }

  private var texts = [TextTally](repeating: TextTally(), count: Self.texts.count)
  private var sizes: [Size: Int] = [:]
  /// Whole lists of tags as they are written, of which there are mostly few kinds.
  private var lists = TextTally()
  private var tags: [String: Int] = [:]

  mutating func add(_ row: borrowing Row) throws(SQLiteError) {
    for place in texts.indices where try !row.isNull(place) { try row.text(place) { texts[place].add($0) } }
    try row.text(3) { lists.add($0) }
    if lists.texts.count > 4_096 { countTags() }
    sizes[Size(width: try row.integer(4), height: try row.integer(5)), default: 0] += 1
  }

  var result: [PictureFacet: [String: Int]] {
    var counting = self
    counting.countTags()
    var facets: [PictureFacet: [String: Int]] = [.tag: counting.tags]
    for (facet, tally) in zip(Self.texts, texts) {
      facets[facet] = Dictionary(
        tally.texts.map { (String(decoding: $0.bytes, as: UTF8.self), $0.count) }, uniquingKeysWith: +)
    }
    facets[.size] = Dictionary(sizes.map { ("\($0.key.width)x\($0.key.height)", $0.value) }, uniquingKeysWith: +)
    return facets.filter { !$0.value.isEmpty }
  }

  private mutating func countTags() {
    for list in lists.texts {
      for tag in (try? JSON(parsing: list.bytes))?.array ?? [] {
        if let tag = tag.string { tags[tag, default: 0] += list.count }
      }
    }
    lists = TextTally()
  }
}

extension PictureCount {
  init(row: borrowing Row) throws(SQLiteError) { self.init(try row.read(0), try row.read(1)) }
}
