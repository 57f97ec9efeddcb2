/// What macros are drawn with: SplitMix64, begun from the picture's seed and the number of the text.
///
/// A recipe must draw the same on every machine and in every version to come, so nothing here may ever change: not the
/// generator, not its beginning, not how a number becomes a choice. A test holds it to written-down numbers.
struct MacroDice {
  /// Each text has dice of its own, so that a change to one leaves the others as they were.
  enum Text: UInt64 {
    case prompt, negativePrompt, style, negativeStyle
  }

  private var state: UInt64

  init(seed: UInt32, _ text: Text) { state = text.rawValue << 32 | UInt64(seed) }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number below `sides`: the upper half of the product of 128 bits. One throw each, however it falls.
  mutating func roll(_ sides: UInt64) -> UInt64 { next().multipliedFullWidth(by: sides).high }
}
