import CISAL

@testable import Raster

/// Builds PNGs chunk by chunk, right or wrong.
struct TestPNG {
  private(set) var bytes = PNGChunks.signature

  mutating func chunk(_ name: String, _ data: [UInt8], crc wrong: UInt32 = 0) {
    let body = Array(name.utf8) + data
    let crc = body.withUnsafeBufferPointer { crc32_gzip_refl(0, $0.baseAddress, UInt64($0.count)) }
    bytes += Self.number(data.count) + body + Self.number(Int(crc ^ wrong))
  }

  /// Many empty chunks of this name.
  mutating func chunks(_ name: String, count: Int) {
    var one = TestPNG()
    one.chunk(name, [])
    let chunk = one.bytes.dropFirst(PNGChunks.signature.count)
    bytes.reserveCapacity(bytes.count + count * chunk.count)
    for _ in 0..<count { bytes += chunk }
  }

  mutating func header(_ width: Int, _ height: Int, depth: UInt8 = 8, colour: UInt8 = 2, interlaced: Bool = false) {
    chunk("IHDR", Self.number(width) + Self.number(height) + [depth, colour, 0, 0, interlaced ? 1 : 0])
  }

  mutating func end() { chunk("IEND", []) }

  /// A whole PNG around these filtered rows.
  static func of(
    _ filtered: [UInt8], width: Int, height: Int, colour: UInt8 = 2, palette: [UInt8] = [], parts: Int = 1
  ) -> [UInt8] {
    var png = TestPNG()
    png.header(width, height, colour: colour)
    if !palette.isEmpty { png.chunk("PLTE", palette) }
    png.pixels(zlib(filtered), parts: parts)
    png.end()
    return png.bytes
  }

  mutating func pixels(_ stream: [UInt8], parts: Int = 1) {
    let size = max(1, (stream.count + parts - 1) / parts)
    for start in stride(from: 0, to: stream.count, by: size) {
      chunk("IDAT", Array(stream[start..<min(start + size, stream.count)]))
    }
  }

  static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A zlib stream of `repeats` times these bytes; many repeats make a bomb.
  static func zlib(_ bytes: [UInt8], repeats: Int = 1) -> [UInt8] {
    var stream = isal_zstream()
    isal_deflate_init(&stream)
    stream.gzip_flag = UInt16(IGZIP_ZLIB)
    var input = bytes
    var result: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    for round in 0..<repeats {
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.end_of_stream = round == repeats - 1 ? 1 : 0
        repeat {
          room.withUnsafeMutableBufferPointer { room in
            stream.next_out = room.baseAddress
            stream.avail_out = UInt32(room.count)
            isal_deflate(&stream)
          }
          result += room[..<(room.count - Int(stream.avail_out))]
        } while stream.avail_out == 0
      }
    }
    return result
  }
}
