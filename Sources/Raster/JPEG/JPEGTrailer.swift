/// What may follow the end of a JPEG. Cameras put a second picture, a short film or notes of their own there; anything
/// else makes it two files in one, and is refused.
enum JPEGTrailer {
  /// Up to a block of whatever device wrote it.
  private static let mostPadding = 1 << 16

  static func check(_ source: ByteSource, from end: Int) throws(RasterError) {
    let rest = source.count - end
    guard rest > 0 else { return }
    let start = try source.bytes(end..<min(end + mostPadding, source.count))
    if start.count == rest, start.allSatisfy({ $0 == 0 || $0 == 0xFF }) { return }
    let tail = try source.bytes(max(end, source.count - 4)..<source.count)
    let isPicture = start.starts(with: [0xFF, 0xD8, 0xFF])
    let isFilm = start.count >= 8 && start[4..<8].elementsEqual("ftyp".utf8)
    let isNotes = tail.elementsEqual("SEFT".utf8)
    guard isPicture || isFilm || isNotes else {
      throw RasterError(.corrupt, "Something follows the end of the JPEG; it may be two files in one.")
    }
  }
}
