/// What a picture's file tells beside its pixels.
package struct Metadata: Sendable, Equatable {
  /// A text under the keyword or tag that it was found under; in XMP that is `prefix:name`.
  package struct Entry: Sendable, Equatable {
    package let name: String
    package let text: String
  }

  /// In the order of the file.
  package private(set) var entries: [Entry] = []
  package private(set) var orientation = Orientation.upright
  /// Whether the file says where the picture was taken.
  package private(set) var hasLocation = false

  private var textsLeft = Limits.standard.textChunks
  private var bytesLeft = Limits.standard.textBytes
  /// A text, or a block of EXIF or XMP, that is longer is passed over.
  static let longestText = 1 << 20

  init() {}

  /// Reads what can be understood, in memory bounded by `Limits`; nothing at all when this is no picture. Blocks.
  package static func read(path: String) -> Metadata { read((try? ByteSource(path: path)) ?? ByteSource(bytes: [])) }

  package static func read(bytes: [UInt8]) -> Metadata { read(ByteSource(bytes: bytes)) }

  static func read(_ source: ByteSource) -> Metadata {
    var metadata = Metadata()
    switch (try? source.bytes(0..<min(12, source.count))).flatMap(ImageFormat.init(sniffing:)) {
    case .png: PNGMetadata(source).read(into: &metadata)
    case .jpeg: JPEGMetadata(source, whole: false).read(into: &metadata)
    case .webp: WebPMetadata(source).read(into: &metadata)
    case nil: break
    }
    return metadata
  }

  /// Whether one more text may be unpacked, and into how much.
  var room: Int { textsLeft > 0 ? min(bytesLeft, Self.longestText) : 0 }

  /// Counts a text chunk, whether it can be read or not.
  mutating func countText() { textsLeft -= 1 }

  mutating func add(_ name: String, _ text: String) {
    guard !text.isEmpty, text.utf8.count <= bytesLeft else { return }
    bytesLeft -= text.utf8.count
    entries.append(Entry(name: name, text: text))
  }

  /// Takes over what an EXIF block (its TIFF header first) says.
  mutating func add(exif bytes: [UInt8]) {
    orientation = Orientation(exif: bytes[...])
    guard bytes.count <= Self.longestText, let exif = TIFF(bytes) else { return }
    if exif.hasLocation { hasLocation = true }
    for (name, text) in exif.texts { add(name, text) }
  }

  /// Takes over the properties of an XMP packet.
  mutating func add(xmp bytes: [UInt8]) {
    guard bytes.count <= Self.longestText else { return }
    for property in XMP.properties(of: bytes) {
      if property.name.contains("GPS") { hasLocation = true }
      add(property.name, property.text)
    }
  }
}

extension PictureFile {
  /// What the file tells beside its pixels. Blocks.
  package func metadata() -> Metadata { Metadata.read(source) }
}

/// A stretch of a file that holds something else than the picture.
struct Passage {
  /// The chunk's name, or the segment's marker.
  let name: UInt32
  let data: Range<Int>
  /// With its head, and with its checksum or padding.
  let whole: Range<Int>

  /// More of them than any honest file has.
  static let most = 4_096
  static let tooMany = RasterError(.tooLarge, "The picture's file has more than \(most) notes beside its pixels.")
}

extension String {
  /// UTF-8 where it is, else Latin-1, in which every byte is a letter.
  init(utf8OrLatin1 bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = text
    } else {
      self = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
  }
}
