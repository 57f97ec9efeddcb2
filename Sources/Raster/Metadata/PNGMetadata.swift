import CISAL

/// The chunks of a PNG that are not the picture.
struct PNGMetadata {
  private let source: ByteSource
  private var passages: [Passage] = []
  /// Behind the header, where new chunks go.
  private var start = 0
  /// Behind the last chunk.
  private var end = 0
  /// Why the file could not be walked to its end.
  private var damage: RasterError?

  /// Animations and what says how pixels are to be shown belong to the picture.
  private static let picture: Set<UInt32> = [
    PNGChunk.header, PNGChunk.palette, PNGChunk.pixels, PNGChunk.end, PNGChunk.transparency, PNGChunk.gamma,
    PNGChunk.chromaticities, PNGChunk.standard, PNGChunk.animation, PNGChunk.name("fcTL"), PNGChunk.name("fdAT"),
    PNGChunk.name("cICP"), PNGChunk.name("mDCV"), PNGChunk.name("cLLI"), PNGChunk.name("sBIT"), PNGChunk.name("bKGD"),
    PNGChunk.name("pHYs"),
  ]
  private static let credentials = PNGChunk.name("caBX"), animatedText = PNGChunk.name("comf")
  private static let ours = ["parameters", "pixazo"]

  init(_ source: ByteSource) {
    self.source = source
    do { try walk() } catch { damage = error }
  }

  private mutating func walk() throws(RasterError) {
    var chunks = PNGChunks(source)
    while true {
      let chunk = try chunks.next()
      if start == 0 { start = chunks.cursor.offset }
      if chunk.name == PNGChunk.end { break }
      guard !Self.picture.contains(chunk.name) else { continue }
      guard passages.count < Passage.most else { throw Passage.tooMany }
      passages.append(
        Passage(name: chunk.name, data: chunk.data, whole: chunk.data.lowerBound - 8..<chunks.cursor.offset))
    }
    end = chunks.cursor.offset
  }

  func read(into metadata: inout Metadata) {
    for passage in passages {
      switch passage.name {
      case PNGChunk.text, PNGChunk.packedText, PNGChunk.unicodeText, Self.animatedText:
        let room = metadata.room
        metadata.countText()
        guard let (keyword, bytes) = text(of: passage, most: room) else { continue }
        if keyword == XMP.keyword {
          metadata.add(xmp: bytes)
        } else {
          metadata.add(keyword, String(utf8OrLatin1: bytes))
        }
      case PNGChunk.exif:
        guard let bytes = try? source.bytes(passage.data.prefix(Metadata.longestText)) else { continue }
        metadata.add(exif: bytes)
      default: break
      }
    }
  }

  func inscribed(_ inscription: Inscription) throws(RasterError) -> Splice {
    if let damage { throw damage }
    var packet: [UInt8]?
    var changes: [(range: Range<Int>, bytes: [UInt8])] = []
    for passage in passages {
      if passage.name == Self.credentials {
        changes.append((passage.whole, []))
      } else if let keyword = keyword(of: passage), Self.ours.contains(keyword) || keyword == XMP.keyword {
        changes.append((passage.whole, []))
        if keyword == XMP.keyword, packet == nil { packet = text(of: passage, most: Metadata.longestText)?.bytes }
      }
    }
    let xmp = XMP.packet(inscription, withRecipe: false, over: packet)
    let chunks =
      Self.textChunk("parameters", Array(inscription.parameters.utf8))
      + Self.textChunk("pixazo", Array(inscription.recipe.utf8)) + Self.unicodeChunk(XMP.keyword, xmp)
    return Splice(source, upTo: source.count, replacing: [(start..<start, chunks)] + changes)
  }

  func stripped() throws(RasterError) -> Splice {
    if let damage { throw damage }
    var orientation = Orientation.upright
    var changes: [(range: Range<Int>, bytes: [UInt8])] = []
    for passage in passages where passage.name != PNGChunk.profile || !isNeeded(passage) {
      changes.append((passage.whole, []))
      if passage.name == PNGChunk.exif {
        orientation = Orientation(exif: try source.bytes(passage.data.prefix(Metadata.longestText))[...])
      }
    }
    if orientation != .upright {
      changes.insert((start..<start, Self.chunk("eXIf", TIFF.block(orientation))), at: 0)
    }
    return Splice(source, upTo: end, replacing: changes)
  }

  private func isNeeded(_ passage: Passage) -> Bool {
    let most = Limits.standard.profileBytes
    guard passage.data.count <= most, let bytes = try? source.bytes(passage.data) else { return false }
    guard let name = bytes.firstIndex(of: 0), name + 2 <= bytes.count else { return false }
    return ((try? Inflate.zlib(bytes[(name + 2)...], limit: most)) ?? nil).map(NeededProfile.isNeeded) ?? false
  }

  private func keyword(of passage: Passage) -> String? {
    guard [PNGChunk.text, PNGChunk.packedText, PNGChunk.unicodeText].contains(passage.name) else { return nil }
    guard let bytes = try? source.bytes(passage.data.prefix(80)), let end = bytes.firstIndex(of: 0) else { return nil }
    return String(utf8OrLatin1: bytes[..<end])
  }

  /// The keyword and the text of a chunk, unpacked; nil when it breaks the rules or would have more than `most` bytes.
  private func text(of passage: Passage, most: Int) -> (keyword: String, bytes: [UInt8])? {
    guard most > 0, passage.data.count <= most + 1_024, let bytes = try? source.bytes(passage.data) else { return nil }
    guard let end = bytes.prefix(80).firstIndex(of: 0), end > 0 else { return nil }
    let keyword = String(utf8OrLatin1: bytes[..<end])
    var rest = bytes[(end + 1)...]
    var isPacked = false
    switch passage.name {
    case PNGChunk.packedText:
      guard rest.popFirst() == 0 else { return nil }
      isPacked = true
    case PNGChunk.unicodeText:
      guard let flag = rest.popFirst(), rest.popFirst() != nil, let language = rest.firstIndex(of: 0) else {
        return nil
      }
      rest = rest[(language + 1)...]
      guard let translation = rest.firstIndex(of: 0) else { return nil }
      rest = rest[(translation + 1)...]
      isPacked = flag == 1
    default: break
    }
    guard isPacked else { return rest.count <= most ? (keyword, Array(rest)) : nil }
    return ((try? Inflate.zlib(rest, limit: most)) ?? nil).map { (keyword, $0) }
  }

  /// The older kind of chunk takes Latin-1; plain ASCII is the same in both.
  private static func textChunk(_ keyword: String, _ text: [UInt8]) -> [UInt8] {
    if text.isEmpty { return [] }
    guard text.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return unicodeChunk(keyword, text) }
    return chunk("tEXt", Array(keyword.utf8) + [0] + text)
  }

  private static func unicodeChunk(_ keyword: String, _ text: [UInt8]) -> [UInt8] {
    chunk("iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + text)
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(clamping: data.count)) + body + bigEndian(crc32_gzip_refl(0, body, UInt64(body.count)))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}
