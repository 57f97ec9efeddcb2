/// Plain forms on paper: tiles of quarter circles, or a few large shapes like an old poster.
enum Geometry {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("geometry")
    let palette = setting.palette(&chance)
    var strokes = Strokes()
    let tiles = chance.happens(0.5)
    if tiles {
      tile(&strokes, setting.frame, palette, &chance)
    } else {
      poster(&strokes, setting.frame, palette, &chance)
    }
    strokes.file(setting.frame)
    return Layers(ground: palette[5], layers: [strokes, Paper(strength: 0.03, noise: Noise(&chance))])
  }

  /// A piece of a disc as a polygon: from one turn to another.
  static func sector(
    _ centre: SIMD2<Float>, _ radius: Float, from: Float, to: Float, corners: Int = 40
  ) -> [SIMD2<Float>] {
    [centre]
      + (0...corners).map { corner in
        let turn = (from + (to - from) * Float(corner) / Float(corners)) * 6.283_185_3
        return centre + SIMD2(turn.cosine, turn.sine) * radius
      }
  }

  private static func tile(_ strokes: inout Strokes, _ frame: Frame, _ palette: [RGB], _ chance: inout Chance) {
    let rows = 4 + chance.below(3)
    let size = 1 / Float(rows)
    let columns = Int(frame.aspect / size) + 1
    var shades = palette
    shades.removeLast()
    for row in 0..<rows {
      for column in 0..<columns {
        let corner = SIMD2(Float(column), Float(row)) * size
        let ground = chance.happens(0.45) ? palette[5] : chance.one(of: shades)
        var ink = chance.one(of: shades)
        while ink == ground { ink = chance.one(of: palette) }
        let third = chance.one(of: palette)
        strokes.box(corner.x, corner.y, size, size, ground)
        let centre = corner + size / 2
        let quarter = Float(chance.below(4)) / 4
        let corners = [corner, corner + SIMD2(size, 0), corner + size, corner + SIMD2(0, size)]
        let start = corners[Int(quarter * 4)]
        switch chance.below(8) {
        case 0:
          strokes.polygon(sector(start, size, from: quarter, to: quarter + 0.25), ink, convex: false)
          strokes.polygon(sector(start, size * 0.5, from: quarter, to: quarter + 0.25), third, convex: false)
        case 1:
          strokes.disc(centre, size * 0.5, ink)
          strokes.disc(centre, size * 0.24, third)
        case 2: strokes.polygon(sector(centre, size * 0.5, from: quarter, to: quarter + 0.5), ink, convex: false)
        case 3:
          let opposite = corners[(Int(quarter * 4) + 2) % 4]
          strokes.polygon(sector(start, size * 0.7, from: quarter, to: quarter + 0.25), ink, convex: false)
          strokes.polygon(
            sector(opposite, size * 0.7, from: quarter + 0.5, to: quarter + 0.75), third, convex: false)
        case 4:
          let next = corners[(Int(quarter * 4) + 1) % 4]
          strokes.polygon([start, next, corners[(Int(quarter * 4) + 2) % 4]], ink)
        case 5:
          for stripe in 0..<4 {
            let place = corner + SIMD2(0, size * (Float(stripe) + 0.25) / 4)
            strokes.box(place.x, place.y, size, size / 8, ink)
          }
        case 6:
          for ring in stride(from: 4, through: 1, by: -1) {
            strokes.polygon(
              sector(start, size * Float(ring) / 4, from: quarter, to: quarter + 0.25), ring % 2 == 0 ? ink : ground,
              convex: false)
          }
        default:
          for dot in 0..<9 {
            let place = corner + SIMD2(Float(dot % 3) + 0.5, Float(dot / 3) + 0.5) * (size / 3)
            strokes.disc(place, size * 0.085, ink)
          }
        }
      }
    }
  }

  private static func poster(_ strokes: inout Strokes, _ frame: Frame, _ palette: [RGB], _ chance: inout Chance) {
    let (width, middle) = (frame.aspect, frame.aspect / 2)
    let unit = min(1, width)
    let shift = chance.between(-0.08, 0.08) * unit
    strokes.box(-0.1, chance.between(0.58, 0.72), width + 0.2, 0.6, palette[0])
    let centre = SIMD2(middle + shift, chance.between(0.30, 0.42))
    let radius = unit * chance.between(0.26, 0.37)
    strokes.disc(centre, radius, palette[3])
    let quarter = Float(chance.below(4)) / 4
    strokes.polygon(
      sector(centre, radius, from: quarter, to: quarter + 0.5, corners: 60), palette[3].scaled(0.68), convex: false)
    let peak = SIMD2(centre.x + chance.between(-0.1, 0.1), centre.y - chance.between(-0.02, 0.1))
    let base = chance.between(0.80, 0.90)
    let reach = unit * chance.between(0.34, 0.48)
    strokes.polygon([peak, SIMD2(peak.x + reach, base), SIMD2(peak.x - reach, base)], palette[4])
    strokes.polygon([peak, SIMD2(peak.x, base), SIMD2(peak.x - reach, base)], palette[4].scaled(0.80))
    let rings = 4 + chance.below(4)
    for ring in 1...rings {
      let arc = sector(
        SIMD2(peak.x, base), Float(ring) * unit * 0.038, from: 0.5, to: 1, corners: 24)
      for index in 1..<(arc.count - 1) { strokes.line(arc[index], arc[index + 1], unit * 0.005, palette[5]) }
    }
    for bar in 0..<(5 + chance.below(5)) {
      strokes.box(middle - unit * 0.40 + Float(bar) * 0.034 * unit, 0.90, 0.016 * unit, 0.055, palette[3])
    }
    strokes.disc(SIMD2(middle + unit * 0.32, 0.925), 0.035 * unit, palette[5])
    for _ in 0..<3 {
      let from = SIMD2(chance.between(0, width), chance.between(0.03, 0.3))
      let turn = chance.between(0, 6.28)
      strokes.line(from, from + SIMD2(turn.cosine, turn.sine) * chance.between(0.1, 0.5), unit * 0.0045, palette[0])
    }
    let small = SIMD2(centre.x + radius * chance.between(0.7, 1.1), centre.y - radius * chance.between(0.3, 0.9))
    strokes.disc(small, radius * chance.between(0.12, 0.24), palette[2], opacity: 0.92)
    strokes.line(SIMD2(middle - unit * 0.44, 0.045), SIMD2(middle + unit * 0.44, 0.045), unit * 0.004, palette[0])
  }
}

/// Wandering tracks and pads, like a board of electronics.
enum Circuit {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("circuit")
    let palette = setting.palette(&chance)
    let frame = setting.frame
    let step: Float = 1 / 44
    let (columns, rows) = (Int(frame.aspect / step) + 4, Int(1 / step) + 4)
    var taken = Set<SIMD2<Int>>()
    var strokes = Strokes()
    let ways: [SIMD2<Int>] = [
      SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1), SIMD2(-1, 1), SIMD2(-1, 0), SIMD2(-1, -1), SIMD2(0, -1), SIMD2(1, -1),
    ]
    for _ in 0..<9 {
      let size = SIMD2(chance.below(5) + 3, chance.below(4) + 3)
      let at = SIMD2(chance.below(columns - size.x), chance.below(rows - size.y))
      var cells: [SIMD2<Int>] = []
      for x in -1...size.x { for y in -1...size.y { cells.append(at &+ SIMD2(x, y)) } }
      guard !cells.contains(where: taken.contains) else { continue }
      taken.formUnion(cells)
      let corner = SIMD2(Float(at.x), Float(at.y)) * step
      strokes.box(
        corner.x, corner.y, Float(size.x - 1) * step, Float(size.y - 1) * step, palette[0].scaled(0.55),
        to: palette[0].scaled(0.35))
      for pin in 0..<size.x {
        for side in [Float(-0.4), Float(size.y) - 0.6] {
          strokes.disc(corner + SIMD2(Float(pin), side) * step, step * 0.13, palette[5], relief: 0.3)
        }
      }
    }
    for _ in 0..<frame.count(700, least: 120) {
      var at = SIMD2(chance.below(columns), chance.below(rows))
      var way = chance.below(4) * 2
      guard taken.insert(at).inserted else { continue }
      var path = [at]
      for _ in 0..<(6 + chance.below(26)) {
        if chance.happens(0.22) { way = (way + (chance.happens(0.5) ? 1 : 7)) % 8 }
        let next = at &+ ways[way]
        guard taken.insert(next).inserted else { break }
        path.append(next)
        at = next
      }
      guard path.count > 2 else { continue }
      let colour = chance.happens(0.16) ? palette[4] : palette[2].mixed(palette[3], chance.unit() * 0.4)
      let points = path.map { SIMD2(Float($0.x), Float($0.y)) * step }
      for (from, to) in zip(points, points.dropFirst()) { strokes.line(from, to, step * 0.13, colour, relief: 0.2) }
      for end in [points[0], points[points.count - 1]] {
        strokes.disc(end, step * 0.32, colour.mixed(palette[5], 0.4), relief: 0.25)
        strokes.disc(end, step * 0.14, palette[0].scaled(0.5))
      }
      if chance.happens(0.10) {
        strokes.disc(points[points.count - 1], step * 0.9, palette[4], opacity: 0.6, shines: true, blur: step * 0.8)
      }
    }
    strokes.file(frame)
    let ground = palette[1].mixed(palette[0], 0.35)
    return Layers(ground: ground, layers: [Paper(strength: 0.03, noise: Noise(&chance)), strokes])
  }
}
