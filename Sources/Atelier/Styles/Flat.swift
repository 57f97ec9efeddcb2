/// A few flat colours: posters, woodcuts, comics and cut paper.
struct Flat: Painting {
  enum Kind { case poster, woodcut, comic, paperCut }

  private let kind: Kind
  private let painting: any Painting
  private let study: Study
  private let soft: Study
  /// For the outlines of a comic.
  private let tones: Tones?
  private let colours: [RGB]
  /// Between one colour's brightness and the next.
  private let levels: [Float]
  private let noise: Noise
  private let grain: Noise
  private let frame: Frame

  init(_ kind: Kind, _ painting: any Painting, _ study: Study, _ frame: Frame, _ chance: inout Chance) {
    self.kind = kind
    self.painting = painting
    self.study = study
    self.frame = frame
    (noise, grain) = (Noise(&chance), Noise(&chance))
    soft = study.blurred(max(1, max(study.width, study.height) / (kind == .paperCut ? 64 : 150)))
    tones = kind == .comic ? Tones(painting, frame) : nil
    let found = Styles.swatches(study, count: kind == .woodcut ? 5 : 6)
    colours = found.map { colour in
      switch kind {
      case .poster: colour.saturated(1.30).mixed(RGB(0xf2e4c8), 0.08)
      case .woodcut: colour.saturated(0.95).mixed(RGB(0xe8d8b8), 0.22)
      case .comic: colour.saturated(1.55).mixed(.white, 0.05)
      case .paperCut: colour.saturated(1.22)
      }
    }
    levels = zip(found, found.dropFirst()).map { ($0.luminance + $1.luminance) / 2 }
  }

  func paint(at spot: Spot) -> Paint {
    switch kind {
    case .paperCut: sheets(spot)
    case .poster: poster(spot)
    case .woodcut: woodcut(spot)
    case .comic: comic(spot)
    }
  }

  private func tone(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Lanes {
    let sharp = painting.paint(at: Spot(x: x, y: y, pixel: pixel)).luminance
    return sharp.mixed(soft.tone(x, y), Lanes(repeating: 0.45))
  }

  /// Brightness in flat steps; hue partly from the scene.
  private func flat(_ tone: Lanes, _ spot: Spot, edge: Float, hue share: Float, saturation: Float) -> Paint {
    var paint = Paint(colours[0])
    for (level, colour) in zip(levels, colours.dropFirst()) {
      paint.mix(colour, tone.smooth(level - edge, level + edge))
    }
    var hue = soft.at(spot.x, spot.y)
    hue.saturate(saturation)
    hue.scale(paint.luminance / hue.luminance.atLeast(0.05))
    paint.mix(hue, Lanes(repeating: share))
    return paint
  }

  private func framed(_ paint: Paint, _ spot: Spot, _ paper: RGB, _ width: Float) -> Paint {
    let inside = ((frame.border(spot) - width) * (1 / spot.pixel) + 0.5).unit
    var sheet = Paint(paper)
    sheet.scale(1 + grain.layered(spot.x * 120, spot.y * 120, 2) * 0.04)
    return sheet.mixed(paint, inside)
  }

  private func poster(_ spot: Spot) -> Paint {
    let bend = noise.layered(spot.x * 6, spot.y * 6, 3) * 0.0025
    let level = tone(spot.x + bend, spot.y + bend, spot.pixel)
    var paint = flat(level, spot, edge: 0.010, hue: 0.42, saturation: 1.35)
    paint.scale(1 + grain.layered(spot.x * 120, spot.y * 120, 2) * 0.05)
    return framed(paint, spot, RGB(0xf4ead4), 0.034)
  }

  private func woodcut(_ spot: Spot) -> Paint {
    let bend = noise.layered(spot.x * 5, spot.y * 5, 3) * 0.004
    let level = tone(spot.x + bend, spot.y + bend, spot.pixel)
    var paint = flat(level, spot, edge: 0.012, hue: 0.5, saturation: 1)
    // The knife follows the forms: lines of equal tone, thinner where it is lighter.
    let (low, high) = (levels.first ?? 0.2, levels.last ?? 0.8)
    let depth = ((high - level) * (1 / max(0.08, high - low))).unit
    let wander = soft.tone(spot.x, spot.y) * 7 + noise.layered(spot.x * 3, spot.y * 3, 2) * 2.2
    let cut = (spot.y * 74 + wander).sineOfTurns * 0.5
    let line = (cut - 0.5 + depth * 0.66).smooth(-0.04, 0.05)
    let edge = (soft.slope(spot.x, spot.y, 2 / Float(study.height)).size - 0.05).smooth(0, 0.03)
    let worn = grain.layered(spot.x * 40, spot.y * 130, 3)
    paint.mix(RGB(0x1c1a22), line.atLeast(edge * 0.8) * 0.88 * (1 - worn.smooth(0.36, 0.5) * 0.7))
    paint.scale(1 + worn * 0.06)
    return framed(paint, spot, RGB(0xf0e6d0), 0.026)
  }

  private func comic(_ spot: Spot) -> Paint {
    let level = tone(spot.x, spot.y, spot.pixel)
    var paint = flat(level, spot, edge: 0.008, hue: 0.45, saturation: 1.6)
    let many: Float = 105
    let (u, v) = ((spot.x + spot.y) * (many * 0.7071), (spot.x - spot.y) * (many * 0.7071))
    let reach = Lanes.length(u - u.floored - 0.5, v - v.floored - 0.5)
    let radius = ((1 - level).unit * 0.42).root * 0.62
    let dot = ((radius - reach) * (1 / (spot.pixel * many)) + 0.5).unit * level.smooth(0.92, 0.6)
    paint.scale(1 - dot * 0.28)
    if let tones {
      let edge = tones.edge(spot.x, spot.y, max(frame.pixel * 1.3, 0.0019))
      paint.mix(RGB(0x14121a), (edge - 0.085).smooth(0, 0.05) * 0.95)
    }
    let black = levels.first ?? 0.1
    paint.mix(RGB(0x14121a), level.smooth(black * 0.7, black * 0.4) * 0.8)
    return framed(paint, spot, RGB(0xfbf8f0), 0.022)
  }

  private func sheets(_ spot: Spot) -> Paint {
    let bend = noise.layered(spot.x * 3, spot.y * 3, 3) * 0.005
    let (x, y) = (spot.x + bend, spot.y + bend)
    let here = soft.tone(x, y)
    let (near, far) = (soft.tone(x - 0.008, y - 0.010), soft.tone(x - 0.018, y - 0.022))
    let slope = soft.slope(x, y, 1 / Float(study.height)).size * (Float(study.height) * 0.5)
    var paint = Paint(colours[colours.count - 1])
    // The lightest sheet lies lowest; every darker one lies above it and throws a shadow on it.
    for (level, colour) in zip(levels, colours).reversed() {
      let cover = ((level - here) / (slope * spot.pixel).atLeast(1e-4) + 0.5).unit
      let shade = (level - near).smooth(-0.004, 0.016) * 0.34 + (level - far).smooth(-0.01, 0.035) * 0.22
      paint.scale(1 - shade * (1 - cover))
      var sheet = Paint(colour)
      sheet.light(.white, ((level - here) / slope.atLeast(0.6)).smooth(0.004, 0) * 0.16)
      paint.mix(sheet, cover)
    }
    paint.scale(1 + grain.layered(spot.x * 75, spot.y * 75, 3) * 0.10)
    return paint
  }
}

/// Large square pixels in few colours.
struct Blocks: Painting {
  private let colours: [RGB]
  private let size: Float
  private let columns: Int
  private let rows: Int
  /// Which colour each block has.
  private var blocks: [UInt8] = []

  init(_ painting: any Painting, _ study: Study, _ frame: Frame) {
    colours = Styles.swatches(study, count: 20).map { $0.saturated(1.25) }
    // A whole number of the picture's own pixels, about 128 to its shorter side.
    let shorter = min(frame.width, frame.height)
    let pixels = max(1, shorter / (frame.detail < 0.4 ? 72 : 128))
    size = Float(pixels) * frame.pixel
    columns = (frame.width + pixels - 1) / pixels
    rows = (frame.height + pixels - 1) / pixels
    blocks.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for start in stride(from: 0, to: columns, by: 8) {
        let chosen = choose(painting, Lanes.steps + Float(start), Lanes(repeating: Float(row)))
        for lane in 0..<min(8, columns - start) { blocks.append(UInt8(truncatingIfNeeded: chosen[lane])) }
      }
    }
  }

  private func choose(_ painting: any Painting, _ column: Lanes, _ row: Lanes) -> SIMD8<Int32> {
    let first = painting.paint(at: Spot(x: (column + 0.3) * size, y: (row + 0.3) * size, pixel: size * 0.5))
    let second = painting.paint(at: Spot(x: (column + 0.7) * size, y: (row + 0.7) * size, pixel: size * 0.5))
    var wanted = first.mixed(second, Lanes(repeating: 0.5))
    wanted.saturate(1.2)
    let (x, y) = (column.whole, row.whole)
    var threshold = SIMD8<Int32>.zero
    for bit: Int32 in 0..<2 {
      let (a, b) = ((x &>> bit) & 1, (y &>> bit) & 1)
      threshold |= ((a ^ b) &<< 1 | b) &<< (2 * (1 - bit))
    }
    let offset = (Lanes(whole: unsafeBitCast(threshold, to: SIMD8<UInt32>.self)) * (1 / 16) - 0.47) * 0.11
    var best = Lanes(repeating: 99)
    var chosen = SIMD8<Int32>.zero
    for (index, colour) in colours.enumerated() {
      let (r, g, b) = (
        wanted.red + offset - colour.red, wanted.green + offset - colour.green, wanted.blue + offset - colour.blue
      )
      let distance = r * r * 0.8 + g * g * 1.2 + b * b * 0.6
      let nearer = distance .< best
      best.replace(with: distance, where: nearer)
      chosen.replace(with: Int32(index), where: nearer)
    }
    return chosen
  }

  func paint(at spot: Spot) -> Paint {
    let column = (spot.x * (1 / size) + 0.001).atLeast(0).atMost(Float(columns - 1)).floored.whole
    let row = (spot.y * (1 / size) + 0.001).atLeast(0).atMost(Float(rows - 1)).floored.whole
    var paint = Paint(.black)
    for lane in 0..<8 { paint[lane] = colours[Int(blocks[Int(row[lane]) * columns + Int(column[lane])])] }
    return paint
  }
}
