import Domain
import Glibc
import Storage
import Studio
import Support

extension CrashWriter {
  /// Orders pictures without end from a provider that counts what it is asked, in `submissions` beside the folder.
  ///
  /// `+id` the order was acknowledged, `-id` so was its cancelling.
  static func orderWithoutEnd(in path: String) async throws -> Never {
    let hub = EventHub()
    let folder = try DataFolder(path: path)
    let store = try await Store.open(folder: folder, clock: .system) { hub.publish($0) }
    let pictures = try await PictureRoom(folder: folder, store: store)
    let provider = CountingProvider(book: path + ".submissions", seed: UInt64(getpid()))
    let providers = try await ProviderRoom(
      kinds: [provider.kind], store: store, keyring: Keyring(path: path + ".keyring"))
    var options = GenerationQueue.Options()
    // Retries come at once.
    options.roll = { 0 }
    let queue = GenerationQueue(
      store: store, pictures: pictures, providers: providers, hub: hub, options: options)
    try await queue.start()
    let workspace = try await store.write { try $0.workspaces.insert(Workspace.Draft(name: "Of the run")).id }
    var random = SplitMix(state: UInt64(getpid()))
    while true {
      // Enough to be busy, and few enough for the check afterwards to come to an end.
      guard queue.figures.waiting < 12 else {
        try await Task.sleep(for: .milliseconds(1))
        continue
      }
      let model = CountingProvider.models[Int(random.next() % 2)]
      let plan = GenerationPlan.sample(
        count: Int(random.next() % 4) + 1, seed: UInt32(truncatingIfNeeded: random.next() % 1_000_000),
        model: "\(Provider.builtin)/\(model)")
      let id = try await queue.submit(plan, workspaceId: workspace) { view, _ in view.generation.id }
      say("+", id)
      guard random.next() % 8 == 0 else { continue }
      _ = try await queue.cancel(id) { _, _ in true }
      say("-", id)
    }
  }
}
