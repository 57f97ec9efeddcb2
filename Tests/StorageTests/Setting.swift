import Domain
import Storage
import Support
import Synchronization

/// A store in a folder of its own, at a time that stands still until it is told to move, with its told events.
final class Setting: Sendable {
  let folder = TemporaryFolder()
  let time = Mutex(Timestamp(milliseconds: 1_795_000_000_000))
  let told = Mutex<[Event]>([])

  var clock: Clock { Clock { [self] in time.withLock(\.self) } }

  func open() async throws -> Store {
    try await Store.open(folder: try DataFolder(path: folder.path + "/data"), clock: clock) { [self] events in
      told.withLock { $0 += events }
    }
  }

  func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }

  /// Runs `body` on an open store, which is closed afterwards.
  static func run<T>(_ body: (Setting, Store) async throws -> T) async throws -> T {
    let setting = Setting()
    let store = try await setting.open()
    do {
      let value = try await body(setting, store)
      await store.close()
      return value
    } catch {
      await store.close()
      throw error
    }
  }
}
