import Domain
import SQLite

/// One walk through the pictures that a list shows.
struct ImageList {
  let filter: PictureFilter
  /// Nil for all of them, but not for those that lie in the trash themselves.
  let workspaceId: Identifier?
  var sort = Picture.Sort.newest
  /// After which it goes on.
  var after: Position?
  let limit: Int
  /// What is shown of each.
  var columns = "\(Picture.columns), number"

  typealias Query = (sql: String, arguments: [any Bindable])

  /// A part of the list: all of it, or of a list by rating those with one rating.
  struct Part: Equatable {
    var rating: Int?
    /// The turn after which it goes on.
    var turn: Int64?
  }

  /// Calls `body` with the rows of the list, in order: as many as the limit and perhaps some more, where there are more.
  func each(_ words: ImageWords, _ body: (borrowing Row) throws -> Void) throws {
    var count = 0
    for part in parts where count <= limit {
      for query in try queries(part, words) where count <= limit {
        try words.connection.each(query.sql, query.arguments) { row in
          count += 1
          try body(row)
        }
      }
    }
  }

  /// One after the other, until there are enough. A page costs the same at any depth: a list by rating is one list after
  /// the other.
  var parts: [Part] {
    guard sort == .rating else { return [Part(turn: after?.rank)] }
    let last = after?.rank.map { rank in
      Part(
        rating: Int(rank >> ImagePlace.turnBits) + Self.middleRating, turn: rank & (1 << ImagePlace.turnBits - 1))
    }
    let best = min(max(last?.rating ?? Picture.ratings.upperBound, 0), Picture.ratings.upperBound)
    return stride(from: best, through: filter.minRating, by: -1).map { rating in
      Part(rating: rating, turn: rating == last?.rating ? last?.turn : nil)
    }
  }

  func queries(_ part: Part, _ words: ImageWords) throws -> [Query] {
    let question = try words.question(filter, rating: part.rating)
    if filter.isTrashed, sort != .rating { return [try trashed(question, words)] }
    guard let workspaceId else {
      guard let question else { return [kept(after: part.turn)] }
      return try numbers(by: question, after: part.turn, words).map { number in
        ("SELECT \(columns) FROM images WHERE number = ?", [number])
      }
    }
    guard let room = try words.room(of: workspaceId) else { return [] }
    let stretch = stretch(of: room, after: part.turn)
    return [question.map { found(by: $0, in: stretch) } ?? kept(in: stretch)]
  }

  /// The numbers of those of a room that the list shows, as far as numbers tell.
  func stretch(of room: Int64, after turn: Int64? = nil) -> Range<Int64> {
    var least = filter.from.map { ImagePlace.moment(at: $0) } ?? 0
    var most = filter.before.map { ImagePlace.moment(at: $0) } ?? ImagePlace.endOfTime
    if let turn = turn.map({ min(max($0, 0), 1 << ImagePlace.turnBits - 1) }) {
      if sort == .oldest {
        least = max(least, ImagePlace.moment(ofTurn: turn + 1, in: room))
      } else {
        most = min(most, ImagePlace.moment(ofTurn: turn, in: room))
      }
    }
    let start = ImagePlace(room: room, isTrash: filter.isTrashed, moment: 0).number
    return start + min(least, most)..<start + most
  }

  func position(of id: Identifier, rating: Int, deletedAt: Timestamp?, number: Int64) -> Position {
    let turn = ImagePlace(number: number).turn
    if sort == .rating {
      return Position(rank: Int64(rating - Self.middleRating) << ImagePlace.turnBits + turn, id: id)
    }
    return Position(rank: filter.isTrashed ? deletedAt?.milliseconds : turn, id: id)
  }

  private var direction: String { sort == .oldest ? "ASC" : "DESC" }

  private func kept(in stretch: Range<Int64>) -> Query {
    let sql = """
      SELECT \(columns) FROM images WHERE number >= ? AND number < ? ORDER BY number \(direction) LIMIT ?
      """
    return (sql, [stretch.lowerBound, stretch.upperBound, limit + 1])
  }

  /// Those of all workspaces have an index of their order.
  private func kept(after turn: Int64?) -> Query {
    var (least, most) = turns
    if let turn { if sort == .oldest { least = max(least, turn &+ 1) } else { most = min(most, turn) } }
    let sql = """
      SELECT \(columns) FROM images
      WHERE deleted_at IS NULL AND \(Self.isInUse) AND turn >= ? AND turn < ? ORDER BY turn \(direction) LIMIT ?
      """
    return (sql, [least, most, limit + 1])
  }

  private func found(by question: String, in stretch: Range<Int64>) -> Query {
    // CROSS: the index leads, and it is in order.
    let sql = """
      SELECT \(columns) FROM image_words CROSS JOIN images ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
      ORDER BY image_words.rowid \(direction) LIMIT ?
      """
    return (sql, [question, stretch.lowerBound, stretch.upperBound, limit + 1])
  }

  /// The first of those of all workspaces that the index finds, in order. Each workspace is asked for its own, but for
  /// none that would come after enough others.
  func numbers(by question: String, after turn: Int64?, _ words: ImageWords) throws -> [Int64] {
    let sql = """
      SELECT rowid FROM image_words WHERE image_words MATCH ? AND rowid >= ? AND rowid < ?
      ORDER BY rowid \(direction) LIMIT ?
      """
    var best: [ImagePlace] = []
    for room in try words.roomsInUse() {
      var stretch = stretch(of: room, after: turn)
      if best.count > limit, let last = best.last {
        let start = ImagePlace(room: room, isTrash: filter.isTrashed, moment: 0).number
        let bound = start + ImagePlace.moment(ofTurn: last.turn, in: room)
        stretch = stretch.clamped(to: sort == .oldest ? start..<bound : bound..<start + ImagePlace.endOfTime)
      }
      guard !stretch.isEmpty else { continue }
      let found = try words.connection.all(sql, [question, stretch.lowerBound, stretch.upperBound, limit + 1]) {
        ImagePlace(number: try $0.integer(0))
      }
      guard !found.isEmpty else { continue }
      best = (best + found).sorted { sort == .oldest ? $0.turn < $1.turn : $0.turn > $1.turn }
      best.removeLast(max(best.count - limit - 1, 0))
    }
    return best.map(\.number)
  }

  private func trashed(_ question: String?, _ words: ImageWords) throws -> Query {
    // Plus: the order of the trash leads, whatever else there is to go by.
    let (least, most) = turns
    var conditions = ["deleted_at IS NOT NULL", "+turn >= ?", "+turn < ?"]
    var arguments: [any Bindable] = [least, most]
    if let workspaceId {
      conditions.append("images.workspace_id = ?")
      arguments.append(workspaceId)
    } else {
      conditions.append(Self.isInUse)
    }
    if let question {
      let stretch = try workspaceId.map { try words.stretch(of: $0, isTrash: true) } ?? 0..<Int64.max
      conditions.append(
        "+number IN (SELECT rowid FROM image_words WHERE image_words MATCH ? AND rowid >= ? AND rowid < ?)")
      arguments += [question, stretch.lowerBound, stretch.upperBound] as [any Bindable]
    }
    if let after {
      conditions.append("(deleted_at, id) \(sort == .oldest ? ">" : "<") (?, ?)")
      arguments += [after.rank ?? 0, after.id] as [any Bindable]
    }
    let sql = """
      SELECT \(columns) FROM images
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY deleted_at \(direction), id \(direction) LIMIT ?
      """
    return (sql, arguments + [limit + 1])
  }

  /// The turns of the time that is meant.
  private var turns: (least: Int64, most: Int64) {
    func turn(_ moment: Int64) -> Int64 { ImagePlace(room: 0, isTrash: false, moment: moment).turn }
    return (
      filter.from.map { turn(ImagePlace.moment(at: $0)) } ?? 0,
      turn(filter.before.map { ImagePlace.moment(at: $0) } ?? ImagePlace.endOfTime)
    )
  }

  private static let isInUse = "images.workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)"
  /// So that a rank of any rating has room for a turn.
  private static let middleRating = 3
}
