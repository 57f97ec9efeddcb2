/// Finds header lines that begin with a space, a tab or a colon, and line feeds without their return.
///
/// llhttp 8.1 joins such a line to the one before, takes an empty field name, and lets a bare line feed end the head:
/// each hides something from whoever stands in front of us. The scan runs over a head's bytes as they come, in
/// pieces of any size.
struct FoldScan {
  private(set) var headEnded = false
  /// Whether anything but blank lines has come.
  private(set) var started = false
  private var afterLineFeed = false
  private var afterReturn = false

  /// False when a line of the head starts or ends as none may.
  mutating func accepts(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes {
      if byte == 0x0A, !afterReturn { return false }
      if afterLineFeed {
        switch byte {
        case 0x20, 0x09, 0x3A: return false
        case 0x0D:
          headEnded = true
          return true
        default: break
        }
      }
      if byte != 0x0D && byte != 0x0A { started = true }
      afterLineFeed = byte == 0x0A && started
      afterReturn = byte == 0x0D
    }
    return true
  }
}
