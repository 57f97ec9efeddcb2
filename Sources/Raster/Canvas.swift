import CPixels

/// A finished small picture, upright and in sRGB, in the form in which it will be written.
struct Canvas {
  private enum Pixels {
    case grey(Block<UInt8>)
    case rgb(Block<UInt8>)
    case rgba(Block<UInt8>)
    case planes(y: Block<UInt8>, cb: Block<UInt8>, cr: Block<UInt8>)
  }

  let width: Int
  let height: Int
  private let pixels: Pixels

  /// From interleaved samples as stored, alpha premultiplied.
  init(
    _ stored: Block<UInt8>, width: Int, height: Int, layout: PixelLayout, finish: Finish, orientation: Orientation
  ) throws(RasterError) {
    let count = width * height
    let isOpaque = layout != .rgba || pixels_unpremultiply(stored.start, count) >= Self.opaque
    let finished = try finish.apply(to: stored, count: count)
    let turned = try orientation.turn(finished.pixels, width: width, height: height, channels: finished.channels)
    self.width = orientation.swapsSides ? height : width
    self.height = orientation.swapsSides ? width : height
    switch finished.channels {
    case 1: pixels = .grey(turned)
    case 3: pixels = .rgb(turned)
    default:
      if isOpaque {
        for index in 0..<count {
          for channel in 0..<3 { turned.start[index * 3 + channel] = turned.start[index * 4 + channel] }
        }
      }
      pixels = isOpaque ? .rgb(turned) : .rgba(turned)
    }
  }

  /// From brightness alone, or with two planes of colour of half the size.
  init(_ planes: [Reduction], width: Int, height: Int, orientation: Orientation) throws(RasterError) {
    var turned: [Block<UInt8>] = []
    for plane in planes {
      turned.append(try orientation.turn(plane.output, width: plane.width, height: plane.height, channels: 1))
    }
    self.width = orientation.swapsSides ? height : width
    self.height = orientation.swapsSides ? width : height
    pixels = turned.count == 3 ? .planes(y: turned[0], cb: turned[1], cr: turned[2]) : .grey(turned[0])
  }

  /// Transparency below this is what a filter leaves behind, not what anybody drew.
  private static let opaque: UInt8 = 250

  func thumbnail(quality: Int) throws(RasterError) -> Thumbnail {
    let format: ImageFormat
    let bytes: [UInt8]
    switch pixels {
    case .grey(let block):
      (format, bytes) = (.jpeg, try JPEGWriter.write(block.start, width: width, height: height, channels: 1, quality: quality))
    case .rgb(let block):
      (format, bytes) = (.jpeg, try JPEGWriter.write(block.start, width: width, height: height, channels: 3, quality: quality))
    case .rgba(let block):
      (format, bytes) = (.png, try PNGWriter.write(block.start, width: width, height: height, channels: 4))
    case .planes(let y, let cb, let cr):
      format = .jpeg
      bytes = try JPEGWriter.write(
        y: y.start, cb: cb.start, cr: cr.start, width: width, height: height, quality: quality)
    }
    return Thumbnail(format: format, width: width, height: height, bytes: bytes)
  }

  /// A ThumbHash of it.
  func placeholder() throws(RasterError) -> [UInt8] {
    // The hash keeps seven waves a side at most: 32 pixels show them all.
    let step = max(1, (max(width, height) + 31) / 32)
    let small = (width: (width + step - 1) / step, height: (height + step - 1) / step)
    let sample = try Block<UInt8>(small.width * small.height * 4)
    for y in 0..<small.height {
      for x in 0..<small.width {
        mean(x * step..<min((x + 1) * step, width), y * step..<min((y + 1) * step, height), sample.start + (y * small.width + x) * 4)
      }
    }
    return ThumbHash.encode(width: small.width, height: small.height, rgba: sample.start)
  }

  private func mean(_ columns: Range<Int>, _ rows: Range<Int>, _ result: UnsafeMutablePointer<UInt8>) {
    var sums = (0, 0, 0, 0)
    var weight = 0
    for y in rows {
      for x in columns {
        let (red, green, blue, alpha) = colour(x, y)
        sums.0 += red * alpha
        sums.1 += green * alpha
        sums.2 += blue * alpha
        sums.3 += alpha
        weight += 1
      }
    }
    let alpha = max(sums.3, 1)
    for (channel, sum) in [sums.0, sums.1, sums.2].enumerated() { result[channel] = UInt8(clamping: sum / alpha) }
    result[3] = UInt8(clamping: sums.3 / max(weight, 1))
  }

  private func colour(_ x: Int, _ y: Int) -> (Int, Int, Int, Int) {
    let at = y * width + x
    switch pixels {
    case .grey(let block):
      let value = Int(block.start[at])
      return (value, value, value, 255)
    case .rgb(let block):
      let pixel = block.start + at * 3
      return (Int(pixel[0]), Int(pixel[1]), Int(pixel[2]), 255)
    case .rgba(let block):
      let pixel = block.start + at * 4
      return (Int(pixel[0]), Int(pixel[1]), Int(pixel[2]), Int(pixel[3]))
    case .planes(let y8, let cb8, let cr8):
      let half = y / 2 * ((width + 1) / 2) + x / 2
      let light = Int(y8.start[at])
      let cb = Int(cb8.start[half]) - 128
      let cr = Int(cr8.start[half]) - 128
      func byte(_ value: Int) -> Int { min(max(value, 0), 255) }
      return (
        byte(light + (91_881 * cr) >> 16), byte(light - (22_554 * cb + 46_802 * cr) >> 16),
        byte(light + (116_130 * cb) >> 16), 255
      )
    }
  }
}
