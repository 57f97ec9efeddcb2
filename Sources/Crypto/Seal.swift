import CSodium

/// Keeps short secrets at rest: sealed with a key, and bound to the place where they belong, so that one that was moved
/// does not open.
package struct Seal: Sendable {
  private let key: [UInt8]

  package static let keyLength = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)

  /// Nil unless the key has `keyLength` bytes.
  package init?(key: [UInt8]) {
    guard key.count == Self.keyLength else { return nil }
    Sodium.start()
    self.key = key
  }

  /// The secret under a nonce of its own: 41 bytes more than it has.
  package func close(_ secret: [UInt8], at place: [UInt8]) -> [UInt8] {
    let nonce = Token.random(bytes: Self.nonceLength)
    var sealed = [UInt8](repeating: 0, count: secret.count + Self.tagLength)
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      &sealed, nil, secret, UInt64(secret.count), place, UInt64(place.count), nil, nonce, key)
    return [Self.form] + nonce + sealed
  }

  /// Nil for what was not sealed with this key at this very place, or was altered.
  package func open(_ sealed: [UInt8], at place: [UInt8]) -> [UInt8]? {
    guard sealed.first == Self.form, sealed.count >= 1 + Self.nonceLength + Self.tagLength else { return nil }
    let nonce = Array(sealed[1...Self.nonceLength])
    let body = Array(sealed[(1 + Self.nonceLength)...])
    var secret = [UInt8](repeating: 0, count: body.count - Self.tagLength)
    let code = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &secret, nil, nil, body, UInt64(body.count), place, UInt64(place.count), nonce, key)
    return code == 0 ? secret : nil
  }

  /// The first byte, should there ever be another way.
  private static let form: UInt8 = 1
  private static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
}
