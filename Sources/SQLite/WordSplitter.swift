import CSQLite

/// Parts texts into words exactly as the full-text indexes do that are made with `unicode61 remove_diacritics 2`: it is
/// their own tokenizer.
package final class WordSplitter {
  private let tokenizer: fts5_tokenizer
  private let instance: OpaquePointer

  init(on connection: OpaquePointer) throws(SQLiteError) {
    let api = try Self.api(on: connection)
    var context: UnsafeMutableRawPointer?
    var tokenizer = fts5_tokenizer()
    var instance: OpaquePointer?
    var code = api.pointee.xFindTokenizer(api, "unicode61", &context, &tokenizer)
    if code == SQLITE_OK, let create = tokenizer.xCreate {
      code = "remove_diacritics".withCString { name in
        "2".withCString { value in
          var arguments: [UnsafePointer<CChar>?] = [name, value]
          return create(context, &arguments, 2, &instance)
        }
      }
    }
    guard code == SQLITE_OK, let instance else {
      throw SQLiteError(code: code, message: "there is no tokenizer", sql: nil)
    }
    self.tokenizer = tokenizer
    self.instance = instance
  }

  deinit { tokenizer.xDelete(instance) }

  /// Adds the words of a text to a list of them, each behind a zero byte, which is in no word.
  package func append(_ text: UnsafeBufferPointer<UInt8>, to words: inout [UInt8]) throws(SQLiteError) {
    guard let start = text.baseAddress, text.count > 0 else { return }
    let code = withUnsafeMutablePointer(to: &words) { words in
      start.withMemoryRebound(to: CChar.self, capacity: text.count) { start in
        tokenizer.xTokenize(
          instance, words, FTS5_TOKENIZE_DOCUMENT, start, Int32(clamping: text.count),
          { words, _, word, count, _, _ in
            guard let words, let word else { return SQLITE_OK }
            words.withMemoryRebound(to: [UInt8].self, capacity: 1) { words in
              words.pointee.append(0)
              words.pointee.append(contentsOf: UnsafeRawBufferPointer(start: word, count: Int(count)))
            }
            return SQLITE_OK
          })
      }
    }
    guard code == SQLITE_OK else { throw SQLiteError(code: code, message: "a text cannot be parted", sql: nil) }
  }

  private static func api(on connection: OpaquePointer) throws(SQLiteError) -> UnsafeMutablePointer<fts5_api> {
    var statement: OpaquePointer?
    var api: UnsafeMutablePointer<fts5_api>?
    defer { sqlite3_finalize(statement) }
    var code = sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nil)
    if code == SQLITE_OK { code = sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nil) }
    if code == SQLITE_OK { code = sqlite3_step(statement) }
    guard code == SQLITE_ROW, let api else { throw SQLiteError(of: connection, code: code, sql: nil) }
    return api
  }
}
