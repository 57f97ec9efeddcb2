import Domain
import SQLite

/// The one index in which pictures are found: by the words of people, and by marks, which are words of our own. The
/// view `image_texts` writes both; here they are asked for.
struct ImageWords {
  let connection: Connection
  /// With how many words that begin so a beginning is asked for by them.
  var mostBegun = 64

  /// What is asked for a filter and an order; nil when they want nothing that only the index knows.
  ///
  /// `rating` asks for those with exactly that one: a list by rating is one walk for each.
  func question(_ filter: PictureFilter, rating: Int? = nil) throws -> ImageQuestion? {
    if filter.takesAll, rating == nil { return nil }
    var question = try filter.words.map(words(of:)) ?? ImageQuestion()
    if filter.isTrashed { question.marks.append(["gone"]) }
    func want(_ mark: String) { question.marks.append([mark]) }
    if let rating {
      want("k\(rating)")
    } else if filter.minRating > 0 {
      let ratings = filter.minRating...max(filter.minRating, Picture.ratings.upperBound)
      question.marks.append(ratings.map { "k\($0)" })
    }
    if filter.favorite == true { want("favorite") }
    if let source = filter.source { want("s\(source.rawValue)") }
    if let model = filter.model { want("m" + Self.hexadecimal(model)) }
    if let provider = filter.provider { want("p" + Self.hexadecimal(provider)) }
    if let width = filter.width { want("x" + String(width, radix: 16)) }
    if let height = filter.height { want("y" + String(height, radix: 16)) }
    if let seed = filter.seed { want("e" + String(seed, radix: 16)) }
    if let id = filter.albumId { want(Self.mark(ofAlbum: id)) }
    if let id = filter.generationId { want("g" + Hexadecimal.text(id.bytes)) }
    if let id = filter.parentImageId { want("o" + Hexadecimal.text(id.bytes)) }
    for tag in filter.tags { want(Self.mark(ofTag: tag)) }
    if filter.favorite == false { question.besides = "favorite" }
    return question
  }

  static func mark(ofTag tag: String) -> String { "t" + Hexadecimal.text(Array(tag.utf8)) }
  static func mark(ofAlbum id: Identifier) -> String { "a" + Hexadecimal.text(id.bytes) }

  /// The numbers of a workspace's pictures: of those that it keeps, of those in its trash, or of both. Empty for a
  /// workspace that never had one.
  func stretch(of workspaceId: Identifier, isTrash: Bool?) throws -> Range<Int64> {
    guard let room = try room(of: workspaceId) else { return 0..<0 }
    let start = ImagePlace(room: room, isTrash: isTrash ?? false, moment: 0).number
    return start..<start + ImagePlace.endOfTime * (isTrash == nil ? 2 : 1)
  }

  /// The number that stands for a workspace in those of its pictures; nil when it never had one.
  func room(of workspaceId: Identifier) throws -> Int64? {
    let sql = "SELECT room FROM workspaces WHERE id = ? AND room IS NOT NULL"
    return try connection.first(sql, [workspaceId]) { try $0.integer(0) }
  }

  /// The same for one that is to have a picture. Throws `not_found`, and `too_many` when there are no numbers left.
  func makeRoom(of workspaceId: Identifier) throws -> Int64 {
    if let room = try room(of: workspaceId) { return room }
    let last = try connection.first("SELECT coalesce(max(room), 0) FROM workspaces", []) { try $0.integer(0) }
    let gap = """
      SELECT room + 1 FROM workspaces AS this WHERE room < ? AND NOT EXISTS (
        SELECT 1 FROM workspaces WHERE room = this.room + 1) ORDER BY room LIMIT 1
      """
    var free = (last ?? 0) + 1
    if free > ImagePlace.mostRooms {
      guard let found = try connection.first(gap, [ImagePlace.mostRooms], { try $0.integer(0) }) else {
        throw Failure(.tooMany, "\(ImagePlace.mostRooms) workspaces have images already: no more of them can.")
      }
      free = found
    }
    guard try connection.run("UPDATE workspaces SET room = ? WHERE id = ?", [free, workspaceId]) == 1 else {
      throw Failure.notFound("workspace")
    }
    return free
  }

  /// Those of all workspaces but of those in the trash.
  func roomsInUse() throws -> [Int64] {
    let sql = "SELECT room FROM workspaces WHERE deleted_at IS NULL AND room IS NOT NULL"
    return try connection.all(sql) { try $0.integer(0) }
  }

  private static func hexadecimal(_ text: String) -> String {
    Hexadecimal.text(Array(String(String.UnicodeScalarView(text.unicodeScalars.prefix(500))).utf8))
  }

  /// Every word of a text as the index spells it, the last also as the beginning of one.
  private func words(of text: String) throws -> ImageQuestion {
    var question = ImageQuestion(words: Array(try split(text).prefix(FullText.mostWords)))
    // Nothing is found by signs alone.
    guard let last = question.words.popLast() else { return ImageQuestion(words: ["-"]) }
    question.start = last
    question.begun = try wordsBeginning(with: last)
    return question
  }

  /// The words of the index that begin so; nil when they are too many.
  private func wordsBeginning(with start: String) throws -> [String]? {
    let words = try connection.all(
      "SELECT word FROM image_vocabulary WHERE word >= ? AND word < ? LIMIT ?",
      [start, start + "\u{10FFFF}", mostBegun + 1]
    ) { try $0.text(0) }
    return words.count > mostBegun ? nil : words
  }

  /// The words of a text, as the index parts and spells them.
  private func split(_ text: String) throws -> [String] {
    var words: [UInt8] = []
    let splitter = try connection.splitter()
    try Array(FullText.withoutYo(text).utf8).withUnsafeBufferPointer { try splitter.append($0, to: &words) }
    return words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds the words of a picture to those that beginnings are looked up in, as the index itself parts and spells them.
  func learn(_ picture: Picture) throws {
    let text =
      [picture.recipe?.prompt, picture.recipe?.negativePrompt, picture.title].compactMap(\.self) + picture.tags
    for word in Set(try split(text.joined(separator: "\n"))) {
      try connection.run("INSERT OR IGNORE INTO image_vocabulary (word) VALUES (?)", [word])
    }
  }
}
