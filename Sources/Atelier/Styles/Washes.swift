/// Transparent colour on rough paper: soft within, dark where a wash dried, with a ragged border.
struct Watercolour: Painting {
  private let painting: any Painting
  private let soft: Study
  private let noise: Noise
  private let grain: Noise
  private let wander: Noise
  private let frame: Frame
  private let range: Range

  init(_ painting: any Painting, _ study: Study, _ frame: Frame, _ chance: inout Chance) {
    self.painting = painting
    self.frame = frame
    range = Range(study)
    soft = study.blurred(max(1, max(study.width, study.height) / 64))
    (noise, grain, wander) = (Noise(&chance), Noise(&chance), Noise(&chance))
  }

  func paint(at spot: Spot) -> Paint {
    let bendX = wander.layered(spot.x * 7, spot.y * 7, 4)
    let bendY = wander.layered(spot.x * 7 + 31, spot.y * 7, 4)
    let sharp = painting.paint(
      at: Spot(x: spot.x + bendX * 0.011, y: spot.y + bendY * 0.011, pixel: spot.pixel + 0.001))
    let wash = soft.at(spot.x + bendX * 0.05, spot.y + bendY * 0.05)
    let flow = noise.layered(spot.x * 2.3, spot.y * 2.3, 4)
    var paint = sharp.mixed(wash, (flow * 1.3 + 0.45).unit * 0.8)
    // Water and light paper: a dark scene is painted brighter, its darks stay.
    let deep = range.share(paint.luminance)
    let lifted = (deep * 0.80 + 0.17).mixed(paint.luminance, Lanes(repeating: 0.35))
    paint.scale(lifted / paint.luminance.atLeast(0.04))
    // Washes one upon another: where one ends, its pigment gathers.
    let tone = paint.luminance
    let layers = (1 - tone) * 4.2 + flow * 0.8 + bendX * 0.35
    let within = layers - layers.floored
    let step = (layers.floored + within.smooth(0.10, 0.26)) * (1 / 4.2)
    let dried = (within - 0.12).magnitude.smooth(0.11, 0) * (1 - tone).unit
    paint.saturate(1.25)
    let dark = (step - flow * 0.19 - bendX * 0.08).unit
    paint.scale((1 - dark) / tone.atLeast(0.08) * 0.5 + 0.5)
    paint.scale(1 - dried * 0.24)
    // Pigment lies in the hollows of the paper; where there is little of it the paper shows through.
    let tooth = grain.layered(spot.x * 130, spot.y * 130, 3)
    let depth = (1 - paint.luminance).unit
    paint.scale(1 - (tooth * 0.5 + 0.1).atLeast(-0.2) * depth * 0.42)
    paint = Paint(1 - (1 - paint.red) * 0.90, 1 - (1 - paint.green) * 0.90, 1 - (1 - paint.blue) * 0.88)
    let bloom = noise.layered(spot.x * 1.6 + 17, spot.y * 1.6, 5).smooth(0.22, 0.42)
    paint.mix(RGB(0xfbf7ee), bloom * 0.34)
    let ragged = frame.border(spot) - 0.026 + wander.layered(spot.x * 9 + 4, spot.y * 9, 5) * 0.034
    let inside = ragged.smooth(-0.001, 0.004)
    paint.scale(1 - ragged.smooth(0.016, 0.002) * inside * 0.22)
    var paper = Paint(RGB(0xfaf6ec))
    paper.scale(1 + tooth * 0.035)
    return paper.mixed(paint, inside)
  }
}

/// From the darkest to the lightest of a scene, whatever its time of day, as 0 to 1.
private struct Range {
  private let low: Float
  private let scale: Float

  init(_ study: Study) {
    let tones = Styles.swatches(study, count: 6).map(\.luminance)
    low = tones.first ?? 0
    scale = 1 / max(0.2, (tones.last ?? 1) - low)
  }

  func share(_ tone: Lanes) -> Lanes { ((tone - low) * scale).unit }
}

/// Black ink and water with a brush, and a seal.
struct InkWash: Painting {
  private let study: Study
  private let soft: Study
  private let painting: any Painting
  private let noise: Noise
  private let grain: Noise
  private let frame: Frame
  private let range: Range
  private let seal: SIMD2<Float>

  init(_ study: Study, _ painting: any Painting, _ frame: Frame, _ chance: inout Chance) {
    self.study = study
    self.painting = painting
    self.frame = frame
    soft = study.blurred(max(1, max(study.width, study.height) / 110))
    (noise, grain) = (Noise(&chance), Noise(&chance))
    seal = SIMD2(chance.happens(0.5) ? 0.085 : frame.aspect - 0.085, 0.90)
    range = Range(study)
  }

  func paint(at spot: Spot) -> Paint {
    let x = spot.x + noise.layered(spot.x * 9, spot.y * 9, 4) * 0.006
    let y = spot.y + noise.layered(spot.x * 9 + 13, spot.y * 9, 4) * 0.006
    let sharp = painting.paint(at: Spot(x: x, y: y, pixel: spot.pixel + 0.001)).luminance
    let flow = noise.layered(spot.x * 3, spot.y * 3, 4)
    let wet = soft.tone(x + (x - spot.x) * 3, y + (y - spot.y) * 3)
    let depth = 1 - range.share(sharp.mixed(wet, (flow + 0.6).unit * 0.75))
    var washes = depth.smooth(0.10, 0.24) * 0.16 + depth.smooth(0.36, 0.48) * 0.24
    washes += depth.smooth(0.60, 0.74) * 0.38 + depth.smooth(0.82, 0.94) * 0.20
    washes *= flow * 0.5 + 0.95
    let edge = study.slope(x, y, 1.6 / Float(study.height)).size
    let dry = grain.layered(spot.x * 46, spot.y * 140, 3)
    let line = (edge - 0.055 - dry * 0.05).smooth(0, 0.11) * (depth * 0.65 + 0.35)
    let streak = 1 - dry.smooth(0.10, 0.42) * depth.smooth(0.5, 0.9) * 0.4
    let paper = RGB(0xf3ecdc)
    var paint = Paint(paper)
    paint.scale(1 + grain.layered(spot.x * 24, spot.y * 90, 3) * 0.035 + noise(spot.x * 2, spot.y * 2) * 0.02)
    paint.mix(RGB(0x17181d), (washes + line * 0.72).unit * streak * 0.97)
    paint.mix(paper, frame.border(spot).smooth(0.055, 0) * 0.9)
    stamp(&paint, spot)
    return paint
  }

  private func stamp(_ paint: inout Paint, _ spot: Spot) {
    let (u, v) = ((spot.x - seal.x) * (1 / 0.030), (spot.y - seal.y) * (1 / 0.036))
    let box = u.magnitude.atLeast(v.magnitude)
    guard any(box .< 1.2) else { return }
    let worn = noise.layered(spot.x * 120, spot.y * 120, 2)
    let inside = (1 - box + worn * 0.06).smooth(0, 0.05)
    let strokes = (v * 1.5 + 0.5).sineOfTurns + (u * 1.1).sineOfTurns * 0.7 + worn * 0.5
    let carved = strokes.smooth(0.75, 0.95) * box.smooth(0.84, 0.78)
    paint.mix(RGB(0xb8281e), inside * (1 - carved) * 0.9 * (worn + 1.2).unit)
  }
}

/// Graphite: outlines, and hatching that gets denser in the dark.
struct Pencil: Painting {
  private let tones: Tones
  private let study: Study
  private let noise: Noise
  private let grain: Noise
  private let frame: Frame
  private let range: Range

  init(_ study: Study, _ tones: Tones, _ frame: Frame, _ chance: inout Chance) {
    self.tones = tones
    self.study = study
    self.frame = frame
    (noise, grain) = (Noise(&chance), Noise(&chance))
    range = Range(study)
  }

  func paint(at spot: Spot) -> Paint {
    let x = spot.x + noise.layered(spot.x * 5, spot.y * 5, 2) * 0.004
    let y = spot.y + noise.layered(spot.x * 5 + 9, spot.y * 5, 2) * 0.004
    let here = tones.at(x, y)
    let edge = tones.edge(x, y, max(frame.pixel * 1.2, 0.0014))
    let depth = 1 - range.share(here.mixed(study.tone(x, y), Lanes(repeating: 0.4)))
    let tooth = grain.layered(spot.x * 160, spot.y * 160, 2)
    func hatch(_ turn: Float, _ many: Float, _ from: Float, _ to: Float) -> Lanes {
      let (sine, cosine) = (turn.sine, turn.cosine)
      let along = spot.x * cosine + spot.y * sine
      let across = spot.y * cosine - spot.x * sine + noise(along * 3, along * 0 + turn) * 0.006
      let line = (across * many).sineOfTurns * 0.5 + 0.5
      let pressure = noise(along * 9, across * many * 0.5) * 0.35 + 0.75
      return line.smooth(0.42, 0.78) * depth.smooth(from, to) * pressure
    }
    var mark = hatch(0.72, 150, 0.18, 0.62) * 0.42 + hatch(-0.60, 140, 0.45, 0.85) * 0.42
    mark += hatch(1.45, 165, 0.68, 1.0) * 0.45 + depth.smooth(0.25, 1) * 0.30
    mark += (edge - 0.014).smooth(0, 0.075) * 0.85
    mark = mark.unit * (tooth * 0.9 + 0.86).unit
    var paint = Paint(RGB(0xf6f2e9))
    paint.scale(1 + tooth * 0.03)
    let inside = (frame.border(spot) - 0.022 + noise(spot.x * 14, spot.y * 14) * 0.012).smooth(0, 0.03)
    paint.mix(RGB(0x2c2c31), mark * 0.92 * inside)
    return paint
  }
}

/// White lines on blue.
struct Blueprint: Painting {
  private let study: Study
  private let noise: Noise
  private let frame: Frame

  init(_ study: Study, _ frame: Frame, _ chance: inout Chance) {
    self.study = study
    self.frame = frame
    noise = Noise(&chance)
  }

  func paint(at spot: Spot) -> Paint {
    var paint = Paint(RGB(0x16408a))
    paint.mix(RGB(0x0e2c66), (noise.layered(spot.x * 2, spot.y * 2, 4) * 0.6 + 0.3).unit)
    func rule(_ every: Float, _ width: Float) -> Lanes {
      let (u, v) = (spot.x * (1 / every), spot.y * (1 / every))
      let (x, y) = ((u - (u + 0.5).floored).magnitude, (v - (v + 0.5).floored).magnitude)
      return (x.atMost(y) * every).smooth(width + spot.pixel, width)
    }
    paint.light(RGB(0x9ac0ff), rule(0.02, 0.0001) * 0.13 + rule(0.1, 0.0004) * 0.2)
    let edge = study.slope(spot.x, spot.y, 1.3 / Float(study.height)).size
    let tone = study.tone(spot.x, spot.y)
    let hatch = ((spot.x + spot.y) * 90).sineOfTurns.smooth(0.72, 0.95) * (1 - tone).smooth(0.45, 0.9)
    paint.light(RGB(0xe8f2ff), (edge - 0.03).smooth(0, 0.10) * 0.95 + hatch * 0.28)
    paint.light(.white, (frame.border(spot) - 0.025).magnitude.smooth(0.0012 + spot.pixel, 0.0012) * 0.9)
    paint.scale(1 + noise.layered(spot.x * 80, spot.y * 80, 2) * 0.06)
    return paint
  }
}

/// Every edge a glowing tube in the dark.
struct NeonEdges: Painting {
  private let study: Study
  private let painting: any Painting
  private let glow: Study
  private let noise: Noise
  private let colours: Ramp

  init(_ study: Study, _ painting: any Painting, _ frame: Frame, _ chance: inout Chance) {
    self.study = study
    self.painting = painting
    let noise = Noise(&chance)
    let colours = chance.one(of: [
      Ramp(0xff2fa8, 0xa04fff, 0x3fc8ff, 0x4fffd8), Ramp(0xff5a3a, 0xff3f9a, 0x8a5aff, 0x4fd0ff),
      Ramp(0x4fff9a, 0x3fd0ff, 0x7a6aff, 0xff5ac8), Ramp(0xffe04f, 0xff7a3a, 0xff3f8a, 0x8a4fff),
    ])
    (self.noise, self.colours) = (noise, colours)
    var lines = study
    let size = 1 / Float(study.height)
    for row in 0..<study.height {
      for start in stride(from: 0, to: study.width, by: 8) {
        let (x, y) = ((Lanes.steps + (Float(start) + 0.5)) * size, Lanes(repeating: (Float(row) + 0.5) * size))
        var paint = colours.at((noise(x * 0.9, y * 0.9) * 0.75 + 0.5).unit)
        paint.scale((study.slope(x, y, 1.2 * size).size - 0.04).smooth(0, 0.16))
        for lane in 0..<min(8, study.width - start) { lines[start + lane, row] = paint[lane] }
      }
    }
    glow = lines.blurred(max(1, max(study.width, study.height) / 60))
  }

  func paint(at spot: Spot) -> Paint {
    var paint = painting.paint(at: spot)
    let tone = paint.luminance
    paint.saturate(1.3)
    paint.scale(tone * 0.22 + 0.06)
    paint.mix(RGB(0x0a0620), Lanes(repeating: 0.35))
    paint.light(glow.at(spot.x, spot.y).scaled(Lanes(repeating: 1.9)))
    let edge = study.slope(spot.x, spot.y, 1 / Float(study.height)).size
    let hue = colours.at((noise(spot.x * 0.9, spot.y * 0.9) * 0.75 + 0.5).unit)
    paint.light(hue.scaled((edge - 0.045).smooth(0, 0.12) * 0.95))
    paint.light(.white, (edge - 0.12).smooth(0, 0.16) * 0.75)
    return paint
  }
}
