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
      format = .jpeg
      bytes = try JPEGWriter.write(block.start, width: width, height: height, channels: 1, quality: quality)
    case .rgb(let block):
      format = .jpeg
      bytes = try JPEGWriter.write(block.start, width: width, height: height, channels: 3, quality: quality)
    case .rgba(let block):
      format = .png
      bytes = try PNGWriter.write(block.start, width: width, height: height, channels: 4)
    case .planes(let y, let cb, let cr):
      format = .jpeg
      bytes = try JPEGWriter.write(
        y: y.start, cb: cb.start, cr: cr.start, width: width, height: height, quality: quality)
    }
    return Thumbnail(format: format, width: width, height: height, bytes: bytes)
  }

  /// What it shows, without a look at its details: a ThumbHash, and how it looks in 64 bits.
  func gist() throws(RasterError) -> (placeholder: [UInt8], likeness: UInt64) {
    // The hash keeps seven waves a side at most: 32 pixels show them all.
    let step = max(1, (max(width, height) + 31) / 32)
    let small = (width: (width + step - 1) / step, height: (height + step - 1) / step)
    let sample = try Block<UInt8>(small.width * small.height * 4)
    for y in 0..<small.height {
      for x in 0..<small.width {
        let colour = mean(Tile(x: x * step, y: y * step, side: step))
        let to = sample.start + (y * small.width + x) * 4
        (to[0], to[1], to[2], to[3]) = (colour.red, colour.green, colour.blue, colour.alpha)
      }
    }
    return (
      ThumbHash.encode(width: small.width, height: small.height, rgba: sample.start),
      Likeness.bits(width: small.width, height: small.height, rgba: sample.start)
    )
  }

  private struct Tile {
    let x: Int
    let y: Int
    let side: Int

    var halved: Tile { Tile(x: x / 2, y: y / 2, side: max(1, side / 2)) }
  }

  private typealias Colour = (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8)

  private func mean(_ tile: Tile) -> Colour {
    switch pixels {
    case .grey(let block):
      let value = UInt8(clamping: mean(of: block, tile, width, height, channels: 1, channel: 0))
      return (value, value, value, 255)
    case .rgb(let block):
      let values = (0..<3).map { UInt8(clamping: mean(of: block, tile, width, height, channels: 3, channel: $0)) }
      return (values[0], values[1], values[2], 255)
    case .rgba(let block):
      return seenThrough(block, tile)
    case .planes(let y, let cb, let cr):
      let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
      let light = mean(of: y, tile, width, height, channels: 1, channel: 0)
      let blue = mean(of: cb, tile.halved, halfWidth, halfHeight, channels: 1, channel: 0) - 128
      let red = mean(of: cr, tile.halved, halfWidth, halfHeight, channels: 1, channel: 0) - 128
      return (
        UInt8(clamping: light + (91_881 * red) >> 16), UInt8(clamping: light - (22_554 * blue + 46_802 * red) >> 16),
        UInt8(clamping: light + (116_130 * blue) >> 16), 255
      )
    }
  }

  private func mean(
    of block: Block<UInt8>, _ tile: Tile, _ width: Int, _ height: Int, channels: Int, channel: Int
  ) -> Int {
    let columns = min(tile.side, width - tile.x)
    let rows = min(tile.side, height - tile.y)
    guard columns > 0, rows > 0 else { return 0 }
    var sum = 0
    for row in 0..<rows {
      let line = block.start + ((tile.y + row) * width + tile.x) * channels + channel
      for column in 0..<columns { sum &+= Int(line[column &* channels]) }
    }
    return sum / (columns * rows)
  }

  /// Colours count by how much is seen of them.
  private func seenThrough(_ block: Block<UInt8>, _ tile: Tile) -> Colour {
    var sums = (red: 0, green: 0, blue: 0, alpha: 0)
    var count = 0
    for y in tile.y..<min(tile.y + tile.side, height) {
      for x in tile.x..<min(tile.x + tile.side, width) {
        let pixel = block.start + (y * width + x) * 4
        let alpha = Int(pixel[3])
        sums.red += Int(pixel[0]) * alpha
        sums.green += Int(pixel[1]) * alpha
        sums.blue += Int(pixel[2]) * alpha
        sums.alpha += alpha
        count += 1
      }
    }
    let weight = max(sums.alpha, 1)
    return (
      UInt8(clamping: sums.red / weight), UInt8(clamping: sums.green / weight), UInt8(clamping: sums.blue / weight),
      UInt8(clamping: sums.alpha / max(count, 1))
    )
  }
}
