import CSQLite
import Glibc

/// What SQLite said, with the statement it said it about.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
  /// What a caller can do something about.
  package enum Kind: Sendable {
    /// Another connection holds the lock and kept it beyond the busy timeout.
    case busy
    /// The disk, the quota, the file size that the process may write, or the page limit is full.
    case full
    /// The query ran beyond its deadline.
    case interrupted
    /// A UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule said no.
    case constraint
    /// The kernel could not promise that the bytes are on the disk. Nothing may be written after that.
    case notDurable
    /// The database takes no writes any more.
    case readOnly
    /// The door was closed before the work was done.
    case closed
    case other
  }

  package let kind: Kind
  /// SQLite's extended result code.
  package let code: Int32
  package let message: String
  package let sql: String?

  package var description: String {
    let place = sql.map { " in: \($0)" } ?? ""
    return "SQLite error \(code): \(message)\(place)"
  }

  init(code: Int32, kind: Kind? = nil, message: String, sql: String? = nil) {
    self.code = code
    self.kind = kind ?? Self.kind(of: code, errno: 0)
    self.message = message
    self.sql = sql
  }

  /// The last error of a connection; `code` is the one that it just returned.
  init(of connection: OpaquePointer?, code: Int32, sql: String? = nil) {
    // SQLite does not note the cause of a failed COMMIT; the failed call has left it in this thread's errno.
    let last = errno
    let noted = sqlite3_system_errno(connection)
    self.code = code
    kind = Self.kind(of: code, errno: noted == 0 ? last : noted)
    message = String(cString: sqlite3_errmsg(connection))
    self.sql = sql
  }

  static let closed = SQLiteError(code: SQLITE_MISUSE, kind: .closed, message: "the database is closed")

  static let interrupted = SQLiteError(code: SQLITE_INTERRUPT, message: "the query came to its turn too late")

  static func readOnly(after cause: SQLiteError) -> SQLiteError {
    SQLiteError(code: SQLITE_READONLY, kind: .readOnly, message: "no writes since: \(cause.message)")
  }

  private static func kind(of code: Int32, errno: Int32) -> Kind {
    switch code {
    case IOError.fsync, IOError.folderFsync: return .notDurable
    default: break
    }
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_FULL: return .full
    case SQLITE_IOERR where errno == ENOSPC || errno == EDQUOT || errno == EFBIG: return .full
    case SQLITE_INTERRUPT: return .interrupted
    case SQLITE_CONSTRAINT: return .constraint
    case SQLITE_READONLY: return .readOnly
    default: return .other
    }
  }

  // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC are shifted macros, which Swift does not import.
  private enum IOError {
    static let fsync: Int32 = SQLITE_IOERR | 4 << 8
    static let folderFsync: Int32 = SQLITE_IOERR | 5 << 8
  }
}
