import Domain
import HTTP
import Providers
import Site
import Storage
import Studio
import Synchronization

/// The site counts the server's connections, and the server needs the site to be made: here the two meet.
private final class Opened: Sendable {
  let server = Mutex<Server?>(nil)
}

/// Everything that runs while we serve: built from the bottom up here, and nowhere else, and ended from the top down.
struct Wiring: Sendable {
  let address: String
  private let folder: DataFolder
  private let store: Store
  private let pictures: PictureRoom
  private let providers: ProviderRoom
  private let queue: GenerationQueue
  private let conversation: Conversation
  private let site: FrontDesk
  private let server: Server
  private let chores: [Task<Void, Never>]

  /// Throws `Refusal` for the data, `Misuse` for a web folder that is none, and `Server.StartFailure`.
  init(_ settings: Settings, log: Log) async throws {
    let web = WebFolder.find(settings)
    if web == nil && !settings.webDir.isEmpty {
      throw Misuse("web-dir: \"\(settings.webDir)\" holds no web site; give the folder with its index.html.")
    }
    if web == nil { log.warning("the web site was not found; only the API is served") }
    folder = try DataFolder(path: settings.dataDir)
    let hub = EventHub()
    let nudge = Nudge()
    store = try await Store.open(folder: folder, clock: .system) { events in
      hub.publish(events)
      // What was purged leaves files behind, which should not wait.
      if events.contains(where: { $0.type.hasSuffix(".purged") }) { nudge.give() }
    }

    let host = settings.host == "localhost" ? "127.0.0.1" : settings.host
    do {
      pictures = try await PictureRoom(folder: folder, store: store)
      let keyring = Keyring(path: settings.keyring)
      if keyring.state == .exposed { log.warning("others may read the keyring", ["path": .text(keyring.path)]) }
      let client = Client(userAgent: "Pixazo/\(Pixazo.version)")
      providers = try await ProviderRoom(
        kinds: Roster.kinds(client: client), store: store, keyring: keyring, log: log)
      conversation = Conversation(store: store, room: providers, pictures: pictures, hub: hub, log: log)
      try await conversation.start()
      let opened = Opened()
      var options = FrontDesk.Options()
      options.version = Pixazo.version
      options.otherHosts = HostNames.split(settings.allowedHosts)
      options.webFolder = web
      options.connections = { opened.server.withLock { $0?.connections ?? 0 } }
      var queueing = GenerationQueue.Options()
      queueing.software = "Pixazo \(Pixazo.version)"
      queue = GenerationQueue(
        store: store, pictures: pictures, providers: providers, hub: hub, log: log, options: queueing)
      let site = try await FrontDesk(
        store: store, hub: hub, pictures: pictures, providers: providers, queue: queue, conversation: conversation,
        log: log, options: options)

      var plan = Server.Settings { await site.respond(to: $0) }
      plan.refuse = { site.respond(to: $0) }
      plan.host = host
      plan.port = UInt16(clamping: settings.port)
      if settings.loops > 0 { plan.loops = settings.loops }
      plan.limits.connections = settings.maxConnections
      let server = try Server(plan)
      opened.server.withLock { $0 = server }
      site.listen(at: server.port, of: host)
      try await queue.start()
      try server.start()
      (self.site, self.server) = (site, server)
    } catch {
      await store.close()
      throw error
    }
    address = "http://\(host.contains(":") ? "[\(host)]" : host):\(server.port)"
    folder.announce(address: address)
    chores = [
      Task { [store, vault = pictures.vault] in
        await Housekeeping(store: store, vault: vault, clock: .system, log: log).run(nudge: nudge)
      },
      Task { [providers] in await ProviderRounds(providers).run() },
    ]
  }

  /// Takes nothing new, lets what runs end within `time`, and closes the database.
  func end(within time: Duration) async {
    site.stop()
    async let queueEnded: Void = queue.end(within: time)
    await conversation.end()
    await server.drain(within: time)
    await queueEnded
    for chore in chores { chore.cancel() }
    for chore in chores { await chore.value }
    await providers.settle()
    pictures.close()
    await store.close()
  }

  /// Returns once the store has answered.
  func breathe() async { try? await store.read { _ in } }
}
