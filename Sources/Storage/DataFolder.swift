import CLinux
import Domain
import Glibc

/// The folder that holds everything Pixazo keeps, and the lock that makes it ours alone.
package final class DataFolder: Sendable {
  package let path: String
  private let lock: Int32

  package var database: String { path + "/pixazo.db" }
  package var backups: String { path + "/backups" }
  package var quarantine: String { path + "/quarantine" }
  /// For unfinished files: on the same file system, so that they can be renamed into place.
  package var temporary: String { path + "/tmp" }

  /// Makes the folder where there is none and takes its lock until the process ends or `self` goes.
  ///
  /// From here on every file of the process is for its owner only (umask 077). Throws `Refusal`: in use by
  /// another process, on a network file system, or not writable.
  package init(path: String) throws(Refusal) {
    umask(0o077)
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try Self.make(path)
    try Self.refuseNetwork(path)
    self.path = path
    lock = try Self.takeLock(of: path)
    announce(address: nil)
    for part in [backups, quarantine, temporary] { try Self.make(part) }
  }

  deinit {
    // So that nobody takes a later process of the same number for the holder.
    ftruncate(lock, 0)
    // Closing alone would leave the lock to a child process that is just being made and still has our files.
    flock(lock, LOCK_UN)
    close(lock)
  }

  /// Writes into the lock where this process can be reached, for those who find the folder in use.
  package func announce(address: String?) {
    var json = JSONWriter()
    json.object {
      $0.field("pid", Int(getpid()))
      $0.field("address", address)
    }
    pwrite(lock, json.bytes, json.bytes.count, 0)
    ftruncate(lock, json.bytes.count)
  }

  private static func make(_ path: String) throws(Refusal) {
    if mkdir(path, 0o700) == 0 { return synchronizeParent(of: path) }
    switch errno {
    case EEXIST:
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .unusable(folder: path, reason: "it is not a folder")
      }
    case ENOENT:
      guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
        throw .unusable(folder: path, reason: reason(ENOENT))
      }
      try make(String(path[..<slash]))
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw .unusable(folder: path, reason: reason(errno))
      }
    case let error: throw .unusable(folder: path, reason: reason(error))
    }
  }

  /// Without it a power cut may take the new folder away again, with all that was promised to be in it.
  private static func synchronizeParent(of path: String) {
    let parent = open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { return }
    fsync(parent)
    close(parent)
  }

  private static func takeLock(of folder: String) throws(Refusal) -> Int32 {
    let lock = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { throw .unusable(folder: folder, reason: reason(errno)) }
    if flock(lock, LOCK_EX | LOCK_NB) == 0 { return lock }
    let error = errno
    defer { close(lock) }
    guard error == EWOULDBLOCK else { throw .unusable(folder: folder, reason: reason(error)) }
    let holder = try? JSON(parsing: contents(of: lock))
    throw .held(
      folder: folder, pid: holder?["pid"]?.int.flatMap { Int32(exactly: $0) }, address: holder?["address"]?.string)
  }

  /// The process that says it has the folder at `path`, if it lives; nothing is locked to find out.
  static func holder(of path: String) -> Int32? {
    let lock = open(path + "/lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard lock >= 0 else { return nil }
    defer { close(lock) }
    guard let pid = (try? JSON(parsing: contents(of: lock)))?["pid"]?.int.flatMap({ Int32(exactly: $0) }) else {
      return nil
    }
    return kill(pid, 0) == 0 || errno == EPERM ? pid : nil
  }

  private static func contents(of file: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = max(0, pread(file, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// SQLite's locks and shared memory, and our renames, promise nothing there.
  static func refuseNetwork(_ path: String) throws(Refusal) {
    let magic = linux_file_system(path)
    guard magic >= 0 else { throw .unusable(folder: path, reason: reason(errno)) }
    guard let kind = networkFileSystems[magic] else { return }
    throw .networkFileSystem(folder: path, kind: kind)
  }

  private static let networkFileSystems: [Int64: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x0102_1997: "9P", 0x5346_414F: "AFS",
    0x00C3_6400: "Ceph", 0x7375_7245: "Coda", 0x564C: "NCP", 0x0BD0_0BD0: "Lustre", 0x7461_636F: "OCFS2",
    0x0116_1970: "GFS2",
  ]

  private static func reason(_ errno: Int32) -> String { String(cString: strerror(errno)) }
}
