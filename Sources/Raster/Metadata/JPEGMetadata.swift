/// The segments of a JPEG that are not the picture.
struct JPEGMetadata {
  private let source: ByteSource
  private var passages: [Passage] = []
  /// Behind the last byte of the picture, once the whole file was walked.
  private var end: Int
  /// Why the file could not be walked.
  private var damage: RasterError?

  private static let exifHead = Array("Exif\0\0".utf8)
  private static let profileHead = Array("ICC_PROFILE\0".utf8)
  /// A segment's length counts itself and fits into two bytes.
  private static let longestSegment = 65_533

  /// Walks to the first scan, behind which nobody looks for metadata, or through all of the file.
  init(_ source: ByteSource, whole: Bool) {
    self.source = source
    end = source.count
    do { try walk(whole: whole) } catch { damage = error }
  }

  private mutating func walk(whole: Bool) throws(RasterError) {
    var cursor = ByteCursor(source, at: 2, window: whole ? 1 << 16 : 1 << 10)
    var isInScan = false
    while true {
      if isInScan { try cursor.skip(to: 0xFF) }
      let start = cursor.offset
      guard try cursor.byte() == 0xFF else {
        throw RasterError(.corrupt, "The JPEG has something between its segments that does not belong there.")
      }
      var marker = try cursor.byte()
      while marker == 0xFF { marker = try cursor.byte() }
      switch marker {
      case 0x00 where isInScan: continue
      case 0x01, 0xD0...0xD7: continue
      case 0xD9:
        end = cursor.offset
        return
      case 0x00, 0xD8: throw RasterError(.corrupt, "The JPEG's segments are not in order.")
      default: break
      }
      let length = try cursor.bigEndian16()
      let data = cursor.offset..<cursor.offset + max(0, length - 2)
      try cursor.skip(length - 2)
      if marker == 0xDA {
        guard whole else { return }
        isInScan = true
      } else if (0xE0...0xEF).contains(marker) || marker == 0xFE {
        guard passages.count < Passage.most else { throw Passage.tooMany }
        passages.append(Passage(name: UInt32(marker), data: data, whole: start..<data.upperBound))
      }
    }
  }

  func read(into metadata: inout Metadata) {
    var hasExif = false
    for passage in passages {
      guard let bytes = try? source.bytes(passage.data) else { continue }
      switch passage.name {
      case 0xE1 where bytes.starts(with: Self.exifHead):
        if !hasExif { metadata.add(exif: Array(bytes.dropFirst(Self.exifHead.count))) }
        hasExif = true
      case 0xE1 where bytes.starts(with: XMP.segmentHead):
        metadata.add(xmp: Array(bytes.dropFirst(XMP.segmentHead.count)))
      case 0xFE where metadata.room > 0:
        metadata.countText()
        metadata.add("Comment", String(utf8OrLatin1: bytes.prefix { $0 != 0 }))
      default: break
      }
    }
  }

  /// Behind the JFIF head, which wants to be the first.
  private var start: Int {
    guard let first = passages.first, first.name == 0xE0, first.whole.lowerBound == 2 else { return 2 }
    return first.whole.upperBound
  }

  func inscribed(_ inscription: Inscription) throws(RasterError) -> (splice: Splice, omitted: [Inscription.Part]) {
    if let damage { throw damage }
    var exif: [UInt8]?
    var packet: [UInt8]?
    var changes: [(range: Range<Int>, bytes: [UInt8])] = []
    for passage in passages where passage.name == 0xE1 || passage.name == 0xEB {
      let bytes = try source.bytes(passage.data)
      if passage.name == 0xEB {
        // JUMBF, in which content credentials come.
        guard bytes.starts(with: "JP".utf8) else { continue }
      } else if exif == nil, bytes.starts(with: Self.exifHead) {
        exif = Array(bytes.dropFirst(Self.exifHead.count))
      } else if packet == nil, bytes.starts(with: XMP.segmentHead) {
        packet = Array(bytes.dropFirst(XMP.segmentHead.count))
      } else {
        continue
      }
      changes.append((passage.whole, []))
    }

    var omitted: [Inscription.Part] = []
    let mostOfExif = Self.longestSegment - Self.exifHead.count
    var block = TIFF.block(inscription.parameters, over: exif, most: mostOfExif)
    if block == nil {
      omitted.append(.parameters)
      block = exif.map(TIFF.restored)
    }
    let packets: [(packet: [UInt8]?, omitted: [Inscription.Part])] = [
      (XMP.packet(inscription, withRecipe: true, over: packet), []),
      (XMP.packet(inscription, withRecipe: false, over: packet), [.recipe]),
      (packet.flatMap(XMP.restored), [.recipe, .xmp]),
    ]
    let mostOfXMP = Self.longestSegment - XMP.segmentHead.count
    let fitting = packets.first { ($0.packet?.count ?? 0) <= mostOfXMP }
    omitted += fitting?.omitted ?? []
    var segments: [UInt8] = []
    if let block, !block.isEmpty { segments += Self.segment(0xE1, Self.exifHead + block) }
    if let xmp = fitting?.packet { segments += Self.segment(0xE1, XMP.segmentHead + xmp) }
    let place = start
    changes.append((place..<place, segments))
    changes.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    return (Splice(source, upTo: source.count, replacing: changes), omitted)
  }

  func stripped() throws(RasterError) -> Splice {
    if let damage { throw damage }
    var orientation = Orientation.upright
    var hasExif = false
    var parts: [UInt8: ArraySlice<UInt8>] = [:]
    for passage in passages where passage.name == 0xE1 || passage.name == 0xE2 {
      let bytes = try source.bytes(passage.data)
      if passage.name == 0xE1, bytes.starts(with: Self.exifHead), !hasExif {
        hasExif = true
        orientation = Orientation(exif: bytes[Self.exifHead.count...])
      } else if isProfile(passage, bytes) {
        parts[bytes[Self.profileHead.count]] = bytes.dropFirst(Self.profileHead.count + 2)
      }
    }
    let profileBytes = parts.values.reduce(0) { $0 + $1.count }
    let profile = parts.sorted { $0.key < $1.key }.flatMap(\.value)
    let keepsProfile = profileBytes <= Limits.standard.profileBytes && NeededProfile.isNeeded(profile)

    var changes: [(range: Range<Int>, bytes: [UInt8])] = []
    for passage in passages {
      let bytes = try source.bytes(passage.data)
      switch passage.name {
      case 0xE0 where bytes.starts(with: "JFIF\0".utf8) && bytes.count >= 14:
        // Its density stays, the small picture that it may hold does not.
        if bytes.count > 14 || bytes[12] != 0 || bytes[13] != 0 {
          changes.append((passage.whole, Self.segment(0xE0, bytes.prefix(12) + [0, 0])))
        }
      case 0xE2 where isProfile(passage, bytes) && keepsProfile: break
      case 0xEE where bytes.starts(with: "Adobe".utf8) && bytes.count >= 12:
        // It says what the colours mean.
        if bytes.count > 12 { changes.append((passage.whole, Self.segment(0xEE, Array(bytes.prefix(12))))) }
      default: changes.append((passage.whole, []))
      }
    }
    if orientation != .upright {
      let block = Self.segment(0xE1, Self.exifHead + TIFF.block(orientation))
      changes.append((start..<start, block))
      changes.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    }
    return Splice(source, upTo: end, replacing: changes)
  }

  private func isProfile(_ passage: Passage, _ bytes: [UInt8]) -> Bool {
    passage.name == 0xE2 && bytes.starts(with: Self.profileHead) && bytes.count > Self.profileHead.count + 2
  }

  private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
    let length = data.count + 2
    return [0xFF, marker, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)] + data
  }
}
