import CSodium

/// Bytes that nobody can guess.
package enum Token {
  package static func random(bytes count: Int) -> [UInt8] {
    Sodium.start()
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    randombytes_buf(&bytes, bytes.count)
    return bytes
  }

  /// Whether both are the same, in a time that tells nothing but their lengths.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    Sodium.start()
    return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
