/// All of a PNG but its pixels: the whole container is walked, every chunk but IDAT is checked.
struct PNGHeader {
  enum ColourType: UInt8 { case grey = 0, rgb = 2, palette = 3, greyAlpha = 4, rgba = 6 }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var depth = 0
  private(set) var colourType = ColourType.grey
  private(set) var isInterlaced = false
  /// 3 bytes an entry, at most 256 entries.
  private(set) var palette: [UInt8] = []
  private(set) var transparency: [UInt8]?
  private(set) var colourSpace = ColourSpace.standard
  private(set) var orientation = Orientation.upright
  private(set) var frames = 1
  /// Where the first IDAT chunk begins, its length field first.
  private(set) var pixelsOffset = 0
  /// How far back the pixel stream may look, by its own word; nil while nothing of it was seen.
  private(set) var windowBytes: Int?

  private var gamma: UInt32?
  private var chromaticities: [UInt32]?
  private var saysStandard = false
  private var profile: [UInt8]?
  private var texts = 0
  private var textBytes = 0

  var probe: Probe {
    Probe(
      format: .png, storedWidth: width, storedHeight: height, orientation: orientation, depth: depth, frames: frames,
      hasAlpha: transparency != nil || colourType == .greyAlpha || colourType == .rgba, comesInPasses: isInterlaced)
  }

  /// Bits of one pixel as stored.
  var bitsPerPixel: Int {
    let channels =
      switch colourType {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    return channels * depth
  }

  init(_ source: ByteSource, limits: Limits) throws(RasterError) {
    var chunks = PNGChunks(source)
    let first = try chunks.next()
    guard first.name == PNGChunk.header, first.data.count == 13 else {
      throw RasterError(.corrupt, "The PNG does not begin with its header.")
    }
    try PNGChunks.check(first, in: source)
    try readHeader(try source.bytes(first.data), limits: limits)

    var afterPixels = false
    var before = first
    var count = 1
    while true {
      count += 1
      try limits.check(chunks: count)
      let start = chunks.cursor.offset
      let chunk = try chunks.next()
      if chunk.name == PNGChunk.pixels {
        if pixelsOffset == 0 { pixelsOffset = start } else if before.name != PNGChunk.pixels { throw Self.disorder }
        afterPixels = true
        if windowBytes == nil, chunk.data.count > 0 {
          var cursor = ByteCursor(source, at: chunk.data.lowerBound, window: 1)
          windowBytes = 1 << (Int(try cursor.byte() >> 4) + 8)
        }
      } else {
        try PNGChunks.check(chunk, in: source)
        if chunk.name == PNGChunk.end { break }
        try read(chunk, of: source, afterPixels: afterPixels, limits: limits)
      }
      before = chunk
    }
    guard pixelsOffset > 0 else { throw RasterError(.corrupt, "The PNG has no pixels.") }
    guard colourType != .palette || !palette.isEmpty else { throw RasterError(.corrupt, "The PNG lacks its palette.") }
    guard chunks.cursor.isAtEnd else {
      throw RasterError(.corrupt, "Something follows the end of the PNG; it may be two files in one.")
    }
    colourSpace =
      if let profile {
        .profile(profile)
      } else if let gamma, !saysStandard {
        .gamma(gamma, chromaticities)
      } else {
        .standard
      }
  }

  private mutating func readHeader(_ bytes: [UInt8], limits: Limits) throws(RasterError) {
    func number(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    width = number(0)
    height = number(4)
    depth = Int(bytes[8])
    isInterlaced = bytes[12] == 1
    guard let type = ColourType(rawValue: bytes[9]), bytes[10] == 0, bytes[11] == 0, bytes[12] <= 1 else {
      throw RasterError(.corrupt, "The PNG's header names a kind that does not exist.")
    }
    let depths: [Int] =
      switch type {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .greyAlpha, .rgba: [8, 16]
      }
    guard depths.contains(depth) else {
      throw RasterError(.corrupt, "The PNG's header names a kind that does not exist.")
    }
    colourType = type
    try limits.check(width: width, height: height, heldWhole: isInterlaced)
  }

  private mutating func read(
    _ chunk: PNGChunk, of source: ByteSource, afterPixels: Bool, limits: Limits
  ) throws(RasterError) {
    switch chunk.name {
    case PNGChunk.palette:
      guard !afterPixels, palette.isEmpty, transparency == nil, chunk.data.count % 3 == 0,
        (3...768).contains(chunk.data.count), colourType != .grey, colourType != .greyAlpha
      else { throw RasterError(.corrupt, "The PNG's palette is not in order.") }
      palette = try source.bytes(chunk.data)
      guard colourType != .palette || palette.count / 3 <= 1 << depth else {
        throw RasterError(.corrupt, "The PNG's palette is longer than its pixels can say.")
      }
    case PNGChunk.transparency:
      let expected: ClosedRange<Int>
      switch colourType {
      case .grey: expected = 2...2
      case .rgb: expected = 6...6
      case .palette: expected = 1...max(1, palette.count / 3)
      case .greyAlpha, .rgba: throw Self.disorder
      }
      guard !afterPixels, transparency == nil, expected.contains(chunk.data.count) else { throw Self.disorder }
      transparency = try source.bytes(chunk.data)
    case PNGChunk.gamma where chunk.data.count == 4:
      var cursor = ByteCursor(source, at: chunk.data.lowerBound)
      gamma = try cursor.bigEndian32()
    case PNGChunk.chromaticities where chunk.data.count == 32:
      var cursor = ByteCursor(source, at: chunk.data.lowerBound)
      var values: [UInt32] = []
      for _ in 0..<8 { values.append(try cursor.bigEndian32()) }
      chromaticities = values
    case PNGChunk.standard:
      saysStandard = true
    case PNGChunk.profile:
      try readProfile(chunk, of: source, limits: limits)
    case PNGChunk.exif:
      let exif = try source.bytes(chunk.data.prefix(1 << 16))
      orientation = Orientation(exif: exif[...])
    case PNGChunk.animation where chunk.data.count == 8:
      var cursor = ByteCursor(source, at: chunk.data.lowerBound)
      frames = max(1, Int(try cursor.bigEndian32()))
    case PNGChunk.text, PNGChunk.packedText, PNGChunk.unicodeText:
      try count(chunk, of: source, limits: limits)
    default:
      guard !chunk.isCritical else {
        throw RasterError(.unsupported, "The PNG has a chunk that is needed to read it, and that is not known here.")
      }
    }
  }

  /// A profile that is broken is passed over, as browsers do; one that is too large is an attack.
  private mutating func readProfile(_ chunk: PNGChunk, of source: ByteSource, limits: Limits) throws(RasterError) {
    guard chunk.data.count <= limits.profileBytes else {
      throw RasterError(.tooLarge, "The picture's colour profile has more than \(limits.profileBytes >> 10) KiB.")
    }
    let bytes = try source.bytes(chunk.data)
    guard let name = bytes.firstIndex(of: 0), name + 2 <= bytes.count, bytes[name + 1] == 0 else { return }
    profile = try Inflate.zlib(bytes[(name + 2)...], limit: limits.profileBytes)
  }

  private mutating func count(_ chunk: PNGChunk, of source: ByteSource, limits: Limits) throws(RasterError) {
    texts += 1
    textBytes += chunk.data.count
    guard texts <= limits.textChunks else {
      throw RasterError(.tooLarge, "The PNG has more than \(limits.textChunks) texts.")
    }
    guard textBytes <= limits.textBytes else { throw Self.tooMuchText(limits) }
    guard let packed = try packedPart(of: chunk, in: source) else { return }
    if let text = try Inflate.zlib(packed, limit: limits.textBytes) { textBytes += text.count }
    guard textBytes <= limits.textBytes else { throw Self.tooMuchText(limits) }
  }

  /// The zlib stream of a packed text, if it is one.
  private func packedPart(of chunk: PNGChunk, in source: ByteSource) throws(RasterError) -> ArraySlice<UInt8>? {
    guard chunk.name != PNGChunk.text else { return nil }
    let bytes = try source.bytes(chunk.data)
    guard let keyword = bytes.firstIndex(of: 0) else { return nil }
    if chunk.name == PNGChunk.packedText { return bytes[min(keyword + 2, bytes.count)...] }
    guard keyword + 3 <= bytes.count, bytes[keyword + 1] == 1,
      let language = bytes[(keyword + 3)...].firstIndex(of: 0),
      let translated = bytes[(language + 1)...].firstIndex(of: 0)
    else { return nil }
    return bytes[(translated + 1)...]
  }

  private static func tooMuchText(_ limits: Limits) -> RasterError {
    RasterError(.tooLarge, "The PNG's texts have more than \(limits.textBytes >> 20) MiB.")
  }

  private static var disorder: RasterError { RasterError(.corrupt, "The PNG's chunks are not in order.") }
}
