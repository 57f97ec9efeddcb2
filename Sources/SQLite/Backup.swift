import CSQLite
import Glibc

/// A verified copy of a database, made while others use it.
package enum Backup {
  package enum Failure: Error, CustomStringConvertible {
    /// The copy does not pass its check; it was thrown away.
    case damaged(String)
    case system(call: String, path: String, errno: Int32)

    package var description: String {
      switch self {
      case .damaged(let finding): "the copy is damaged: \(finding)"
      case .system(let call, let path, let errno): "\(call) \(path): \(String(cString: strerror(errno)))"
      }
    }
  }

  /// Copies what `connection` sees to a new file at `path`, which appears whole, checked and on the disk, or not.
  ///
  /// `connection` must be in no transaction. Blocks for as long as the copy takes; a deadline of the connection
  /// does not stop it. Throws `Failure`, or `SQLiteError` when the copy cannot be written or read.
  package static func copy(_ connection: Connection, to path: String) throws {
    let unfinished = path + ".unfinished"
    removeFiles(of: unfinished)
    do {
      try makeEmptyFile(unfinished)
      let copy = try Connection(path: unfinished, mode: .readWrite, pragmas: ["synchronous = OFF"])
      try connection.transaction(.read) { try transfer(from: connection, to: copy) }
      // A copy is one file, and stays one when it is opened.
      try copy.run("PRAGMA journal_mode = DELETE")
      try check(copy)
    } catch {
      removeFiles(of: unfinished)
      throw error
    }
    try synchronize(unfinished, flags: O_RDWR)
    guard rename(unfinished, path) == 0 else { throw Failure.system(call: "rename", path: path, errno: errno) }
    try synchronize(folder(of: path), flags: O_RDONLY | O_DIRECTORY)
  }

  /// Throws `Failure.damaged` with the first finding unless every page, index and reference holds.
  package static func check(_ connection: Connection) throws {
    let finding = try connection.first("PRAGMA integrity_check(1)") { try $0.text(0) }
    guard finding == "ok" else { throw Failure.damaged(finding ?? "the check said nothing") }
    if let table = try connection.first("PRAGMA foreign_key_check", [], { try $0.text(0) }) {
      throw Failure.damaged("a row of \(table) refers to a row that is not there")
    }
  }

  private static func transfer(from source: Connection, to target: Connection) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
      throw SQLiteError(of: target.handle, code: sqlite3_errcode(target.handle))
    }
    // In one step: under the read transaction nothing changes that could make it start anew.
    let step = sqlite3_backup_step(backup, -1)
    let finish = sqlite3_backup_finish(backup)
    guard step == SQLITE_DONE, finish == SQLITE_OK else {
      throw SQLiteError(of: target.handle, code: step == SQLITE_DONE ? finish : step)
    }
  }

  private static func makeEmptyFile(_ path: String) throws(Failure) {
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Failure.system(call: "create", path: path, errno: errno) }
    close(file)
  }

  private static func synchronize(_ path: String, flags: Int32) throws(Failure) {
    let file = open(path, flags | O_CLOEXEC)
    guard file >= 0 else { throw Failure.system(call: "open", path: path, errno: errno) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw Failure.system(call: "fsync", path: path, errno: errno) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func removeFiles(of path: String) {
    for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) }
  }
}
