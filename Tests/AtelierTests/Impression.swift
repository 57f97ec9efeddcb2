/// What one remembers of a picture after a glance: how light, how coloured and how busy it is, and where.
struct Impression {
  private static let cells = 8
  /// Brightness, the two ways of colour and unrest of each cell, in shares of their greatest difference.
  private let parts: [SIMD4<Double>]

  init(_ pixels: [UInt8], width: Int, height: Int) {
    var sums = [SIMD4<Double>](repeating: .zero, count: Self.cells * Self.cells)
    var squares = [Double](repeating: 0, count: sums.count)
    var counts = [Double](repeating: 0, count: sums.count)
    for y in 0..<height {
      for x in 0..<width {
        let at = (y * width + x) * 3
        let (red, green, blue) = (Double(pixels[at]) / 255, Double(pixels[at + 1]) / 255, Double(pixels[at + 2]) / 255)
        let light = 0.299 * red + 0.587 * green + 0.114 * blue
        let cell = y * Self.cells / height * Self.cells + x * Self.cells / width
        sums[cell] += SIMD4(light, red - green, blue - (red + green) / 2, 0)
        squares[cell] += light * light
        counts[cell] += 1
      }
    }
    parts = sums.indices.map { cell in
      var mean = sums[cell] / max(1, counts[cell])
      mean.w = max(0, squares[cell] / max(1, counts[cell]) - mean.x * mean.x).squareRoot() * 2
      return mean
    }
  }

  /// 0 for the same picture; black and white are 0.5 apart.
  func distance(_ other: Impression) -> Double {
    let sum = zip(parts, other.parts).reduce(0.0) { sum, pair in
      let off = pair.0 - pair.1
      return sum + (off * off).sum() / 4
    }
    return (sum / Double(parts.count)).squareRoot()
  }
}
