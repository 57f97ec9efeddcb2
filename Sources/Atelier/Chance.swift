/// Numbers drawn from a key: the same key gives the same numbers for ever.
struct Chance {
  private var state: UInt64

  init(_ key: UInt64) { state = key }

  /// A line of numbers of its own, so that one part drawing more does not change another.
  func branch(_ name: StaticString) -> Chance {
    var hash = Chance.hash(name.utf8Start, count: name.utf8CodeUnitCount)
    hash = Chance.mixed(hash ^ state)
    return Chance(hash)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Chance.mixed(state)
  }

  /// For `Noise`.
  mutating func key() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }

  /// From 0 up to 1.
  mutating func unit() -> Float { Float(next() >> 40) * (1 / 16_777_216) }
  mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }
  mutating func below(_ count: Int) -> Int { count < 2 ? 0 : Int((next() >> 33) % UInt64(count)) }
  mutating func happens(_ chance: Float) -> Bool { unit() < chance }
  /// As the next draw would tell, without drawing.
  func happens(once chance: Float) -> Bool {
    var copy = self
    return copy.happens(chance)
  }

  /// Around 0, nearly always within ±1.
  mutating func around() -> Float { unit() + unit() + unit() - 1.5 }
  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

  static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return hash
  }

  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mixed(hash)
  }
}
