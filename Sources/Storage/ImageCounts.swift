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
    var tally: [PictureFacet: [String: Int]] = [:]
    try eachFound(filter, workspaceId, "model, provider, width, height, source, tags") { row in
      func add(_ facet: PictureFacet, _ value: String?) {
        if let value { tally[facet, default: [:]][value, default: 0] += 1 }
      }
      add(.model, try row.read(0))
      add(.provider, try row.read(1))
      add(.size, "\(try row.integer(2))x\(try row.integer(3))")
      add(.source, try row.read(4))
      let tags = try row.text(5)
      if tags != "[]" {
        for tag in try row.read(5, as: JSON.self).array ?? [] { add(.tag, tag.string) }
      }
    }
    return tally.mapValues { counts in
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
    try eachFound(filter, workspaceId, "number") { row in
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

extension PictureCount {
  init(row: borrowing Row) throws(SQLiteError) { self.init(try row.read(0), try row.read(1)) }
}
