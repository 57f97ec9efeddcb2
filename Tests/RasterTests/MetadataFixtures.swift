/// Small pictures with whatever is to be told beside their pixels, put together by hand.
enum Fixture {
  struct Text {
    enum Kind { case plain, packed, unicode, packedUnicode }
    var keyword: String
    var text: [UInt8]
    var kind = Kind.plain

    init(_ keyword: String, _ text: String, _ kind: Kind = .plain) {
      self.keyword = keyword
      self.text = Array(text.utf8)
      self.kind = kind
    }

    var chunk: [UInt8] {
      let name = Array(keyword.utf8) + [0]
      return switch kind {
      case .plain: Fixture.chunk("tEXt", name + text)
      case .packed: Fixture.chunk("zTXt", name + [0] + Fixture.stored(text))
      case .unicode: Fixture.chunk("iTXt", name + [0, 0] + Array("en\0k\0".utf8) + text)
      case .packedUnicode: Fixture.chunk("iTXt", name + [1, 0, 0, 0] + Fixture.stored(text))
      }
    }
  }

  static let pngHead = Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })

  /// Four pixels by two, with chunks before and behind the pixels.
  static func png(_ before: [[UInt8]] = [], after: [[UInt8]] = []) -> [UInt8] {
    let rows = (0..<2).flatMap { row -> [UInt8] in [0] + (0..<12).map { UInt8($0 * 20 + row) } }
    let packed = stored(rows)
    var file = pngHead + chunk("IHDR", [0, 0, 0, 4, 0, 0, 0, 2, 8, 2, 0, 0, 0]) + before.joined()
    file += chunk("IDAT", Array(packed.prefix(10))) + chunk("IDAT", Array(packed.dropFirst(10)))
    return file + after.joined() + chunk("IEND", [])
  }

  static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(data.count, 4) + body + big(Int(crc32(body)), 4)
  }

  /// A grey JPEG of eight pixels by eight, or a coloured one in three scans.
  static func jpeg(
    _ segments: [[UInt8]] = [], inColour: Bool = false, between: [UInt8] = [], after: [UInt8] = []
  ) -> [UInt8] {
    let components: [UInt8] = inColour ? [1, 2, 3] : [1]
    var file: [UInt8] = [0xFF, 0xD8] + segments.joined()
    file += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    file += segment(0xC0, [8, 0, 8, 0, 8, UInt8(components.count)] + components.flatMap { [$0, 0x11, 0] })
    let lengths: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
    file += segment(0xC4, [0x00] + lengths + [0]) + segment(0xC4, [0x10] + lengths + [0])
    for component in components {
      // No difference from the middle and no waves: two bits, then ones.
      file += segment(0xDA, [1, component, 0, 0, 63, 0]) + [0x3F] + between
    }
    return file + [0xFF, 0xD9] + after
  }

  static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] { [0xFF, marker] + big(data.count + 2, 2) + data }

  static func exifSegment(_ block: [UInt8]) -> [UInt8] { segment(0xE1, Array("Exif\0\0".utf8) + block) }

  static func xmpSegment(_ packet: String) -> [UInt8] {
    segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + packet.utf8)
  }

  /// A lossless WebP of one colour; with chunks of its own it gets an extended head.
  static func webp(_ chunks: [(name: String, data: [UInt8])] = [], flags: UInt8 = 0) -> [UInt8] {
    var bits = Bits()
    bits.add(0x2F, 8)
    bits.add(6, 14)
    bits.add(4, 14)
    bits.add(0, 4)
    bits.add(0, 3)
    for colour in [90, 200, 30, 255] {
      bits.add(0b101, 3)
      bits.add(colour, 8)
    }
    bits.add(0b0001, 4)
    var body = Array("WEBP".utf8)
    if !chunks.isEmpty { body += riff("VP8X", [flags, 0, 0, 0, 6, 0, 0, 4, 0, 0]) }
    body += chunks.filter { $0.name == "ICCP" }.flatMap { riff($0.name, $0.data) }
    body += riff("VP8L", bits.bytes)
    body += chunks.filter { $0.name != "ICCP" }.flatMap { riff($0.name, $0.data) }
    return Array("RIFF".utf8) + little(body.count, 4) + body
  }

  private static func riff(_ name: String, _ data: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(data.count, 4) + data + (data.count % 2 == 1 ? [0] : [])
  }

  /// A value of an EXIF directory.
  struct Tag {
    let tag: Int
    let kind: Int
    let count: Int
    let value: [UInt8]

    static func ascii(_ tag: Int, _ text: String) -> Tag {
      Tag(tag: tag, kind: 2, count: text.utf8.count + 1, value: text.utf8 + [0])
    }
    static func undefined(_ tag: Int, _ value: [UInt8]) -> Tag {
      Tag(tag: tag, kind: 7, count: value.count, value: value)
    }
    static func comment(_ charset: String, _ value: [UInt8]) -> Tag {
      undefined(0x9286, Array((Array(charset.utf8) + [UInt8](repeating: 0, count: 8)).prefix(8)) + value)
    }
  }

  /// An EXIF block in either order of bytes: tags of the main, the Exif and the GPS directory.
  static func exif(
    little isLittle: Bool = false, orientation: Int? = nil, _ main: [Tag] = [], exif: [Tag] = [], gps: Bool = false
  ) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] { isLittle ? little(value, size) : big(value, size) }
    var block = (isLittle ? Array("II".utf8) : Array("MM".utf8)) + number(42, 2) + number(8, 4)
    func directory(_ tags: [Tag], at place: Int) -> [UInt8] {
      var entries = number(tags.count, 2)
      var values: [UInt8] = []
      let valuePlace = place + 2 + tags.count * 12 + 4
      for tag in tags.sorted(by: { $0.tag < $1.tag }) {
        entries += number(tag.tag, 2) + number(tag.kind, 2) + number(tag.count, 4)
        if tag.value.count <= 4 {
          entries += (tag.value + [0, 0, 0, 0]).prefix(4)
        } else {
          entries += number(valuePlace + values.count, 4)
          values += tag.value + (tag.value.count % 2 == 1 ? [0] : [])
        }
      }
      return entries + number(0, 4) + values
    }
    var tags = main
    if let orientation { tags.append(Tag(tag: 0x0112, kind: 3, count: 1, value: number(orientation, 2))) }
    // Places do not change the size of the main directory, so that it may be made twice.
    func pointers(_ detail: Int, _ location: Int) -> [Tag] {
      (exif.isEmpty ? [] : [Tag(tag: 0x8769, kind: 4, count: 1, value: number(detail, 4))])
        + (gps ? [Tag(tag: 0x8825, kind: 4, count: 1, value: number(location, 4))] : [])
    }
    let detailPlace = 8 + directory(tags + pointers(0, 0), at: 8).count
    let detail = exif.isEmpty ? [] : directory(exif, at: detailPlace)
    let gpsPlace = detailPlace + detail.count
    let degrees = [60, 1, 10, 1, 30, 1].flatMap { number($0, 4) }
    let location =
      gps
      ? directory(
        [
          .ascii(1, "N"), Tag(tag: 2, kind: 5, count: 3, value: degrees), .ascii(3, "E"),
          Tag(tag: 4, kind: 5, count: 3, value: degrees),
        ], at: gpsPlace) : []
    block += directory(tags + pointers(detailPlace, gpsPlace), at: 8) + detail + location
    return block
  }

  static func utf16(_ text: String, little isLittle: Bool) -> [UInt8] {
    text.utf16.flatMap { isLittle ? little(Int($0), 2) : big(Int($0), 2) }
  }

  static func big(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * (size - 1 - $0))) }
  }

  static func little(_ value: Int, _ size: Int) -> [UInt8] { big(value, size).reversed() }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }

  /// A zlib stream that holds the bytes as they are.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
      let part = rest.prefix(65_535)
      rest = rest.dropFirst(part.count)
      stream += [rest.isEmpty ? 1 : 0] + little(part.count, 2) + little(~part.count & 0xFFFF, 2) + part
    } while !rest.isEmpty
    return stream + big(adler(bytes), 4)
  }

  private static func adler(_ bytes: [UInt8]) -> Int {
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  /// A zlib stream that grows to 1 + 258 × `times` bytes.
  static func bomb(_ times: Int) -> [UInt8] {
    var bits = Bits()
    bits.add(0b011, 3)
    bits.addCode(0x30 + 0x61, 8)
    for _ in 0..<times {
      bits.addCode(0b1100_0101, 8)
      bits.add(0, 5)
    }
    bits.addCode(0, 7)
    return [0x78, 0x01] + bits.bytes + big(adler([UInt8](repeating: 0x61, count: 1 + 258 * times)), 4)
  }

  private struct Bits {
    var bytes: [UInt8] = []
    private var count = 0

    /// The lowest bit first.
    mutating func add(_ value: Int, _ size: Int) {
      for bit in 0..<size {
        if count % 8 == 0 { bytes.append(0) }
        bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(count % 8)
        count += 1
      }
    }

    /// The highest bit first.
    mutating func addCode(_ code: Int, _ size: Int) {
      for bit in (0..<size).reversed() { add(code >> bit, 1) }
    }
  }
}

/// What of a file is the picture itself, read without any of the code that is tested.
enum Pixels {
  static func of(_ file: [UInt8]) -> [UInt8] {
    if file.starts(with: Fixture.pngHead) { return png(file) }
    return file.starts(with: [0xFF, 0xD8]) ? jpeg(file) : webp(file)
  }

  static func png(_ file: [UInt8]) -> [UInt8] {
    chunks(file).filter { ["IHDR", "PLTE", "IDAT", "tRNS", "IEND"].contains($0.name) }.flatMap {
      Array($0.name.utf8) + $0.data
    }
  }

  /// The chunks of a PNG; empty when a checksum is wrong or the end is missing.
  static func chunks(_ file: [UInt8]) -> [(name: String, data: [UInt8])] {
    var chunks: [(name: String, data: [UInt8])] = []
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let body = Array(rest.dropFirst(4).prefix(4 + length))
      guard Fixture.big(Int(Fixture.crc32(body)), 4) == Array(rest.dropFirst(8 + length).prefix(4)) else { return [] }
      chunks.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
      if chunks.last?.name == "IEND" { return chunks }
      rest = rest.dropFirst(12 + length)
    }
    return []
  }

  static func jpeg(_ file: [UInt8]) -> [UInt8] {
    segments(file).filter { !(0xE0...0xEF).contains($0.marker) && $0.marker != 0xFE }.flatMap { [$0.marker] + $0.data }
  }

  /// The segments of a JPEG, a scan's with its pixels, up to the end of the picture.
  static func segments(_ file: [UInt8]) -> [(marker: UInt8, data: [UInt8])] {
    var segments: [(marker: UInt8, data: [UInt8])] = []
    var at = 2
    while at + 1 < file.count, file[at] == 0xFF {
      let marker = file[at + 1]
      if marker == 0xD9 { return segments + [(marker, [])] }
      var end = at + 2 + (Int(file[at + 2]) << 8 | Int(file[at + 3]))
      if marker == 0xDA {
        while end + 1 < file.count, file[end] != 0xFF || file[end + 1] == 0 || (0xD0...0xD7).contains(file[end + 1]) {
          end += 1
        }
      }
      segments.append((marker, Array(file[(at + 4)..<end])))
      at = end
    }
    return []
  }

  static func webp(_ file: [UInt8]) -> [UInt8] {
    riff(file).filter { ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"].contains($0.name) }.flatMap {
      Array($0.name.utf8) + $0.data
    }
  }

  /// The chunks of a WebP; empty when the length in its head is wrong.
  static func riff(_ file: [UInt8]) -> [(name: String, data: [UInt8])] {
    guard Fixture.little(file.count - 8, 4) == Array(file[4..<8]) else { return [] }
    var chunks: [(name: String, data: [UInt8])] = []
    var rest = file.dropFirst(12)
    while rest.count >= 8 {
      let length = rest.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      chunks.append((String(decoding: rest.prefix(4), as: UTF8.self), Array(rest.dropFirst(8).prefix(length))))
      rest = rest.dropFirst(8 + length + length % 2)
    }
    return chunks
  }
}
