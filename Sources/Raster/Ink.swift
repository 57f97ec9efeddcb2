/// Ink without a profile, the way every browser shows it: what is left of the light after each colour and black.
enum Ink {
  static func toRGB(_ ink: Block<UInt8>, count: Int) throws(RasterError) -> Block<UInt8> {
    let result = try Block<UInt8>(count * 3 + 64)
    for index in 0..<count {
      let from = ink.start + index * 4
      let to = result.start + index * 3
      let black = Int(from[3])
      for channel in 0..<3 { to[channel] = UInt8(truncatingIfNeeded: (Int(from[channel]) * black + 127) / 255) }
    }
    return result
  }
}
