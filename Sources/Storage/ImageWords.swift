import Domain
import SQLite

/// The one index in which pictures are found: by the words of people, and by marks, which are words of our own. The
/// view `image_texts` writes both; here they are asked for.
struct ImageWords {
  let connection: Connection

  /// What the index is asked for what a filter and an order want; nil when they want nothing that only it knows.
  ///
  /// `rating` asks for those with exactly that one: a list by rating is one walk for each.
  func question(_ filter: PictureFilter, rating: Int? = nil) throws -> String? {
    if filter.takesAll, rating == nil { return nil }
    var wanted = filter.isTrashed ? ["gone"] : []
    if let rating {
      wanted.append("k\(rating)")
    } else if filter.minRating > 0 {
      let ratings = (filter.minRating...max(filter.minRating, Picture.ratings.upperBound)).map { "k\($0)" }
      wanted.append("(" + ratings.joined(separator: " OR ") + ")")
    }
    if filter.favorite == true { wanted.append("favorite") }
    if let source = filter.source { wanted.append("s\(source.rawValue)") }
    if let model = filter.model { wanted.append("m" + Self.hexadecimal(model)) }
    if let provider = filter.provider { wanted.append("p" + Self.hexadecimal(provider)) }
    if let width = filter.width { wanted.append("x" + String(width, radix: 16)) }
    if let height = filter.height { wanted.append("y" + String(height, radix: 16)) }
    if let seed = filter.seed { wanted.append("e" + String(seed, radix: 16)) }
    if let id = filter.albumId { wanted.append(Self.mark(ofAlbum: id)) }
    if let id = filter.generationId { wanted.append("g" + Hexadecimal.text(id.bytes)) }
    if let id = filter.parentImageId { wanted.append("o" + Hexadecimal.text(id.bytes)) }
    wanted += filter.tags.map(Self.mark(ofTag:))
    let text = try filter.words.map { "text : (\(try phrase($0)))" }
    if wanted.isEmpty, text == nil { wanted.append("kept") }
    let marks = wanted.isEmpty ? nil : "marks : (" + wanted.joined(separator: " AND ") + ")"
    let question = [marks, text].compactMap(\.self).joined(separator: " AND ")
    return filter.favorite == false ? "(\(question)) NOT marks : favorite" : question
  }

  static func mark(ofTag tag: String) -> String { "t" + Hexadecimal.text(Array(tag.utf8)) }
  static func mark(ofAlbum id: Identifier) -> String { "a" + Hexadecimal.text(id.bytes) }

  /// The numbers of a workspace's pictures: of those that it keeps, of those in its trash, or of both. Empty for a
  /// workspace that is not there.
  func stretch(of workspaceId: Identifier, isTrash: Bool?) throws -> Range<Int64> {
    guard let room = try room(of: workspaceId) else { return 0..<0 }
    let start = ImagePlace(room: room, isTrash: isTrash ?? false, moment: 0).number
    return start..<start + ImagePlace.endOfTime * (isTrash == nil ? 2 : 1)
  }

  /// The number that stands for a workspace in those of its pictures; nil when it is not there.
  func room(of workspaceId: Identifier) throws -> Int64? {
    try connection.first("SELECT room FROM workspaces WHERE id = ?", [workspaceId]) { try $0.integer(0) }
  }

  /// Those of all workspaces but of those in the trash; those with the most pictures first.
  func roomsInUse() throws -> [Int64] {
    try connection.all("SELECT room FROM workspaces WHERE deleted_at IS NULL ORDER BY images DESC") {
      try $0.integer(0)
    }
  }

  private static func hexadecimal(_ text: String) -> String {
    Hexadecimal.text(Array(String(String.UnicodeScalarView(text.unicodeScalars.prefix(500))).utf8))
  }

  /// Every word of a text, the last also as the beginning of one.
  private func phrase(_ text: String) throws -> String {
    let words = FullText.words(of: FullText.withoutYo(text))
    // Nothing is found by signs alone.
    guard let last = words.last else { return "\"-\"" }
    let whole = words.dropLast().map { FullText.quoted($0) + " AND " }.joined()
    guard let begun = try wordsBeginning(with: last) else { return whole + FullText.quoted(last) + " *" }
    return whole + "(" + ([last] + begun).map(FullText.quoted).joined(separator: " OR ") + ")"
  }

  /// The words of the index that begin so; nil when they are too many, or when it cannot be said how the index spells
  /// them.
  private func wordsBeginning(with start: String) throws -> [String]? {
    let isPlain = start.unicodeScalars.allSatisfy { $0.isASCII || ("\u{400}"..."\u{4FF}").contains($0) }
    guard isPlain else { return nil }
    let start = start.lowercased()
    let words = try connection.all(
      "SELECT word FROM image_vocabulary WHERE word >= ? AND word < ? LIMIT ?",
      [start, start + "\u{10FFFF}", Self.mostBegun + 1]
    ) { try $0.text(0) }
    return words.count > Self.mostBegun ? nil : words
  }

  /// Adds the words of a picture to those that beginnings are looked up in, as the index itself parts and spells them.
  func learn(_ picture: Picture) throws {
    let text =
      [picture.recipe?.prompt, picture.recipe?.negativePrompt, picture.title].compactMap(\.self) + picture.tags
    let words = FullText.withoutYo(text.joined(separator: "\n"))
    guard !words.isEmpty else { return }
    try connection.run(Self.slate)
    try connection.run(Self.wordsOfSlate)
    try connection.run("INSERT INTO temp.slate (rowid, text) VALUES (1, ?)", [words])
    try connection.run("INSERT OR IGNORE INTO image_vocabulary (word) SELECT term FROM temp.slate_words")
    try connection.run("INSERT INTO temp.slate (slate) VALUES ('delete-all')")
  }

  private static let slate = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.slate USING fts5 (
      text, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 2')
    """
  private static let wordsOfSlate = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.slate_words USING fts5vocab (temp, slate, row)
    """
  private static let mostBegun = 64
}
