import Domain
import Foundation
import Storage

/// Durable writes of one caller and of 64 at once, and pages of a list, through the store as the server uses it.
@Sendable func benchWrites() async throws {
  let path = FileManager.default.currentDirectoryPath + "/.build/bench-\(getpid())"
  defer { try? FileManager.default.removeItem(atPath: path) }
  let store = try await Store.open(folder: try DataFolder(path: path), clock: .system)

  var alone = Spread([]), together = Spread([])
  for _ in 0..<5 {
    alone = Spread(alone.values + [try await writes(to: store, by: 1)])
    together = Spread(together.values + [try await writes(to: store, by: 64)])
  }
  line("durable writes/s, 1 writer", alone.description)
  line("durable writes/s, 64 writers", together.description)
  line("64 writers over 1", number(together.median / alone.median) + " x")

  // As many rows as it takes for the pages to be anywhere.
  var shallow = Spread([]), deep = Spread([])
  for _ in 0..<40 { try await store.write { for _ in 0..<500 { try $0.workspaces.insert(.init(name: "Row")) } } }
  let ids = try await store.read { reading in
    var ids: [Identifier] = []
    var position: Position?
    repeat {
      let page = try reading.workspaces.list(.kept, after: position, limit: 200)
      ids += page.items.map(\.id)
      position = page.next
    } while position != nil
    return ids
  }
  for _ in 0..<5 {
    shallow = Spread(shallow.values + [try await pages(of: store) { nil }])
    deep = Spread(deep.values + [try await pages(of: store) { ids.randomElement().map { Position(id: $0) } }])
  }
  line("pages of 60 as JSON/s, the first page", shallow.description)
  line("pages of 60 as JSON/s, anywhere", deep.description + " among \(ids.count) rows")
  await store.close()
}

private func writes(to store: Store, by writers: Int) async throws -> Double {
  try await perSecond { end in
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<writers {
        group.addTask {
          var count = 0
          while ContinuousClock.now < end {
            try await store.write { try $0.workspaces.insert(.init(name: "Bench")) }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
  }
}

private func pages(of store: Store, from position: () -> Position?) async throws -> Double {
  try await perSecond { end in
    var count = 0
    while ContinuousClock.now < end {
      let start = position()
      let json = try await store.read { reading in
        var json = JSONWriter(capacity: 32 << 10)
        json.value(try reading.workspaces.list(.kept, after: start, limit: 60).items)
        return json.bytes
      }
      count += json.isEmpty ? 0 : 1
    }
    return count
  }
}

private func perSecond(_ work: (ContinuousClock.Instant) async throws -> Int) async throws -> Double {
  let start = ContinuousClock.now
  let count = try await work(start + .seconds(1))
  return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
}
