import CWebP

/// All of a WebP but its pixels: its RIFF chunks, walked to the end.
struct WebPHeader {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var hasAlpha = false
  private(set) var frames = 0
  private(set) var orientation = Orientation.upright
  private(set) var colourSpace = ColourSpace.standard

  var probe: Probe {
    Probe(
      format: .webp, storedWidth: width, storedHeight: height, orientation: orientation, depth: 8,
      frames: max(1, frames), hasAlpha: hasAlpha)
  }

  init(_ source: ByteSource, limits: Limits) throws(RasterError) {
    guard source.count <= limits.bytesHeldWhole else {
      throw RasterError(.tooLarge, "A WebP may have at most \(limits.bytesHeldWhole >> 20) MiB.")
    }
    var cursor = ByteCursor(source, at: 4, window: 64)
    let size = Int(try cursor.littleEndian32())
    guard size >= 4, size % 2 == 0 else { throw RasterError(.corrupt, "The WebP has an impossible length.") }
    guard size + 8 <= source.count else { throw ByteSource.truncated }
    guard size + 8 == source.count else {
      throw RasterError(.corrupt, "Something follows the end of the WebP; it may be two files in one.")
    }
    try readFeatures(source, limits: limits)

    try cursor.skip(4)
    var pictures = 0
    var count = 0
    while !cursor.isAtEnd {
      count += 1
      try limits.check(chunks: count)
      let name = try cursor.bigEndian32()
      let length = Int(try cursor.littleEndian32())
      let start = cursor.offset
      try cursor.skip(length)
      try cursor.skip(length & 1)
      switch name {
      case PNGChunk.name("VP8 "), PNGChunk.name("VP8L"): pictures += 1
      case PNGChunk.name("ANMF"): frames += 1
      case PNGChunk.name("ICCP"):
        guard length <= limits.profileBytes else {
          throw RasterError(.tooLarge, "The picture's colour profile has more than \(limits.profileBytes >> 10) KiB.")
        }
        colourSpace = .profile(try source.bytes(start..<(start + length)))
      case PNGChunk.name("EXIF"):
        let exif = try source.bytes(start..<(start + min(length, 1 << 16)))
        orientation = Orientation(exif: exif.starts(with: "Exif\0\0".utf8) ? exif[6...] : exif[...])
      default: break
      }
    }
    guard frames > 0 || pictures == 1 else { throw RasterError(.corrupt, "The WebP has no picture, or several.") }
  }

  private mutating func readFeatures(_ source: ByteSource, limits: Limits) throws(RasterError) {
    let head = try source.bytes(0..<min(source.count, 1 << 16))
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(head, head.count, &features) == VP8_STATUS_OK else {
      throw RasterError(.corrupt, "The WebP's header is damaged.")
    }
    width = Int(features.width)
    height = Int(features.height)
    hasAlpha = features.has_alpha != 0
    guard features.has_animation == 0 else {
      throw RasterError(.unsupported, "Animated WebPs are not read here.")
    }
    try limits.check(width: width, height: height, heldWhole: true)
  }
}
