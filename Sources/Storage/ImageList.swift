import Domain
import SQLite

/// One walk through the pictures that a list shows.
struct ImageList {
  let filter: PictureFilter
  let workspaceId: Identifier?
  var sort = Picture.Sort.newest
  /// After which it goes on.
  var after: Position?
  let limit: Int

  /// The place of a picture in the order of lists that are no trash.
  static func number(at moment: Timestamp) -> Int64 {
    min(max(moment.milliseconds, 0), mostMilliseconds) * perMillisecond
  }

  /// What to ask for who wants only the places of pictures.
  static let number = "number"
  /// How many pictures a millisecond has room for.
  static let perMillisecond: Int64 = 4_096
  /// Until the year 2527; then a rating still fits above a number.
  private static let mostMilliseconds: Int64 = 1 << 44 - 1
  private static let ratingShift: Int64 = 56

  /// What there is to ask, one after the other, until there are enough.
  ///
  /// The index knows the order of numbers, and each plain list has a partial index of its order: a page costs the same
  /// at any depth. A list by rating is one such list after the other.
  func queries(
    _ words: ImageWords, columns: String = "\(Picture.columns), number"
  ) throws -> [(sql: String, arguments: [any Bindable])] {
    if sort == .rating {
      let last = after?.rank.map { (rating: Int($0 >> Self.ratingShift), number: $0 & (1 << Self.ratingShift - 1)) }
      let best = min(max(last?.rating ?? Picture.ratings.upperBound, 0), Picture.ratings.upperBound)
      return try stride(from: best, through: filter.minRating, by: -1).compactMap { rating in
        try words.question(filter, in: workspaceId, rating: rating).map { question in
          found(columns, by: question, below: rating == last?.rating ? last?.number : nil)
        }
      }
    }
    let question = try words.question(filter, in: workspaceId)
    if filter.isTrashed { return [trashed(columns, question)] }
    if let question { return [found(columns, by: question, below: after?.rank)] }
    return [kept(columns)]
  }

  func position(of id: Identifier, rating: Int, deletedAt: Timestamp?, number: Int64) -> Position {
    if sort == .rating { return Position(rank: Int64(rating) << Self.ratingShift | number, id: id) }
    return Position(rank: filter.isTrashed ? deletedAt?.milliseconds : number, id: id)
  }

  /// Numbers greater than the one and less than the other.
  private func bounds(_ last: Int64?) -> [any Bindable] {
    var least = filter.from.map { Self.number(at: $0) - 1 } ?? .min
    var most = filter.before.map { Self.number(at: $0) } ?? .max
    if let last { if sort == .oldest { least = max(least, last) } else { most = min(most, last) } }
    return [least, most]
  }

  private var direction: String { sort == .oldest ? "ASC" : "DESC" }

  /// Of one workspace, or of all that are in use.
  private var place: (condition: String, arguments: [any Bindable]) {
    if let workspaceId { return ("images.workspace_id = ?", [workspaceId]) }
    return ("images.workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)", [])
  }

  private func kept(_ columns: String) -> (sql: String, arguments: [any Bindable]) {
    let sql = """
      SELECT \(columns) FROM images
      WHERE deleted_at IS NULL AND \(place.condition) AND number > ? AND number < ?
      ORDER BY number \(direction) LIMIT ?
      """
    return (sql, place.arguments + bounds(after?.rank) + [limit + 1])
  }

  private func found(
    _ columns: String, by question: String, below last: Int64?
  ) -> (sql: String, arguments: [any Bindable]) {
    // The index knows numbers and workspaces by itself.
    if columns == Self.number, workspaceId != nil {
      let sql = """
        SELECT rowid FROM image_words WHERE image_words MATCH ? AND rowid > ? AND rowid < ?
        ORDER BY rowid \(direction) LIMIT ?
        """
      return (sql, [question] + bounds(last) + [limit + 1])
    }
    // CROSS: the index leads, and it is in order.
    let sql = """
      SELECT \(columns) FROM image_words CROSS JOIN images ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid > ? AND image_words.rowid < ? AND \(place.condition)
      ORDER BY image_words.rowid \(direction) LIMIT ?
      """
    return (sql, [question] + bounds(last) + place.arguments + [limit + 1])
  }

  private func trashed(_ columns: String, _ question: String?) -> (sql: String, arguments: [any Bindable]) {
    // Plus: the order of the trash leads, whatever else there is to go by.
    var conditions = ["deleted_at IS NOT NULL", place.condition, "+number > ?", "+number < ?"]
    var arguments = place.arguments + bounds(nil)
    if let question {
      conditions.append("+number IN (SELECT rowid FROM image_words WHERE image_words MATCH ?)")
      arguments.append(question)
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
}
