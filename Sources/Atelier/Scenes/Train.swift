/// A steam engine with its carriages, or a fast train where the future is asked for.
struct Train {
  private let frame: Frame
  private let light: Daylight
  private let body: RGB
  private let dark: RGB
  private let fast: Bool

  init(_ setting: Setting, _ light: Daylight) {
    frame = setting.frame
    self.light = light
    fast = setting.reading.has(.electric)
    let own = setting.reading.tints[.train]?.first.map { setting.graded(RGB($0)) }
    body = light.near.mixed((own ?? RGB(fast ? 0xc8d0d8 : 0x8a3028)).scaled(1 - light.night * 0.6), 0.55)
    dark = light.near.scaled(0.55)
  }

  /// `size` is its height over the rail; with a bank it gets a ground of its own to run on.
  func draw(_ strokes: inout Strokes, rail: Float, size: Float, bank: Bool, _ chance: inout Chance) {
    let aspect = frame.aspect
    let way: Float = light.sunX > aspect / 2 ? 1 : -1
    let nose = way > 0 ? aspect * chance.between(0.66, 0.80) : aspect * chance.between(0.20, 0.34)
    if bank {
      let earth = light.near.mixed(light.haze, 0.10)
      strokes.polygon(
        [SIMD2(-0.2, rail), SIMD2(aspect + 0.2, rail), SIMD2(aspect + 0.2, 1.2), SIMD2(-0.2, 1.2)],
        earth.mixed(light.sun, 0.10), to: earth.scaled(0.5))
      var sleeper: Float = -0.1
      while sleeper < aspect + 0.1 {
        strokes.box(sleeper, rail, size * 0.09, size * 0.06, dark)
        sleeper += size * 0.20
      }
      strokes.line(SIMD2(-0.2, rail), SIMD2(aspect + 0.2, rail), size * 0.016, light.haze.mixed(light.sun, 0.5))
    }
    /// `u` runs back from the nose and `v` up from the rail, both in heights.
    func at(_ u: Float, _ v: Float) -> SIMD2<Float> { SIMD2(nose - way * u * size, rail - v * size) }
    func box(_ u: Float, _ v: Float, _ wide: Float, _ high: Float, _ colour: RGB, to end: RGB? = nil) {
      let (a, b) = (at(u, v + high), at(u + wide, v))
      strokes.box(min(a.x, b.x), a.y, abs(a.x - b.x), b.y - a.y, colour, to: end)
    }
    var tail: Float = 2.55
    if fast {
      let outline = [(0, 0.16), (0.10, 0.34), (0.55, 0.66), (1.1, 0.84), (2.5, 0.86), (2.5, 0.12), (0.12, 0.10)]
        .map { at(Float($0.0), Float($0.1)) }
      strokes.polygon(outline, body.mixed(.white, 0.2), to: body.scaled(0.6), convex: false)
      box(0.75, 0.54, 0.4, 0.14, dark)
    } else {
      steam(&strokes, at, &chance)
      box(0.20, 0.34, 1.30, 0.36, body, to: body.scaled(0.45))
      strokes.disc(at(0.22, 0.52), size * 0.18, dark, relief: 0.2)
      box(0.36, 0.68, 0.13, 0.30, dark)
      box(0.31, 0.94, 0.23, 0.06, dark)
      strokes.disc(at(0.86, 0.70), size * 0.10, body.mixed(light.sun, 0.25), relief: 0.3)
      box(1.36, 0.28, 0.50, 0.68, body, to: body.scaled(0.5))
      box(1.28, 0.94, 0.66, 0.07, dark)
      box(1.46, 0.62, 0.26, 0.22, glass)
      box(0.10, 0.24, 2.30, 0.11, dark)
      box(1.95, 0.26, 0.52, 0.40, dark, to: dark.scaled(0.6))
      strokes.polygon(
        way > 0
          ? [at(0.14, 0.26), at(-0.10, 0.03), at(0.16, 0.03)] : [at(-0.10, 0.03), at(0.14, 0.26), at(0.16, 0.03)], dark,
        convex: false)
      strokes.disc(at(0.12, 0.74), size * 0.06, RGB(0xfff2c8))
      strokes.disc(at(0.12, 0.74), size * 0.5, RGB(0xffe0a0), opacity: 0.5, shines: true, blur: size * 0.4)
      for u in [0.62, 1.02, 1.42] as [Float] { wheel(&strokes, at(u, 0.19), size * 0.19) }
      for u in [0.26, 2.06, 2.32] as [Float] { wheel(&strokes, at(u, 0.11), size * 0.11) }
      strokes.line(at(0.62, 0.15), at(1.42, 0.15), size * 0.018, light.haze.mixed(dark, 0.4))
    }
    while (way > 0 ? at(tail, 0).x > -0.1 : at(tail, 0).x < aspect + 0.1), tail < 60 {
      let coach = fast ? body.mixed(.white, 0.1) : body
      box(tail + 0.05, 0.16, 1.92, 0.66, coach, to: coach.scaled(0.55))
      box(tail + 0.02, 0.80, 1.98, 0.06, dark)
      box(tail + 0.05, 0.44, 1.92, 0.03, coach.mixed(light.sun, 0.4))
      for window in 0..<6 { box(tail + 0.17 + Float(window) * 0.30, 0.50, 0.20, 0.22, glass) }
      for u in [0.32, 0.58, 1.44, 1.70] as [Float] { wheel(&strokes, at(tail + u, 0.09), size * 0.09) }
      tail += 2.04
    }
  }

  private var glass: RGB {
    light.night > 0.3 || light.strength < 0.6 ? RGB(0xffd890) : light.sky.at(0.6).mixed(dark, 0.25)
  }

  private func wheel(_ strokes: inout Strokes, _ at: SIMD2<Float>, _ radius: Float) {
    strokes.disc(at, radius, dark)
    strokes.disc(at, radius * 0.72, dark.mixed(light.haze, 0.30))
    for turn in 0..<3 {
      let angle = Float(turn) * 1.047
      let way = SIMD2(angle.cosine, angle.sine) * (radius * 0.8)
      strokes.line(at - way, at + way, radius * 0.07, dark)
    }
    strokes.disc(at, radius * 0.2, dark)
  }

  private func steam(
    _ strokes: inout Strokes, _ at: (Float, Float) -> SIMD2<Float>, _ chance: inout Chance
  ) {
    let size = at(0, 0).y - at(0, 1).y
    for step in stride(from: 54, through: 0, by: -1) {
      let back = Float(step) / 54
      let place = at(0.42 + back * 7.5, 1.02 + back.squareRoot() * 1.35)
      let shift = SIMD2(chance.around(), chance.around()) * (size * (0.05 + 0.42 * back))
      let lit = light.cloudLit.mixed(light.cloudShade, 0.15 + chance.unit() * 0.45)
      strokes.disc(
        place + shift, size * (0.10 + 0.50 * back), lit, opacity: 0.62 * (1 - back * 0.75), relief: 0.16,
        blur: size * (0.03 + 0.16 * back))
    }
  }
}
