/// Paints a picture: a first sketch, a better one, then row by row, with the edges looked at again.
///
/// It holds a few rows and two small pictures of the whole, however large the picture is.
struct Easel {
  let painting: any Rows
  let frame: Frame
  let finish: Finish
  let care: Care

  /// How closely edges are looked at.
  struct Care {
    /// What makes an edge: so much more or less of a colour than the pixel beside it. Nil looks at none again.
    var edge: Float?
    /// Looks within a pixel, beside those at its corners.
    var looks = 0
  }

  /// See `Work.run`.
  func paint(tell: (Work.News) -> Bool, take: ([UInt8]) -> Bool) -> Bool {
    let sketch = Study(of: painting, frame, longest: min(96, max(frame.width, frame.height)))
    guard tell(.sketch(sketch)), tell(.done(0.02)) else { return false }
    let study = Study(of: painting, frame, longest: min(256, max(frame.width, frame.height)))
    guard tell(.sketch(study)), tell(.done(0.1)) else { return false }
    let glow = finish.glow(study)

    var second = SecondLook(painting, frame, care)
    var here = row(0)
    var above = here
    for y in 0..<frame.height {
      let below = y + 1 < frame.height ? row(y + 1) : here
      var refined = here
      second?.refine(&refined, y, above: above, here: here, below: below)
      guard take(bytes(of: refined, y, glow)) else { return false }
      if y % 8 == 7, !tell(.done(0.1 + 0.9 * Float(y + 1) / Float(frame.height))) { return false }
      (above, here) = (here, below)
    }
    return tell(.done(1))
  }

  private func row(_ y: Int) -> [Paint] {
    painting.row((Float(y) + 0.5) * frame.pixel, pixel: frame.pixel, width: frame.width)
  }

  private func bytes(of row: [Paint], _ y: Int, _ glow: Study?) -> [UInt8] {
    // An ordered half step hides the steps of slow gradients, and packs better than noise.
    let offset = Self.thresholds[y & 7]
    return [UInt8](unsafeUninitializedCapacity: frame.width * 3) { bytes, count in
      for (block, paint) in row.enumerated() {
        var paint = paint
        let start = block * 8
        let spot = Spot(
          x: (Lanes.steps + (Float(start) + 0.5)) * frame.pixel, y: Lanes(repeating: (Float(y) + 0.5) * frame.pixel),
          pixel: frame.pixel)
        finish.apply(to: &paint, at: spot, frame, glow)
        let (red, green, blue) = (
          Self.levels(paint.red, offset), Self.levels(paint.green, offset), Self.levels(paint.blue, offset)
        )
        for lane in 0..<min(8, frame.width - start) {
          bytes[count] = red[lane]
          bytes[count + 1] = green[lane]
          bytes[count + 2] = blue[lane]
          count += 3
        }
      }
    }
  }

  private static func levels(_ value: Lanes, _ offset: Lanes) -> SIMD8<UInt8> {
    let level = value * 255 + offset
    // Written so that a number that is none becomes black.
    let light = Lanes.zero.replacing(with: level, where: level .> 0).atMost(255)
    return SIMD8<UInt8>(truncatingIfNeeded: light.floored.whole)
  }

  /// Bayer's matrix of 8 by 8, from 0 to 1.
  private static let thresholds: [Lanes] = (0..<8).map { y in
    var row = Lanes.zero
    for x in 0..<8 {
      var value = 0
      for bit in 0..<3 {
        let (a, b) = ((x >> bit) & 1, (y >> bit) & 1)
        value |= ((a ^ b) << 1 | b) << (2 * (2 - bit))
      }
      row[x] = (Float(value) + 0.5) / 64
    }
    return row
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
