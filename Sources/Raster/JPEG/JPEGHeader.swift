/// All of a JPEG but its pixels: the markers up to the first scan, and a count of the scans where there are several.
struct JPEGHeader {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var depth = 0
  private(set) var components = 0
  private(set) var isProgressive = false
  private(set) var orientation = Orientation.upright
  private(set) var colourSpace = ColourSpace.standard

  private var profileParts: [Int: ArraySlice<UInt8>] = [:]
  private var profilePartCount = 0
  private var profileBytes = 0
  private var hasExif = false

  var probe: Probe {
    Probe(
      format: .jpeg, storedWidth: width, storedHeight: height, orientation: orientation, depth: depth,
      comesInPasses: isProgressive)
  }

  init(_ source: ByteSource, limits: Limits) throws(RasterError) {
    var cursor = ByteCursor(source, at: 2, window: 1 << 12)
    var count = 0
    while true {
      count += 1
      try limits.check(chunks: count)
      let marker = try Self.marker(&cursor)
      switch marker {
      case 0xDA:
        guard components > 0 else { throw RasterError(.corrupt, "The JPEG's pixels come before its header.") }
        try readScans(&cursor, limits: limits)
        colourSpace = assembledProfile().map(ColourSpace.profile) ?? .standard
        return
      case 0xD8, 0xD9, 0x00:
        throw RasterError(.corrupt, "The JPEG ends before it has begun.")
      case 0x01, 0xD0...0xD7:
        continue
      default:
        let length = try cursor.bigEndian16() - 2
        guard length >= 0 else { throw RasterError(.corrupt, "A segment of the JPEG has an impossible length.") }
        try readSegment(marker, try cursor.take(length), limits: limits)
      }
    }
  }

  /// The next marker, behind the bytes that fill up to it.
  private static func marker(_ cursor: inout ByteCursor) throws(RasterError) -> UInt8 {
    guard try cursor.byte() == 0xFF else {
      throw RasterError(.corrupt, "The JPEG has something between its segments that does not belong there.")
    }
    return try behindFill(&cursor)
  }

  /// A marker may have any number of 0xFF before it; nobody writes many.
  private static func behindFill(_ cursor: inout ByteCursor) throws(RasterError) -> UInt8 {
    for _ in 0..<4096 {
      let value = try cursor.byte()
      if value != 0xFF { return value }
    }
    throw RasterError(.corrupt, "The JPEG has nothing where a marker should be.")
  }

  private mutating func readSegment(_ marker: UInt8, _ bytes: [UInt8], limits: Limits) throws(RasterError) {
    switch marker {
    case 0xC0, 0xC1, 0xC2:
      guard bytes.count >= 6, components == 0 else {
        throw RasterError(.corrupt, "The JPEG has no proper header, or two.")
      }
      depth = Int(bytes[0])
      height = Int(bytes[1]) << 8 | Int(bytes[2])
      width = Int(bytes[3]) << 8 | Int(bytes[4])
      components = Int(bytes[5])
      isProgressive = marker == 0xC2
      guard depth == 8, [1, 3, 4].contains(components) else {
        throw RasterError(.unsupported, "JPEGs with \(depth) bits or \(components) components are not read here.")
      }
      try limits.check(width: width, height: height, heldWhole: isProgressive)
    case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      throw RasterError(.unsupported, "The JPEG is lossless, hierarchical or arithmetically coded.")
    case 0xE1 where bytes.starts(with: "Exif\0\0".utf8) && !hasExif:
      hasExif = true
      orientation = Orientation(exif: bytes[6...])
    case 0xE2 where bytes.starts(with: "ICC_PROFILE\0".utf8) && bytes.count > 14:
      profileBytes += bytes.count - 14
      guard profileBytes <= limits.profileBytes else {
        throw RasterError(.tooLarge, "The picture's colour profile has more than \(limits.profileBytes >> 10) KiB.")
      }
      profileParts[Int(bytes[12])] = bytes[14...]
      profilePartCount = Int(bytes[13])
    default:
      break
    }
  }

  /// The profile, unless a part of it is missing.
  private func assembledProfile() -> [UInt8]? {
    guard profilePartCount > 0 else { return nil }
    var profile: [UInt8] = []
    for number in 1...profilePartCount {
      guard let part = profileParts[number] else { return nil }
      profile.append(contentsOf: part)
    }
    return profile
  }

  /// Each scan of a picture that has several is work over the whole of it: they are counted before any is done.
  private func readScans(_ cursor: inout ByteCursor, limits: Limits) throws(RasterError) {
    _ = try cursor.bigEndian16()
    let inFirst = Int(try cursor.byte())
    guard isProgressive || inFirst < components else { return }
    try limits.check(width: width, height: height, heldWhole: true)
    var rest = ByteCursor(cursor.source, at: cursor.offset, window: 1 << 16)
    var scans = 1
    while true {
      try rest.skip(to: 0xFF)
      let marker = try Self.behindFill(&rest)
      if marker == 0xD9 { return }
      guard marker == 0xDA else { continue }
      scans += 1
      guard scans <= limits.scans else {
        throw RasterError(.tooLarge, "The JPEG has more than \(limits.scans) scans.")
      }
    }
  }
}
