import SQLite

/// The few values that belong to the studio itself, each under its name.
package struct StudioValues<Transaction> {
  let connection: Connection
  let transaction: Transaction

  package func value(of key: String) throws -> [UInt8]? {
    try connection.first("SELECT value FROM studio WHERE key = ?", [key]) { try $0.read(0) }
  }
}

extension StudioValues where Transaction == Writing {
  package func set(_ key: String, to value: [UInt8]) throws {
    try connection.run(
      "INSERT INTO studio (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      [key, value])
  }
}
