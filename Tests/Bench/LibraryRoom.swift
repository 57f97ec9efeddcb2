import Domain
import Foundation
import SQLite
import Storage

/// An open store with a seeded library in it.
final class LibraryRoom: Sendable {
  typealias Times = (all: Spread, p99: Double)

  private let store: Store
  private let seed: LibrarySeed

  init(_ seed: LibrarySeed) async throws {
    self.seed = seed
    store = try await Store.open(folder: DataFolder(path: seed.path), clock: .system)
  }

  func close() async { await store.close() }

  /// Microseconds that the question itself takes; the first few do not count.
  private func times(_ rounds: Int, _ body: @escaping @Sendable (Reading) throws -> Void) async throws -> Times {
    var all: [Double] = []
    for round in 0..<rounds + 5 {
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

  func page(
    _ filter: PictureFilter = PictureFilter(), _ sort: Picture.Sort = .newest, isSmall: Bool = false, rounds: Int
  ) async throws -> Times {
    let room = isSmall ? seed.small : seed.huge
    return try await times(rounds) { reading in
      var json = JSONWriter(capacity: 96 << 10)
      _ = try reading.images.write(filter, in: room, sort: sort, limit: 60, to: &json)
    }
  }

  func deepPage(rounds: Int) async throws -> Times {
    return try await times(rounds) { [seed] reading in
      var json = JSONWriter(capacity: 96 << 10)
      let position = seed.position(after: .random(in: seed.count / 10..<seed.count))
      _ = try reading.images.write(PictureFilter(), in: seed.huge, after: position, limit: 60, to: &json)
    }
  }

  func measure() async throws {
    try await measureFilters()
    try await measureWords()
    try await measureCounts()
    try await measureSingle()
    try await measureChanges()
  }

  private func measureFilters() async throws {
    func filter(_ change: (inout PictureFilter) -> Void) -> PictureFilter {
      var filter = PictureFilter()
      change(&filter)
      return filter
    }
    let cases: [(String, PictureFilter, Picture.Sort)] = [
      ("model", filter { $0.model = "engine/model-3" }, .newest),
      ("provider", filter { $0.provider = "engine" }, .newest),
      ("favorite", filter { $0.favorite = true }, .newest), ("no favorite", filter { $0.favorite = false }, .newest),
      ("minRating 4", filter { $0.minRating = 4 }, .newest), ("tag", filter { $0.tags = ["tag 7"] }, .newest),
      ("two tags", filter { $0.tags = ["tag 7", "tag 8"] }, .newest),
      ("source", filter { $0.source = .generated }, .newest), ("height", filter { $0.height = 768 }, .newest),
      ("seed that none has", filter { $0.seed = 1 }, .newest), ("by rating", PictureFilter(), .rating),
      ("oldest", PictureFilter(), .oldest),
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
    for (name, filter, sort) in cases { report("filter: \(name)", try await page(filter, sort, rounds: 200)) }
  }

  private func measureWords() async throws {
    let questions = [
      ("rare", "token777 "), ("common", "dragon "), ("two words", "dragon castle "), ("five words", "a red fox in the"),
      ("beginning of one", "dra"), ("beginning, many", "token7"), ("one letter", "s"), ("Russian", "лис"),
      ("no such word", "zzzz "),
    ]
    for (name, text) in questions {
      for isSmall in [false, true] {
        var filter = PictureFilter()
        filter.words = text
        report("search: \(name), \(isSmall ? "small" : "huge")", try await page(filter, isSmall: isSmall, rounds: 200))
      }
    }
    let everything = try await times(200) { _ = try $0.search("dragon", limit: 60) }
    report("search everything: common", everything)
  }

  private func measureCounts() async throws {
    let room = seed.huge
    var favorites = PictureFilter(), found = PictureFilter(), model = PictureFilter()
    favorites.favorite = true
    found.words = "dragon "
    model.model = "engine/model-3"
    let cases = [("all", PictureFilter()), ("favorites", favorites), ("a common word", found), ("a model", model)]
    for (name, filter) in cases {
      let facets = try await times(20) { _ = try $0.imageCounts.facets(filter, in: room) }
      line("facets of \(name), ms", "\(Spread(facets.all.values.map { $0 / 1_000 }))")
      let days = try await times(20) { _ = try $0.imageCounts.days(filter, in: room) }
      line("timeline of \(name), ms", "\(Spread(days.all.values.map { $0 / 1_000 }))")
    }
  }

  private func measureSingle() async throws {
    let room = seed.huge
    let pictures = try await store.read { try $0.images.list(in: room, limit: 200).items }
    report("one image by its id", try await times(500) { _ = try $0.images.get(pictures[.random(in: 0..<200)].id) })
    let alike = try await times(200) { _ = try $0.images.similar(to: pictures[.random(in: 0..<200)], limit: 60) }
    report("images that look alike", alike)
  }

  private func measureChanges() async throws {
    let room = seed.huge
    var ids: [Identifier] = []
    var position: Position?
    for _ in 0..<5 {
      let page = try await store.read { [position] in try $0.images.list(in: room, after: position, limit: 200) }
      ids += page.items.map(\.id)
      position = page.next
    }
    let changes: [(String, PictureChange.Action)] = [
      ("favorite", .favorite), ("unfavorite", .unfavorite), ("rate", .rate(5)), ("addTags", .addTags(["bench"])),
      ("removeTags", .removeTags(["bench"])), ("delete", .delete), ("restore", .restore),
    ]
    for (name, action) in changes {
      let start = ContinuousClock.now
      try await store.write { [ids] in _ = try $0.images.apply(PictureChange(ids, action)) }
      line("bulk of 1,000: \(name), ms", number((ContinuousClock.now - start) / .milliseconds(1)))
    }
  }

  private func report(_ name: String, _ times: Times) { line("\(name), µs; p99", "\(times.all); \(number(times.p99))") }
}
