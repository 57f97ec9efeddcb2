/// Rosettes, fractals, spirals and glass: forms around a centre.
struct Ornament: Painting {
  enum Kind {
    case mandala, julia, spiral, roseWindow, crystal, heart
  }

  let kind: Kind
  let ramp: Ramp
  let palette: [RGB]
  let aspect: Float
  let extent: Float
  let folds: Float
  let noise: Noise
  let other: Noise
  let seed: SIMD4<Float>
  let rounds: Int

  init(_ kind: Kind, _ setting: Setting) {
    var chance = setting.chance.branch("ornament")
    self.kind = kind
    palette = setting.palette(&chance)
    ramp = Ramp(palette)
    aspect = setting.frame.aspect
    extent = min(1, aspect)
    folds = Float(chance.one(of: [6, 8, 8, 10, 12, 16]))
    noise = Noise(&chance)
    other = Noise(&chance)
    seed = SIMD4(chance.unit(), chance.unit(), chance.unit(), chance.unit())
    rounds = setting.frame.count(110, least: 30)
  }

  func paint(at spot: Spot) -> Paint {
    let (x, y) = ((spot.x - aspect / 2) * (2 / extent), (spot.y - 0.5) * (2 / extent))
    let pixel = spot.pixel * 2 / extent
    switch kind {
    case .mandala: return mandala(x, y, pixel)
    case .julia: return julia(x, y)
    case .spiral: return spiral(x, y)
    case .roseWindow: return window(x, y, pixel)
    case .crystal: return crystal(x, y, pixel)
    case .heart: return heart(x, y, pixel)
    }
  }

  private func mandala(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Paint {
    let reach = Lanes.length(x, y)
    let turn = y.angle(x)
    var paint = Paint(palette[0])
    paint.mix(palette[1], (1.3 - reach).unit * 0.7)
    // From the outside in: each ring of petals lies over the one around it.
    for ring in stride(from: 9, through: 0, by: -1) {
      let inner = (Float(ring) * 0.118) + 0.02
      let odd: Float = ring % 2 == 0 ? 0 : 0.5
      let many = folds * (ring > 5 ? 2 : 1)
      let place = (turn * many + odd).fraction - 0.5
      let angle = place.magnitude * 2
      let shape = [0.5, 1.0, 2.2, 0.7][(ring + Int(seed.x * 4)) % 4] as Float
      let length: Float = 0.15 + 0.09 * [seed.y, seed.z, seed.w, seed.x][ring % 4]
      let edge = (1 - angle.raised(shape)) * length + inner
      let cover = ((edge - reach) * (1 / pixel) + 0.5).unit
      guard any(cover .> 0) else { continue }
      let colour = palette[1 + (ring * 3 + Int(seed.z * 5)) % 5]
      var petal = Paint(colour)
      petal.scale(0.62 + ((reach - inner) * (1 / (length + 0.06))).unit * 0.55 - place * 0.22)
      let rim = ((edge - reach).magnitude - 0.007).smooth(pixel, -pixel)
      petal.mix(palette[(ring + 5) % 2 == 0 ? 5 : 0], rim * 0.85)
      let bead =
        Lanes.length(
          (reach - inner - length * 0.52), place * reach * (6.28 / many)) - 0.012 - 0.008 * seed.w
      petal.mix(palette[5], (bead * (-1 / pixel) + 0.5).unit)
      // What lies higher throws a little shade on what lies lower.
      paint.scale(1 - (edge + 0.03 - reach).smooth(-0.01, 0.03) * 0.35 * (1 - cover))
      paint.mix(petal, cover)
    }
    let heart = (reach - 0.06)
    paint.mix(palette[5], (heart * (-1 / pixel) + 0.5).unit)
    paint.mix(palette[3], ((reach - 0.035) * (-1 / pixel) + 0.5).unit)
    return paint
  }

  private func julia(_ x: Lanes, _ y: Lanes) -> Paint {
    let points: [SIMD2<Float>] = [
      SIMD2(-0.745, 0.186), SIMD2(-0.79, 0.156), SIMD2(0.285, 0.0105), SIMD2(-0.4, 0.6), SIMD2(-0.835, -0.2321),
      SIMD2(-0.7269, 0.1889), SIMD2(0.355, 0.355), SIMD2(-0.162, 1.04),
    ]
    let point = points[Int(seed.x * 7.99)] + SIMD2((seed.y - 0.5) * 0.008, (seed.z - 0.5) * 0.008)
    let (sine, cosine) = ((seed.w * 6.28).sine, (seed.w * 6.28).cosine)
    var real = (x * cosine - y * sine) * 1.15
    var imaginary = (x * sine + y * cosine) * 1.15
    var count = Lanes.zero
    var trap = Lanes(repeating: 9)
    var alive = SIMDMask<SIMD8<Int32>>(repeating: true)
    var last = Lanes(repeating: 1)
    for _ in 0..<rounds {
      let (squareR, squareI) = (real * real, imaginary * imaginary)
      let size = squareR + squareI
      last.replace(with: size, where: alive)
      alive = alive .& (size .< 64)
      guard any(alive) else { break }
      trap.replace(with: trap.atMost(((size - 0.35).magnitude).atMost((real + imaginary).magnitude)), where: alive)
      let next = squareR - squareI + point.x
      imaginary.replace(with: 2 * real * imaginary + point.y, where: alive)
      real.replace(with: next, where: alive)
      count.replace(with: count + 1, where: alive)
    }
    let smooth = count - ((last.atLeast(1.01)).logarithm * 0.5).atLeast(0.01).logarithm + 2
    let tone = (smooth.atLeast(0.01).raised(0.5) * (0.20 + seed.y * 0.12)).fraction
    // There and back, so that the colours close.
    let swing = 1 - (tone * 2 - 1).magnitude
    var paint = ramp.at(swing)
    paint.scale(0.35 + 0.65 * (smooth * 0.09).unit + 0.2 * trap.unit)
    var inside = Paint(palette[0])
    inside.mix(palette[4], (trap * 2.2).unit.root * 0.8)
    paint.replace(with: inside, where: alive)
    paint.light(palette[5], (trap * -26).exponential * 0.5)
    return paint
  }

  private func spiral(_ x: Lanes, _ y: Lanes) -> Paint {
    let reach = Lanes.length(x, y).atLeast(0.002)
    let turn = y.angle(x)
    let arms = 2 + (seed.x * 4).rounded(.down)
    let swirl = reach.logarithm * (0.55 + seed.y * 0.4)
    let bend = noise.layered(x * 2, y * 2, 4) * 0.10
    let place = (turn * arms + swirl * arms * 0.8 + bend).fraction
    let inner = (place * 3).floored
    var paint = ramp.at((inner * 0.33 + reach * 0.35 + other(x * 1.5, y * 1.5) * 0.12).unit)
    let edge = (place * 3).fraction
    paint.scale(0.55 + 0.6 * edge.smooth(0, 0.25) * edge.smooth(1.05, 0.7))
    paint.light(palette[5], (reach * -5).exponential * 0.9)
    paint.scale(1 + noise.layered(x * 20, y * 20, 3) * 0.10)
    return paint
  }

  private func window(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Paint {
    let cells = noise.cells(x * 4.6 + 40, y * 4.6 + 40)
    let (middleX, middleY) = (cells.x * (1 / 4.6) - 40 / 4.6, cells.y * (1 / 4.6) - 40 / 4.6)
    let reach = Lanes.length(middleX, middleY)
    let tone = (reach * 0.72 + (cells.share(1) - 0.5) * 0.28).unit
    var glass = Ramp([palette[5], palette[4], palette[3], palette[2], palette[1]]).at(tone)
    let streak = other.layered(x * 5 + cells.share(3) * 9, y * 5, 4)
    glass.scale(0.70 + streak * 0.5 + (1 - cells.first) * 0.30)
    glass.light(palette[5], (reach * -3).exponential * 0.25)
    let lead = (cells.second - cells.first) * (1 / 4.6)
    var paint = Paint(RGB(0x0b0b10))
    paint.mix(RGB(0x3a3c44), lead.smooth(0.012, 0.006) * 0.6)
    paint.mix(glass, lead.smooth(0.011, 0.011 + pixel * 1.5))
    return paint
  }

  private func crystal(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Paint {
    var paint = Paint(palette[0])
    paint.mix(palette[1], (1.2 - Lanes.length(x, y)).unit)
    for layer in 0..<3 {
      let scale: Float = [2.0, 3.6, 6.4][layer]
      let field = layer % 2 == 0 ? noise : other
      let cells = field.cells(x * scale + 20 + seed.x * 9, y * scale + 20, jitter: 1)
      let (normalX, normalY) = (cells.share(1) * 2 - 1, cells.share(2) * 2 - 1)
      let (offX, offY) = (x * scale + 20 + seed.x * 9 - cells.x, y * scale + 20 - cells.y)
      let light = (normalX * -0.5 + normalY * -0.6 + (offX * normalX + offY * normalY) * 0.9) * 0.5 + 0.5
      let colour = ramp.at((light * 0.8 + cells.share(4) * 0.3).unit)
      let share: Float = [1, 0.45, 0.28][layer]
      paint.mix(colour, Lanes(repeating: share))
      let edge = (cells.second - cells.first) * (1 / scale)
      paint.light(palette[5], edge.smooth(0.02 / Float(layer + 1), 0) * (0.5 * share) * light.unit)
      paint.light(.white, light.smooth(0.86, 1.1) * share * 0.5)
    }
    return paint
  }

  private func heart(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Paint {
    let (u, v) = (x * 1.28, -y * 1.28 + 0.14)
    let bump = noise.layered(x * 2.4, y * 2.4, 4)
    func level(_ u: Lanes, _ v: Lanes) -> Lanes {
      let inner = u * u + v * v - 0.62
      return inner * inner * inner - u * u * v * v * v
    }
    let inside = level(u, v)
    var paint = ramp.at((0.30 + bump * 0.35 + y * 0.2).unit)
    paint.scale(0.75)
    let glow = ((inside.atLeast(0)).raised(0.33) * -3.2).exponential
    paint.light(palette[4], glow * 0.5)
    let depth = (inside * -9).unit.root
    let light = (0.5 - u * 0.35 + v * 0.42).unit
    var body = Paint(setRed)
    body.scale(light * (depth * 0.6 + 0.4) * 0.85 + 0.45)
    let petals = other.cells(u * 7, v * 7)
    body.scale(0.86 + petals.share(2) * 0.22 - (petals.second - petals.first).smooth(0.12, 0) * 0.12)
    body.light(.white, (Lanes.length(u + 0.34, v - 0.42) * -6).exponential * 0.5)
    paint.mix(body, inside.smooth(pixel * 0.5, -pixel * 0.5))
    return paint
  }

  private var setRed: RGB { palette.max { ($0.greatest - $0.least) < ($1.greatest - $1.least) } ?? palette[3] }
}
