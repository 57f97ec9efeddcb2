import CSQLite

/// A value that can stand for a `?` in a statement.
package protocol Bindable {
  func bind(to parameter: borrowing Parameter) throws(SQLiteError)
}

/// The place of one `?`. SQLite copies what it is given, so nothing has to outlive the call.
package struct Parameter: ~Copyable {
  private let statement: OpaquePointer
  private let index: Int32

  init(statement: OpaquePointer, index: Int32) {
    self.statement = statement
    self.index = index
  }

  package func null() throws(SQLiteError) { try check(sqlite3_bind_null(statement, index)) }

  package func integer(_ value: Int64) throws(SQLiteError) { try check(sqlite3_bind_int64(statement, index, value)) }

  package func real(_ value: Double) throws(SQLiteError) { try check(sqlite3_bind_double(statement, index, value)) }

  package func text(_ value: String) throws(SQLiteError) {
    // Without a copy of its own: a C string argument is lent as it is, and the count makes NULs safe.
    try check(sqlite_bind_text_copy(statement, index, value, UInt64(value.utf8.count)))
  }

  package func blob(_ bytes: UnsafeRawBufferPointer) throws(SQLiteError) {
    // A nil pointer would bind NULL where no bytes are meant.
    guard let start = bytes.baseAddress else { return try check(sqlite3_bind_zeroblob(statement, index, 0)) }
    try check(sqlite_bind_blob_copy(statement, index, start, UInt64(bytes.count)))
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code != SQLITE_OK else { return }
    throw SQLiteError(of: sqlite3_db_handle(statement), code: code, sql: Statement.text(of: statement))
  }
}

extension Int64: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.integer(self) }
}

extension Int: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.integer(Int64(self)) }
}

extension Bool: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.integer(self ? 1 : 0) }
}

extension Double: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.real(self) }
}

extension String: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.text(self) }
}

extension [UInt8]: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) {
    var failure: SQLiteError?
    withUnsafeBytes { bytes in
      do throws(SQLiteError) { try parameter.blob(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

extension Optional: Bindable where Wrapped: Bindable {
  package func bind(to parameter: borrowing Parameter) throws(SQLiteError) {
    if let self { try self.bind(to: parameter) } else { try parameter.null() }
  }
}
