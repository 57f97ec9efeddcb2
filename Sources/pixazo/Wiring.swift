import Domain
import HTTP
import Site
import Storage
import Studio
import Synchronization

/// The site counts the server's connections, and the server needs the site to be made: here the two meet.
private final class Opened: Sendable {
  let server = Mutex<Server?>(nil)
}

/// Everything that runs while we serve: the studio, the server in front of it, and the chores.
struct Wiring: Sendable {
  let address: String
  private let workshop: Workshop
  private let server: Server
  private let chores: [Task<Void, Never>]

  /// Throws `Refusal` for the data, `Misuse` for a web folder that is none, and `Server.StartFailure`.
  init(_ settings: Settings, log: Log) async throws {
    let web = WebFolder.find(settings)
    if web == nil && !settings.webDir.isEmpty {
      throw Misuse("web-dir: \"\(settings.webDir)\" holds no web site; give the folder with its index.html.")
    }
    if web == nil { log.warning("the web site was not found; only the API is served") }
    let opened = Opened()
    var options = FrontDesk.Options()
    options.version = Pixazo.version
    options.otherHosts = HostNames.split(settings.allowedHosts)
    options.webFolder = web
    options.connections = { opened.server.withLock { $0?.connections ?? 0 } }
    workshop = try await Workshop(settings, options: options, log: log)

    let host = settings.host == "localhost" ? "127.0.0.1" : settings.host
    do {
      let site = workshop.site
      var plan = Server.Settings { await site.respond(to: $0) }
      plan.refuse = { site.respond(to: $0) }
      plan.host = host
      plan.port = UInt16(clamping: settings.port)
      if settings.loops > 0 { plan.loops = settings.loops }
      plan.limits.connections = settings.maxConnections
      let server = try Server(plan)
      opened.server.withLock { $0 = server }
      site.listen(at: server.port, of: host)
      try await workshop.start()
      try server.start()
      self.server = server
    } catch {
      await workshop.close()
      throw error
    }
    address = "http://\(host.contains(":") ? "[\(host)]" : host):\(server.port)"
    workshop.folder.announce(address: address)
    chores = workshop.chores(log: log)
  }

  /// Takes nothing new, lets what runs end within `time`, and closes the database.
  func end(within time: Duration) async {
    await workshop.rest(within: time) { await server.drain(within: time) }
    for chore in chores { chore.cancel() }
    for chore in chores { await chore.value }
    await workshop.close()
  }

  /// Returns once the store has answered.
  func breathe() async { await workshop.breathe() }
}
