import Domain
import SQLite

// What the index alone is slow to tell: what it must gather before it can put it in order.
extension ImageList {
  /// How much is looked at in vain, at most.
  struct Patience {
    /// Pictures that are held against a question before it is known whether more of them will do.
    var sample = 200
    /// Pictures that are held against a question: as many take about as long as the index takes to gather what is too
    /// rare to be met among them.
    var looks = 3_000
  }

  /// The first of a workspace's pictures of which a question is true that is open: often a look at the newest is enough.
  /// Nil when it is not.
  func numbers(_ question: ImageQuestion, in stretch: Range<Int64>, _ words: ImageWords) throws -> [Int64]? {
    var rest = question
    rest.start = nil
    var look = question
    (look.marks, look.besides, look.words) = ([], nil, [])
    let bounds: [any Bindable] = [stretch.lowerBound, stretch.upperBound, patience.looks]
    if !rest.hasText && !rest.hasMarks {
      let sql = """
        SELECT number, text, NULL FROM image_texts WHERE number >= ? AND number < ?
        ORDER BY number \(direction) LIMIT ?
        """
      return try numbers(look, among: (sql, bounds), words)
    }
    let sql = """
      SELECT number, image_texts.text, NULL FROM image_words CROSS JOIN image_texts ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ?
      ORDER BY image_words.rowid \(direction) LIMIT ?
      """
    return try numbers(look, among: (sql, [rest.text] + bounds), words)
  }

  /// The first of the pictures of all workspaces. The index has them by workspaces: those of which it knows many are soon
  /// met among the newest, and few are soon put in order.
  func numbers(_ question: ImageQuestion, after turn: Int64?, _ words: ImageWords) throws -> [Int64] {
    if !filter.isTrashed {
      let (least, most) = turns(after: turn)
      let sql = """
        SELECT images.number, \(question.hasText ? "text" : "NULL"), \(question.hasMarks ? "marks" : "NULL")
        FROM images CROSS JOIN image_texts ON image_texts.number = images.number
        WHERE images.deleted_at IS NULL AND \(Self.isInUse) AND images.turn >= ? AND images.turn < ?
        ORDER BY images.turn \(direction) LIMIT ?
        """
      if let found = try numbers(question, among: (sql, [least, most, patience.looks]), words) { return found }
    }
    return try everyNumber(question, after: turn, words)
  }

  /// The first of the pictures that a query gives of which a question is true. Nil when more would have to be looked at.
  private func numbers(_ question: ImageQuestion, among query: Query, _ words: ImageWords) throws -> [Int64]? {
    var look = ImageQuestion.Look(question, try words.connection.splitter())
    var found: [Int64] = []
    var looks = 0
    var isHopeless = false
    try words.connection.walk(query.sql, query.arguments) { row in
      looks += 1
      if try look.takes(row, text: 1, marks: 2) { found.append(try row.integer(0)) }
      isHopeless = looks == patience.sample && found.count * patience.looks < (limit + 1) * looks
      return found.count <= limit && !isHopeless
    }
    return found.count > limit || looks < patience.looks && !isHopeless ? found : nil
  }

  /// The first of all that the index finds, put in order.
  private func everyNumber(_ question: ImageQuestion, after turn: Int64?, _ words: ImageWords) throws -> [Int64] {
    var stretches: [Int64: Range<Int64>] = [:]
    for room in try words.roomsInUse() { stretches[room] = stretch(of: room, after: turn) }
    var first: [ImagePlace] = []
    func order() {
      first.sort { sort == .oldest ? $0.turn < $1.turn : $0.turn > $1.turn }
      first.removeLast(max(first.count - limit - 1, 0))
    }
    try words.connection.each("SELECT rowid FROM image_words WHERE image_words MATCH ?", [question.text]) { row in
      let number = try row.integer(0), place = ImagePlace(number: number)
      if let stretch = stretches[place.room], stretch.contains(number) { first.append(place) }
      // No more of them at a time than that: there may be millions.
      if first.count > 2 * limit + 4_096 { order() }
    }
    order()
    return first.map(\.number)
  }
}
