/// Base64 with padding (RFC 4648, section 4), as JSON carries bytes.
package enum Base64 {
  package static func text(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: count(of: bytes.count)) { text in
      bytes.withUnsafeBytes { write($0, to: text) }
      return count(of: bytes.count)
    }
  }

  /// How many letters so many bytes become.
  static func count(of bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

  /// The text of bytes into a place that is as long as it.
  static func write(_ bytes: UnsafeRawBufferPointer, to text: UnsafeMutableBufferPointer<UInt8>) {
    var at = 0, from = 0
    while from < bytes.count {
      let left = bytes.count - from
      let second = left > 1 ? UInt32(bytes[from + 1]) : 0
      let third = left > 2 ? UInt32(bytes[from + 2]) : 0
      let bits = UInt32(bytes[from]) << 16 | second << 8 | third
      for place in 0..<4 {
        text[at + place] = place > left ? UInt8(ascii: "=") : letters[Int(bits >> (18 - 6 * UInt32(place)) & 0x3F)]
      }
      at += 4
      from += 3
    }
  }

  /// The bytes behind a text. Line breaks, a missing padding and the letters for addresses are taken; nil for anything
  /// else, for an impossible length, and for what would be more than `limit` bytes.
  package static func bytes(_ text: String, limit: Int) -> [UInt8]? {
    var text = text
    return text.withUTF8 { letters in
      guard letters.count / 4 <= limit / 3 + limit / 16 + 1 else { return nil }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(letters.count / 4 * 3 + 3)
      var bits: UInt32 = 0
      var held: UInt32 = 0
      var padding = 0
      for letter in letters {
        let value = values[Int(letter)]
        if value < 64 {
          guard padding == 0 else { return nil }
          bits = bits << 6 | UInt32(value)
          held += 6
          if held >= 8 {
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> held))
          }
        } else if letter == UInt8(ascii: "=") {
          padding += 1
        } else if !letter.isBlank {
          return nil
        }
      }
      return held < 6 && padding <= 2 && bytes.count <= limit ? bytes : nil
    }
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// By letter; 64 for what is none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()
}
