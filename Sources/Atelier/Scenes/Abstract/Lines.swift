/// Crests one behind another, like a signal printed line by line.
struct SignalLines: Painting {
  private let lines: [Profile]
  private let ground: RGB
  private let ramp: Ramp
  private let top: Float
  private let gap: Float
  private let tallest: Float
  private let margin: Float
  private let aspect: Float

  init(_ setting: Setting) {
    var chance = setting.chance.branch("lines")
    let palette = setting.palette(&chance)
    let frame = setting.frame
    aspect = frame.aspect
    ground = setting.reading.has(.bright) ? palette[5] : palette[0].scaled(0.7)
    ramp =
      setting.reading.has(.monochrome)
      ? Ramp([RGB(0xf4f4f4), RGB(0xd8d8d8)])
      : Ramp([palette[5], palette[4], palette[3], palette[2].mixed(.white, 0.15)])
    let count = frame.count(58, least: 24)
    (top, gap) = (0.16, 0.76 / Float(count - 1))
    tallest = chance.between(0.13, 0.22)
    margin = min(0.09, aspect * 0.1)
    let noise = Noise(&chance)
    let fine = Noise(&chance)
    let (middle, spread) = (aspect * chance.between(0.4, 0.6), min(0.30, aspect * 0.2))
    let (rough, tall, octaves, wide) = (Float(3.2), tallest, frame.count(5, least: 3), chance.between(0.8, 1.6))
    lines = (0..<count).map { index in
      let shift = Float(index) * 0.14
      return Profile(frame) { x in
        let off = (x - middle) / (spread * wide)
        let crest = noise.ridged(x * rough + shift, x * 0 + shift * 1.1, octaves) - 0.22
        return (off * off * -1).exponential * crest.atLeast(0) * tall * 1.5 + fine(x * 30, x * 0 + shift * 9) * 0.0025
      }
    }
  }

  func paint(at spot: Spot) -> Paint {
    var paint = Paint(ground)
    let width = max(0.0019, spot.pixel * 0.7)
    let sides =
      (spot.x - margin).smooth(-spot.pixel, spot.pixel)
      * (aspect - margin - spot.x).smooth(-spot.pixel, spot.pixel)
    let window = Int(tallest * 1.6 / gap) + 2
    let least = spot.y.min()
    let first = max(0, Int((least - top) / gap) - 1)
    guard first < lines.count else { return paint }
    for index in first..<min(lines.count, first + window + 3) {
      let level = top + Float(index) * gap - lines[index].at(spot.x)
      let below = spot.y - level
      paint.mix(ground, (below * (1 / spot.pixel) + 0.5).unit * sides)
      let line = ((width - below.magnitude) * (1 / spot.pixel) + 0.5).unit * sides
      let colour = ramp.at(Float(index) / Float(max(1, lines.count - 1)))
      paint.mix(colour, line)
    }
    return paint
  }
}

/// Sheets of paper cut along the heights of a hidden landscape, one upon another.
struct CutSheets: Painting {
  private let noise: Noise
  private let fine: Noise
  private let colours: [RGB]
  private let aspect: Float
  private let centre: SIMD2<Float>

  init(_ setting: Setting) {
    var chance = setting.chance.branch("sheets")
    let palette = setting.palette(&chance)
    aspect = setting.frame.aspect
    noise = Noise(&chance)
    fine = Noise(&chance)
    centre = SIMD2(aspect * chance.between(0.3, 0.7), chance.between(0.35, 0.65))
    let ramp = Ramp(chance.happens(0.5) ? palette : [palette[0], palette[2], palette[5], palette[4], palette[3]])
    colours = (0..<9).map { ramp.at(Float($0) / 8) }
  }

  private func field(_ x: Lanes, _ y: Lanes) -> Lanes {
    noise.layered(x * 1.5 + 2, y * 1.5, 4) - Lanes.length((x - centre.x) * 0.9, y - centre.y) * 0.6 + 0.28
  }

  func paint(at spot: Spot) -> Paint {
    let here = field(spot.x, spot.y)
    let toward = field(spot.x - 0.013, spot.y - 0.015)
    let wide = field(spot.x - 0.03, spot.y - 0.034)
    let slope = ((field(spot.x + 0.002, spot.y) - here) * 500).magnitude
      .atLeast(((field(spot.x, spot.y + 0.002) - here) * 500).magnitude).atLeast(0.2)
    var paint = Paint(colours[0])
    let grain = 1 + fine.layered(spot.x * 70, spot.y * 70, 2) * 0.06
    for (index, colour) in colours.dropFirst().enumerated() {
      let level = -0.24 + Float(index) * 0.078
      let cover = ((here - level) / (slope * spot.pixel) + 0.5).unit
      let shade = (toward - level).smooth(-0.004, 0.012) * 0.36 + (wide - level).smooth(-0.012, 0.03) * 0.24
      paint.scale(1 - shade * (1 - cover))
      var sheet = Paint(colour)
      let edge = ((here - level) / slope).smooth(0.006, 0)
      sheet.light(.white, edge * 0.22)
      paint.mix(sheet, cover)
    }
    paint.scale(grain)
    return paint
  }
}

/// What two substances that feed on each other leave: mazes and spots, lit from the side.
struct Growth: Painting {
  private let size = Growth.side
  private static let side = 144
  private let field: [Float]
  private let ramp: Ramp
  private let tone: Noise
  private let aspect: Float

  init(_ setting: Setting) {
    var chance = setting.chance.branch("growth")
    let palette = setting.palette(&chance)
    aspect = setting.frame.aspect
    ramp = Ramp([palette[0], palette[1], palette[3], palette[4].mixed(palette[5], 0.6)])
    tone = Noise(&chance)
    let kinds: [(Float, Float)] = [(0.0545, 0.062), (0.037, 0.060), (0.030, 0.057), (0.046, 0.063)]
    let (feed, kill) = chance.one(of: kinds)
    let wide = size + 16
    let count = wide * (size + 2)
    var (first, second) = ([Float](repeating: 1, count: count), [Float](repeating: 0, count: count))
    for _ in 0..<34 {
      let (x, y) = (chance.below(size - 8) + 8, chance.below(size - 8) + 1)
      for row in 0..<7 {
        for column in 0..<7 {
          let at = (y + row) * wide + x + column
          (first[at], second[at]) = (0.4, 0.6)
        }
      }
    }
    var (otherFirst, otherSecond) = (first, second)
    let rounds = setting.frame.count(1_100, least: 300)
    first.withUnsafeMutableBufferPointer { a in
      second.withUnsafeMutableBufferPointer { b in
        otherFirst.withUnsafeMutableBufferPointer { c in
          otherSecond.withUnsafeMutableBufferPointer { d in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let d = d.baseAddress else {
              return
            }
            for _ in 0..<rounds {
              Self.react(a, b, c, d, size: Growth.side, feed: feed, kill: kill)
              Self.react(c, d, a, b, size: Growth.side, feed: feed, kill: kill)
            }
          }
        }
      }
    }
    var field: [Float] = []
    for row in 1...size { field += second[(row * wide + 8)..<(row * wide + 8 + size)] }
    self.field = field
  }

  /// One moment. Rows are `size` cells with eight more at each end and a row more at the top and the bottom, which
  /// hold what lies across the border: so that eight cells are one load, wherever they start.
  private static func react(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ nextA: UnsafeMutablePointer<Float>,
    _ nextB: UnsafeMutablePointer<Float>, size: Int, feed: Float, kill: Float
  ) {
    let wide = size + 16
    for cells in [a, b] {
      for row in 1...size {
        for cell in 0..<8 {
          cells[row * wide + cell] = cells[row * wide + size + cell]
          cells[row * wide + size + 8 + cell] = cells[row * wide + 8 + cell]
        }
      }
      for cell in 0..<wide {
        cells[cell] = cells[size * wide + cell]
        cells[(size + 1) * wide + cell] = cells[wide + cell]
      }
    }
    func load(_ cells: UnsafeMutablePointer<Float>, _ at: Int) -> Lanes {
      UnsafeRawPointer(cells + at).loadUnaligned(as: Lanes.self)
    }
    func change(_ cells: UnsafeMutablePointer<Float>, _ at: Int, _ own: Lanes) -> Lanes {
      let near = load(cells, at - 1) + load(cells, at + 1) + load(cells, at - wide) + load(cells, at + wide)
      let far =
        load(cells, at - wide - 1) + load(cells, at - wide + 1) + load(cells, at + wide - 1)
        + load(cells, at + wide + 1)
      return near * 0.2 + far * 0.05 - own
    }
    for row in 1...size {
      for column in stride(from: 8, to: size + 8, by: 8) {
        let at = row * wide + column
        let (ownA, ownB) = (load(a, at), load(b, at))
        let reaction = ownA * ownB * ownB
        let newA = ownA + change(a, at, ownA) - reaction + feed * (1 - ownA)
        let newB = ownB + 0.5 * change(b, at, ownB) + reaction - (feed + kill) * ownB
        UnsafeMutableRawPointer(nextA + at).storeBytes(of: newA, as: Lanes.self)
        UnsafeMutableRawPointer(nextB + at).storeBytes(of: newB, as: Lanes.self)
      }
    }
  }

  /// Smooth to the second derivative: its light must have no corners.
  private func level(_ x: Lanes, _ y: Lanes) -> Lanes {
    let (u, v) = (x * Float(size), y * Float(size))
    let (left, top) = (u.floored, v.floored)
    let (restX, restY) = (u - left, v - top)
    func weights(_ t: Lanes) -> (Lanes, Lanes, Lanes, Lanes) {
      let s = 1 - t
      let sixth: Float = 1 / 6
      return (
        s * s * s * sixth, (4 - 6 * t * t + 3 * t * t * t) * sixth, (4 - 6 * s * s + 3 * s * s * s) * sixth,
        t * t * t * sixth
      )
    }
    let (across, down) = (weights(restX), weights(restY))
    let (column, row) = (left.whole, top.whole)
    var sum = Lanes.zero
    for offsetY in 0..<4 {
      var line = Lanes.zero
      for offsetX in 0..<4 {
        var values = Lanes.zero
        for lane in 0..<8 {
          let x = ((Int(column[lane]) + offsetX - 1) % size + size) % size
          let y = ((Int(row[lane]) + offsetY - 1) % size + size) % size
          values[lane] = field[y * size + x]
        }
        line += values * (offsetX == 0 ? across.0 : offsetX == 1 ? across.1 : offsetX == 2 ? across.2 : across.3)
      }
      sum += line * (offsetY == 0 ? down.0 : offsetY == 1 ? down.1 : offsetY == 2 ? down.2 : down.3)
    }
    return sum
  }

  func paint(at spot: Spot) -> Paint {
    let (x, y) = (spot.x * 0.96, spot.y * 0.96)
    let here = level(x, y)
    let (slopeX, slopeY) = ((level(x + 0.004, y) - here) * 9, (level(x, y + 0.004) - here) * 9)
    let light = (0.5 - slopeX * 0.55 - slopeY * 0.65).atLeast(0).atMost(1.3)
    var paint = ramp.at(here * (1 / 0.36))
    paint.scale((light * 0.75 + 0.45) * (1 + tone.layered(spot.x * 2, spot.y * 2, 3) * 0.25))
    let gloss = (light - 0.85).atLeast(0)
    paint.light(.white, gloss * gloss * 4)
    return paint
  }
}
