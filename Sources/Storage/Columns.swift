import Domain
import SQLite

// How the words of the domain lie in columns.

extension Identifier: Bindable, Readable {
  func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try bytes.bind(to: parameter) }

  init(from row: borrowing Row, at column: Int) throws(SQLiteError) {
    guard let id = try row.blob(column, { Identifier(bytes: $0) }) else {
      throw row.unreadable(column, wanted: "an identifier")
    }
    self = id
  }
}

extension Timestamp: Bindable, Readable {
  func bind(to parameter: borrowing Parameter) throws(SQLiteError) { try parameter.integer(milliseconds) }

  init(from row: borrowing Row, at column: Int) throws(SQLiteError) {
    self.init(milliseconds: try row.integer(column))
  }
}

extension JSON: Bindable, Readable {
  func bind(to parameter: borrowing Parameter) throws(SQLiteError) {
    try parameter.text(String(decoding: bytes, as: UTF8.self))
  }

  init(from row: borrowing Row, at column: Int) throws(SQLiteError) {
    let text = try row.text(column)
    guard let json = try? JSON(parsing: Array(text.utf8)) else { throw row.unreadable(column, wanted: "JSON") }
    self = json
  }
}

extension Picture.Source: Readable {
  init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.word(column) }
}

extension Picture.Format: Readable {
  init(from row: borrowing Row, at column: Int) throws(SQLiteError) { self = try row.word(column) }
}

extension Row {
  /// One of the words of a list.
  borrowing func word<Word: RawRepresentable<String>>(_ column: Int) throws(SQLiteError) -> Word {
    guard let word = Word(rawValue: try text(column)) else { throw unreadable(column, wanted: "a known word") }
    return word
  }
}
