extension TIFF {
  /// The smallest block that turns a picture upright.
  static func block(_ orientation: Orientation) -> [UInt8] {
    var block = TIFFWriter(isLittle: false)
    let value = block.short(orientation.rawValue) + [0, 0]
    block.addHead()
    block.addDirectory([block.entry(Tag.orientation, Kind.short, count: 1, value)], next: 0)
    return block.bytes
  }

  /// A block whose comment is `comment` and that otherwise says what `old` says. Nil when it would exceed `most`.
  ///
  /// Values may be found by their offset only, also from inside a camera's own notes. So the old block stays as it is,
  /// and new directories, which list the old values where they are, follow it; a mark at the end tells how to undo it.
  static func block(_ comment: String, over old: [UInt8]?, most: Int) -> [UInt8]? {
    let read = old.flatMap { TIFF(restored($0)) }
    let main = read.flatMap { $0.directory(at: $0.first) }
    // One that cannot be read is as good as none.
    let old = main == nil ? nil : read
    var block = TIFFWriter(isLittle: old?.isLittle ?? false)
    if let old { block.add(old.bytes) } else { block.addHead() }

    // What most writers do: big-endian, whatever the order of the block.
    let text = comment.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let value = Array("UNICODE\0".utf8) + text
    let valuePlace = block.bytes.count
    block.add(value)

    var detail = old?.copied(main.flatMap { old?.exifDirectory(of: $0) }, without: Tag.userComment) ?? []
    detail.append(block.entry(Tag.userComment, Kind.undefined, count: value.count, block.long(valuePlace)))
    if !detail.contains(where: { $0.tag == Tag.version }) {
      detail.append(block.entry(Tag.version, Kind.undefined, count: 4, Array("0232".utf8)))
    }
    let detailPlace = block.bytes.count
    block.addDirectory(detail, next: 0)

    var entries = old?.copied(main, without: Tag.exif, Tag.userComment) ?? []
    entries.append(block.entry(Tag.exif, Kind.long, count: 1, block.long(detailPlace)))
    block.setFirst(block.bytes.count)
    block.addDirectory(entries, next: main?.next ?? 0)
    block.add(mark + bigEndian(old?.bytes.count ?? 0) + bigEndian(old?.first ?? 0))
    return block.bytes.count <= most ? block.bytes : nil
  }

  private func copied(_ directory: Directory?, without tags: Int...) -> [TIFFWriter.Entry] {
    let entries = directory?.entries.filter { !tags.contains($0.tag) } ?? []
    return entries.map { TIFFWriter.Entry(tag: $0.tag, bytes: bytes[$0.place]) }
  }

  private static let mark = Array("Pixazo\0\u{1}".utf8)

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// The block as it was before a comment was written; empty when there was none.
  static func restored(_ bytes: [UInt8]) -> [UInt8] {
    let tail = bytes.suffix(16)
    guard tail.count == 16, tail.starts(with: mark), let exif = TIFF(bytes) else { return bytes }
    func number(_ part: ArraySlice<UInt8>) -> Int { part.reduce(0) { $0 << 8 | Int($1) } }
    let count = number(tail.dropFirst(8).prefix(4))
    if count == 0 { return [] }
    guard (8...bytes.count - 16).contains(count) else { return bytes }
    var old = TIFFWriter(isLittle: exif.isLittle)
    old.bytes = Array(bytes[..<count])
    old.setFirst(number(tail.suffix(4)))
    return old.bytes
  }
}

/// Puts a block together, part by part, each at an even place.
private struct TIFFWriter {
  /// The twelve bytes of an entry.
  struct Entry {
    let tag: Int
    let bytes: ArraySlice<UInt8>
  }

  var bytes: [UInt8] = []
  let isLittle: Bool

  init(isLittle: Bool) { self.isLittle = isLittle }

  func short(_ number: Int) -> [UInt8] {
    let pair = [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    return isLittle ? pair.reversed() : pair
  }

  func long(_ number: Int) -> [UInt8] {
    isLittle ? short(number) + short(number >> 16) : short(number >> 16) + short(number)
  }

  /// `value` is what is kept in the entry itself: four bytes.
  func entry(_ tag: Int, _ kind: Int, count: Int, _ value: [UInt8]) -> Entry {
    Entry(tag: tag, bytes: (short(tag) + short(kind) + long(count) + value)[...])
  }

  mutating func add(_ part: [UInt8]) {
    bytes += part
    if bytes.count % 2 == 1 { bytes.append(0) }
  }

  /// The head of a block whose first directory follows at once.
  mutating func addHead() { add((isLittle ? [0x49, 0x49] : [0x4D, 0x4D]) + short(42) + long(8)) }

  mutating func setFirst(_ place: Int) { bytes.replaceSubrange(4..<8, with: long(place)) }

  /// Directories are in the order of their tags.
  mutating func addDirectory(_ entries: [Entry], next: Int) {
    let entries = entries.sorted { $0.tag < $1.tag }
    add(short(entries.count) + entries.flatMap(\.bytes) + long(next))
  }
}
