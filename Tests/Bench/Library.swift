import Foundation

/// Finding pictures in a library of 1,000 and in one of 1,000,000: pages, filters, words, counts and changes to many;
/// beside the naive way on the same file, and beside lists by FastAPI over the same rows.
///
/// `BENCH_ROWS` makes the large one smaller. What was seeded is kept under `.build` for the next run.
@Sendable func benchLibrary() async throws {
  let rows = ProcessInfo.processInfo.environment["BENCH_ROWS"].flatMap { Int($0) } ?? 1_000_000
  let small = try await LibrarySeed(count: 1_000), large = try await LibrarySeed(count: rows)
  line("\(rows) images seeded, s", large.seconds.map(number) ?? "kept from before")
  line("database of them, MB", number(large.megabytes))

  // Read once, so that the disk is not what is measured.
  for seed in [small, large] { _ = try Program("/usr/bin/cksum", [seed.path + "/pixazo.db"]).allOutput() }
  let rooms = [try await LibraryRoom(small), try await LibraryRoom(large)]
  // In turns, so that what else the machine does falls on both.
  var first: [[Double]] = [[], []], deep: [[Double]] = [[], []]
  for _ in 0..<9 {
    for (place, room) in rooms.enumerated() {
      first[place].append(try await room.page(rounds: 60).all.median)
      deep[place].append(try await room.deepPage(rounds: 60).all.median)
    }
  }
  for (place, name) in ["1000", "\(rows)"].enumerated() {
    line("first page of 60, \(name) images, µs", "\(Spread(first[place]))")
    line("page at a random depth, \(name) images, µs", "\(Spread(deep[place]))")
  }
  line("first page, large / small", "\(Spread(zip(first[1], first[0]).map { $0 / $1 }))")
  line("random depth, large / first page of small", "\(Spread(zip(deep[1], first[0]).map { $0 / $1 }))")
  await rooms[0].close()
  try await rooms[1].measure()
  await rooms[1].close()
  try measureNaive(large)
  try measureBesidePython(large)
}
