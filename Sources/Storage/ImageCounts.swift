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
    if let query = try found(FacetCounting.columns, filter, in: workspaceId) {
      try connection.each(query.sql, query.arguments) { row in try counting.add(row) }
    }
    return try counting.result(connection).mapValues { counts in
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
    if let query = try found(nil, filter, in: workspaceId) {
      try connection.each(query.sql, query.arguments) { row in
        let moment = ImagePlace(number: try row.integer(0)).moment
        counts[ImagePlace.milliseconds(ofMoment: moment) / 86_400_000, default: 0] += 1
      }
    }
    return counts.sorted { $0.key > $1.key }.prefix(Self.mostDays).map {
      PictureCount(Timestamp(milliseconds: $0.key * 86_400_000).day, $0.value)
    }
  }

  /// Whether a filter takes more pictures than `count`; it looks at no more than it must.
  package func exceed(_ count: Int, _ filter: PictureFilter, in workspaceId: Identifier) throws -> Bool {
    guard let query = try found(nil, filter, in: workspaceId) else { return false }
    let sql = "SELECT 1 FROM (\(query.sql)) LIMIT 1 OFFSET ?"
    return try connection.first(sql, query.arguments + [count]) { _ in true } ?? false
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
    let all = try ImageWords(connection: connection).stretch(of: workspaceId, isTrash: nil)
    return try connection.first(
      "SELECT 1 FROM image_words WHERE image_words MATCH ? AND rowid >= ? AND rowid < ? LIMIT 1",
      ["marks : \(ImageWords.mark(ofTag: tag))", all.lowerBound, all.upperBound]
    ) { _ in true } ?? false
  }

  private func kept(_ facet: PictureFacet, in workspaceId: Identifier) throws -> [PictureCount] {
    try connection.all(
      """
      SELECT value, images FROM image_counts WHERE workspace_id = ? AND facet = ? ORDER BY images DESC, value LIMIT ?
      """, [workspaceId, facet.rawValue, Self.mostValues], PictureCount.init(row:))
  }

  /// How to ask for the traits of what a filter takes, or without columns only for its numbers. Nil when the
  /// workspace never had a picture.
  private func found(
    _ columns: String?, _ filter: PictureFilter, in workspaceId: Identifier
  ) throws -> (sql: String, arguments: [any Bindable])? {
    let words = ImageWords(connection: connection)
    guard let room = try words.room(of: workspaceId) else { return nil }
    let stretch = ImageList(filter: filter, workspaceId: workspaceId, limit: 0).stretch(of: room)
    guard let question = try words.question(filter) else {
      let sql = "SELECT \(columns ?? "number") FROM image_traits WHERE number >= ? AND number < ?"
      return (sql, [stretch.lowerBound, stretch.upperBound])
    }
    let traits = columns == nil ? "" : "CROSS JOIN image_traits ON number = image_words.rowid"
    let sql = """
      SELECT \(columns ?? "rowid") FROM image_words \(traits)
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
      """
    return (sql, [question.text, stretch.lowerBound, stretch.upperBound])
  }

  package static let shown: [PictureFacet] = [.model, .provider, .size, .tag, .source]
  private static let mostValues = 200
  private static let mostDays = 10_000
}

/// The facets of pictures that are looked at one after the other: perhaps a hundred thousand.
private struct FacetCounting {
  static let columns = "kind, tags"

  private var kinds: [Int64: Int] = [:]
  /// Whole lists of tags as they are written, of which there are mostly few kinds.
  private var lists = TextTally()
  private var tags: [String: Int] = [:]

  mutating func add(_ row: borrowing Row) throws(SQLiteError) {
    kinds[try row.integer(0), default: 0] += 1
    try row.text(1) { lists.add($0) }
    if lists.texts.count > 4_096 { countTags() }
  }

  func result(_ connection: Connection) throws -> [PictureFacet: [String: Int]] {
    var counting = self
    counting.countTags()
    var facets: [PictureFacet: [String: Int]] = [.tag: counting.tags]
    for (kind, count) in kinds {
      let sql = "SELECT model, provider, source, width || 'x' || height FROM image_kinds WHERE id = ?"
      try connection.each(sql, [kind]) { row in
        for (column, facet) in [PictureFacet.model, .provider, .source, .size].enumerated() {
          let value = try row.text(column)
          if !value.isEmpty { facets[facet, default: [:]][value, default: 0] += count }
        }
      }
    }
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
