/// What a picture says about the meaning of its numbers.
enum ColourSpace: Equatable {
  /// sRGB, said or assumed.
  case standard
  /// An ICC profile.
  case profile([UInt8])
  /// PNG's gAMA (the encoding exponent × 100,000) and, where given, cHRM (white, red, green, blue as x, y × 100,000).
  case gamma(UInt32, [UInt32]?)
}
