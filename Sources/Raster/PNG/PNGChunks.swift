import CISAL

/// One chunk of a PNG: its name and where its data are.
struct PNGChunk {
  let name: UInt32
  let data: Range<Int>

  /// A name as it stands in the file.
  static func name(_ text: StaticString) -> UInt32 {
    text.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  static let header = name("IHDR"), palette = name("PLTE"), pixels = name("IDAT"), end = name("IEND")
  static let transparency = name("tRNS"), gamma = name("gAMA"), chromaticities = name("cHRM"), standard = name("sRGB")
  static let profile = name("iCCP"), exif = name("eXIf"), animation = name("acTL")
  static let text = name("tEXt"), packedText = name("zTXt"), unicodeText = name("iTXt")

  /// A chunk whose name begins with a small letter may be passed over by who does not know it.
  var isCritical: Bool { name & 0x2000_0000 == 0 }
}

/// The chunks of a PNG, one after the other, each within the file.
struct PNGChunks {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private(set) var cursor: ByteCursor

  /// Stands before the chunk whose length field is at `offset`.
  init(_ source: ByteSource, at offset: Int = signature.count, window: Int = 8) {
    cursor = ByteCursor(source, at: offset, window: window)
  }

  /// The next chunk, and the cursor behind it. Its CRC is the caller's to check.
  mutating func next() throws(RasterError) -> PNGChunk {
    let length = Int(try cursor.bigEndian32())
    let name = try cursor.bigEndian32()
    guard length <= Int(Int32.max) else { throw RasterError(.corrupt, "A chunk of the PNG has an impossible length.") }
    for shift in [0, 8, 16, 24] {
      let letter = UInt8(truncatingIfNeeded: name >> UInt32(shift)) | 0x20
      guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else {
        throw RasterError(.corrupt, "A chunk of the PNG has no proper name.")
      }
    }
    let start = cursor.offset
    try cursor.skip(length)
    try cursor.skip(4)
    return PNGChunk(name: name, data: start..<(start + length))
  }

  /// Throws `corrupt` unless the chunk's CRC is right.
  static func check(_ chunk: PNGChunk, in source: ByteSource) throws(RasterError) {
    let room = try Block<UInt8>(min(chunk.data.count + 8, 1 << 16))
    var offset = chunk.data.lowerBound - 4
    let end = chunk.data.upperBound
    var crc: UInt32 = 0
    while offset < end {
      let part = UnsafeMutableRawBufferPointer(rebasing: room.bytes.prefix(end - offset))
      let got = try source.read(at: offset, into: part)
      guard got > 0 else { throw ByteSource.truncated }
      crc = crc32_gzip_refl(crc, room.start, UInt64(got))
      offset += got
    }
    var cursor = ByteCursor(source, at: end, window: 4)
    guard try cursor.bigEndian32() == crc else {
      throw RasterError(.corrupt, "A chunk of the PNG does not match its checksum.")
    }
  }
}
