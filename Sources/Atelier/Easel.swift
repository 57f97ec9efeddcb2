/// Paints a picture: a first sketch, a better one, then row by row, with the edges looked at again.
///
/// It holds a few rows and two small pictures of the whole, however large the picture is.
struct Easel {
  let painting: any Painting
  let frame: Frame
  let finish: Finish
  /// How often a pixel on an edge is looked at; 1 for once.
  let looks: Int

  /// See `Work.run`.
  func paint(tell: (Work.News) -> Bool, take: ([UInt8]) -> Bool) -> Bool {
    let sketch = Study(of: painting, frame, longest: min(96, max(frame.width, frame.height)))
    guard tell(.sketch(sketch)), tell(.done(0.02)) else { return false }
    let study = Study(of: painting, frame, longest: min(256, max(frame.width, frame.height)))
    guard tell(.sketch(study)), tell(.done(0.1)) else { return false }
    let glow = finish.glow(study)

    var above = [Float](repeating: 0, count: frame.width * 3)
    var here = row(0)
    var below = here
    above = here
    for y in 0..<frame.height {
      below = y + 1 < frame.height ? row(y + 1) : here
      var refined = here
      if looks > 1 { refine(&refined, y, above: above, here: here, below: below) }
      guard take(bytes(of: refined, y, glow)) else { return false }
      if y % 8 == 7, !tell(.done(0.1 + 0.9 * Float(y + 1) / Float(frame.height))) { return false }
      (above, here) = (here, below)
    }
    return tell(.done(1))
  }

  private func row(_ y: Int) -> [Float] {
    var row = [Float](repeating: 0, count: frame.width * 3)
    let line = Lanes(repeating: (Float(y) + 0.5) * frame.pixel)
    for x in stride(from: 0, to: frame.width, by: 8) {
      let places = (Lanes.steps + (Float(x) + 0.5)) * frame.pixel
      let paint = painting.paint(at: Spot(x: places, y: line, pixel: frame.pixel))
      for lane in 0..<min(8, frame.width - x) {
        let at = (x + lane) * 3
        row[at] = paint.red[lane]
        row[at + 1] = paint.green[lane]
        row[at + 2] = paint.blue[lane]
      }
    }
    return row
  }

  /// Looks again, at several points within it, at every pixel that differs much from a neighbour.
  private func refine(_ row: inout [Float], _ y: Int, above: [Float], here: [Float], below: [Float]) {
    var edges: [Int] = []
    for x in 0..<frame.width {
      let at = x * 3
      let left = x > 0 ? at - 3 : at
      let right = x + 1 < frame.width ? at + 3 : at
      var most: Float = 0
      for part in 0..<3 {
        let own = here[at + part]
        most = max(most, abs(own - here[left + part]), abs(own - here[right + part]))
        most = max(most, abs(own - above[at + part]), abs(own - below[at + part]))
      }
      if most > 0.06 { edges.append(x) }
    }
    for start in stride(from: 0, to: edges.count, by: 8) {
      let count = min(8, edges.count - start)
      var places = Lanes.zero
      for lane in 0..<8 { places[lane] = Float(edges[start + min(lane, count - 1)]) }
      var sum = Paint(.black)
      for look in 0..<looks {
        // A turned grid: every point has a row and a column of its own.
        let (stepX, stepY) = (
          (Float(look) + 0.5) / Float(looks),
          (Float((look * (looks == 4 ? 2 : 3) + look / 2) % looks) + 0.5) / Float(looks)
        )
        let paint = painting.paint(
          at: Spot(
            x: (places + stepX) * frame.pixel, y: Lanes(repeating: (Float(y) + stepY) * frame.pixel),
            pixel: frame.pixel * 0.6))
        sum.red += paint.red
        sum.green += paint.green
        sum.blue += paint.blue
      }
      let share = 1 / Float(looks)
      for lane in 0..<count {
        let at = edges[start + lane] * 3
        row[at] = sum.red[lane] * share
        row[at + 1] = sum.green[lane] * share
        row[at + 2] = sum.blue[lane] * share
      }
    }
  }

  private func bytes(of row: [Float], _ y: Int, _ glow: Study?) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: frame.width * 3)
    for x in stride(from: 0, to: frame.width, by: 8) {
      let count = min(8, frame.width - x)
      var paint = Paint(.black)
      for lane in 0..<count {
        let at = (x + lane) * 3
        paint.red[lane] = row[at]
        paint.green[lane] = row[at + 1]
        paint.blue[lane] = row[at + 2]
      }
      let spot = Spot(
        x: (Lanes.steps + (Float(x) + 0.5)) * frame.pixel, y: Lanes(repeating: (Float(y) + 0.5) * frame.pixel),
        pixel: frame.pixel)
      finish.apply(to: &paint, at: spot, frame, glow)
      for lane in 0..<count {
        let at = (x + lane) * 3
        // An ordered half step hides the steps of slow gradients, and packs better than noise.
        let offset = Self.threshold(x + lane, y)
        bytes[at] = Self.byte(paint.red[lane], offset)
        bytes[at + 1] = Self.byte(paint.green[lane], offset)
        bytes[at + 2] = Self.byte(paint.blue[lane], offset)
      }
    }
    return bytes
  }

  private static func byte(_ value: Float, _ offset: Float) -> UInt8 {
    // Written so that a number that is none becomes black.
    let level = value * 255 + offset
    return level > 0 ? level < 255 ? UInt8(level) : 255 : 0
  }

  /// Bayer's matrix of 8 by 8, from 0 to 1.
  private static func threshold(_ x: Int, _ y: Int) -> Float {
    var value = 0
    for bit in 0..<3 {
      let (a, b) = ((x >> bit) & 1, (y >> bit) & 1)
      value |= ((a ^ b) << 1 | b) << (2 * (2 - bit))
    }
    return (Float(value) + 0.5) / 64
  }
}

/// What is done to the finished picture as a whole.
struct Finish: Sendable {
  var glow: Float = 0
  var vignette: Float = 0
  var contrast: Float = 0
  var grain: Float = 0
  /// Black and white, or brown like an old print.
  var tone: Tone = .colour

  enum Tone { case colour, grey, sepia }

  /// The light that spreads around what is bright.
  func glow(_ study: Study) -> Study? {
    guard glow > 0 else { return nil }
    let bright = study.map { colour in
      let over = max(0, colour.luminance - 0.62) / 0.38
      return colour.scaled(over * over)
    }
    return bright.blurred(max(1, max(study.width, study.height) / 26))
  }

  func apply(to paint: inout Paint, at spot: Spot, _ frame: Frame, _ study: Study?) {
    if let study {
      let around = study.at(spot.x, spot.y)
      paint.light(around.scaled(Lanes(repeating: glow)))
    }
    if contrast > 0 {
      func curve(_ value: Lanes) -> Lanes {
        let value = value.unit
        return value.mixed(value * value * (3 - 2 * value), Lanes(repeating: contrast))
      }
      paint = Paint(curve(paint.red), curve(paint.green), curve(paint.blue))
    }
    switch tone {
    case .colour: break
    case .grey: paint.saturate(0)
    case .sepia:
      let grey = paint.luminance.unit
      paint = Ramp(0x1c120a, 0x6b4a2e, 0xc9a878, 0xf7ead0).at(grey)
    }
    if vignette > 0 {
      let (x, y) = (spot.x * (1 / frame.aspect) - 0.5, spot.y - 0.5)
      let distance = x * x + y * y
      paint.scale(1 - distance * distance * (vignette * 3.4))
    }
    if grain > 0 {
      let (x, y) = ((spot.x / spot.pixel).floored.whole, (spot.y / spot.pixel).floored.whole)
      let (first, second) = Noise.pair(Noise.hash(x, y, 0x67a1))
      let speck = (first + second) * (grain * 0.5)
      paint = Paint(paint.red + speck, paint.green + speck, paint.blue + speck)
    }
  }
}
