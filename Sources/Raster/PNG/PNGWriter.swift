import CISAL
import CPixels
import Glibc

/// Writes an 8-bit PNG, not interlaced, from rows as they come: what it holds is the packed picture and a few rows.
package final class PNGWriter {
  private let height: Int
  private let channels: Int
  private let rowBytes: Int
  private let stream: Block<isal_zstream>
  private let levels: Block<UInt8>
  private let room: Block<UInt8>
  private let above: Block<UInt8>
  private let filtered: Block<UInt8>
  private let spare: Block<UInt8>
  private var rows = 0
  private var header: [UInt8] = []
  private var packed: [UInt8] = []

  /// `channels`: 1 (grey), 3 (RGB) or 4 (RGBA). Throws `unreadable` when there is no memory.
  package init(width: Int, height: Int, channels: Int) throws(RasterError) {
    self.height = height
    self.channels = channels
    rowBytes = width * channels
    stream = try Block(1)
    levels = try Block(Int(isal_level3_bytes))
    room = try Block(1 << 16)
    above = try Block(rowBytes)
    filtered = try Block(rowBytes + 1)
    spare = try Block(rowBytes * 5)
    isal_deflate_init(stream.start)
    stream.start.pointee.level = 3
    stream.start.pointee.level_buf = levels.start
    stream.start.pointee.level_buf_size = UInt32(levels.count)
    stream.start.pointee.gzip_flag = UInt16(IGZIP_ZLIB)
    Self.append(UInt32(width), to: &header)
    Self.append(UInt32(height), to: &header)
    header += [8, channels == 1 ? 0 : channels == 3 ? 2 : 6, 0, 0, 0]
  }

  /// Adds rows without gaps; what is not a whole row, or is one too many, is left out.
  package func append(_ pixels: [UInt8]) throws(RasterError) {
    let count = pixels.count / max(rowBytes, 1)
    let outcome = pixels.withUnsafeBufferPointer { buffer -> Result<Void, RasterError> in
      guard let start = buffer.baseAddress else { return .success(()) }
      do throws(RasterError) { return .success(try append(start, rows: count)) } catch { return .failure(error) }
    }
    try outcome.get()
  }

  func append(_ pixels: UnsafePointer<UInt8>, rows count: Int) throws(RasterError) {
    for row in 0..<min(count, height - rows) {
      let from = pixels + row * rowBytes
      pixels_filter(filtered.start, from, above.start, rowBytes, channels, spare.start)
      memcpy(above.start, from, rowBytes)
      rows += 1
      try deflate()
    }
  }

  /// The whole file. Throws `unreadable` unless every row has come.
  package func finish() throws(RasterError) -> [UInt8] {
    guard rows == height, height > 0 else { throw RasterError(.unreadable, "Rows of the picture are missing.") }
    var png = PNGChunks.signature
    Self.appendChunk("IHDR", header[...], to: &png)
    Self.appendChunk("IDAT", packed[...], to: &png)
    Self.appendChunk("IEND", [], to: &png)
    packed = []
    return png
  }

  static func write(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int
  ) throws(RasterError) -> [UInt8] {
    let writer = try PNGWriter(width: width, height: height, channels: channels)
    try writer.append(pixels, rows: height)
    return try writer.finish()
  }

  /// Packs the filtered row.
  private func deflate() throws(RasterError) {
    stream.start.pointee.end_of_stream = rows == height ? 1 : 0
    stream.start.pointee.next_in = filtered.start
    stream.start.pointee.avail_in = UInt32(clamping: filtered.count)
    repeat {
      stream.start.pointee.next_out = room.start
      stream.start.pointee.avail_out = UInt32(room.count)
      guard isal_deflate(stream.start) == COMP_OK else {
        throw RasterError(.unreadable, "The picture cannot be packed.")
      }
      packed.append(
        contentsOf: UnsafeBufferPointer(start: room.start, count: room.count - Int(stream.start.pointee.avail_out)))
    } while stream.start.pointee.avail_out == 0
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  private static func appendChunk(_ name: String, _ data: ArraySlice<UInt8>, to png: inout [UInt8]) {
    append(UInt32(clamping: data.count), to: &png)
    let start = png.count
    png += Array(name.utf8)
    png += data
    let crc = png[start...].withUnsafeBufferPointer { crc32_gzip_refl(0, $0.baseAddress, UInt64($0.count)) }
    append(crc, to: &png)
  }
}
