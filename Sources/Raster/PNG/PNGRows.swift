import CPixels
import Glibc

/// The common PNG (8 bits, not interlaced, no single transparent colour), several rows at a time by loops of our own:
/// the same bytes as libpng's, several times as fast. It refuses what libpng refuses, but for one thing that no encoder
/// writes: ISA-L reads streams whose Huffman codes are incomplete.
final class PNGRows: RowSource {
  let width: Int
  let height: Int
  let layout: PixelLayout
  private let wide: Bool
  private let stream: PixelStream
  private let bytesPerPixel: Int
  private let rowBytes: Int
  private let stride: Int
  /// The row above and the group that was decoded last, each with slack behind it.
  private let rows: Block<UInt8>
  private let filtered: Block<UInt8>
  private var consumed = 0
  private var filled = 0
  private var group = 0
  private var nextInGroup = 0
  private var rowsLeft: Int
  private let table: Block<UInt8>?
  private let expanded: Block<UInt8>?
  private let paletteCount: Int

  /// Whether this reader knows the kind; all others are libpng's.
  static func reads(_ header: PNGHeader) -> Bool {
    guard header.depth == 8, !header.isInterlaced else { return false }
    // ISA-L does not hold a stream to a window smaller than the largest; libpng does.
    guard let window = header.windowBytes, window == 1 << 15 || window >= header.streamLength else { return false }
    return switch header.colourType {
    case .grey, .rgb: header.transparency == nil
    case .palette, .rgba: true
    case .greyAlpha: false
    }
  }

  init(_ source: ByteSource, header: PNGHeader, wide: Bool = Processor.isWide) throws(RasterError) {
    self.wide = wide
    width = header.width
    height = header.height
    rowsLeft = height
    bytesPerPixel = header.bitsPerPixel / 8
    rowBytes = width * bytesPerPixel
    stride = rowBytes + Int(PIXELS_SLACK)
    stream = try PixelStream(source, at: header.pixelsOffset)
    rows = try Block(Int(PIXELS_SLACK) + stride * (Int(PIXELS_WAVE) + 1))
    let pitch = rowBytes + 1
    filtered = try Block(max(2 * Int(PIXELS_WAVE) * pitch, 1 << 17) + 2 * Int(PIXELS_SLACK))
    paletteCount = header.palette.count / 3
    switch header.colourType {
    case .palette:
      layout = header.transparency == nil ? .rgb : .rgba
      let table = try Block<UInt8>(256 * 4)
      for entry in 0..<256 {
        for channel in 0..<3 where entry < paletteCount {
          table.start[entry * 4 + channel] = header.palette[entry * 3 + channel]
        }
        let alphas = header.transparency ?? []
        table.start[entry * 4 + 3] = entry < alphas.count ? alphas[entry] : 255
      }
      self.table = table
      expanded = try Block(width * layout.channels + Int(PIXELS_SLACK))
    case .grey:
      (layout, table, expanded) = (.grey, nil, nil)
    case .rgb:
      (layout, table, expanded) = (.rgb, nil, nil)
    case .rgba, .greyAlpha:
      (layout, table, expanded) = (.rgba, nil, nil)
    }
  }

  func next() throws(RasterError) -> UnsafePointer<UInt8> {
    if nextInGroup == group { try decodeGroup() }
    nextInGroup += 1
    let row = rows.start + Int(PIXELS_SLACK) + nextInGroup * stride
    guard let table, let expanded else { return UnsafePointer(row) }
    let highest = pixels_from_palette(expanded.start, row, width, table.start, Int32(layout.channels))
    guard highest < paletteCount else {
      throw RasterError(.corrupt, "The PNG has pixels whose colour is not in its palette.")
    }
    return UnsafePointer(expanded.start)
  }

  func finish() throws(RasterError) { try stream.finish() }

  private func decodeGroup() throws(RasterError) {
    guard rowsLeft > 0 else { throw RasterError(.corrupt, "The PNG has no more rows.") }
    let above = rows.start + Int(PIXELS_SLACK)
    if group > 0 { memcpy(above, above + group * stride, rowBytes) }
    group = min(Int(PIXELS_WAVE), rowsLeft)
    nextInGroup = 0
    rowsLeft -= group

    let pitch = rowBytes + 1
    let wanted = group * pitch
    let start = filtered.start + Int(PIXELS_SLACK)
    let room = filtered.count - 2 * Int(PIXELS_SLACK)
    if filled - consumed < wanted, consumed > 0 {
      memmove(start, start + consumed, filled - consumed)
      filled -= consumed
      consumed = 0
    }
    // Never past the last row: that there is nothing behind it is for `finish` to see.
    let most = min(room, consumed + wanted + rowsLeft * pitch)
    while filled - consumed < wanted { filled += try stream.read(into: start + filled, room: most - filled) }
    let known = pixels_unfilter(
      above + stride, stride, start + consumed, group, rowBytes, Int32(bytesPerPixel), above, wide)
    consumed += wanted
    guard known else { throw RasterError(.corrupt, "The PNG has a row with an unknown filter.") }
  }
}
