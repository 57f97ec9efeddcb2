/// The names of hosts in a setting: `studio.example, studio.example:8443`.
enum HostNames {
  static func split(_ text: String) -> [String] {
    text.split { $0 == "," || $0 == " " }.map(String.init)
  }

  static func areAllowed(_ text: String) -> Bool {
    split(text).allSatisfy { name in
      let parts = name.split(separator: ":", omittingEmptySubsequences: false)
      let isNamed = !parts[0].isEmpty && parts[0].utf8.allSatisfy(isPartOfName)
      switch parts.count {
      case 1: return isNamed
      case 2: return isNamed && UInt16(parts[1]).map { $0 > 0 } == true
      default: return false
      }
    }
  }

  /// Letters, digits, hyphen and dot: a star would let everybody in, so there is none.
  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }
}
