/// Eight neighbouring points are painted at once.
///
/// The same picture must come out on every machine and for ever. So nothing here calls the system's mathematics:
/// only +, −, ×, ÷ and square roots, which IEEE 754 fixes to the bit, in an order that is written down, and integers.
typealias Lanes = SIMD8<Float>
typealias LaneMask = SIMDMask<SIMD8<Int32>>

/// In place of the standard library's own, which asks lane by lane.
@inline(__always) func any(_ mask: LaneMask) -> Bool {
  let words = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
  let half = words.lowHalf | words.highHalf
  return half[0] | half[1] != 0
}

@inline(__always) func all(_ mask: LaneMask) -> Bool { !any(.!mask) }

extension SIMD8<Float> {
  static var steps: Lanes { Lanes(0, 1, 2, 3, 4, 5, 6, 7) }

  @inline(__always) func atMost(_ other: Lanes) -> Lanes { replacing(with: other, where: other .< self) }
  @inline(__always) func atLeast(_ other: Lanes) -> Lanes { replacing(with: other, where: self .< other) }
  @inline(__always) func atMost(_ other: Float) -> Lanes { atMost(Lanes(repeating: other)) }
  @inline(__always) func atLeast(_ other: Float) -> Lanes { atLeast(Lanes(repeating: other)) }

  /// Numbers below 2²³.
  @inline(__always) init(whole: SIMD8<UInt32>) {
    self = unsafeBitCast(whole | 0x4b00_0000, to: Lanes.self) - 8_388_608
  }

  /// Between 0 and 1.
  @inline(__always) var unit: Lanes { atLeast(0).atMost(1) }
  @inline(__always) var magnitude: Lanes {
    unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt32>.self) & 0x7fff_ffff, to: Lanes.self)
  }
  @inline(__always) var root: Lanes { atLeast(0).squareRoot() }

  /// Adding 1.5 × 2²³ leaves a float no room for a fraction: right below 2²² in size, which every caller keeps to.
  @inline(__always) private var nearest: Lanes { (self + 12_582_912) - 12_582_912 }

  @inline(__always) var floored: Lanes {
    let nearest = nearest
    return nearest - Lanes.zero.replacing(with: 1, where: nearest .> self)
  }

  /// Of a number without a fraction.
  @inline(__always) var whole: SIMD8<Int32> {
    unsafeBitCast(self + 12_582_912, to: SIMD8<Int32>.self) &- 0x4b40_0000
  }

  @inline(__always) var fraction: Lanes { self - floored }

  @inline(__always) func mixed(_ other: Lanes, _ share: Lanes) -> Lanes { self + (other - self) * share }
  @inline(__always) func mixed(_ other: Float, _ share: Lanes) -> Lanes { self + (other - self) * share }

  /// From 0 at `low` to 1 at `high`, without corners. `low` may be the greater one.
  @inline(__always) func smooth(_ low: Float, _ high: Float) -> Lanes {
    let share = ((self - low) * (1 / (high - low))).unit
    return share * share * (3 - 2 * share)
  }

  @inline(__always) func smooth(_ low: Lanes, _ high: Lanes) -> Lanes {
    let share = ((self - low) / (high - low)).unit
    return share * share * (3 - 2 * share)
  }

  /// e to its power, within 10⁻⁶ of the truth.
  @inline(__always) var exponential: Lanes {
    let power = (self * 1.442_695).atLeast(-120).atMost(120)
    let whole = power.floored
    let rest = power - whole
    var value = rest * 0.001_877_577 + 0.008_989_34
    value = value * rest + 0.055_826_318
    value = value * rest + 0.240_153_617
    value = value * rest + 0.693_153_073
    value = value * rest + 1
    let scale = SIMD8<UInt32>(truncatingIfNeeded: whole.whole &+ 127) &<< 23
    return value * unsafeBitCast(scale, to: Lanes.self)
  }

  /// The logarithm to base 2 of a positive number.
  @inline(__always) var logarithm: Lanes {
    let bits = unsafeBitCast(self, to: SIMD8<Int32>.self)
    let power = ((bits &>> 23) & 255) &- 127
    let part = unsafeBitCast((bits & 0x007f_ffff) | 0x3f80_0000, to: Lanes.self)
    var value = part * -0.081_614_49 + 0.645_143_7
    value = value * part - 2.120_699_4
    value = value * part + 4.070_135
    value = value * part - 2.512_877_2
    // As `init(whole:)`, for numbers below 0 too.
    return value + (unsafeBitCast(power &+ 0x4b40_0000, to: Lanes.self) - 12_582_912)
  }

  /// A positive number to a power.
  @inline(__always) func raised(_ power: Float) -> Lanes {
    ((atLeast(1e-12)).logarithm * (power * 0.693_147_2)).exponential
  }

  /// The sine of so many turns.
  @inline(__always) var sineOfTurns: Lanes {
    let turn = self - nearest
    // Sine is odd, and the half turns mirror: what is left lies within a quarter of a turn.
    let folded = turn.replacing(with: 0.5 - turn, where: turn .> 0.25)
    let part = folded.replacing(with: -0.5 - folded, where: folded .< -0.25)
    let square = part * part
    var value = square * 42.058_694 - 76.705_86
    value = value * square + 81.605_25
    value = value * square - 41.341_702
    value = value * square + 6.283_185_3
    return value * part
  }

  @inline(__always) var sine: Lanes { (self * 0.159_154_94).sineOfTurns }
  @inline(__always) var cosine: Lanes { (self * 0.159_154_94 + 0.25).sineOfTurns }

  /// The angle of (x, self) in turns, from −0.5 to 0.5.
  @inline(__always) func angle(_ x: Lanes) -> Lanes {
    let (along, across) = (x.magnitude, magnitude)
    let steep = across .> along
    let low = along.replacing(with: across, where: across .< along)
    let high = along.replacing(with: across, where: steep).atLeast(1e-20)
    let ratio = low / high
    let square = ratio * ratio
    var value = square * -0.001_865_49 + 0.008_380_04
    value = value * square - 0.018_530_87
    value = value * square + 0.030_803_4
    value = value * square - 0.052_938_66
    value = value * square + 0.159_151_32
    value = value * ratio
    value = value.replacing(with: 0.25 - value, where: steep)
    value = value.replacing(with: 0.5 - value, where: x .< 0)
    return value.replacing(with: -value, where: self .< 0)
  }

  @inline(__always) static func length(_ x: Lanes, _ y: Lanes) -> Lanes { (x * x + y * y).squareRoot() }
}

extension Float {
  /// Through the same arithmetic as the lanes.
  var sine: Float { Lanes(repeating: self).sine[0] }
  var cosine: Float { Lanes(repeating: self).cosine[0] }
  var exponential: Float { Lanes(repeating: self).exponential[0] }
  var unit: Float { self < 0 ? 0 : self > 1 ? 1 : self }

  func raised(_ power: Float) -> Float { Lanes(repeating: self).raised(power)[0] }
  func mixed(_ other: Float, _ share: Float) -> Float { self + (other - self) * share }
  func smooth(_ low: Float, _ high: Float) -> Float { Lanes(repeating: self).smooth(low, high)[0] }
}
