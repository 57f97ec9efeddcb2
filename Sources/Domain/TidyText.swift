extension String {
  /// Lines end in one way, nothing hangs over at the ends, and there is no U+0000, which few can keep.
  var tidied: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var previous: UInt8 = 0
    for byte in utf8 {
      switch byte {
      case 0: break
      case 0x0A where previous == 0x0D: break
      case 0x0D: bytes.append(0x0A)
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes[...].trimmed, as: UTF8.self)
  }

  /// Without blanks, of any script, at either end.
  package var trimmed: String {
    let letters = unicodeScalars
    guard let first = letters.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = letters.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(letters[first...last])
  }
}

extension ArraySlice<UInt8> {
  /// Without blanks and line ends at either end.
  var trimmed: ArraySlice<UInt8> {
    guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
      return []
    }
    return self[first...last]
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
