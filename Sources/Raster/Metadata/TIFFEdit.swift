extension TIFF {
  /// The smallest block that turns a picture upright.
  static func block(_ orientation: Orientation) -> [UInt8] {
    var block = Writer(isLittle: false)
    block.head(first: 8)
    block.directory([.short(Tag.orientation, orientation.rawValue)], next: 0)
    return block.bytes
  }

  /// A block whose comment is `comment` and that otherwise says what `old` says. Nil when it would exceed `most`.
  ///
  /// Values may be found by their offset only, also from inside a camera's own notes. So the old block stays as it is,
  /// and new directories, which list the old values where they are, follow it; a mark at the end tells how to undo this.
  static func block(_ comment: String, over old: [UInt8]?, most: Int) -> [UInt8]? {
    let old = old.flatMap { TIFF(restored($0)) }.flatMap { old in old.directory(at: old.first).map { (old, $0) } }
    let value =
      Array("UNICODE\0".utf8)
      + comment.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    var block = Writer(isLittle: old?.0.isLittle ?? false)
    if let old { block.bytes = old.0.bytes } else { block.head(first: 8) }
    let oldCount = old?.0.bytes.count ?? 0
    if block.bytes.count % 2 == 1 { block.bytes.append(0) }

    let main = old?.1 ?? Directory()
    let detail = old?.0.exifDirectory(of: main) ?? Directory()
    var detailItems = detail.entries.map { Writer.Item.copied($0.tag, Array(block.bytes[$0.place])) }
    if !detailItems.contains(where: { $0.tag == Tag.version }) {
      detailItems.append(.bytes(Tag.version, Kind.undefined, count: 4, Array("0232".utf8)))
    }
    detailItems.removeAll { $0.tag == Tag.userComment }
    let detailPlace = block.bytes.count
    let valuePlace = detailPlace + Writer.size(detailItems.count + 1)
    detailItems.append(.long(Tag.userComment, Kind.undefined, count: value.count, valuePlace))
    block.directory(detailItems, next: 0)
    block.bytes += value
    if block.bytes.count % 2 == 1 { block.bytes.append(0) }

    var mainItems = main.entries.filter { $0.tag != Tag.exif && $0.tag != Tag.userComment }
      .map { Writer.Item.copied($0.tag, Array(block.bytes[$0.place])) }
    mainItems.append(.long(Tag.exif, Kind.long, count: 1, detailPlace))
    let mainPlace = block.bytes.count
    block.directory(mainItems, next: main.next)
    block.bytes.replaceSubrange(4..<8, with: block.long(mainPlace))
    block.bytes += mark + bigEndian(oldCount) + bigEndian(old?.0.first ?? 0)
    return block.bytes.count <= most ? block.bytes : nil
  }

  private static let mark = Array("Pixazo\0\u{1}".utf8)

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// The block as it was before a comment was written; empty when there was none.
  static func restored(_ bytes: [UInt8]) -> [UInt8] {
    let tail = bytes.suffix(16)
    guard tail.count == 16, tail.starts(with: mark), let little = TIFF(bytes)?.isLittle else { return bytes }
    func number(_ part: ArraySlice<UInt8>) -> Int { part.reduce(0) { $0 << 8 | Int($1) } }
    let count = number(tail.dropFirst(8).prefix(4))
    guard count <= bytes.count - 16 else { return bytes }
    var old = Array(bytes.prefix(count))
    if old.count >= 8 {
      old.replaceSubrange(4..<8, with: Writer(isLittle: little).long(number(tail.suffix(4))))
    }
    return old
  }

  /// Puts a block together.
  private struct Writer {
    struct Item {
      let tag: Int
      let isCopied: Bool
      let kind: Int
      let count: Int
      let value: [UInt8]
      let number: Int?

      static func copied(_ tag: Int, _ entry: [UInt8]) -> Item {
        Item(tag: tag, isCopied: true, kind: 0, count: 0, value: entry, number: nil)
      }
      static func short(_ tag: Int, _ number: Int) -> Item {
        Item(tag: tag, isCopied: false, kind: Kind.short, count: 1, value: [], number: number)
      }
      static func long(_ tag: Int, _ kind: Int, count: Int, _ number: Int) -> Item {
        Item(tag: tag, isCopied: false, kind: kind, count: count, value: [], number: number)
      }
      static func bytes(_ tag: Int, _ kind: Int, count: Int, _ value: [UInt8]) -> Item {
        Item(tag: tag, isCopied: false, kind: kind, count: count, value: value, number: nil)
      }
    }

    var bytes: [UInt8] = []
    let isLittle: Bool

    init(isLittle: Bool) { self.isLittle = isLittle }

    static func size(_ count: Int) -> Int { 2 + count * 12 + 4 }

    func short(_ number: Int) -> [UInt8] {
      let pair = [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
      return isLittle ? pair.reversed() : pair
    }

    func long(_ number: Int) -> [UInt8] {
      isLittle ? short(number) + short(number >> 16) : short(number >> 16) + short(number)
    }

    mutating func head(first: Int) {
      bytes += (isLittle ? [0x49, 0x49] : [0x4D, 0x4D]) + short(42) + long(first)
    }

    /// Directories are in the order of their tags.
    mutating func directory(_ items: [Item], next: Int) {
      bytes += short(items.count)
      for item in items.sorted(by: { $0.tag < $1.tag }) {
        if item.isCopied {
          bytes += item.value
          continue
        }
        bytes += short(item.tag) + short(item.kind) + long(item.count)
        if let number = item.number {
          bytes += item.kind == Kind.short ? short(number) + [0, 0] : long(number)
        } else {
          bytes += item.value
        }
      }
      bytes += long(next)
    }
  }
}
