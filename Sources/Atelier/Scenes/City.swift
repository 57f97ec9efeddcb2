/// Houses against the evening sky, with their lights on the water.
struct Skyline: Layer {
  /// One row of houses, cut into lots of different widths.
  private struct Block {
    let colour: RGB
    let key: UInt32
    let lot: Float
    let least: Float
    let most: Float
    let windows: Float
    let mist: Float
  }

  private let blocks: [Block]
  private let ground: Float
  private let haze: RGB
  private let lamps: [RGB]
  private let centre: Float
  private let spread: Float
  private let lit: Float
  private let neon: Bool

  init(_ setting: Setting, light: Daylight, ground: Float, chance: inout Chance) {
    self.ground = ground
    let neon = setting.reading.has(.electric) || setting.reading.has(.grid)
    self.neon = neon
    haze = light.haze.mixed(light.sky.at(0.85), 0.5)
    lamps =
      neon
      ? [RGB(0xff4fa0), RGB(0x4fe0ff), RGB(0xb070ff), RGB(0xffd060)]
      : [RGB(0xffd890), RGB(0xffb870), RGB(0xfff0c8), RGB(0xbcd8ff)]
    centre = setting.frame.aspect * chance.between(0.35, 0.65)
    spread = 0.45 + setting.frame.aspect * 0.12
    lit = max(light.night, light.strength < 0.5 ? 0.5 : light.sunY > ground - 0.2 ? 0.45 : 0.12)
    let count = 4
    let near = light.near.mixed(light.sky.at(0.2), light.night > 0.5 ? 0.10 : 0.25)
    var blocks: [Block] = []
    for index in 0..<count {
      let depth = Float(index) / Float(count - 1)
      blocks.append(
        Block(
          colour: haze.mixed(near, 0.25 + 0.75 * depth), key: chance.key(), lot: 0.034 + 0.022 * depth,
          least: 0.05 + 0.02 * depth, most: 0.50 - 0.20 * depth, windows: 0.16 + 0.36 * depth, mist: 0.85 - 0.75 * depth
        ))
    }
    self.blocks = blocks
  }

  func covers(_ spot: Spot) -> Bool { all(spot.y .> ground) }

  func paint(over paint: inout Paint, at spot: Spot) {
    guard any(spot.y .> ground - 0.66) else { return }
    for block in blocks { add(block, &paint, spot) }
    paint.mix(blocks[blocks.count - 1].colour.scaled(0.6), (spot.y - ground).smooth(-spot.pixel, spot.pixel))
  }

  private func add(_ block: Block, _ paint: inout Paint, _ spot: Spot) {
    // A lot is split in two where its hash says so: widths differ without a list of houses.
    let place = spot.x * (1 / block.lot) + 64
    let lot = place.floored
    let name = Noise.hash(lot.whole, SIMD8(repeating: 1), block.key)
    let (first, _) = Noise.pair(name)
    let part = place - lot
    let cut = 0.32 + 0.36 * (first * 0.5 + 0.5)
    let right = part .> cut
    let half = Noise.hash(lot.whole, SIMD8<Int32>(repeating: 2).replacing(with: 3, where: right), block.key)
    let (height, kind) = Noise.pair(half)
    let (roof, tone) = Noise.pair(half &* 0x9e37_79b1)
    let start = Lanes.zero.replacing(with: cut, where: right)
    let width = cut.replacing(with: 1 - cut, where: right)
    let u = (part - start) / width
    let middle = (spot.x - centre) * (1 / spread)
    let crowd = (middle * middle * -1).exponential * 0.75 + 0.25
    let share = height * 0.5 + 0.5
    let tall = (share * share * share * (block.most - block.least) * crowd + block.least)
    var top = ground - tall
    // Steps, points and masts.
    let shoulder = (u - 0.5).magnitude
    let stepped = (shoulder .> 0.28) .& (kind .> 0.2)
    top.replace(with: top + tall * 0.10, where: stepped)
    let pointed = (kind .< -0.55) .& (share .> 0.5)
    top.replace(with: top + (shoulder - 0.12).atLeast(0) * 0.16, where: pointed)
    let mast = (shoulder .< 0.03) .& (roof .> 0.45) .& (share .> 0.72)
    top.replace(with: top - 0.035, where: mast)
    let cover = ((spot.y - top) * (1 / spot.pixel) + 0.5).unit * (ground - spot.y).smooth(-spot.pixel, spot.pixel)
    guard any(cover .> 0) else { return }
    var wall = Paint(block.colour)
    wall.scale(1 + tone * 0.14 + (u - 0.5) * -0.10)
    // Windows in a grid of their own for every house.
    let across = (width * block.lot * (1 / 0.0085)).floored.atLeast(2)
    let (gridX, gridY) = (u * across, (spot.y - top) * (1 / 0.0125))
    let window = Noise.hash(gridX.floored.whole &+ lot.whole &* 57, gridY.floored.whole, block.key ^ 0x77)
    let (chance, hue) = Noise.pair(window)
    let (inX, inY) = (gridX.fraction, gridY.fraction)
    let edgeX = spot.pixel / 0.0085 * 0.7
    let edgeY = spot.pixel / 0.0125 * 0.7
    let pane =
      inX.smooth(0.22 - edgeX, 0.22 + edgeX) * inX.smooth(0.78 + edgeX, 0.78 - edgeX)
      * inY.smooth(0.26 - edgeY, 0.26 + edgeY) * inY.smooth(0.76 + edgeY, 0.76 - edgeY)
    let rows = (gridY .> 0.9) .& .!mast .& (u .> 0.04) .& (u .< 0.96)
    let wakeful = Lanes.zero.replacing(with: 1, where: (chance * 0.5 + 0.5 .< block.windows * lit) .& rows)
    var lamp = Paint(lamps[0])
    for (index, colour) in lamps.enumerated().dropFirst() {
      lamp.mix(colour, Lanes.zero.replacing(with: 1, where: hue .> (Float(index) * 0.5 - 0.75)))
    }
    let dim = Lanes.zero.replacing(with: 1, where: rows) * pane * 0.10
    wall.scale(1 - dim * (1 - lit))
    wall.mix(lamp, wakeful * pane * (0.55 + 0.4 * lit))
    if neon {
      let sign = (tone .> 0.55) .& (u .> 0.1) .& (u .< 0.22) .& (gridY .> 3) .& (gridY .< 14)
      wall.light(lamps[1], Lanes.zero.replacing(with: 0.8, where: sign))
      let strip = (tone .< -0.5) .& (gridY .< 0.8) .& .!mast
      wall.light(lamps[0], Lanes.zero.replacing(with: 0.8, where: strip))
    }
    wall.mix(haze, (spot.y - (ground - 0.30)).smooth(0, 0.30) * block.mist * 0.7)
    paint.mix(wall, cover)
  }
}

/// A town of boxes seen from above its corner.
enum IsometricCity {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("isometric")
    let frame = setting.frame
    let palette = setting.palette(&chance)
    let night =
      setting.reading.time.map { $0 == .night || $0 == .dusk } ?? (setting.reading.has(.dark) || chance.happens(0.4))
    let ground = night ? palette[0].scaled(0.6) : palette[5].mixed(palette[4], 0.15)
    let street = night ? palette[0].mixed(palette[1], 0.35) : palette[1].mixed(palette[5], 0.55)
    var walls = Array(palette[1...5])
    if !night { walls.append(palette[5].mixed(.white, 0.3)) }
    var strokes = Strokes()
    let unit: Float = chance.between(0.040, 0.050)
    let down = unit * 0.5
    let reach = Int((frame.aspect + 1.5) / unit) + 4
    let middle = SIMD2(frame.aspect / 2, Float(0.5))
    let parks = Noise(&chance)
    let square = 4 + chance.below(2)
    for sum in -reach...reach {
      for difference in stride(from: -reach, through: reach, by: 1) where (sum + difference) % 2 == 0 {
        let (a, b) = ((sum + difference) / 2, (sum - difference) / 2)
        let top = SIMD2(middle.x + Float(a - b) * unit, middle.y + Float(a + b) * down)
        guard top.x > -2 * unit, top.x < frame.aspect + 2 * unit, top.y > -0.1, top.y < 1.45 else { continue }
        let corners = [top, top + SIMD2(unit, down), top + SIMD2(0, 2 * down), top + SIMD2(-unit, down)]
        let isStreet = a % square == 0 || b % square == 0
        strokes.polygon(corners, isStreet ? street : ground.mixed(street, 0.3))
        if isStreet {
          if night, chance.happens(0.3) {
            strokes.disc(top + SIMD2(0, down), unit * 0.09, RGB(0xffe0a0))
            strokes.disc(top + SIMD2(0, down), unit * 0.5, RGB(0xffc060), opacity: 0.4, shines: true, blur: unit * 0.3)
          } else if chance.happens(0.10) {
            strokes.box(top.x - unit * 0.08, top.y + down * 0.8, unit * 0.16, unit * 0.08, chance.one(of: walls))
          }
          continue
        }
        let park = parks(Lanes(repeating: Float(a) * 0.23), Lanes(repeating: Float(b) * 0.23))[0]
        if park > 0.36 {
          let green = RGB(0x4c8a4a).mixed(palette[2], 0.35).scaled(night ? 0.5 : 1)
          strokes.polygon(corners, green)
          for _ in 0..<2 {
            let at = top + SIMD2(chance.around() * unit * 0.5, down + chance.around() * down * 0.5)
            strokes.ellipse(
              at - SIMD2(0, unit * 0.22), axis: SIMD2(0, unit * 0.26), unit * 0.17, green.scaled(1.2),
              to: green.scaled(0.7), relief: 0.25)
          }
          continue
        }
        let centre = Float(a * a + b * b).squareRoot() / Float(reach)
        let height = max(0.016, chance.unit().raised(2.3) * 0.25 * max(0.25, 1.15 - centre * 2))
        build(&strokes, top, unit, height, chance.one(of: walls), night, &chance)
      }
    }
    strokes.file(frame)
    return Layers(ground: ground, layers: [strokes, Paper(strength: 0.012, noise: Noise(&chance))])
  }

  private static func build(
    _ strokes: inout Strokes, _ top: SIMD2<Float>, _ unit: Float, _ height: Float, _ colour: RGB, _ night: Bool,
    _ chance: inout Chance
  ) {
    let (down, inset) = (unit * 0.5, Float(0.82))
    let centre = top + SIMD2(0, down)
    let left = centre + SIMD2(-unit * inset, 0)
    let right = centre + SIMD2(unit * inset, 0)
    let front = centre + SIMD2(0, down * inset)
    let back = centre - SIMD2(0, down * inset)
    let up = SIMD2<Float>(0, -height)
    let base = night ? colour.scaled(0.62).mixed(RGB(0x18204a), 0.25) : colour
    // A shadow to the right.
    strokes.polygon(
      [front, right, right + SIMD2(height * 0.5, height * 0.12), front + SIMD2(height * 0.5, height * 0.12)], .black,
      opacity: night ? 0.2 : 0.14, blur: 0.002)
    strokes.polygon([left + up, front + up, front, left], base.scaled(0.86), to: base.scaled(0.66))
    strokes.polygon([front + up, right + up, right, front], base.scaled(0.62), to: base.scaled(0.46))
    strokes.polygon([back + up, right + up, front + up, left + up], base.mixed(.white, night ? 0.06 : 0.16))
    let rows = Int(height / (unit * 0.36))
    let lamp = chance.happens(0.7) ? RGB(0xffe3a1) : RGB(0xf7b267)
    for side in 0..<2 {
      let (from, to) = side == 0 ? (left + up, front + up) : (front + up, right + up)
      for row in 0..<rows {
        for column in 0..<3 {
          let on = chance.happens(night ? 0.45 : 0.25)
          let tint = night && on ? lamp : base.scaled(side == 0 ? 0.5 : 0.34)
          let drop = SIMD2<Float>(0, (Float(row) + 0.32) * unit * 0.36)
          let high = SIMD2<Float>(0, unit * 0.18)
          let start = from + (to - from) * ((Float(column) + 0.28) / 3) + drop
          let end = from + (to - from) * ((Float(column) + 0.72) / 3) + drop
          strokes.polygon([start, end, end + high, start + high], tint)
        }
      }
    }
    if chance.happens(0.3) {
      let at = centre + up
      strokes.box(at.x - unit * 0.14, at.y - unit * 0.24, unit * 0.28, unit * 0.26, base.scaled(0.75))
    }
  }
}
