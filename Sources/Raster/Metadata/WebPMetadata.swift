/// The chunks of a WebP that are not the picture.
struct WebPMetadata {
  private let source: ByteSource
  private var passages: [Passage] = []
  private var end = 0
  /// Why the file could not be walked to its end.
  private var damage: RasterError?

  private static let extended = PNGChunk.name("VP8X"), profile = PNGChunk.name("ICCP")
  private static let exif = PNGChunk.name("EXIF"), xmp = PNGChunk.name("XMP "), credentials = PNGChunk.name("C2PA")
  private static let lossy = PNGChunk.name("VP8 "), lossless = PNGChunk.name("VP8L")
  private static let picture: Set<UInt32> = [
    lossy, lossless, PNGChunk.name("ALPH"), PNGChunk.name("ANIM"), PNGChunk.name("ANMF"),
  ]

  /// The bits of an extended header that say what else there is.
  private enum Flag {
    static let xmp: UInt8 = 0x04, exif: UInt8 = 0x08, alpha: UInt8 = 0x10, profile: UInt8 = 0x20
  }

  init(_ source: ByteSource) {
    self.source = source
    do { try walk() } catch { damage = error }
  }

  private mutating func walk() throws(RasterError) {
    var cursor = ByteCursor(source, at: 4, window: 64)
    let size = Int(try cursor.littleEndian32())
    guard size <= source.count - 8 else { throw ByteSource.truncated }
    end = size + 8
    try cursor.skip(4)
    while end - cursor.offset >= 8 {
      let start = cursor.offset
      let name = try cursor.bigEndian32()
      let length = Int(try cursor.littleEndian32())
      let data = cursor.offset..<cursor.offset + length
      try cursor.skip(length)
      if length % 2 == 1, !cursor.isAtEnd { try cursor.skip(1) }
      guard !Self.picture.contains(name) else { continue }
      guard passages.count < Passage.most else { throw Passage.tooMany }
      passages.append(Passage(name: name, data: data, whole: start..<cursor.offset))
    }
  }

  func read(into metadata: inout Metadata) {
    for passage in passages where passage.name == Self.exif || passage.name == Self.xmp {
      guard let bytes = try? source.bytes(passage.data.prefix(Metadata.longestText)) else { continue }
      if passage.name == Self.exif { metadata.add(exif: Self.block(bytes)) } else { metadata.add(xmp: bytes) }
    }
  }

  /// Some writers begin the block as it begins in JPEG.
  private static func block(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: "Exif\0\0".utf8) ? Array(bytes.dropFirst(6)) : bytes
  }

  func inscribed(_ inscription: Inscription) throws(RasterError) -> Splice {
    let exif = try first(Self.exif).map(Self.block)
    let packet = try first(Self.xmp)
    let block = TIFF.block(inscription.parameters, over: exif, most: .max) ?? []
    let xmp = XMP.packet(inscription, withRecipe: true, over: packet)
    return try rebuilt(
      without: [Self.exif, Self.xmp, Self.credentials], flags: Flag.exif | Flag.xmp,
      adding: Self.chunk("EXIF", block) + Self.chunk("XMP ", xmp))
  }

  func stripped() throws(RasterError) -> Splice {
    var orientation = Orientation.upright
    for passage in passages where passage.name == Self.exif {
      let bytes = Self.block(try source.bytes(passage.data.prefix(Metadata.longestText)))
      orientation = Orientation(exif: bytes[...])
    }
    let isTurned = orientation != .upright
    let profile = passages.first { $0.name == Self.profile }
    let keepsProfile =
      try profile.map { profile throws(RasterError) in
        guard profile.data.count <= Limits.standard.profileBytes else { return false }
        return NeededProfile.isNeeded(try source.bytes(profile.data))
      } ?? false
    let dropped = Set(passages.map(\.name)).subtracting(keepsProfile ? [Self.extended, Self.profile] : [Self.extended])
    return try rebuilt(
      without: dropped, flags: isTurned ? Flag.exif : 0,
      adding: isTurned ? Self.chunk("EXIF", TIFF.block(orientation)) : [])
  }

  /// The data of the first chunk of a name, if it has a sensible size.
  private func first(_ name: UInt32) throws(RasterError) -> [UInt8]? {
    guard let passage = passages.first(where: { $0.name == name && $0.data.count <= Metadata.longestText }) else {
      return nil
    }
    return try source.bytes(passage.data)
  }

  /// The file without the chunks of some names, with others at its end, and with a head whose flags say so.
  private func rebuilt(
    without names: Set<UInt32>, flags: UInt8, adding chunks: [UInt8]
  ) throws(RasterError) -> Splice {
    if let damage { throw damage }
    var changes: [(range: Range<Int>, bytes: [UInt8])] = []
    if let head = passages.first(where: { $0.name == Self.extended }) {
      var bytes = try source.bytes(head.data)
      guard bytes.count >= 10 else { throw Self.corrupt }
      bytes[0] &= ~(Flag.xmp | Flag.exif | (names.contains(Self.profile) ? Flag.profile : 0))
      bytes[0] |= flags
      changes.append((head.data, bytes))
    } else if flags != 0 {
      changes.append((12..<12, try extendedHead(flags)))
    }
    changes += passages.filter { names.contains($0.name) }.map { ($0.whole, []) }
    changes.append((end..<end, chunks))
    changes.sort { $0.range.lowerBound < $1.range.lowerBound }
    let body = Splice(source, upTo: end, replacing: changes)
    guard let size = UInt32(exactly: body.count - 8), size < UInt32.max - 10 else {
      throw RasterError(.tooLarge, "The WebP would be larger than its own head can say.")
    }
    return Splice(source, upTo: end, replacing: [(4..<8, Self.littleEndian(size))] + changes)
  }

  /// The head that a simple file lacks. The size of the canvas is the picture's own.
  private func extendedHead(_ flags: UInt8) throws(RasterError) -> [UInt8] {
    let start = try source.bytes(12..<min(source.count, 42))
    guard start.count >= 18 else { throw Self.corrupt }
    let width: Int
    let height: Int
    var flags = flags
    if start.starts(with: "VP8L".utf8) {
      let bits = (0..<4).reduce(0) { $0 | Int(start[9 + $1]) << (8 * $1) }
      width = bits & 0x3FFF
      height = bits >> 14 & 0x3FFF
      if bits >> 28 & 1 == 1 { flags |= Flag.alpha }
    } else if start.starts(with: "VP8 ".utf8), start[11...13].elementsEqual([0x9D, 0x01, 0x2A]) {
      width = (Int(start[14]) | Int(start[15]) << 8) & 0x3FFF - 1
      height = (Int(start[16]) | Int(start[17]) << 8) & 0x3FFF - 1
    } else {
      throw Self.corrupt
    }
    guard width >= 0, height >= 0 else { throw Self.corrupt }
    let size = [width, height].flatMap { side in (0..<3).map { UInt8(truncatingIfNeeded: side >> (8 * $0)) } }
    return Array("VP8X".utf8) + Self.littleEndian(10) + [flags, 0, 0, 0] + size
  }

  private static var corrupt: RasterError { RasterError(.corrupt, "The WebP's header is damaged.") }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    Array(name.utf8) + littleEndian(UInt32(clamping: data.count)) + data + (data.count % 2 == 1 ? [0] : [])
  }

  private static func littleEndian(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
