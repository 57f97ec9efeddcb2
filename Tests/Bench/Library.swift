import Domain
import Foundation
import HTTP
import SQLite
import Storage

/// Finding pictures in a library of 1,000 and one of 1,000,000: pages, filters, words, counts and changes to many;
/// beside the naive way on the same file, and beside a list by FastAPI and SQLAlchemy over the same rows.
/// `PIXAZO_BENCH_ROWS` makes the large one smaller.
@Sendable func benchLibrary() async throws {
  let rows = ProcessInfo.processInfo.environment["PIXAZO_BENCH_ROWS"].flatMap { Int($0) } ?? 1_000_000
  let scratch = try Scratch(in: FileManager.default.currentDirectoryPath + "/.build")
  var pages: [Int: (first: Spread, deep: Spread)] = [:]
  for count in [1_000, rows] {
    let start = ContinuousClock.now
    let seed = try await LibrarySeed(path: scratch.path + "/\(count)", count: count)
    line("\(count) rows made, s", number((ContinuousClock.now - start) / .seconds(1)))
    let room = try await LibraryRoom(seed)
    pages[count] = try await room.measure(isLarge: count > 1_000)
    await room.close()
    if count > 1_000 {
      try naive(seed)
      try beside(seed)
    }
  }
  if let small = pages[1_000], let large = pages[rows] {
    line("first page, large / small", number(large.first.median / small.first.median))
    line("random depth, large / first page of small", number(large.deep.median / small.first.median))
  }
}

/// An open store with a library in it.
private final class LibraryRoom: Sendable {
  private let store: Store
  private let seed: LibrarySeed

  init(_ seed: LibrarySeed) async throws {
    self.seed = seed
    store = try await Store.open(folder: DataFolder(path: seed.path), clock: .system)
  }

  func close() async { await store.close() }

  /// Microseconds that the question itself takes; the first few do not count.
  private func times(
    _ count: Int, _ body: @escaping @Sendable (Reading) throws -> Void
  ) async throws -> (all: Spread, p99: Double) {
    var all: [Double] = []
    for round in 0..<count + 5 {
      let time = try await store.read { reading in
        let start = ContinuousClock.now
        try body(reading)
        return (ContinuousClock.now - start) / .microseconds(1)
      }
      if round >= 5 { all.append(time) }
    }
    all.sort()
    return (Spread(all), all[min(all.count - 1, all.count * 99 / 100)])
  }

  private func page(
    _ filter: PictureFilter = PictureFilter(), _ sort: Picture.Sort = .newest, small: Bool = false, _ times: Int = 300
  ) async throws -> (all: Spread, p99: Double) {
    let room = small ? seed.small : seed.huge
    return try await self.times(times) { reading in
      var json = JSONWriter(capacity: 128 << 10)
      _ = try reading.images.write(filter, in: room, sort: sort, after: nil, limit: 60, to: &json)
    }
  }

  func measure(isLarge: Bool) async throws -> (first: Spread, deep: Spread) {
    let first = try await page().all
    let count = Double(seed.count)
    let room = seed.huge
    let deep = try await times(300) { reading in
      var json = JSONWriter(capacity: 128 << 10)
      // A day's length apart: the place in the list is what a date rail jumps to.
      var filter = PictureFilter()
      let place = Double.random(in: 0.1..<1) * count
      filter.before = Timestamp(milliseconds: 1_700_000_000_000 + Int64(place) * 1_500)
      _ = try reading.images.write(filter, in: room, sort: .newest, after: nil, limit: 60, to: &json)
    }.all
    line("first page of 60, µs", "\(first)")
    line("page at a random depth, µs", "\(deep)")
    guard isLarge else { return (first, deep) }
    try await filters()
    try await words()
    try await counts()
    try await changes()
    return (first, deep)
  }

  private func filters() async throws {
    func filter(_ change: (inout PictureFilter) -> Void) -> PictureFilter {
      var filter = PictureFilter()
      change(&filter)
      return filter
    }
    let cases: [(String, PictureFilter, Picture.Sort)] = [
      ("model", filter { $0.model = "engine/model-3" }, .newest),
      ("provider", filter { $0.provider = "engine" }, .newest),
      ("favorite", filter { $0.favorite = true }, .newest), ("minRating 4", filter { $0.minRating = 4 }, .newest),
      ("tag", filter { $0.tags = ["tag 7"] }, .newest), ("two tags", filter { $0.tags = ["tag 7", "tag 8"] }, .newest),
      ("source", filter { $0.source = .generated }, .newest), ("height", filter { $0.height = 768 }, .newest),
      ("by rating", PictureFilter(), .rating), ("oldest", PictureFilter(), .oldest),
      (
        "model, tag, favorite, height",
        filter {
          $0.model = "engine/model-3"
          $0.tags = ["tag 7"]
          $0.favorite = true
          $0.height = 768
        }, .newest
      ),
    ]
    for (name, filter, sort) in cases {
      let (all, p99) = try await page(filter, sort, 100)
      line("filter: \(name), µs; p99", "\(all); \(number(p99))")
    }
  }

  private func words() async throws {
    for (name, text) in [
      ("rare", "token777 "), ("common", "dragon"), ("two words", "dragon castle"), ("beginning of one", "dra"),
      ("one letter", "s"), ("Russian", "лис"),
    ] {
      for small in [false, true] {
        var filter = PictureFilter()
        filter.words = text
        let (all, p99) = try await page(filter, small: small, 100)
        line("search: \(name), \(small ? "small" : "huge") workspace, µs; p99", "\(all); \(number(p99))")
      }
    }
  }

  private func counts() async throws {
    let room = seed.huge
    var favorites = PictureFilter()
    favorites.favorite = true
    var found = PictureFilter()
    found.words = "dragon "
    for (name, filter) in [("all", PictureFilter()), ("favorites", favorites), ("a common word", found)] {
      let facets = try await times(10) { _ = try $0.imageCounts.facets(filter, in: room) }
      line("facets of \(name), ms", number(facets.all.median / 1_000))
      let days = try await times(10) { _ = try $0.imageCounts.days(filter, in: room) }
      line("timeline of \(name), ms", number(days.all.median / 1_000))
    }
    let ids = try await store.read { try $0.images.list(in: room, limit: 200).items.map(\.id) }
    let link = try await times(300) { _ = try $0.images.get(ids[Int.random(in: 0..<ids.count)]) }
    line("one image by its id, µs", "\(link.all)")
    let picture = try await store.read { try $0.images.get(ids[0]) }
    let alike = try await times(50) { _ = try $0.images.similar(to: picture, limit: 60) }
    line("images that look alike, µs; p99", "\(alike.all); \(number(alike.p99))")
  }

  private func changes() async throws {
    let room = seed.huge
    var ids: [Identifier] = []
    var position: Position?
    for _ in 0..<5 {
      let page = try await store.read { [position] in try $0.images.list(in: room, after: position, limit: 200) }
      ids += page.items.map(\.id)
      position = page.next
    }
    var spread: [Double] = []
    for action in [PictureChange.Action.addTags(["x"]), .rate(5), .removeTags(["x"]), .delete, .restore] {
      let start = ContinuousClock.now
      try await store.write { [ids] in _ = try $0.images.apply(PictureChange(ids, action)) }
      spread.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    line("change of 1,000 images, ms", "\(Spread(spread))")
  }
}

/// What one would write first: OFFSET for depth, LIKE for words.
private func naive(_ seed: LibrarySeed) throws {
  let connection = try Connection(path: seed.path + "/pixazo.db", mode: .readOnly)
  func time(_ rounds: Int, _ sql: String, _ arguments: [any Bindable]) throws -> Spread {
    Spread(
      try (0..<rounds).map { _ in
        let start = ContinuousClock.now
        try connection.each(sql, arguments) { _ = try $0.text(1) }
        return (ContinuousClock.now - start) / .microseconds(1)
      })
  }
  let list = "SELECT id, prompt FROM images WHERE workspace_id = ? AND deleted_at IS NULL"
  for depth in [0, seed.count / 20, seed.count / 2] {
    let sql = "\(list) ORDER BY number DESC LIMIT 60 OFFSET ?"
    line("naive: OFFSET \(depth), µs", "\(try time(7, sql, [seed.huge.bytes, depth]))")
  }
  for (name, word) in [("rare", "%token777%"), ("common", "%dragon%")] {
    let sql = "\(list) AND prompt LIKE ? ORDER BY number DESC LIMIT 60"
    line("naive: LIKE, \(name), µs", "\(try time(5, sql, [seed.huge.bytes, word]))")
  }
}

/// The list over HTTP, from us and from FastAPI with SQLAlchemy, in turn.
private func beside(_ seed: LibrarySeed) throws {
  guard let wrk = Program.find("wrk"), let python = Program.find("python3") else {
    return line("skipped: FastAPI", "wrk or python3 is not installed")
  }
  let venv = FileManager.default.currentDirectoryPath + "/.build/bench-library-venv"
  if !FileManager.default.fileExists(atPath: venv + "/bin/uvicorn") {
    _ = try Program(python, ["-m", "venv", venv]).allOutput()
    _ = try Program(
      venv + "/bin/pip", ["install", "--quiet", "fastapi", "uvicorn", "sqlalchemy"], quiet: false
    ).allOutput()
  }
  let studio = try Studio(path: seed.path)
  let port = studio.port &+ 1 == 0 ? 18_999 : studio.port + 1
  let peer = try Program(
    "/usr/bin/env",
    [
      "DB=\(seed.path)/pixazo.db", venv + "/bin/uvicorn", "peer:app", "--app-dir", "Tests/Bench/library", "--port",
      "\(port)", "--log-level", "error",
    ], quiet: false)
  let deadline = ContinuousClock.now + .seconds(30)
  while Socket(port: port) == nil, ContinuousClock.now < deadline { usleep(50_000) }
  func load(_ port: UInt16, _ path: String) throws -> Double {
    let run = try Program(wrk, ["-t1", "-c16", "-d3s", "http://127.0.0.1:\(port)\(path)"])
    let words = run.allOutput().split(whereSeparator: \.isWhitespace).map(String.init)
    let requests = words.firstIndex(of: "requests").flatMap { Double(words[$0 - 1]) } ?? .nan
    return requests / 3
  }
  let ours = "/api/v1/workspaces/\(seed.huge)/images"
  let theirs = "/images?workspace=" + Hexadecimal.text(seed.huge.bytes)
  let rounds = try (0..<5).map { _ in (try load(studio.port, ours), try load(port, theirs)) }
  line("list of 60, requests/s: ours", "\(Spread(rounds.map(\.0)))")
  line("list of 60, requests/s: FastAPI + SQLAlchemy", "\(Spread(rounds.map(\.1)))")
  line("list of 60, ours / FastAPI + SQLAlchemy", "\(Spread(rounds.map { $0.0 / $0.1 }))")
  peer.stop()
  studio.program.stop()
}
