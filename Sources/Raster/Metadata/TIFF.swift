/// An EXIF block: directories of tagged values at offsets from its first byte, as in a TIFF file.
struct TIFF {
  enum Tag {
    static let imageDescription = 0x010E, make = 0x010F, model = 0x0110, orientation = 0x0112, software = 0x0131
    static let exif = 0x8769, location = 0x8825
    static let version = 0x9000, makerNote = 0x927C, userComment = 0x9286
  }

  enum Kind {
    static let ascii = 2, short = 3, long = 4, undefined = 7
    static let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
  }

  struct Entry {
    let tag: Int
    let kind: Int
    /// Where its twelve bytes are.
    let place: Range<Int>
    let value: Range<Int>
  }

  struct Directory {
    var entries: [Entry] = []
    var next = 0
  }

  private(set) var bytes: [UInt8]
  let isLittle: Bool
  private static let mostEntries = 512

  /// Nil when the head is not one.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
    self.bytes = bytes
    isLittle = bytes[0] == 0x49
    guard short(2) == 42 else { return nil }
  }

  var first: Int { long(4) ?? 0 }

  func short(_ at: Int) -> Int? {
    guard at >= 0, at <= bytes.count - 2 else { return nil }
    return isLittle ? Int(bytes[at + 1]) << 8 | Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
  }

  func long(_ at: Int) -> Int? {
    guard let first = short(at), let second = short(at + 2) else { return nil }
    return isLittle ? second << 16 | first : first << 16 | second
  }

  /// The directory at an offset; entries that point outside the block are left out.
  func directory(at offset: Int) -> Directory? {
    guard offset >= 8, let count = short(offset), count <= Self.mostEntries else { return nil }
    var directory = Directory()
    for index in 0..<count {
      let place = offset + 2 + index * 12
      guard let tag = short(place), let kind = short(place + 2), let items = long(place + 4),
        Kind.sizes.indices.contains(kind), let pointer = long(place + 8)
      else { continue }
      let (size, overflow) = items.multipliedReportingOverflow(by: Kind.sizes[kind])
      let start = size <= 4 ? place + 8 : pointer
      guard !overflow, start <= bytes.count, size <= bytes.count - start else { continue }
      directory.entries.append(
        Entry(tag: tag, kind: kind, place: place..<place + 12, value: start..<start + size))
    }
    directory.next = long(offset + 2 + count * 12) ?? 0
    return directory
  }

  private var main: Directory { directory(at: first) ?? Directory() }

  /// The directory that an entry of the main one points to.
  func exifDirectory(of main: Directory) -> Directory? {
    main.entries.first { $0.tag == Tag.exif }.flatMap { long($0.value.lowerBound) }.flatMap { directory(at: $0) }
  }

  var hasLocation: Bool { main.entries.contains { $0.tag == Tag.location } }

  /// The values that are texts, under the names of their tags. Some writers put all of them into the main directory.
  var texts: [(name: String, text: String)] {
    let main = main
    let all = main.entries + (exifDirectory(of: main)?.entries ?? [])
    return all.compactMap { entry in
      let value = bytes[entry.value]
      switch entry.tag {
      case Tag.imageDescription: return ("ImageDescription", Self.plain(value))
      case Tag.make: return ("Make", Self.plain(value))
      case Tag.model: return ("Model", Self.plain(value))
      case Tag.software: return ("Software", Self.plain(value))
      case Tag.makerNote:
        // What cameras write there is not for people.
        let text = value.prefix { $0 != 0 }
        guard text.count <= 256, text.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
        return ("MakerNote", Self.plain(value))
      case Tag.userComment:
        return ("UserComment", entry.kind == Kind.ascii ? Self.plain(value) : Self.comment(value))
      default: return nil
      }
    }
  }

  private static func plain(_ value: ArraySlice<UInt8>) -> String { String(utf8OrLatin1: value.prefix { $0 != 0 }) }

  /// A comment says in its first eight bytes how it is written, and not always truly.
  private static func comment(_ value: ArraySlice<UInt8>) -> String {
    let text = value.dropFirst(8)
    let charset = value.prefix(8)
    if charset.starts(with: "UNICODE".utf8) { return utf16(text) }
    if charset.starts(with: "ASCII".utf8) || charset.allSatisfy({ $0 == 0 }) { return plain(text) }
    if charset.starts(with: "UTF8".utf8) { return plain(text) }
    if charset.starts(with: "JIS".utf8) { return "" }
    return plain(value)
  }

  private static func utf16(_ text: ArraySlice<UInt8>) -> String {
    var text = Array(text)
    var isLittle = false
    if text.starts(with: [0xFE, 0xFF]) || text.starts(with: [0xFF, 0xFE]) {
      isLittle = text[0] == 0xFF
      text.removeFirst(2)
    } else {
      // The letters of the Latin alphabet have a zero in their upper byte, wherever that is.
      let start = text.prefix(1_000)
      let zeros = (0...1).map { side in stride(from: side, to: start.count, by: 2).count { start[$0] == 0 } }
      isLittle = zeros[1] > zeros[0]
    }
    let units = stride(from: 0, to: text.count - 1, by: 2).lazy.map { at -> UInt16 in
      let (upper, lower) = isLittle ? (text[at + 1], text[at]) : (text[at], text[at + 1])
      return UInt16(upper) << 8 | UInt16(lower)
    }
    return String(decoding: units.filter { $0 != 0 }, as: UTF16.self)
  }
}
