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

  var patience = Patience()

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
      return try numbers(question, after: part.turn, words).map(one)
    }
    guard let room = try words.room(of: workspaceId) else { return [] }
    let stretch = stretch(of: room, after: part.turn)
    guard let question else { return [kept(in: stretch)] }
    if question.isOpen, let numbers = try numbers(question, in: stretch, words) { return numbers.map(one) }
    return [found(by: question, in: stretch)]
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

  var direction: String { sort == .oldest ? "ASC" : "DESC" }

  private func kept(in stretch: Range<Int64>) -> Query {
    let sql = """
      SELECT \(columns) FROM images WHERE number >= ? AND number < ? ORDER BY number \(direction) LIMIT ?
      """
    return (sql, [stretch.lowerBound, stretch.upperBound, limit + 1])
  }

  /// Those of all workspaces have an index of their order.
  private func kept(after turn: Int64?) -> Query {
    let (least, most) = turns(after: turn)
    let sql = """
      SELECT \(columns) FROM images
      WHERE deleted_at IS NULL AND \(Self.isInUse) AND turn >= ? AND turn < ? ORDER BY turn \(direction) LIMIT ?
      """
    return (sql, [least, most, limit + 1])
  }

  private func one(_ number: Int64) -> Query { ("SELECT \(columns) FROM images WHERE number = ?", [number]) }

  private func found(by question: ImageQuestion, in stretch: Range<Int64>) -> Query {
    // CROSS: the index leads, and it is in order.
    let sql = """
      SELECT \(columns) FROM image_words CROSS JOIN images ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
      ORDER BY image_words.rowid \(direction) LIMIT ?
      """
    return (sql, [question.text, stretch.lowerBound, stretch.upperBound, limit + 1])
  }

  private func trashed(_ question: ImageQuestion?, _ words: ImageWords) throws -> Query {
    // Plus: the order of the trash leads, whatever else there is to go by.
    let (least, most) = turns(after: nil)
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
      arguments += [question.text, stretch.lowerBound, stretch.upperBound] as [any Bindable]
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

  /// The turns of the time that is meant, from after one on.
  func turns(after turn: Int64?) -> (least: Int64, most: Int64) {
    func start(_ moment: Int64) -> Int64 { ImagePlace(room: 0, isTrash: false, moment: moment).turn }
    var least = filter.from.map { start(ImagePlace.moment(at: $0)) } ?? 0
    var most = start(filter.before.map { ImagePlace.moment(at: $0) } ?? ImagePlace.endOfTime)
    if let turn { if sort == .oldest { least = max(least, turn &+ 1) } else { most = min(most, turn) } }
    return (least, most)
  }

  static let isInUse = "images.workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)"
  /// So that a rank of any rating has room for a turn.
  private static let middleRating = 3
}
