/// How a painting is painted: each style makes another painting of it, and says how the whole is finished.
enum Styles {
  static func apply(
    _ style: PaintStyle, to painting: any Painting, _ setting: Setting
  ) -> (painting: any Rows, finish: Finish) {
    var chance = setting.chance.branch("style")
    let frame = setting.frame
    func study(_ longest: Int) -> Study { Study(of: painting, frame, longest: longest) }
    switch style {
    case .photo: return (painting, Finish(glow: 0.5, vignette: 0.20, contrast: 0.14))
    case .watercolour: return (Watercolour(painting, study(256), frame, &chance), Finish())
    case .oil: return (Dabs(.oil, painting, study(256), frame, &chance), Finish(vignette: 0.10, contrast: 0.16))
    case .gouache: return (Dabs(.gouache, painting, study(256), frame, &chance), Finish(contrast: 0.10))
    case .pastel: return (Dabs(.pastel, painting, study(256), frame, &chance), Finish())
    case .pointillism: return (Dabs(.points, painting, study(256), frame, &chance), Finish(contrast: 0.12))
    case .ink: return (InkWash(study(512), painting, frame, &chance), Finish())
    case .pencil: return (Pencil(study(512), Tones(painting, frame), frame, &chance), Finish())
    case .blueprint: return (Blueprint(study(512), frame, &chance), Finish())
    case .neon: return (NeonEdges(study(512), painting, frame, &chance), Finish(glow: 0.8, vignette: 0.25))
    case .poster: return (Flat(.poster, painting, study(256), frame, &chance), Finish())
    case .woodcut: return (Flat(.woodcut, painting, study(256), frame, &chance), Finish())
    case .comic: return (Flat(.comic, painting, study(256), frame, &chance), Finish())
    case .paperCut: return (Flat(.paperCut, painting, study(256), frame, &chance), Finish(vignette: 0.12))
    case .pixel: return (Blocks(painting, study(192), frame), Finish())
    case .lowPoly: return (Facets(.triangles, painting, frame, &chance), Finish(vignette: 0.10))
    case .mosaic: return (Facets(.tiles, painting, frame, &chance), Finish(vignette: 0.12))
    case .stainedGlass: return (Facets(.glass, painting, frame, &chance), Finish(glow: 0.45, vignette: 0.25))
    }
  }

  /// The colours that stand for a picture, from dark to light.
  static func swatches(_ study: Study, count: Int) -> [RGB] {
    let total = study.width * study.height
    let step = max(1, total / 3_000)
    var samples = stride(from: step / 2, to: total, by: step).map { study[$0 % study.width, $0 / study.width] }
    samples.sort { ($0.luminance, $0.red, $0.blue) < ($1.luminance, $1.red, $1.blue) }
    guard let first = samples.first else { return [] }
    var centres = (0..<count).map { samples[(2 * $0 + 1) * samples.count / (2 * count)] }
    for _ in 0..<9 {
      var sums = [(colour: RGB, count: Float)](repeating: (RGB.black, 0), count: count)
      for sample in samples {
        let nearest = nearest(sample, centres)
        let sum = sums[nearest].colour
        sums[nearest].colour = RGB(sum.red + sample.red, sum.green + sample.green, sum.blue + sample.blue)
        sums[nearest].count += 1
      }
      for index in 0..<count where sums[index].count > 0 {
        centres[index] = sums[index].colour.scaled(1 / sums[index].count)
      }
    }
    _ = first
    return centres.sorted { $0.luminance < $1.luminance }
  }

  private static func nearest(_ colour: RGB, _ centres: [RGB]) -> Int {
    var (best, least) = (0, Float.greatestFiniteMagnitude)
    for (index, centre) in centres.enumerated() {
      let (r, g, b) = (colour.red - centre.red, colour.green - centre.green, colour.blue - centre.blue)
      let distance = r * r * 0.8 + g * g * 1.2 + b * b * 0.6
      if distance < least { (best, least) = (index, distance) }
    }
    return best
  }
}

extension Study {
  /// Brightness at a place.
  func tone(_ x: Lanes, _ y: Lanes) -> Lanes { at(x, y).luminance }

  /// How fast brightness and hue change, by about `step` to each side.
  func slope(_ x: Lanes, _ y: Lanes, _ step: Float) -> (x: Lanes, y: Lanes, size: Lanes) {
    let (left, right) = (at(x - step, y), at(x + step, y))
    let (above, below) = (at(x, y - step), at(x, y + step))
    let alongX = right.luminance - left.luminance
    let alongY = below.luminance - above.luminance
    let hueX = ((right.red - right.blue) - (left.red - left.blue)) * 0.5
    let hueY = ((below.red - below.blue) - (above.red - above.blue)) * 0.5
    let square = alongX * alongX + alongY * alongY
    return (alongX, alongY, (square + hueX * hueX + hueY * hueY).squareRoot())
  }
}

extension Frame {
  /// How far a place lies from the nearest edge of the picture.
  func border(_ spot: Spot) -> Lanes { spot.x.atMost(aspect - spot.x).atMost(spot.y.atMost(1 - spot.y)) }
}
