/// Whether a picture would look different without its profile.
enum NeededProfile {
  static func isNeeded(_ profile: [UInt8]) -> Bool {
    guard profile.count >= 128, profile[36..<40].elementsEqual("acsp".utf8) else { return false }
    switch String(decoding: profile[16..<20], as: UTF8.self) {
    case "RGB ": return ColourTransform(.profile(profile), layout: .rgb) != nil
    case "GRAY": return ColourTransform(.profile(profile), layout: .grey) != nil
    default: return true
    }
  }
}
