/// Smooth random fields over the plane, from a hash of whole coordinates instead of a table.
struct Noise {
  let key: UInt32

  init(_ key: UInt32) { self.key = key }
  init(_ chance: inout Chance) { key = chance.key() }

  /// What a step along x adds to what `stirred` takes, and what one along y does.
  private static let acrossStep: UInt32 = 0x9e37_79b1
  private static let downStep: UInt32 = 0x85eb_ca77

  @inline(__always) static func hash(_ x: SIMD8<Int32>, _ y: SIMD8<Int32>, _ key: UInt32) -> SIMD8<UInt32> {
    stirred(
      unsafeBitCast(x, to: SIMD8<UInt32>.self) &* acrossStep &+ unsafeBitCast(y, to: SIMD8<UInt32>.self) &* downStep
        &+ key)
  }

  /// Half words are multiplied, not words: every processor of the family does eight of those at once.
  @inline(__always) private static func stirred(_ seed: SIMD8<UInt32>) -> SIMD8<UInt32> {
    func multiplied(_ words: SIMD8<UInt32>, _ factors: UInt32) -> SIMD8<UInt32> {
      let halves = unsafeBitCast(words, to: SIMD16<UInt16>.self)
      let factors = unsafeBitCast(SIMD8<UInt32>(repeating: factors), to: SIMD16<UInt16>.self)
      return unsafeBitCast(halves &* factors, to: SIMD8<UInt32>.self)
    }
    var hash = seed ^ (seed &>> 15)
    hash = multiplied(hash, 0xb5a7_9e3b)
    hash ^= (hash &<< 16) | (hash &>> 23)
    hash = multiplied(hash, 0xd3a5_2c6d)
    return hash ^ (hash &>> 9)
  }

  /// The lower and the upper half of a hash as numbers from −1 to 1.
  @inline(__always) static func pair(_ hash: SIMD8<UInt32>) -> (Lanes, Lanes) {
    // As the upper bits of a fraction, from 2 to 4: no conversion is needed.
    let low = unsafeBitCast((hash & 0xffff) &<< 7 | 0x4000_0000, to: Lanes.self)
    let high = unsafeBitCast((hash &>> 16) &<< 7 | 0x4000_0000, to: Lanes.self)
    return (low - 3, high - 3)
  }

  @inline(__always) private static func slope(_ seed: SIMD8<UInt32>, _ alongX: Lanes, _ alongY: Lanes) -> Lanes {
    let (slopeX, slopeY) = pair(stirred(seed))
    return slopeX * alongX + slopeY * alongY
  }

  /// Gradient noise, nearly always within ±1.
  @inline(never) static func at(_ x: Lanes, _ y: Lanes, _ key: UInt32) -> Lanes {
    let (floorX, floorY) = (x.floored, y.floored)
    let (restX, restY) = (x - floorX, y - floorY)
    let easeX = restX * restX * restX * (restX * (restX * 6 - 15) + 10)
    let easeY = restY * restY * restY * (restY * (restY * 6 - 15) + 10)
    let seed =
      unsafeBitCast(floorX.whole, to: SIMD8<UInt32>.self) &* acrossStep
      &+ unsafeBitCast(floorY.whole, to: SIMD8<UInt32>.self) &* downStep &+ key
    let below = seed &+ downStep
    let (pastX, pastY) = (restX - 1, restY - 1)
    let top = slope(seed, restX, restY).mixed(slope(seed &+ acrossStep, pastX, restY), easeX)
    let bottom = slope(below, restX, pastY).mixed(slope(below &+ acrossStep, pastX, pastY), easeX)
    return top.mixed(bottom, easeY) * 1.7
  }

  @inline(__always) func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { Noise.at(x, y, key) }

  /// Octaves of noise, each half as strong and about twice as fine.
  func layered(_ x: Lanes, _ y: Lanes, _ octaves: Int, gain: Float = 0.5) -> Lanes {
    var (x, y, sum, strength) = (x, y, Lanes.zero, Float(0.5))
    for octave in 0..<max(1, octaves) {
      sum += strength * Noise.at(x, y, key &+ UInt32(octave))
      (x, y) = (x * 2.03 + 3.1, y * 2.03 + 1.7)
      strength *= gain
    }
    return sum
  }

  /// Sharp crests, like mountains; from about 0.2 to 1.
  func ridged(_ x: Lanes, _ y: Lanes, _ octaves: Int) -> Lanes {
    var (x, y, sum, strength) = (x, y, Lanes.zero, Float(0.5))
    for octave in 0..<max(1, octaves) {
      let crest = 1 - Noise.at(x, y, key &+ UInt32(octave)).magnitude.atMost(1)
      sum += strength * crest * crest
      (x, y) = (x * 2.07 + 5, y * 2.07 + 2)
      strength *= 0.5
    }
    return sum
  }

  /// Round heaps with sharp valleys, like clouds; from about 0 to 1.
  func billowed(_ x: Lanes, _ y: Lanes, _ octaves: Int) -> Lanes {
    var (x, y, sum, strength) = (x, y, Lanes.zero, Float(0.5))
    for octave in 0..<max(1, octaves) {
      sum += strength * Noise.at(x, y, key &+ UInt32(octave)).magnitude
      (x, y) = (x * 2.11 + 2, y * 2.11 + 7)
      strength *= 0.5
    }
    return sum
  }

  /// The nearest and the second nearest of points strewn one to a square, and which of them is the nearest.
  func cells(_ x: Lanes, _ y: Lanes, jitter: Float = 0.9) -> Cells {
    let (floorX, floorY) = (x.floored, y.floored)
    let (wholeX, wholeY) = (floorX.whole, floorY.whole)
    let (restX, restY) = (x - floorX, y - floorY)
    var found = Cells(first: Lanes(repeating: 9), second: Lanes(repeating: 9), name: .zero, x: .zero, y: .zero)
    for row in -1...1 as ClosedRange<Int32> {
      for column in -1...1 as ClosedRange<Int32> {
        let name = Noise.hash(wholeX &+ column, wholeY &+ row, key)
        let (shiftX, shiftY) = Noise.pair(name)
        let pointX = Float(column) + 0.5 + shiftX * (jitter * 0.5)
        let pointY = Float(row) + 0.5 + shiftY * (jitter * 0.5)
        let distance = Lanes.length(restX - pointX, restY - pointY)
        let nearer = distance .< found.first
        found.second = found.second.atMost(distance).replacing(with: found.first, where: nearer)
        found.first.replace(with: distance, where: nearer)
        found.name.replace(with: name, where: nearer)
        found.x.replace(with: floorX + pointX, where: nearer)
        found.y.replace(with: floorY + pointY, where: nearer)
      }
    }
    return found
  }

  struct Cells {
    var first: Lanes
    var second: Lanes
    var name: SIMD8<UInt32>
    var x: Lanes
    var y: Lanes

    /// Twelve bits of the name, from 0 to 1; `part` chooses which.
    @inline(__always) func share(_ part: UInt32) -> Lanes {
      Lanes(whole: (name &* (2 * part &+ 0x9e37_79b1)) &>> 20) * (1 / 4_095)
    }
  }
}
