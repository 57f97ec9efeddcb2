/// Small sound pictures, the same every time, put together by hand.
package enum Specimen {
  /// A PNG whose pixels depend on `seed`, with texts beside them.
  package static func png(
    width: Int = 8, height: Int = 8, seed: UInt64 = 0, seeThrough: Bool = false, texts: [(String, String)] = []
  ) -> [UInt8] {
    var random = SplitMix(state: seed)
    let channels = seeThrough ? 4 : 3
    let rows = (0..<height).flatMap { _ in [0] + (0..<width * channels).map { _ in UInt8(random.next() & 0x7F) } }
    var file = pngHead(width: width, height: height, colour: seeThrough ? 6 : 2)
    for (keyword, text) in texts { file += chunk("tEXt", Array(keyword.utf8) + [0] + Array(text.utf8)) }
    return file + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A PNG of one colour, which depends on `seed`: small and quickly made at any size.
  package static func plain(width: Int, height: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix(state: seed)
    let colour = (0..<3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let rows = height * (1 + (width + 7) / 8)
    return pngHead(width: width, height: height, depth: 1, colour: 3) + chunk("PLTE", colour + colour)
      + chunk("IDAT", zeros(rows)) + chunk("IEND", [])
  }

  /// What promises so many pixels, and brings next to none.
  package static func hollowPNG(width: Int, height: Int) -> [UInt8] {
    pngHead(width: width, height: height) + chunk("IDAT", stored([0, 0, 0, 0])) + chunk("IEND", [])
  }

  /// A grey JPEG of eight pixels by eight.
  package static let jpeg: [UInt8] = {
    let oneCode: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
    var file: [UInt8] = [0xFF, 0xD8] + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    file += segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]) + segment(0xC4, [0x00] + oneCode)
    return file + segment(0xC4, [0x10] + oneCode) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x3F, 0xFF, 0xD9]
  }()

  package static let gif = Array("GIF89a\u{1}\0\u{1}\0\0\0\0,\0\0\0\0\u{1}\0\u{1}\0\0\u{2}\u{2}D\u{1}\0;".utf8)
  package static let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8)

  private static func pngHead(width: Int, height: Int, depth: UInt8 = 8, colour: UInt8 = 2) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(width) + big(height) + [depth, colour, 0, 0, 0])
  }

  private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
    [0xFF, marker] + big(data.count + 2).suffix(2) + data
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(data.count) + body + big(Int(checksum(body)))
  }

  /// A zlib stream that packs nothing.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let piece = bytes[start..<min(start + 65_535, bytes.count)]
      let size = UInt16(piece.count)
      stream.append(start + piece.count == bytes.count ? 1 : 0)
      for word in [size, ~size] { stream += [UInt8(word & 0xFF), UInt8(word >> 8)] }
      stream += piece
    }
    var sums = (low: 1, high: 0)
    for byte in bytes {
      sums.low = (sums.low + Int(byte)) % 65_521
      sums.high = (sums.high + sums.low) % 65_521
    }
    return stream + big(sums.high << 16 | sums.low)
  }

  /// A zlib stream of that many zeros: a zero, and then repeats of what was before (RFC 1951, fixed codes).
  private static func zeros(_ count: Int) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var byte: UInt8 = 0
    var filled = 0
    func put(_ code: Int, _ length: Int) {
      for place in (0..<length).reversed() {
        byte |= UInt8(code >> place & 1) << UInt8(filled)
        filled += 1
        if filled == 8 {
          stream.append(byte)
          (byte, filled) = (0, 0)
        }
      }
    }
    put(0b110, 3)
    let zero = (code: 0x30, length: 8), longestRepeat = (code: 0xC5 << 5, length: 13)
    put(zero.code, zero.length)
    for _ in 0..<(count - 1) / 258 { put(longestRepeat.code, longestRepeat.length) }
    for _ in 0..<(count - 1) % 258 { put(zero.code, zero.length) }
    put(0, 7)
    if filled > 0 { stream.append(byte) }
    return stream + big((count % 65_521) << 16 | 1)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  private static func big(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
