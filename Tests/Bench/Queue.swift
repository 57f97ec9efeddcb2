import Domain
import Foundation
import Storage
import Studio
import Support
import Synchronization

/// The generation queue with a provider that takes no time of its own: what it costs to take an order, to carry it,
/// and to be done with it.
@Sendable func benchQueue() async throws {
  let waiting = try await QueueRoom(width: 1)
  try await waiting.queue.setPaused(true)
  for level in [1, 1_000, 10_000] {
    try await waiting.fill(to: level)
    var alone = Spread([]), together = Spread([])
    for _ in 0..<5 {
      alone = Spread(alone.values + [try await waiting.submits(200, by: 1)])
      together = Spread(together.values + [try await waiting.submits(1_024, by: 64)])
    }
    line("submits/s, \(level) queued, 1 caller", alone.description)
    line("submits/s, \(level) queued, 64 callers", together.description)
  }
  let folder = try await waiting.closedCopy()
  let start = ContinuousClock.now
  let again = try await QueueRoom(path: folder, width: 1)
  line("start with \(again.queue.figures.waiting) queued, ms", number((ContinuousClock.now - start) / .milliseconds(1)))
  try await again.close()

  for width in [1, 4] {
    let room = try await QueueRoom(width: width)
    var each = Spread([])
    for _ in 0..<5 { each = Spread(each.values + [try await room.run(100) * 10]) }
    line("ms per generation of 8 x 8, \(width) at a time", each.description)
    try await room.close()
  }
  let room = try await QueueRoom(width: 1)
  var last = Spread([]), alone = Spread([])
  for seed in 0..<20 {
    last = Spread(last.values + [try await room.lastByteToEnd(seed: UInt32(seed), side: 1_024)])
    alone = Spread(alone.values + [try await room.lastByteToEnd(seed: UInt32(seed), side: 8)])
  }
  line("last byte to succeeded, 1024 x 1024 PNG, ms", last.description)
  line("last byte to succeeded, 8 x 8 PNG, ms", alone.description)
  try await room.close()
}

/// A queue on the disk of the build folder, with a provider that answers at once.
private final class QueueRoom: Sendable {
  let hub: EventHub
  let store: Store
  let queue: GenerationQueue
  private let path: String
  private let pictures: PictureRoom
  private let workspace: Identifier
  private let width: Int
  private let given = Given()

  /// When the provider handed over its picture.
  private final class Given: Sendable {
    let moment = Mutex(ContinuousClock.now)
  }

  convenience init(width: Int) async throws {
    let path = FileManager.default.currentDirectoryPath + "/.build/bench-\(UUID().uuidString)"
    try await self.init(path: path, width: width)
  }

  init(path: String, width: Int) async throws {
    self.path = path
    self.width = width
    let hub = EventHub()
    let folder = try DataFolder(path: path)
    store = try await Store.open(folder: folder, clock: .system) { hub.publish($0) }
    pictures = try await PictureRoom(folder: folder, store: store)
    let made = [8: Specimen.png(), 1_024: Specimen.png(width: 1_024, height: 1_024)]
    let provider = ScriptedProvider { [given] call in
      given.moment.withLock { $0 = .now }
      try await call.tell(.image(ReceivedImage(index: 0, bytes: made[call.request.width] ?? [])))
      return ImageReceipt()
    }
    let providers = try await ProviderRoom(
      kinds: [provider.kind(concurrency: width)], store: store, keyring: Keyring(path: path + ".keyring"))
    var options = GenerationQueue.Options()
    options.mostWaiting = .max
    queue = GenerationQueue(store: store, pictures: pictures, providers: providers, hub: hub, options: options)
    self.hub = hub
    try await queue.start()
    workspace = try await store.write { try $0.workspaces.insert(Workspace.Draft(name: "Bench")).id }
  }

  func close() async throws {
    await queue.end(within: .seconds(10))
    pictures.close()
    await store.close()
    try FileManager.default.removeItem(atPath: path)
  }

  /// What the next run of the program would find, in another place since this one holds the lock.
  func closedCopy() async throws -> String {
    await queue.end(within: .seconds(10))
    pictures.close()
    await store.close()
    let copy = path + "-copy"
    try FileManager.default.moveItem(atPath: path, toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/lock")
    return copy
  }

  func fill(to level: Int) async throws {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask { [self] in
          while queue.figures.waiting < level { _ = try? await submit(to: workspace) }
        }
      }
    }
  }

  @discardableResult
  private func submit(to workspace: Identifier, seed: UInt32 = 7, side: Int = 8) async throws -> Identifier {
    let sample = GenerationPlan.sample(seed: seed)
    var recipe = sample.recipe
    recipe.width = side
    recipe.height = side
    let plan = GenerationPlan(recipe: recipe, shots: sample.shots, priority: 0, estimatedCostMicros: 0)
    return try await queue.submit(plan, workspaceId: workspace) { view, _ in view.generation.id }
  }

  /// Orders a second, from so many callers; what they ordered is taken out again.
  func submits(_ count: Int, by callers: Int) async throws -> Double {
    let guest = try await store.write { try $0.workspaces.insert(Workspace.Draft(name: "Guest")).id }
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<callers {
        group.addTask { [self] in for _ in 0..<count / callers { try await submit(to: guest) } }
      }
      try await group.waitForAll()
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try await store.write { try $0.workspaces.purge(guest) }
    await queue.leave(guest)
    return Double(count) / seconds
  }

  /// Seconds from the first order to the end of the last.
  func run(_ count: Int) async throws -> Double {
    let subscription = hub.subscribe()
    let start = ContinuousClock.now
    for _ in 0..<count { try await submit(to: workspace) }
    while try await store.read({ [workspace] in
      try !$0.generations.list(in: workspace, .queued, limit: 1).items.isEmpty
        || !$0.generations.list(in: workspace, .running, limit: 1).items.isEmpty
    }) { _ = await subscription.next() }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// Milliseconds from the picture's last byte to the news that all is well.
  func lastByteToEnd(seed: UInt32, side: Int) async throws -> Double {
    let subscription = hub.subscribe()
    try await submit(to: workspace, seed: seed, side: side)
    while true {
      guard case .announcements(let news) = await subscription.next() else { continue }
      let end = ContinuousClock.now
      if news.contains(where: { $0.type == "generation.succeeded" }) {
        return (end - given.moment.withLock(\.self)) / .milliseconds(1)
      }
    }
  }
}
