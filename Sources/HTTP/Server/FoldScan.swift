/// Finds header lines that begin with a space, a tab or a colon.
///
/// llhttp 8.1 joins such a line to the one before and takes an empty field name: both hide a field from whoever
/// stands in front of us. The scan runs over a head's bytes as they come, in pieces of any size.
struct FoldScan {
  private(set) var headEnded = false
  /// Whether anything but blank lines has come.
  private(set) var started = false
  private var afterLineFeed = false

  /// False when a line of the head starts as none may.
  mutating func accepts(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes {
      if afterLineFeed {
        switch byte {
        case 0x20, 0x09, 0x3A: return false
        case 0x0D, 0x0A:
          headEnded = true
          return true
        default: break
        }
      }
      if byte != 0x0D && byte != 0x0A { started = true }
      afterLineFeed = byte == 0x0A && started
    }
    return true
  }
}
