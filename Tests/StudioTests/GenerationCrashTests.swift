import Domain
import Foundation
import SQLite
import Storage
import Studio
import Support
import Testing

@Suite("A crash in the middle of generations") struct GenerationCrashTests {
  /// `PIXAZO_KILLS=200 scripts/test --filter GenerationCrashTests` makes it long.
  private static let kills = ProcessInfo.processInfo.environment["PIXAZO_KILLS"].flatMap { Int($0) } ?? 12

  @Test(
    "loses no order, sends nothing twice, and leaves every order done or with its reason",
    .timeLimit(.minutes(30)))
  func kills() async throws {
    let temporary = TemporaryFolder()
    let path = temporary.path + "/data"
    var random = SplitMix(state: 4)
    var said = Said()
    for _ in 0..<Self.kills {
      let lines = try await linesOfKilledWriter(of: "generations", in: path, after: Int(random.next() % 60))
      for line in lines { said.add(line) }
    }

    // A last run that orders nothing, and sees what there is to its end.
    let hub = EventHub()
    let folder = try DataFolder(path: path)
    let store = try await Store.open(folder: folder, clock: .system) { hub.publish($0) }
    let pictures = try await PictureRoom(folder: folder, store: store)
    let provider = CountingProvider(book: path + ".submissions", seed: 1)
    let providers = try await ProviderRoom(
      kinds: [provider.kind], store: store, keyring: Keyring(path: path + ".keyring"))
    var options = GenerationQueue.Options()
    // Retries come at once.
    options.roll = { 0 }
    let queue = GenerationQueue(
      store: store, pictures: pictures, providers: providers, hub: hub, options: options)
    let listening = hub.subscribe()
    try await queue.start()
    while try await store.read({ reading in
      let running = try reading.generations.running(after: nil, notOf: Identifier(), limit: 1)
      return try !running.isEmpty || !reading.generations.waiting(after: nil, limit: 1).isEmpty
    }) {
      try Task.checkCancellation()
      _ = await listening.next()
    }
    await queue.end(within: .seconds(10))
    while try await pictures.vault.sweep() != nil {}
    await store.close()

    let left = try Remains(of: path)
    #expect(said.made.subtracting(left.states.keys).isEmpty, "an acknowledged order is gone")
    for id in said.purged { #expect(left.states[id] == "cancelled", "a cancelled order went on") }
    for (id, state) in left.states {
      #expect(["succeeded", "cancelled", "outcomeUnknown", "parked"].contains(state), "\(id) is \(state)")
    }
    // Every submission was written down before it was sent, and no shot was taken twice.
    #expect(left.taken.allSatisfy { left.calls[$0] != nil }, "something was sent before it was written down")
    #expect(Set(left.taken).count == left.taken.count, "a call was sent twice")
    let shots = left.taken.flatMap { key in left.calls[key]?.shots ?? [] }
    #expect(Set(shots).count == shots.count, "a picture was ordered twice")
    // Pictures: all that are said to be made, each once, each with its file, and no other file.
    for (id, state) in left.states where state == "succeeded" {
      #expect(left.images[id]?.sorted() == Array(0..<(left.counts[id] ?? 0)), "\(id) lacks pictures")
    }
    #expect(try temporary.files(in: "data/images").count == left.files)
    #expect(try temporary.files(in: "data/tmp").isEmpty)
    #expect(left.openCalls == 0)
    print(
      "  \(Self.kills) kills, \(left.states.count) orders, \(left.taken.count) submissions:",
      Dictionary(grouping: left.states.values) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
        .map { "\($0.value) \($0.key)" }.joined(separator: ", "))
  }

  /// What the database and the provider's book say in the end.
  private struct Remains {
    var states: [String: String] = [:]
    var counts: [String: Int] = [:]
    var images: [String: [Int]] = [:]
    var calls: [String: (generation: String, shots: [String])] = [:]
    var taken: [String] = []
    var files = 0
    var openCalls = 0

    init(of path: String) throws {
      let connection = try Connection(path: path + "/pixazo.db", mode: .readWrite)
      try Backup.check(connection)
      func text(_ bytes: [UInt8]) -> String { Identifier(bytes: bytes)?.text ?? "" }
      try connection.each("SELECT id, state, json_array_length(shots) FROM generations") { row in
        let id = text(try row.read(0))
        states[id] = try row.text(1)
        counts[id] = try row.read(2)
      }
      try connection.each("SELECT generation_id, position FROM images") { row in
        images[text(try row.read(0)), default: []].append(try row.read(1))
      }
      try connection.each("SELECT key, generation_id, first_shot, shots, outcome IS NULL FROM generation_calls") {
        row in
        let (id, first, count) = (text(try row.read(1)), try row.read(2, as: Int.self), try row.read(3, as: Int.self))
        calls[text(try row.read(0))] = (id, (first..<first + count).map { "\(id) \($0)" })
        openCalls += try row.read(4)
      }
      files = try connection.first("SELECT count(DISTINCT sha256) FROM images") { try $0.read(0) } ?? 0
      let book = (try? String(contentsOfFile: path + ".submissions", encoding: .utf8)) ?? ""
      for line in book.split(separator: "\n") where line.hasPrefix("taken ") { taken.append(String(line.dropFirst(6))) }
    }
  }
}
