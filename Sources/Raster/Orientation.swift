/// How a stored picture must be turned to stand upright: the eight values of EXIF's tag 274.
package enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1, mirrored, upsideDown, flipped, transposed, turnedLeft, transversed, turnedRight

  /// Whether width and height change places.
  package var swapsSides: Bool { rawValue >= 5 }

  /// Reads an EXIF block (its TIFF header first); upright when it says nothing that can be understood.
  init(exif: ArraySlice<UInt8>) {
    self = Self.tag(in: exif).flatMap(Orientation.init) ?? .upright
  }

  private static func tag(in exif: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(exif.prefix(1 << 16))
    guard bytes.count >= 8 else { return nil }
    let little: Bool
    switch (bytes[0], bytes[1]) {
    case (0x49, 0x49): little = true
    case (0x4D, 0x4D): little = false
    default: return nil
    }
    func short(_ at: Int) -> Int? {
      guard at >= 0, at + 2 <= bytes.count else { return nil }
      return little ? Int(bytes[at + 1]) << 8 | Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
    }
    func long(_ at: Int) -> Int? {
      guard let first = short(at), let second = short(at + 2) else { return nil }
      return little ? second << 16 | first : first << 16 | second
    }
    guard short(2) == 42, let directory = long(4), let entries = short(directory) else { return nil }
    for entry in 0..<entries {
      let at = directory + 2 + entry * 12
      guard let tag = short(at) else { return nil }
      if tag == 0x0112 { return short(at + 2) == 3 ? short(at + 8) : nil }
    }
    return nil
  }
}
