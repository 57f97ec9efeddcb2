import Crypto
package import Domain
import Glibc
import Synchronization
import Threads

/// A file on its way in: written piece by piece into `tmp/` and hashed as it goes. Gone with its last owner, unless
/// it was finished.
package final class Incoming: Sendable {
  private struct State {
    var file: Int32
    var digest = RunningDigest()
    var bytes = 0
    var fault: Disk.Fault?
  }

  private let path: String
  private let crew: Crew
  private let disk: Disk
  private let state: Mutex<State>

  init(path: String, crew: Crew, disk: Disk) throws(Disk.Fault) {
    self.path = path
    self.crew = crew
    self.disk = disk
    state = Mutex(State(file: try Disk.open(path, O_RDWR | O_CREAT | O_EXCL)))
  }

  deinit {
    let file = state.withLock(\.file)
    if file >= 0 { crew.letGo(of: file, at: path) }
  }

  /// Adds to the end of the file. One call at a time. Throws `storage_full`, `busy` or `unavailable`; the file is of
  /// no use then.
  package func write(_ bytes: [UInt8]) async throws(Failure) {
    try await crew.work { [self] () throws(Disk.Fault) in
      try state.withLock { state throws(Disk.Fault) in
        if let fault = state.fault { throw fault }
        do throws(Disk.Fault) {
          try disk.writeAll(bytes[...], to: state.file)
        } catch {
          state.fault = error
          throw error
        }
        state.digest.update(bytes)
        state.bytes += bytes.count
      }
    }
  }

  /// Ends the writing; nothing may be written after it. Throws when a piece was lost.
  package func finish() throws(Failure) -> Staged {
    do throws(Disk.Fault) {
      return try state.withLock { state throws(Disk.Fault) in
        if let fault = state.fault { throw fault }
        guard state.file >= 0 else { throw Disk.Fault(code: EBADF) }
        defer { state.file = -1 }
        return Staged(
          path: path, file: state.file, sha256: state.digest.digest(), bytes: state.bytes, crew: crew)
      }
    } catch {
      throw Failure(error)
    }
  }
}

/// A whole file in `tmp/` that nobody vouches for yet. Gone with its last owner.
package final class Staged: Sendable {
  package let sha256: [UInt8]
  package let bytes: Int
  let file: Int32
  private let crew: Crew
  private let place: Mutex<String>
  private let stays = Atomic<Bool>(false)

  init(path: String, file: Int32, sha256: [UInt8], bytes: Int, crew: Crew) {
    self.crew = crew
    place = Mutex(path)
    self.file = file
    self.sha256 = sha256
    self.bytes = bytes
  }

  deinit {
    crew.letGo(of: file, at: stays.load(ordering: .relaxed) ? nil : path)
  }

  package var path: String { place.withLock(\.self) }

  /// Leaves the file behind, for the next start to find.
  func stay() { stays.store(true, ordering: .relaxed) }

  func rename(to path: String) throws(Disk.Fault) {
    try place.withLock { place throws(Disk.Fault) in
      guard place != path else { return }
      guard Glibc.rename(place, path) == 0 else { throw Disk.Fault(code: errno) }
      place = path
    }
  }
}

extension Crew {
  /// Closes a file and takes away its name. Not where the last owner happens to be: the end of a large file takes the
  /// disk a while.
  fileprivate func letGo(of file: Int32, at path: String?) {
    later {
      Glibc.close(file)
      if let path { unlink(path) }
    }
  }

  /// Runs what may fail on the disk. Throws `busy` when too much waits.
  func work<Result: Sendable>(
    _ body: @escaping @Sendable () throws(Disk.Fault) -> Result
  ) async throws(Failure) -> Result {
    let outcome = await run { () -> Swift.Result<Result, Disk.Fault> in
      do throws(Disk.Fault) { return .success(try body()) } catch { return .failure(error) }
    }
    switch outcome {
    case .success(let result): return result
    case .failure(let fault): throw Failure(fault)
    case nil: throw Failure(Disk.Fault(code: EAGAIN))
    }
  }
}
