package import Crypto
package import Domain
import SQLite

/// The keys of providers, each sealed for its provider and the origin that it may be sent to.
package struct SealedKeys<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The key of a provider; nil when it has none, or when it does not open: another keyring, another origin, another
  /// row.
  package func open(_ provider: Provider, with seal: Seal) throws -> Secret? {
    let sql = "SELECT sealed FROM sealed_keys WHERE provider_id = ?"
    guard let sealed: [UInt8] = try connection.first(sql, [provider.id], { try $0.read(0) }),
      let bytes = seal.open(sealed, at: provider.placeOfKey), let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    return Secret(text)
  }
}

extension SealedKeys where Transaction == Writing {
  /// Nil takes the key away.
  func put(_ key: Secret?, of provider: Provider, with seal: Seal?) throws {
    guard let key else {
      try connection.run("DELETE FROM sealed_keys WHERE provider_id = ?", [provider.id])
      return
    }
    guard let seal else { throw Failure(.unavailable, "There is no keyring to seal the key with.") }
    try connection.run(
      """
      INSERT INTO sealed_keys (provider_id, sealed) VALUES (?, ?)
      ON CONFLICT (provider_id) DO UPDATE SET sealed = excluded.sealed
      """, [provider.id, seal.close(Array(key.text.utf8), at: provider.placeOfKey)])
  }
}

extension Provider {
  fileprivate var placeOfKey: [UInt8] { Array("provider key\0\(id)\0\(baseUrl?.origin ?? "")".utf8) }
}
