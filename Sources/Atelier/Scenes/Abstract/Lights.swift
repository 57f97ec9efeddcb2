/// Discs of light out of focus.
enum Bokeh {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("bokeh")
    let palette = setting.palette(&chance)
    let frame = setting.frame
    var strokes = Strokes()
    let level = chance.between(0.45, 0.65)
    for depth in 0..<3 {
      let count = frame.count([70, 44, 16][depth], least: 8)
      for _ in 0..<count {
        let radius = chance.between(0.012, 0.03) * [1, 2, 3.6][depth]
        let place = SIMD2(
          chance.between(-0.05, 1.05) * frame.aspect, level + chance.around() * (0.26 + 0.16 * Float(depth)))
        let colour = chance.one(of: Array(palette[2...])).saturated(1.25)
        let strength = chance.between(0.18, 0.62) * [1, 0.8, 0.5][depth]
        strokes.disc(place, radius, colour, opacity: strength, shines: true, blur: radius * chance.between(0.04, 0.2))
        strokes.disc(place, radius * 0.9, colour, opacity: strength * 0.3, shines: true, blur: radius * 0.06)
      }
    }
    strokes.file(frame)
    let ground = Backdrop(
      inner: palette[1].mixed(palette[2], 0.3).scaled(0.7), outer: palette[0].scaled(0.45),
      x: frame.aspect * chance.between(0.3, 0.7), y: level, noise: Noise(&chance), aspect: frame.aspect)
    return Layers(layers: [ground, strokes])
  }
}

/// A grid that runs to a striped sun between dark mountains.
struct NeonGrid: Painting {
  private let sky: Ramp
  private let sun: Ramp
  private let line: RGB
  private let second: RGB
  private let aspect: Float
  private let ridge: Profile
  private let stars: Stars
  private let horizon: Float
  private let noise: Noise
  private let radius: Float

  init(_ setting: Setting) {
    var chance = setting.chance.branch("grid")
    aspect = setting.frame.aspect
    horizon = chance.between(0.56, 0.64)
    radius = min(1, aspect) * chance.between(0.20, 0.26)
    let sets: [(Ramp, Ramp, UInt32, UInt32)] = [
      (
        Ramp(0x0a0420, 0x2a0a4a, 0x6a1a6a, 0xd8407a, 0xff9a5a), Ramp(0xfff07a, 0xff9a4a, 0xff3f8a, 0xc020a0), 0xff4fd8,
        0x4fe8ff
      ),
      (
        Ramp(0x020818, 0x06204a, 0x1a4a8a, 0x6a60c0, 0xf080b0), Ramp(0xfff4c0, 0xffb080, 0xff60a0, 0x8040d0), 0x4fd8ff,
        0xff60c0
      ),
      (
        Ramp(0x08021a, 0x1c0636, 0x461060, 0x8a2080, 0xf05a60), Ramp(0xffe060, 0xff7a50, 0xf03a80, 0x7a1a90), 0x9a6aff,
        0xff9a5a
      ),
    ]
    let set = chance.one(of: sets)
    let tint = setting.reading.colours.first.map { RGB($0) }
    sky = tint.map { tint in set.0.map { $0.tinted(tint, 0.5) } } ?? set.0
    sun = set.1
    line = tint ?? RGB(set.2)
    second = RGB(set.3)
    noise = Noise(&chance)
    stars = Stars(key: chance.key(), amount: 0.9, horizon: horizon, band: nil)
    let (noise, aspect, horizon) = (self.noise, self.aspect, self.horizon)
    ridge = Profile(setting.frame) { x in
      let off = (x - aspect / 2).magnitude * (1 / max(0.5, aspect / 2))
      return horizon - noise.ridged(x * 2.2, x * 0 + 0.5, 4) * 0.19 * off.smooth(0.18, 0.9)
    }
  }

  func paint(at spot: Spot) -> Paint {
    var paint = sky.at(spot.y * (1 / horizon))
    stars.paint(over: &paint, at: spot)
    let (offX, offY) = (spot.x - aspect / 2, spot.y - (horizon - radius * 0.55))
    let reach = Lanes.length(offX, offY)
    paint.light(sun.at(Lanes(repeating: 0.5)).scaled(((reach - radius).atLeast(0) * -7).exponential * 0.5))
    let down = (offY * (0.5 / radius) + 0.5).unit
    let stripe = (down * 11).fraction
    // The gaps between its stripes widen downwards.
    let stripes = (stripe - 1 + down * 0.62).smooth(0.02, -0.02)
    let whole = stripes.replacing(with: 1, where: down .< 0.3)
    paint.mix(sun.at(down), reach.smooth(radius + spot.pixel, radius - spot.pixel) * whole)
    let top = ridge.at(spot.x)
    let below = spot.y - top
    var rock = Paint(sky.colours[0].scaled(0.7))
    rock.light(line, (below * -60).exponential * 0.9)
    let mesh = (noise.ridged(spot.x * 7, spot.y * 9, 3) - 0.62).magnitude
    rock.light(line, mesh.smooth(0.03, 0) * 0.20)
    paint.mix(rock, (below * (1 / spot.pixel) + 0.5).unit)
    let floor = (spot.y - horizon)
    guard any(floor .> 0) else { return paint }
    let depth = 0.16 / floor.atLeast(0.0015)
    let (u, v) = ((spot.x - aspect / 2) * depth * 3.2, depth * 2.4)
    let width = depth * (spot.pixel * 2.4)
    func grid(_ place: Lanes, _ blur: Lanes) -> Lanes {
      let off = (place - (place + 0.5).floored).magnitude
      let sharp = (off / (blur + 0.018)).smooth(1.6, 0.4) / (blur * 7 + 1)
      return sharp + (off * -9).exponential * 0.24
    }
    let lines = grid(u, width * 3.2).atLeast(grid(v, width * depth * 14))
    var ground = Paint(sky.colours[0].scaled(0.5))
    ground.light(sky.colours[3], (floor * -16).exponential * 0.6)
    ground.light(line.mixed(second, 0.3), lines * floor.smooth(0, 0.05))
    let mirror = (offX * (1 / radius))
    ground.light(sun.colours[1], (mirror * mirror * -2.4).exponential * (floor * -4).exponential * 0.26)
    paint.mix(ground, (floor * (1 / spot.pixel) + 0.5).unit)
    paint.light(second, (floor * floor * -9_000).exponential * 0.6)
    return paint
  }
}

/// Under water: shafts of light, bubbles, fish or jellyfish.
enum Deep {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("deep")
    let (frame, reading) = (setting.frame, setting.reading)
    let palette = setting.palette(&chance)
    let custom = !reading.colours.isEmpty
    let ramp =
      custom
      ? Ramp([palette[4], palette[3], palette[1], palette[0].scaled(0.5)])
      : chance.one(of: [
        Ramp(0xa8ecec, 0x2f9fc0, 0x0f4f80, 0x041a38), Ramp(0x9ae8d0, 0x1f8f98, 0x0a4a5a, 0x03181f),
        Ramp(0x7ac8f0, 0x2a6ab8, 0x142f78, 0x070e30),
      ])
    var strokes = Strokes()
    let jelly = reading.has(.jellyfish)
    if jelly {
      for index in 0..<min(12, reading.counts[.jellyfish] ?? (3 + chance.below(4))) {
        let size =
          (index == 0 ? chance.between(0.13, 0.18) : chance.between(0.05, 0.11)) * min(1, frame.aspect)
          * reading.size(.jellyfish)
        let at =
          index == 0
          ? SIMD2(frame.aspect * chance.between(0.35, 0.65), chance.between(0.28, 0.42))
          : SIMD2(frame.aspect * chance.between(0.08, 0.92), chance.between(0.1, 0.75))
        drawJelly(
          &strokes, at, size,
          chance.one(of: [RGB(0xf0a8d8), RGB(0xa8d8ff), RGB(0xffc8a0), RGB(0xc8b0ff)]).mixed(
            palette[4], custom ? 0.6 : 0), &chance)
      }
    } else if reading.hasAny(.fish, .whale, .coral) || chance.happens(0.7) {
      let count = min(60, reading.counts[.fish] ?? 26)
      for _ in 0..<count {
        let depth = chance.unit()
        let at = SIMD2(chance.between(0, frame.aspect), chance.between(0.15, 0.85))
        drawFish(
          &strokes, at, 0.012 + depth * depth * 0.05 * reading.size(.fish),
          ramp.at(1 - depth * 0.2).mixed(
            chance.one(of: [RGB(0xf0a040), RGB(0xf06050), RGB(0xf0e0a0), palette[3]]), depth), chance.happens(0.8))
      }
    }
    for _ in 0..<frame.count(50, least: 16) {
      let size = 0.003 + chance.unit().raised(4) * 0.028
      let at = SIMD2(chance.between(0, frame.aspect), chance.between(0, 1))
      strokes.disc(at, size, RGB(0xc8f4ff), opacity: 0.16, shines: true)
      strokes.disc(at, size * 0.82, ramp.at(at.y), opacity: 0.25)
      strokes.disc(at + SIMD2(-0.3, -0.34) * size, size * 0.22, .white, opacity: 0.85, shines: true)
      strokes.disc(at + SIMD2(0.3, 0.4) * size, size * 0.3, .white, opacity: 0.22, shines: true)
    }
    strokes.file(frame)
    let x = frame.aspect * chance.between(0.3, 0.7)
    var layers: [any Layer] = [Depths(ramp: ramp, x: x, noise: Noise(&chance))]
    layers.append(Shafts(x: x, y: -0.35, colour: ramp.at(0).mixed(.white, 0.4), strength: 0.75, noise: Noise(&chance)))
    if !jelly {
      for index in 0..<3 {
        let near = Float(index) / 2
        let noise = Noise(&chance)
        let line = Profile(frame) { x in
          noise.ridged(x * 2.4 + near * 5, x * 0 + near, 5) * -0.16 + (0.95 + near * 0.12)
        }
        layers.append(
          Row(
            kind: .grass, ground: line, gap: 0.014 + near * 0.016, least: 0.03 + near * 0.04, most: 0.10 + near * 0.14,
            colour: ramp.at(0.55 + near * 0.4).scaled(0.75 - near * 0.2), lit: ramp.at(0.3), others: [], toSun: 0,
            key: chance.key(), share: 0.55, fills: true, mist: ramp.at(0.6), mistiness: 0.4 * (1 - near)))
      }
    }
    layers.append(strokes)
    return Layers(layers: layers)
  }

  private static func drawFish(
    _ strokes: inout Strokes, _ at: SIMD2<Float>, _ size: Float, _ colour: RGB, _ right: Bool
  ) {
    let way: Float = right ? 1 : -1
    let dark = colour.scaled(0.6)
    strokes.polygon(
      right
        ? [at + SIMD2(-1.7 * size, -0.55 * size), at + SIMD2(-0.7 * size, 0), at + SIMD2(-1.7 * size, 0.55 * size)]
        : [at + SIMD2(1.7 * size, -0.55 * size), at + SIMD2(1.7 * size, 0.55 * size), at + SIMD2(0.7 * size, 0)], dark)
    strokes.ellipse(at, axis: SIMD2(size, 0), size * 0.48, colour, to: colour, relief: 0.45)
    strokes.leaf(at + SIMD2(-0.3 * way, -0.40) * size, at + SIMD2(0.5 * way, -0.48) * size, size * 0.16, dark)
    strokes.disc(at + SIMD2(0.62 * way * size, -0.10 * size), size * 0.09, .black)
  }

  private static func drawJelly(
    _ strokes: inout Strokes, _ at: SIMD2<Float>, _ size: Float, _ colour: RGB, _ chance: inout Chance
  ) {
    strokes.disc(at, size * 1.6, colour, opacity: 0.20, shines: true, blur: size * 0.9)
    for index in 0..<11 {
      let share = Float(index) / 10 - 0.5
      var from = at + SIMD2(share * size * 1.7, size * 0.12)
      let (length, phase, sway) = (size * chance.between(0.16, 0.30), chance.between(0, 6.28), chance.between(0.2, 0.5))
      for step in 0..<12 {
        let to = from + SIMD2((Float(step) * 0.7 + phase).sine * sway * length * 0.5, length * 0.8)
        strokes.line(
          from, to, size * 0.035 * (1 - Float(step) / 13), colour.mixed(.white, 0.2),
          opacity: 0.55 * (1 - Float(step) / 14), shines: true)
        from = to
      }
    }
    let bell = Geometry.sector(at + SIMD2(0, size * 0.1), size, from: 0.5, to: 1, corners: 30)
    strokes.polygon(
      bell, colour.mixed(.white, 0.35), to: colour.scaled(0.7), opacity: 0.75, convex: false, blur: size * 0.01)
    for ring in 1..<5 {
      strokes.ellipse(
        at + SIMD2(0, -size * 0.28), axis: SIMD2(size * 0.16 * Float(ring), 0), size * 0.09 * Float(ring), .white,
        opacity: 0.09, shines: true)
    }
    for index in 0..<9 {
      let x = (Float(index) / 8 - 0.5) * 1.86 * size
      strokes.ellipse(
        at + SIMD2(x, size * 0.10), axis: SIMD2(size * 0.11, 0), size * 0.06, colour.mixed(.white, 0.5), opacity: 0.7)
    }
    strokes.disc(at + SIMD2(-0.3, -0.4) * size, size * 0.2, .white, opacity: 0.4, shines: true, blur: size * 0.15)
  }
}

private struct Depths: Layer {
  let ramp: Ramp
  let x: Float
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let reach = Lanes.length((spot.x - x) * 0.55, spot.y + 0.12)
    paint = ramp.at((reach * 0.95 + noise.layered(spot.x * 1.4, spot.y * 1.4, 3) * 0.09).unit)
    let (bendX, bendY) = (noise(spot.x * 4, spot.y * 9), noise(spot.x * 4 + 9, spot.y * 9))
    let caustic = (1 - noise.layered(spot.x * 7 + bendX, spot.y * 16 + bendY, 3).magnitude * 6).unit
    paint.light(.white, caustic.raised(3) * spot.y.smooth(0.28, 0) * 0.5)
  }
}

/// An island from straight above.
struct IslandMap: Painting {
  private let high: Noise
  private let low: Noise
  private let cloud: Noise
  private let aspect: Float
  private let shift: SIMD2<Float>
  private let octaves: Int
  private let cover: Float
  private let tint: RGB?

  init(_ setting: Setting) {
    var chance = setting.chance.branch("map")
    (high, low, cloud) = (Noise(&chance), Noise(&chance), Noise(&chance))
    aspect = setting.frame.aspect
    shift = SIMD2(chance.between(-20, 20), chance.between(-20, 20))
    octaves = setting.frame.count(7, least: 4)
    cover = setting.reading.lacks(.cloud) ? 0 : chance.between(0.2, 0.8)
    tint = setting.reading.colours.first.map { RGB($0) }
  }

  private func height(_ x: Lanes, _ y: Lanes) -> Lanes {
    let reach = Lanes.length((x - aspect / 2) * (1 / max(1, aspect * 0.85)), y - 0.5)
    return high.ridged(x * 2.4 + shift.x, y * 2.4 + shift.y, octaves) * 0.9
      + low.layered(x * 2 + shift.x, y * 2 + shift.y, octaves) * 0.8 - reach * 2.05 + 0.16
  }

  func paint(at spot: Spot) -> Paint {
    let step: Float = 0.0018
    let here = height(spot.x, spot.y)
    let (slopeX, slopeY) = (
      (height(spot.x + step, spot.y) - here) * (1 / step), (height(spot.x, spot.y + step) - here) * (1 / step)
    )
    let light = (0.58 - slopeX * 0.075 - slopeY * 0.085).atLeast(0.05).atMost(1.3)
    var land = Ramp([
      (0, RGB(0xe8d8a8)), (0.06, RGB(0xcdbf80)), (0.16, RGB(0x5f8a4a)), (0.45, RGB(0x2f5f3c)), (0.7, RGB(0x7a6f62)),
      (0.88, RGB(0xf4f2ee)), (1, RGB(0xffffff)),
    ]).at(here * (1 / 0.62))
    land.scale(light * 0.85 + 0.33)
    land.scale(1 + low.layered(spot.x * 34, spot.y * 34, 3) * 0.14)
    var sea = Ramp([(0, RGB(0x8fded4)), (0.12, RGB(0x2ea7b3)), (0.4, RGB(0x125f86)), (1, RGB(0x08304f))]).at(
      here * (-1 / 0.55))
    sea.scale(1 + low.layered(spot.x * 30, spot.y * 30, 3) * 0.06)
    if let tint {
      sea.mix(tint.scaled(0.6), Lanes(repeating: 0.4))
    }
    let foam = (here + 0.012) * (1 / 0.008)
    let broken = low.layered(spot.x * 60, spot.y * 60, 2) * 0.4 + 0.8
    sea.mix(.white, (foam * foam * -1).exponential * 0.8 * broken)
    var paint = sea.mixed(land, here.smooth(-0.001, 0.001))
    if cover > 0 {
      let shade = cloud.layered((spot.x - 0.022) * 2.2 + 8, (spot.y - 0.022) * 2.2, octaves).smooth(0.12, 0.5)
      paint.scale(1 - shade * 0.28 * cover)
      let veil = cloud.layered(spot.x * 2.2 + 8, spot.y * 2.2, octaves)
      paint.mix(.white, veil.smooth(0.10, 0.5) * cover)
    }
    return paint
  }
}
