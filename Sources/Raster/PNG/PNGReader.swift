import CPNG

/// Every kind of PNG, row by row, by libpng: the decoder of record.
final class PNGReader: RowSource {
  let width: Int
  let height: Int
  let layout: PixelLayout
  private let feed: Feed
  private let reader: OpaquePointer

  /// `header` is this picture's: limits have been checked, and the container is whole.
  init(_ source: ByteSource, header: PNGHeader, limits: Limits) throws(RasterError) {
    try PixelStream.check(source, header: header)
    feed = Feed(source)
    guard
      let reader = png_reader_new(Feed.read, feed.context, UInt32(clamping: limits.side), limits.textBytes)
    else { throw Self.noMemory }
    self.reader = reader
    let result = png_reader_open(reader)
    width = Int(png_reader_width(reader))
    height = Int(png_reader_height(reader))
    layout =
      switch png_reader_channels(reader) {
      case 1: .grey
      case 3: .rgb
      default: .rgba
      }
    try check(result)
    guard width == header.width, height == header.height else {
      throw RasterError(.corrupt, "The PNG contradicts itself about its size.")
    }
  }

  deinit { png_reader_free(reader) }

  func next() throws(RasterError) -> UnsafePointer<UInt8> {
    var row: UnsafePointer<UInt8>?
    try check(png_reader_row(reader, &row))
    guard let row else { throw Self.noMemory }
    return row
  }

  func finish() throws(RasterError) { try check(png_reader_finish(reader)) }

  private func check(_ result: png_reader_result) throws(RasterError) {
    switch result {
    case PNG_READER_OK: return
    case PNG_READER_TRUNCATED: throw ByteSource.truncated
    case PNG_READER_STOPPED: throw feed.failure ?? Self.noMemory
    case PNG_READER_NO_MEMORY: throw Self.noMemory
    default:
      throw RasterError(.corrupt, "The PNG is damaged: \(String(cString: png_reader_message(reader))).")
    }
  }

  private static var noMemory: RasterError { RasterError(.unreadable, "There is not enough memory for this picture.") }
}
