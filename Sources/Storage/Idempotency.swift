package import Domain
import SQLite

/// The first answers to requests that may be sent again, by the key that the client chose.
package struct Idempotency<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The answer under that key; `scope` keeps the keys of different routes and clients apart.
  package func find(_ key: String, scope: String) throws -> RememberedAnswer? {
    try connection.first(
      "SELECT request_hash, status, headers, body FROM idempotency WHERE scope = ? AND key = ?", [scope, key],
      RememberedAnswer.init(row:))
  }
}

/// An answer as it was given, and the digest of the request that it was given to.
package struct RememberedAnswer: Sendable, Equatable {
  package let requestHash: [UInt8]
  package let status: Int
  package let headers: JSON
  package let body: [UInt8]

  package init(requestHash: [UInt8], status: Int, headers: JSON, body: [UInt8]) {
    self.requestHash = requestHash
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(row: borrowing Row) throws(SQLiteError) {
    self.init(requestHash: try row.read(0), status: try row.read(1), headers: try row.read(2), body: try row.read(3))
  }
}

extension Idempotency where Transaction == Writing {
  /// Belongs into the transaction of the effect that it remembers. Throws when the key is taken.
  package func remember(_ answer: RememberedAnswer, key: String, scope: String) throws {
    guard try find(key, scope: scope) == nil else {
      throw Failure(.idempotencyInFlight, "Another request with this Idempotency-Key was just answered.")
    }
    try connection.run(
      """
      INSERT INTO idempotency (scope, key, request_hash, status, headers, body, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [scope, key, answer.requestHash, answer.status, answer.headers, answer.body, transaction.now])
  }

  /// Forgets up to `limit` answers from before `moment`, the oldest first. Returns how many.
  package func trim(before moment: Timestamp, limit: Int) throws -> Int {
    try connection.run(
      """
      DELETE FROM idempotency WHERE rowid IN (
        SELECT rowid FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?)
      """, [moment, limit])
  }
}
