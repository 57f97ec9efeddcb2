import Glibc

/// Decoded pixels: upright, in sRGB, four bytes each (red, green, blue, alpha; not premultiplied), rows without gaps.
package struct Bitmap: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package let pixels: [UInt8]

  /// nil unless there are exactly as many pixels as the size says.
  package init?(width: Int, height: Int, pixels: [UInt8]) {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, count <= Int.max / 4, pixels.count == count * 4 else { return nil }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The picture as a PNG; without an alpha channel when all of it is opaque. Throws `unreadable` without memory.
  package func png() throws(RasterError) -> [UInt8] {
    let count = width * height
    let isOpaque = (0..<count).allSatisfy { pixels[$0 * 4 + 3] == 255 }
    let channels = isOpaque ? 3 : 4
    let block = try Block<UInt8>(count * channels)
    for index in 0..<count {
      for channel in 0..<channels { block.start[index * channels + channel] = pixels[index * 4 + channel] }
    }
    return try PNGWriter.write(block.start, width: width, height: height, channels: channels)
  }
}

extension PictureFile {
  /// Decodes all of it: 4 bytes of memory a pixel. Throws like `verify`.
  package func bitmap() throws(RasterError) -> Bitmap {
    let rows = try rows()
    let channels = rows.layout.channels
    let count = rows.width * rows.height
    var stored = try Block<UInt8>(count * channels + 64)
    for row in 0..<rows.height {
      memcpy(stored.start + row * rows.width * channels, try rows.next(), rows.width * channels)
    }
    try rows.finish()
    let finished = try Finish(rows.layout, colourSpace).apply(to: stored, count: count)
    stored = try probe.orientation.turn(
      finished.pixels, width: rows.width, height: rows.height, channels: finished.channels)
    let pixels = [UInt8](unsafeUninitializedCapacity: count * 4) { buffer, initialized in
      for index in 0..<count {
        let from = stored.start + index * finished.channels
        for channel in 0..<3 { buffer[index * 4 + channel] = from[finished.channels == 1 ? 0 : channel] }
        buffer[index * 4 + 3] = finished.channels == 4 ? from[3] : 255
      }
      initialized = count * 4
    }
    guard let bitmap = Bitmap(width: probe.width, height: probe.height, pixels: pixels) else {
      throw RasterError(.corrupt, "The picture contradicts itself about its size.")
    }
    return bitmap
  }
}

/// The last step of decoding: from whatever a picture's numbers mean to sRGB.
struct Finish {
  private let layout: PixelLayout
  private let transform: ColourTransform?

  init(_ layout: PixelLayout, _ space: ColourSpace) {
    self.layout = layout
    transform = ColourTransform(space, layout: layout)
  }

  /// In place but for ink, which becomes RGB.
  func apply(
    to pixels: Block<UInt8>, count: Int
  ) throws(RasterError) -> (pixels: Block<UInt8>, channels: Int) {
    let channels = layout == .cmyk ? 3 : layout.channels
    if let transform { return (try transform.apply(to: pixels, count: count), channels) }
    if layout == .cmyk { return (try Ink.toRGB(pixels, count: count), channels) }
    return (pixels, channels)
  }
}
