/// A bridge from one edge of the picture to the other.
struct Bridge {
  private let reading: Reading
  private let frame: Frame
  private let light: Daylight
  private let steel: RGB
  private let stone: RGB

  init(_ setting: Setting, _ light: Daylight) {
    reading = setting.reading
    frame = setting.frame
    self.light = light
    let dim = 1 - light.night * 0.6
    let own = reading.tints[.bridge]?.first.map { setting.graded(RGB($0)) }
    steel = light.near.mixed((own ?? RGB(0xb04434)).scaled(dim), own == nil ? 0.5 : 0.75).mixed(light.haze, 0.12)
    stone = light.near.mixed((own ?? RGB(0x9a8c7c)).scaled(dim), 0.5).mixed(light.haze, 0.16)
  }

  /// `level` is the water's.
  func draw(_ strokes: inout Strokes, level: Float, train: Train?, _ chance: inout Chance) {
    let old = reading.hasAny(.village, .castle, .ruin, .river, .train) && !reading.has(.city) && !reading.has(.electric)
    if old || (!reading.has(.city) && chance.happens(0.4)) {
      arches(&strokes, level, train, &chance)
    } else {
      hung(&strokes, level, train, &chance)
    }
  }

  private func hung(_ strokes: inout Strokes, _ level: Float, _ train: Train?, _ chance: inout Chance) {
    let aspect = frame.aspect
    let high = min(0.36, 0.16 + aspect * 0.18)
    let deck = level - high * 0.30
    let top = deck - high
    let (first, second) = (aspect * chance.between(0.22, 0.30), aspect * chance.between(0.72, 0.80))
    let dark = steel.scaled(0.55)
    /// The main cable's height: deepest halfway between the towers, and falling to the deck beyond them.
    func cable(_ x: Float) -> Float {
      let span = second - first
      if x >= first, x <= second {
        let off = (x - (first + second) / 2) / (span / 2)
        return deck - high * 0.10 - (high * 0.88) * off * off
      }
      let away = (x < first ? first - x : x - second) / (span * 0.55)
      return min(deck, top + high * 0.02 + (deck - top) * away * (1.35 - 0.35 * away))
    }
    for (shift, shade) in [(Float(0.006), dark), (0, steel)] {
      var x: Float = -0.02
      while x < aspect + 0.02 {
        let next = x + 0.012
        strokes.line(SIMD2(x + shift, cable(x)), SIMD2(next + shift, cable(next)), 0.0021, shade)
        if cable(x) < deck - 0.004 {
          strokes.line(SIMD2(x + shift, cable(x)), SIMD2(x + shift, deck), 0.0007, shade, opacity: 0.8)
        }
        x = next
      }
    }
    train?.draw(&strokes, rail: deck, size: 0.052, bank: false, &chance)
    strokes.box(-0.1, deck - 0.004, aspect + 0.2, 0.010, steel, to: dark)
    strokes.box(-0.1, deck + 0.006, aspect + 0.2, 0.007, dark)
    var x: Float = -0.02
    while x < aspect {
      strokes.line(SIMD2(x, deck + 0.011), SIMD2(x + 0.014, deck + 0.022), 0.0011, dark)
      strokes.line(SIMD2(x + 0.014, deck + 0.022), SIMD2(x + 0.028, deck + 0.011), 0.0011, dark)
      x += 0.028
    }
    strokes.line(SIMD2(-0.1, deck + 0.0225), SIMD2(aspect + 0.1, deck + 0.0225), 0.0014, dark)
    for middle in [first, second] {
      let wide = high * 0.052
      for side in [-1, 1] as [Float] {
        let leg = middle + side * wide
        strokes.polygon(
          [
            SIMD2(leg - wide * 0.36, top), SIMD2(leg + wide * 0.36, top), SIMD2(leg + wide * 0.5, level + 0.004),
            SIMD2(leg - wide * 0.5, level + 0.004),
          ], side < 0 ? steel.mixed(light.sun, 0.10) : steel.scaled(0.78), to: side < 0 ? steel.scaled(0.8) : dark)
      }
      for share in [0.03, 0.26, 0.50, 0.74] as [Float] {
        strokes.box(middle - wide * 1.2, top + high * share, wide * 2.4, high * 0.035, steel, to: dark)
      }
      strokes.box(middle - wide * 2, level - high * 0.045, wide * 4, high * 0.05, stone, to: stone.scaled(0.6))
      lamp(&strokes, SIMD2(middle, top - 0.004), 0.004, RGB(0xff6048))
    }
    var post: Float = 0.02
    while post < aspect {
      lamp(&strokes, SIMD2(post, deck - 0.016), 0.0022, RGB(0xffdc98))
      post += 0.055
    }
  }

  private func arches(_ strokes: inout Strokes, _ level: Float, _ train: Train?, _ chance: inout Chance) {
    let aspect = frame.aspect
    let count = max(2, Int(aspect * chance.between(3.4, 5.2)))
    let span = (aspect + 0.3) / Float(count)
    let pier = span * 0.11
    let high = min(0.17, span * 0.52)
    let hump: Float = train == nil ? high * 0.28 : 0
    func top(_ x: Float) -> Float {
      let off = (x - aspect / 2) / (aspect / 2 + 0.15)
      return level - high - hump * (1 - off * off)
    }
    /// From its left foot over its crown to the right.
    func arch(_ index: Int, inset: Float, shift: Float) -> [SIMD2<Float>] {
      let left = -0.15 + Float(index) * span + pier
      let (middle, half) = (left + (span - 2 * pier) / 2, (span - 2 * pier) / 2 - inset)
      let crown = min(half, level - top(middle) - high * 0.24)
      return (0...16).map { step in
        let turn = Float(step) / 16 * 3.141_593
        return SIMD2(middle - half * turn.cosine + shift, level + 0.002 - crown * turn.sine)
      }
    }
    // The inner side of every arch shows to the left of its opening.
    for index in 0..<count {
      strokes.polygon(
        arch(index, inset: 0, shift: 0) + arch(index, inset: 0.003, shift: span * 0.05).reversed(), stone.scaled(0.40),
        convex: false)
    }
    var outline: [SIMD2<Float>] = stride(from: Float(-0.2), through: aspect + 0.2, by: 0.02).map { SIMD2($0, top($0)) }
    outline.append(SIMD2(aspect + 0.2, level + 0.002))
    for index in stride(from: count - 1, through: 0, by: -1) {
      outline += arch(index, inset: 0, shift: 0).reversed()
    }
    outline.append(SIMD2(-0.2, level + 0.002))
    train?.draw(&strokes, rail: level - high + 0.002, size: 0.060, bank: false, &chance)
    strokes.polygon(outline, stone.mixed(light.sun, 0.10), to: stone.scaled(0.62), convex: false)
    for index in 0..<count {
      let ring = arch(index, inset: 0, shift: 0)
      for (from, to) in zip(ring, ring.dropFirst()) { strokes.line(from, to, 0.0022, stone.mixed(light.haze, 0.35)) }
      let foot = -0.15 + Float(index) * span
      strokes.polygon(
        [
          SIMD2(foot - pier * 0.5, level - high * 0.5), SIMD2(foot + pier * 0.5, level - high * 0.5),
          SIMD2(foot + pier * 0.8, level + 0.003), SIMD2(foot - pier * 0.8, level + 0.003),
        ], stone.scaled(0.9), to: stone.scaled(0.55))
    }
    var x: Float = -0.2
    while x < aspect + 0.2 {
      strokes.line(SIMD2(x, top(x)), SIMD2(x + 0.02, top(x + 0.02)), 0.0036, stone.mixed(light.cloudLit, 0.22))
      x += 0.02
    }
    var post: Float = 0.06
    while post < aspect, train == nil {
      strokes.line(SIMD2(post, top(post)), SIMD2(post, top(post) - 0.028), 0.0011, stone.scaled(0.4))
      lamp(&strokes, SIMD2(post, top(post) - 0.030), 0.0030, RGB(0xffdc98))
      post += span / 2
    }
  }

  /// Burns when it is dark.
  private func lamp(_ strokes: inout Strokes, _ at: SIMD2<Float>, _ radius: Float, _ colour: RGB) {
    guard light.night > 0.3 else { return }
    strokes.disc(at, radius * 4, colour, opacity: 0.4 * light.night, shines: true, blur: radius * 3)
    strokes.disc(at, radius, colour.mixed(.white, 0.3), shines: true)
  }
}
