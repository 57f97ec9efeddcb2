import Domain
import Raster

/// Works a first picture into a painting: its colours and its light and dark, and all of it where a mask is black.
struct Overpainting {
  private let initial: Bitmap
  private let mask: Bitmap?
  /// From 0, which leaves the first picture as it is, to 1, which forgets it.
  private let strength: Double

  /// Throws a failure that nothing was paid for when a picture cannot be read.
  init(_ initial: ImageFile, mask: ImageFile?, strength: Double) throws(ProviderFailure) {
    self.initial = try Self.read(initial)
    self.mask = if let mask { try Self.read(mask) } else { nil }
    self.strength = min(1, max(0, strength))
  }

  /// Changes the rows of a whole painting, three bytes a pixel, without gaps.
  func apply(to painting: inout [UInt8], width: Int, height: Int) {
    guard painting.count == width * height * 3 else { return }
    let painted = Tones(painting, stride: 3)
    let wanted = Tones(initial.pixels, stride: 4)
    let kept = 1 - strength
    for y in 0..<height {
      let row = y * initial.height / height
      let maskRow = mask.map { y * $0.height / height } ?? 0
      for x in 0..<width {
        let from = (row * initial.width + x * initial.width / width) * 4
        let at = (y * width + x) * 3
        let cover = mask.map { Self.light(of: $0, (maskRow * $0.width + x * $0.width / width) * 4) } ?? 1
        for channel in 0..<3 {
          let paint = Double(painting[at + channel])
          let old = Double(initial.pixels[from + channel])
          let toned = paint + kept * (wanted.tone(paint, from: painted, channel) - paint)
          let mixed = toned * strength + old * kept
          let value = old + (mixed - old) * cover
          painting[at + channel] = UInt8(min(255, max(0, value + 0.5)))
        }
      }
    }
  }

  /// From 0 for black to 1 for white.
  private static func light(of mask: Bitmap, _ at: Int) -> Double {
    let sum = Int(mask.pixels[at]) + Int(mask.pixels[at + 1]) + Int(mask.pixels[at + 2])
    return Double(sum) / 765 * Double(mask.pixels[at + 3]) / 255
  }

  private static func read(_ file: ImageFile) throws(ProviderFailure) -> Bitmap {
    do throws(RasterError) {
      return try PictureFile(bytes: file.bytes).bitmap()
    } catch {
      throw ProviderFailure(.refused, "A picture that the painter was given cannot be read.", effect: .notTaken)
    }
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
}
