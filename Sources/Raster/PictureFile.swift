/// A picture in a file or in memory, its container read and its limits checked; no pixel is decoded yet.
///
/// Everything here blocks while it works: call it in a `Darkroom`.
package struct PictureFile {
  enum Header {
    case png(PNGHeader)
    case jpeg(JPEGHeader)
    case webp(WebPHeader)
  }

  package let probe: Probe
  let source: ByteSource
  let header: Header
  private let limits: Limits

  /// Throws `notAPicture`, `unsupported`, `truncated`, `corrupt`, `tooLarge`, `unreadable` or `cancelled`.
  package init(
    path: String, limits: Limits = .standard, cancellation: Cancellation? = nil
  ) throws(RasterError) {
    try self.init(try ByteSource(path: path, cancellation: cancellation), limits: limits)
  }

  /// Throws like the other.
  package init(bytes: [UInt8], limits: Limits = .standard) throws(RasterError) {
    try self.init(ByteSource(bytes: bytes), limits: limits)
  }

  private init(_ source: ByteSource, limits: Limits) throws(RasterError) {
    guard source.count > 0 else { throw RasterError(.notAPicture, "The file is empty.") }
    guard let format = ImageFormat(sniffing: try source.bytes(0..<min(12, source.count))) else {
      throw RasterError(.notAPicture, "This is not a PNG, JPEG or WebP picture.")
    }
    self.source = source
    self.limits = limits
    switch format {
    case .png:
      let png = try PNGHeader(source, limits: limits)
      header = .png(png)
      probe = png.probe
    case .jpeg:
      let jpeg = try JPEGHeader(source, limits: limits)
      header = .jpeg(jpeg)
      probe = jpeg.probe
    case .webp:
      let webp = try WebPHeader(source, limits: limits)
      header = .webp(webp)
      probe = webp.probe
    }
  }

  /// Decodes all of it and keeps nothing. Throws `truncated` or `corrupt` unless every byte is in order.
  package func verify() throws(RasterError) {
    if case .jpeg(let jpeg) = header {
      let reader = try JPEGReader(source, header: jpeg)
      if reader.hasPlanes {
        _ = try reader.startPlanes()
        while try reader.nextRows({ _, _ in }) {}
        return try reader.finish()
      }
    }
    let rows = try rows()
    for _ in 0..<rows.height { _ = try rows.next() }
    try rows.finish()
  }

  /// Its rows as stored, at full size or, where the decoder can, at 1/`reduction` of it (1, 2, 4 or 8).
  func rows(reduction: Int = 1) throws(RasterError) -> any RowSource {
    switch header {
    case .png(let png):
      return PNGRows.reads(png)
        ? try PNGRows(source, header: png) : try PNGReader(source, header: png, limits: limits)
    case .jpeg(let jpeg):
      let reader = try JPEGReader(source, header: jpeg)
      try reader.start(eighths: 8 / reduction)
      return reader
    case .webp(let webp):
      return try WebPReader(source, header: webp, reduction: reduction)
    }
  }

  var colourSpace: ColourSpace {
    switch header {
    case .png(let png): png.colourSpace
    case .jpeg(let jpeg): jpeg.colourSpace
    case .webp(let webp): webp.colourSpace
    }
  }

  /// Width and height as stored.
  var storedSize: (width: Int, height: Int) {
    probe.orientation.swapsSides ? (probe.height, probe.width) : (probe.width, probe.height)
  }
}
