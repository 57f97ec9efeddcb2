package import Domain
import Foundation
import HTTP
import Providers
package import Site
package import Storage
package import Studio
import Synchronization

/// A whole studio in a folder of its own, with a clock that stands still until it is told to move.
package final class TestStudio: Sendable {
  package let time: TestClock
  package let hub = EventHub()
  package let store: Store
  package let pictures: PictureRoom
  package let providers: ProviderRoom
  package let queue: GenerationQueue
  package let conversation: Conversation
  package let site: FrontDesk
  package let log = Lines()
  private let place: TemporaryFolder
  private let folder: DataFolder

  /// `kinds` are what can be connected to; of the roster's, those that these do not stand in for.
  package convenience init(
    _ options: FrontDesk.Options = FrontDesk.Options(), kinds: [ProviderKind] = [],
    queue: GenerationQueue.Options = GenerationQueue.Options()
  ) async throws {
    try await self.init(place: TemporaryFolder(), time: TestClock(), options, kinds: kinds, queue)
  }

  private init(
    place: TemporaryFolder, time: TestClock, _ options: FrontDesk.Options, kinds: [ProviderKind],
    _ queueing: GenerationQueue.Options
  ) async throws {
    self.place = place
    self.time = time
    folder = try DataFolder(path: place.path + "/data")
    store = try await Store.open(folder: folder, clock: time.clock) { [hub] in hub.publish($0) }
    pictures = try await PictureRoom(folder: folder, store: store, decoders: 2)
    let log = Log(.debug, clock: time.clock) { [log] in log.add($0) }
    let roster = Roster.kinds(client: Client(userAgent: "test")).filter { known in
      !kinds.contains { $0.id == known.id }
    }
    providers = try await ProviderRoom(
      kinds: roster + kinds, store: store, keyring: Keyring(path: place.path + "/keyring"), clock: time.clock, log: log,
      patience: .seconds(30))
    queue = GenerationQueue(
      store: store, pictures: pictures, providers: providers, hub: hub, clock: time.clock, log: log, options: queueing)
    try await queue.start()
    var pace = Conversation.Pace()
    pace.saving = .milliseconds(20)
    pace.pause = 2
    conversation = Conversation(
      store: store, room: providers, pictures: pictures, queue: queue, hub: hub, clock: time.clock, log: log,
      pace: pace)
    try await conversation.start()
    site = try await FrontDesk(
      store: store, hub: hub, pictures: pictures, providers: providers, queue: queue, conversation: conversation,
      clock: time.clock, log: log, options: options)
    site.listen(at: TestClient.port)
  }

  package var client: TestClient { TestClient(site: site, of: self) }

  /// The names of all files under a folder of the data folder.
  package func files(in part: String) throws -> [String] { try place.files(in: "data/" + part) }

  /// Takes a file of the data folder away, as only somebody from outside would.
  package func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)") }

  /// Whether the last file under a folder of the data folder goes soon.
  package func empties(_ part: String) async throws -> Bool { try await place.empties("data/" + part) }

  /// The files of the data folder that hold these bytes.
  package func copies(of bytes: [UInt8]) throws -> [String] {
    let all = FileManager.default.enumerator(at: URL(filePath: folder.path), includingPropertiesForKeys: [])
    return (all?.compactMap { $0 as? URL } ?? []).filter { file in
      (try? Data(contentsOf: file))?.range(of: Data(bytes)) != nil
    }.map(\.lastPathComponent)
  }

  /// What a new process would find: the data as it was left, in another place since the lock of this one is held.
  ///
  /// Without `withKeyring` it finds none, as if only the data had been copied.
  package func restarted(
    _ options: FrontDesk.Options = FrontDesk.Options(), kinds: [ProviderKind] = [], withKeyring: Bool = true,
    queue: GenerationQueue.Options = GenerationQueue.Options()
  ) async throws -> TestStudio {
    await providers.settle()
    await store.close()
    let next = TemporaryFolder()
    try FileManager.default.copyItem(atPath: folder.path, toPath: next.path + "/data")
    let keyring = place.path + "/keyring"
    if withKeyring, FileManager.default.fileExists(atPath: keyring) {
      try FileManager.default.copyItem(atPath: keyring, toPath: next.path + "/keyring")
    }
    return try await TestStudio(place: next, time: time, options, kinds: kinds, queue)
  }
}

/// A clock of a test.
package final class TestClock: Sendable {
  private let moment: Mutex<Timestamp>
  private let waits = Mutex<[Duration]>([])
  private let surprise = Mutex<(@Sendable () -> Void)?>(nil)

  package init(_ start: Timestamp = Timestamp(milliseconds: 1_795_000_000_000)) { moment = Mutex(start) }

  /// Who waits by it makes the time go by, and does not wait.
  package var clock: Clock {
    Clock(pass: { [self] time in
      try Task.checkCancellation()
      waits.withLock { $0.append(time) }
      let milliseconds = time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000
      moment.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
      let surprise = surprise.withLock { surprise in
        defer { surprise = nil }
        return surprise
      }
      surprise?()
    }) { [self] in moment.withLock { $0 } }
  }

  /// How long was waited by it, each time.
  package var waited: [Duration] { waits.withLock { $0 } }

  /// What happens, once, before the next one who waits goes on.
  package func meanwhile(_ act: @escaping @Sendable () -> Void) { surprise.withLock { $0 = act } }

  package func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// The lines that a log wrote.
package final class Lines: Sendable {
  private let lines = Mutex<[String]>([])

  package init() {}

  package func add(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }

  package var all: [String] { lines.withLock { $0 } }
}
