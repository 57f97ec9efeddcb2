import Domain
import HTTP
import Providers
import Site
import Storage
import Studio

/// The whole studio of one data folder, all but the network: built from the bottom up here, and nowhere else, and ended
/// from the top down.
struct Workshop: Sendable {
  let site: FrontDesk
  let folder: DataFolder
  private let store: Store
  private let pictures: PictureRoom
  private let providers: ProviderRoom
  private let queue: GenerationQueue
  private let conversation: Conversation
  private let nudge = Nudge()
  private let hasStarter: Bool

  /// Nothing is made before `start`. Throws `Refusal` for the data, and `Failure`.
  init(_ settings: Settings, options: FrontDesk.Options = FrontDesk.Options(), log: Log) async throws {
    hasStarter = settings.starter == .full
    folder = try DataFolder(path: settings.dataDir)
    let hub = EventHub()
    let nudge = nudge
    store = try await Store.open(folder: folder, clock: .system) { events in
      hub.publish(events)
      // What was purged leaves files behind, which should not wait.
      if events.contains(where: { $0.type.hasSuffix(".purged") }) { nudge.give() }
    }
    do {
      pictures = try await PictureRoom(folder: folder, store: store)
      let keyring = Keyring(path: settings.keyring)
      if keyring.state == .exposed { log.warning("others may read the keyring", ["path": .text(keyring.path)]) }
      let client = Client(userAgent: "Pixazo/\(Pixazo.version)")
      providers = try await ProviderRoom(
        kinds: Roster.kinds(client: client), store: store, keyring: keyring, log: log)
      var queueing = GenerationQueue.Options()
      queueing.software = "Pixazo \(Pixazo.version)"
      queue = GenerationQueue(
        store: store, pictures: pictures, providers: providers, hub: hub, log: log, options: queueing)
      conversation = Conversation(
        store: store, room: providers, pictures: pictures, queue: queue, hub: hub, log: log)
      site = try await FrontDesk(
        store: store, hub: hub, pictures: pictures, providers: providers, queue: queue, conversation: conversation,
        log: log, options: options)
    } catch {
      await store.close()
      throw error
    }
  }

  /// From here on the queue is worked off.
  func start() async throws {
    try await Starter(store).settle(isWanted: hasStarter)
    try await conversation.start()
    try await queue.start()
  }

  /// The work that nobody waits for; it goes on until it is cancelled.
  func chores(log: Log) -> [Task<Void, Never>] {
    [
      Task { [store, nudge, vault = pictures.vault] in
        await Housekeeping(store: store, vault: vault, clock: .system, log: log).run(nudge: nudge)
      },
      Task { [providers] in await ProviderRounds(providers).run() },
      Task { [store, pictures] in await LikenessRounds(store: store, pictures: pictures, log: log).run() },
    ]
  }

  /// Takes nothing new and lets what is made end within `time`, while `meanwhile` ends what stands above.
  func rest(within time: Duration, meanwhile: () async -> Void = {}) async {
    site.stop()
    async let queueEnded: Void = queue.end(within: time)
    await conversation.end()
    await meanwhile()
    await queueEnded
  }

  /// Closes the database and lets the folder go; `rest` comes before it.
  func close() async {
    await providers.settle()
    pictures.close()
    await store.close()
  }

  /// Returns once the store has answered.
  func breathe() async { try? await store.read { _ in } }
}
