/// Works a first picture into a painting: its colours and its light and dark, and all of it where a mask is black.
package struct Underpainting: Sendable {
  /// Four bytes a pixel: red, green, blue and how much it covers.
  package struct Picture: Sendable {
    let width: Int
    let height: Int
    let pixels: [UInt8]

    /// Nil when the bytes are not as many as the size needs.
    package init?(width: Int, height: Int, pixels: [UInt8]) {
      guard width > 0, height > 0, width <= 1 << 20, height <= 1 << 20, pixels.count == width * height * 4 else {
        return nil
      }
      (self.width, self.height, self.pixels) = (width, height, pixels)
    }
  }

  private let initial: Picture
  private let mask: Picture?
  /// From 0, which leaves the first picture as it is, to 1, which forgets it.
  private let strength: Double

  package init(_ initial: Picture, mask: Picture?, strength: Double) {
    (self.initial, self.mask) = (initial, mask)
    self.strength = min(1, max(0, strength))
  }

  /// Changes the rows of a whole painting, three bytes a pixel, without gaps.
  ///
  /// The painting takes on the first picture's colours, then its light and dark where they lie: not its outlines, which
  /// would show through like a photograph exposed twice. Only little strength keeps those too.
  package func apply(to painting: inout [UInt8], width: Int, height: Int) {
    guard painting.count == width * height * 3 else { return }
    let kept = 1 - strength
    let sharp = max(0, 1 - 2 * strength)
    let (painted, wanted) = (Tones(painting, stride: 3), Tones(initial.pixels, stride: 4))
    let before = Wash(painting, width: width, height: height, stride: 3)
    let after = Wash(initial.pixels, width: initial.width, height: initial.height, stride: 4)
    for y in 0..<height {
      let down = (Double(y) + 0.5) / Double(height)
      for x in 0..<width {
        let across = (Double(x) + 0.5) / Double(width)
        let at = (y * width + x) * 3
        let cover = mask.map { Self.light(of: $0, across, down) } ?? 1
        let old = Self.colour(of: initial, across, down)
        let (light, ground) = (after.colour(across, down), before.colour(across, down))
        for channel in 0..<3 {
          let paint = Double(painting[at + channel])
          let toned = paint + kept * (wanted.tone(paint, from: painted, channel) - paint)
          let base = ground[channel] + kept * (wanted.tone(ground[channel], from: painted, channel) - ground[channel])
          let laid = toned + kept * (light[channel] - base)
          let mixed = laid + (old[channel] - laid) * sharp
          let value = old[channel] + (mixed - old[channel]) * cover
          painting[at + channel] = UInt8(min(255, max(0, value + 0.5)))
        }
      }
    }
  }

  /// From 0 for black to 1 for white, between its pixels.
  private static func light(of mask: Picture, _ across: Double, _ down: Double) -> Double {
    let colour = colour(of: mask, across, down)
    return (colour.x + colour.y + colour.z) / 765 * colour.w / 255
  }

  /// At a share of its width and its height, between its pixels.
  private static func colour(of bitmap: Picture, _ across: Double, _ down: Double) -> SIMD4<Double> {
    let x = min(Double(bitmap.width - 1), max(0, across * Double(bitmap.width) - 0.5))
    let y = min(Double(bitmap.height - 1), max(0, down * Double(bitmap.height) - 0.5))
    let (left, top) = (Int(x), Int(y))
    let (right, below) = (min(left + 1, bitmap.width - 1), min(top + 1, bitmap.height - 1))
    func pixel(_ column: Int, _ row: Int) -> SIMD4<Double> {
      let at = (row * bitmap.width + column) * 4
      return SIMD4(
        Double(bitmap.pixels[at]), Double(bitmap.pixels[at + 1]), Double(bitmap.pixels[at + 2]),
        Double(bitmap.pixels[at + 3]))
    }
    let (restX, restY) = (x - Double(left), y - Double(top))
    let upper = pixel(left, top) + (pixel(right, top) - pixel(left, top)) * restX
    let lower = pixel(left, below) + (pixel(right, below) - pixel(left, below)) * restX
    return upper + (lower - upper) * restY
  }

  /// The mean of each colour channel and how far it spreads.
  private struct Tones {
    private var means = [0.0, 0.0, 0.0]
    private var spreads = [1.0, 1.0, 1.0]

    init(_ pixels: [UInt8], stride step: Int) {
      let count = Double(max(1, pixels.count / step))
      var sums = [0, 0, 0]
      var squares = [0, 0, 0]
      for at in stride(from: 0, to: pixels.count - step + 1, by: step) {
        for channel in 0..<3 {
          let value = Int(pixels[at + channel])
          sums[channel] &+= value
          squares[channel] &+= value &* value
        }
      }
      for channel in 0..<3 {
        means[channel] = Double(sums[channel]) / count
        let variance = Double(squares[channel]) / count - means[channel] * means[channel]
        spreads[channel] = max(1, max(0, variance).squareRoot())
      }
    }

    /// What `value` of a picture with other tones would be in this one.
    func tone(_ value: Double, from other: Tones, _ channel: Int) -> Double {
      (value - other.means[channel]) * spreads[channel] / other.spreads[channel] + means[channel]
    }
  }

  /// The light and dark of a picture without its outlines: the means of the squares of a coarse grid.
  private struct Wash {
    private static let most = 24
    private let columns: Int
    private let rows: Int
    private var means: [SIMD3<Double>]

    init(_ pixels: [UInt8], width: Int, height: Int, stride step: Int) {
      let (columns, rows) = (min(Self.most, width), min(Self.most, height))
      var sums = [SIMD3<Int>](repeating: .zero, count: columns * rows)
      var counts = [Int](repeating: 0, count: columns * rows)
      for y in 0..<height {
        let line = y * rows / height * columns
        for x in 0..<width {
          let (cell, at) = (line + x * columns / width, (y * width + x) * step)
          sums[cell] &+= SIMD3(Int(pixels[at]), Int(pixels[at + 1]), Int(pixels[at + 2]))
          counts[cell] += 1
        }
      }
      (self.columns, self.rows) = (columns, rows)
      means = zip(sums, counts).map { sum, count in
        SIMD3(Double(sum.x), Double(sum.y), Double(sum.z)) / Double(max(1, count))
      }
    }

    /// At a share of the picture's width and height.
    func colour(_ across: Double, _ down: Double) -> SIMD3<Double> {
      let x = min(Double(columns - 1), max(0, across * Double(columns) - 0.5))
      let y = min(Double(rows - 1), max(0, down * Double(rows) - 0.5))
      let (left, top) = (Int(x), Int(y))
      let (right, below) = (min(left + 1, columns - 1), min(top + 1, rows - 1))
      let (restX, restY) = (x - Double(left), y - Double(top))
      let upper = means[top * columns + left] * (1 - restX) + means[top * columns + right] * restX
      let lower = means[below * columns + left] * (1 - restX) + means[below * columns + right] * restX
      return upper * (1 - restY) + lower * restY
    }
  }
}
