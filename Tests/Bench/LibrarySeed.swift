import Domain
import Foundation
import SQLite
import Storage
import Support

/// A library of any size, the same every time: one workspace with three fifths of the pictures and two hundred with the
/// rest. The rows go through the product's own schema, triggers and all; there are no files.
struct LibrarySeed {
  let path: String
  let count: Int
  private(set) var huge: Identifier
  private(set) var small: Identifier
  /// How long it took; nil when it was there from before.
  private(set) var seconds: Double?

  /// Fills a data folder, or finds it as an earlier run of the same schema left it.
  init(count: Int) async throws {
    self.count = count
    path = FileManager.default.currentDirectoryPath + "/.build/bench-library/\(count)"
    let mark = "\(count) images, form 1\n\(try Schema.dump())"
    let isThere = (try? String(contentsOfFile: path + "/seeded", encoding: .utf8)) == mark
    if !isThere { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let store = try await Store.open(folder: DataFolder(path: path), clock: .system)
    let rooms: [Identifier]
    do {
      rooms = try await isThere ? Self.rooms(in: store) : Self.makeRooms(in: store)
    } catch {
      await store.close()
      throw error
    }
    await store.close()
    guard rooms.count > Self.smallRoom else { throw CocoaError(.fileReadCorruptFile) }
    huge = rooms[0]
    small = rooms[Self.smallRoom]
    guard !isThere else { return }
    let start = ContinuousClock.now
    let connection = try Connection(
      path: path + "/pixazo.db", mode: .readWrite,
      pragmas: ["synchronous = OFF", "cache_size = -200000", "temp_store = MEMORY"])
    try fill(connection, rooms)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    try Data(mark.utf8).write(to: URL(fileURLWithPath: path + "/seeded"))
  }

  var megabytes: Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/pixazo.db")
    return Double(attributes?[.size] as? Int ?? 0) / 1_000_000
  }

  /// The position in a list of who has seen all that were made after the `place`th.
  func position(after place: Int) -> Position { Position(rank: Self.moment(of: place).milliseconds << 19, id: huge) }

  /// The numbers of the pictures of the large workspace.
  func stretch() throws -> Range<Int64> {
    let connection = try Connection(path: path + "/pixazo.db", mode: .readOnly)
    let start = try Self.start(of: huge, connection)
    return start..<start + 1 << 45
  }

  private static func start(of room: Identifier, _ connection: Connection) throws -> Int64 {
    let sql = "SELECT room << 46 FROM workspaces WHERE id = ?"
    guard let start = try connection.first(sql, [room.bytes], { try $0.integer(0) }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return start
  }

  private static let smallRoom = 120

  private static func moment(of place: Int) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + Int64(place) * 1_500)
  }

  private static func makeRooms(in store: Store) async throws -> [Identifier] {
    try await store.write { writing in
      try (0...200).map { try writing.workspaces.insert(Workspace.Draft(name: name(of: $0))).id }
    }
  }

  private static func rooms(in store: Store) async throws -> [Identifier] {
    var all: [String: Identifier] = [:]
    var position: Position?
    repeat {
      let page = try await store.read { [position] in try $0.workspaces.list(.kept, after: position, limit: 200) }
      for workspace in page.items { all[workspace.name] = workspace.id }
      position = page.next
    } while position != nil
    return (0...200).compactMap { all[name(of: $0)] }
  }

  private static func name(of room: Int) -> String { "Room \(room)" }

  private func fill(_ connection: Connection, _ rooms: [Identifier]) throws {
    var dice = SplitMix(state: 1)
    for (place, room) in rooms.enumerated() {
      try connection.run("UPDATE workspaces SET room = ? WHERE id = ?", [place + 1, room.bytes])
    }
    let starts = try rooms.map { try Self.start(of: $0, connection) }
    for start in stride(from: 0, to: count, by: 10_000) {
      var rows = (start..<min(start + 10_000, count)).map { row($0, rooms, starts, &dice) }
      // As they will lie: the index takes a transaction in order at once.
      rows.sort { $0.number < $1.number }
      try connection.transaction(.write) { for row in rows { try connection.run(Self.insertion, row.values) } }
    }
    try connection.run("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, image_words, col)")
    try connection.run("INSERT OR IGNORE INTO image_vocabulary (word) SELECT term FROM temp.terms WHERE col = 'text'")
    // A library that has been there for a while does not lie in the log.
    try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func row(
    _ place: Int, _ rooms: [Identifier], _ starts: [Int64], _ dice: inout SplitMix
  ) -> (number: Int64, values: [any Bindable]) {
    let moment = Self.moment(of: place)
    let isHuge = Int.random(in: 0..<10, using: &dice) < 6
    let chance = Double.random(in: 0..<1, using: &dice)
    var recipe = Recipe(prompt: Self.prompt(&dice))
    recipe.model = "engine/model-\(Int.random(in: 0..<12, using: &dice))"
    recipe.width = 1_024
    recipe.height = [768, 1_024, 1_344][Int.random(in: 0..<3, using: &dice)]
    recipe.steps = 30
    recipe.seed = UInt64(UInt32.random(in: 0...UInt32.max, using: &dice))
    recipe.count = 1
    if Int.random(in: 0..<3, using: &dice) == 0 { recipe.negativePrompt = "blurry, low contrast, watermark" }
    let tags = (0..<Int.random(in: 0..<3, using: &dice)).map { _ in "tag \(Int.random(in: 0..<50, using: &dice))" }
    let isRated = Int.random(in: 0..<10, using: &dice) == 0
    var hash: [UInt8] = []
    for _ in 0..<32 { hash.append(UInt8.random(in: 0...255, using: &dice)) }
    let room = isHuge ? 0 : 1 + Int(chance * chance * 200)
    let number = starts[room] + moment.milliseconds * 8
    return (
      number,
      [
        number, Identifier(at: moment).bytes, rooms[room].bytes, Identifier(at: moment).bytes, recipe.prompt,
        recipe.negativePrompt, recipe.compact, recipe.model, Int64(bitPattern: recipe.seed ?? 0), 1_024,
        recipe.height, 1_400_000 + place % 900_000, hash, Array(hash.prefix(25)),
        Int64(bitPattern: dice.next()), Int.random(in: 0..<33, using: &dice) == 0,
        isRated ? Int.random(in: 1...5, using: &dice) : 0,
        "[" + Array(Set(tags)).sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]", moment.milliseconds,
        moment.milliseconds,
      ]
    )
  }

  private static let insertion = """
    INSERT INTO images (number, id, workspace_id, source, generation_id, position, title, alt, prompt,
      negative_prompt, recipe, model, provider, seed, format, width, height, bytes, sha256, placeholder, likeness,
      favorite, rating, tags, albums, created_at, updated_at, version)
    VALUES (?, ?, ?, 'generated', ?, 0, '', '', ?, ?, ?, ?, 'engine', ?, 'png', ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, 1)
    """

  /// About a hundred letters of words that everybody uses, and one that few do.
  private static func prompt(_ dice: inout SplitMix) -> String {
    var text = ""
    while text.utf8.count < 105 { text += words[Int.random(in: 0..<words.count, using: &dice)] + " " }
    return text + "token\(Int.random(in: 0..<200_000, using: &dice))"
  }

  private static let words = """
    ancient red golden silver crystal forest mountain river city castle dragon robot portrait woman man child cat dog
    horse ship ocean desert storm sunset sunrise neon watercolor oil painting photograph lighting fog macro wide angle
    detailed ornate minimal isometric baroque deco gothic temple garden flowers cherry blossom autumn winter snow rain
    reflection street market tavern library galaxy planet moon stars night morning haze soft hard light shadow pastel
    vivid muted colours close up aerial view coral reef whale wolf fox owl raven tiger lion knight wizard queen king
    merchant pirate angel ghost armour cloak dress suit лес река лиса зима ночь город свет туман
    """.split(whereSeparator: \.isWhitespace).map(String.init)
}
