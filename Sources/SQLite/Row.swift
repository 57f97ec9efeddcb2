import CSQLite

/// A value that can be read from a column.
package protocol Readable {
  init(from row: borrowing Row, at column: Int) throws(SQLiteError)
}

/// The row a query stands on. It cannot be copied, so it cannot outlive the step that made it.
package struct Row: ~Copyable {
  private let statement: OpaquePointer
  private let count: Int

  init(statement: OpaquePointer) {
    self.statement = statement
    count = Int(sqlite3_data_count(statement))
  }

  /// Reads a column, counted from 0. Throws when there is none, or when it holds something else.
  package func read<T: Readable>(_ column: Int, as type: T.Type = T.self) throws(SQLiteError) -> T {
    try T(from: self, at: column)
  }

  /// The same for a column that may hold NULL.
  package func read<T: Readable>(_ column: Int, as type: T?.Type = T?.self) throws(SQLiteError) -> T? {
    try isNull(column) ? nil : T(from: self, at: column)
  }

  package func isNull(_ column: Int) throws(SQLiteError) -> Bool {
    sqlite3_column_type(statement, try position(column)) == SQLITE_NULL
  }

  package func integer(_ column: Int) throws(SQLiteError) -> Int64 {
    let position = try position(column, holds: SQLITE_INTEGER, "an integer")
    return sqlite3_column_int64(statement, position)
  }

  package func real(_ column: Int) throws(SQLiteError) -> Double {
    let position = try position(column, holds: SQLITE_FLOAT, "a number")
    return sqlite3_column_double(statement, position)
  }

  package func text(_ column: Int) throws(SQLiteError) -> String {
    let position = try position(column, holds: SQLITE_TEXT, "text")
    let start = sqlite3_column_text(statement, position)
    let count = Int(sqlite3_column_bytes(statement, position))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Lends a text as it lies there, in UTF-8; it is gone when `body` returns.
  package func text<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) throws(SQLiteError) -> T {
    let position = try position(column, holds: SQLITE_TEXT, "text")
    let start = sqlite3_column_text(statement, position)
    return body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, position))))
  }

  /// Lends the bytes of a blob; they are gone when `body` returns.
  package func blob<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) throws(SQLiteError) -> T {
    let position = try position(column, holds: SQLITE_BLOB, "bytes")
    let start = sqlite3_column_blob(statement, position)
    return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, position))))
  }

  /// The error for a column that holds something that its reader cannot take.
  package func unreadable(_ column: Int, wanted: String) -> SQLiteError {
    let name = sqlite3_column_name(statement, Int32(clamping: column)).map { String(cString: $0) } ?? "\(column)"
    return SQLiteError(
      code: SQLITE_MISMATCH, message: "column \(name) does not hold \(wanted)", sql: Statement.text(of: statement))
  }

  private func position(_ column: Int) throws(SQLiteError) -> Int32 {
    guard column >= 0, column < count else { throw unreadable(column, wanted: "anything") }
    return Int32(truncatingIfNeeded: column)
  }

  private func position(_ column: Int, holds type: Int32, _ wanted: String) throws(SQLiteError) -> Int32 {
    let position = try position(column)
    guard sqlite3_column_type(statement, position) == type else { throw unreadable(column, wanted: wanted) }
    return position
  }
}

extension Int64: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.integer(column) }
}

extension Int: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) {
    guard let value = Int(exactly: try row.integer(column)) else { throw row.unreadable(column, wanted: "a size") }
    self = value
  }
}

extension Bool: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.integer(column) != 0 }
}

extension Double: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.real(column) }
}

extension String: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.text(column) }
}

extension [UInt8]: Readable {
  package init(from row: borrowing Row, at column: Int) throws(SQLiteError) {
    self = try row.blob(column) { Array($0) }
  }
}
