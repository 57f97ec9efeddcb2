import CSQLite

/// A prepared statement. Its connection lends it to one use at a time.
final class Statement {
  let sql: String
  var isLent = false
  private let handle: OpaquePointer

  /// Prepares the first statement of `sql`. Throws when it does not parse, and when more than one is there.
  init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
    var prepared: OpaquePointer?
    var text = sql
    var rest = 0
    let code = text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { bytes in
        var tail: UnsafePointer<CChar>?
        let code = sqlite3_prepare_v3(
          connection, bytes.baseAddress, Int32(clamping: bytes.count), UInt32(SQLITE_PREPARE_PERSISTENT), &prepared,
          &tail)
        if let tail, let start = bytes.baseAddress { rest = bytes.count - (tail - start) }
        return code
      }
    }
    guard code == SQLITE_OK else { throw SQLiteError(of: connection, code: code, sql: sql) }
    guard let prepared else { throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement", sql: sql) }
    guard text.utf8.suffix(rest).allSatisfy({ $0 == 10 || $0 == 13 || $0 == 32 }) else {
      sqlite3_finalize(prepared)
      throw SQLiteError(code: SQLITE_MISUSE, message: "there is more than one statement", sql: sql)
    }
    self.sql = sql
    handle = prepared
  }

  deinit { sqlite3_finalize(handle) }

  /// Whether the statement leaves the database as it is.
  var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  func bind(_ arguments: [any Bindable]) throws(SQLiteError) {
    guard arguments.count == Int(sqlite3_bind_parameter_count(handle)) else {
      throw SQLiteError(code: SQLITE_RANGE, message: "\(arguments.count) arguments do not fit the statement", sql: sql)
    }
    var index: Int32 = 0
    for argument in arguments {
      index += 1
      try argument.bind(to: Parameter(statement: handle, index: index))
    }
  }

  /// Goes on to the next row; false when there is none.
  func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw SQLiteError(of: sqlite3_db_handle(handle), code: code, sql: sql)
    }
  }

  func withRow<T>(_ body: (borrowing Row) throws -> T) rethrows -> T { try body(Row(statement: handle)) }

  /// Makes it ready for its next use, and lets go of the locks and bytes of this one.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  static func text(of handle: OpaquePointer) -> String? { sqlite3_sql(handle).map { String(cString: $0) } }
}
