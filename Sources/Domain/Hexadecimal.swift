/// Hexadecimal text in lower case.
package enum Hexadecimal {
  static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Two digits for each byte.
  package static func text(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { letters in
      bytes.withUnsafeBytes { write($0, to: letters) }
      return 2 * bytes.count
    }
  }

  /// The same into a place that is twice as long as the bytes.
  static func write(_ bytes: UnsafeRawBufferPointer, to letters: UnsafeMutableBufferPointer<UInt8>) {
    for (place, byte) in bytes.enumerated() {
      letters[2 * place] = digit(byte >> 4)
      letters[2 * place + 1] = digit(byte & 0xF)
    }
  }

  /// The bytes behind such a text; nil for anything else, upper case included.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for letter in text.utf8 {
      guard let value = letter.hexadecimalValue, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else {
        return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }
}
