import CISAL
import CPixels

/// Writes 8-bit PNGs, not interlaced, whole in memory.
enum PNGWriter {
  /// `channels`: 1 (grey), 3 (RGB) or 4 (RGBA); rows without gaps. Throws `unreadable` when there is no memory.
  static func write(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int
  ) throws(RasterError) -> [UInt8] {
    let rowBytes = width * channels
    let filtered = try Block<UInt8>((rowBytes + 1) * height)
    let spare = try Block<UInt8>(rowBytes * 5)
    let nothing = try Block<UInt8>(rowBytes)
    for row in 0..<height {
      let above = row == 0 ? UnsafePointer(nothing.start) : pixels + (row - 1) * rowBytes
      pixels_filter(
        filtered.start + row * (rowBytes + 1), pixels + row * rowBytes, above, rowBytes, channels, spare.start)
    }
    var png = PNGChunks.signature
    var header: [UInt8] = []
    append(UInt32(width), to: &header)
    append(UInt32(height), to: &header)
    header += [8, channels == 1 ? 0 : channels == 3 ? 2 : 6, 0, 0, 0]
    appendChunk("IHDR", header[...], to: &png)
    appendChunk("IDAT", try deflate(filtered)[...], to: &png)
    appendChunk("IEND", [], to: &png)
    return png
  }

  private static func deflate(_ input: Block<UInt8>) throws(RasterError) -> [UInt8] {
    let stream = try Block<isal_zstream>(1)
    let levels = try Block<UInt8>(Int(isal_level3_bytes))
    isal_deflate_init(stream.start)
    stream.start.pointee.level = 3
    stream.start.pointee.level_buf = levels.start
    stream.start.pointee.level_buf_size = UInt32(levels.count)
    stream.start.pointee.gzip_flag = UInt16(IGZIP_ZLIB)
    stream.start.pointee.end_of_stream = 1
    stream.start.pointee.next_in = input.start
    stream.start.pointee.avail_in = UInt32(clamping: input.count)
    let room = try Block<UInt8>(1 << 16)
    var output: [UInt8] = []
    repeat {
      stream.start.pointee.next_out = room.start
      stream.start.pointee.avail_out = UInt32(room.count)
      guard isal_deflate(stream.start) == COMP_OK else {
        throw RasterError(.unreadable, "The picture cannot be packed.")
      }
      output.append(
        contentsOf: UnsafeBufferPointer(start: room.start, count: room.count - Int(stream.start.pointee.avail_out)))
    } while stream.start.pointee.avail_out == 0
    return output
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
