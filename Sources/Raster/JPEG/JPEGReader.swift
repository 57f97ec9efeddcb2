import CJPEG

/// A JPEG by libjpeg-turbo, at full size or at a half, a quarter or an eighth of it.
final class JPEGReader: RowSource {
  private(set) var width: Int
  private(set) var height: Int
  private(set) var layout: PixelLayout
  private(set) var extent: (width: Double, height: Double)
  private let source: ByteSource
  private let feed: Feed
  private let reader: OpaquePointer

  /// `header` is this picture's: limits have been checked.
  init(_ source: ByteSource, header: JPEGHeader) throws(RasterError) {
    self.source = source
    extent = (Double(header.width), Double(header.height))
    feed = Feed(source)
    guard let reader = jpeg_reader_new(Feed.read, feed.context) else { throw Self.noMemory }
    self.reader = reader
    let result = jpeg_reader_open(reader)
    width = Int(jpeg_reader_width(reader))
    height = Int(jpeg_reader_height(reader))
    layout =
      switch jpeg_reader_stored_colour(reader) {
      case JPEG_GREY: .grey
      case JPEG_CMYK: .cmyk
      default: .rgb
      }
    try check(result)
    guard width == header.width, height == header.height else {
      throw RasterError(.corrupt, "The JPEG contradicts itself about its size.")
    }
  }

  deinit { jpeg_reader_free(reader) }

  /// Whether `planes` can be asked for.
  var hasPlanes: Bool { jpeg_reader_has_planes(reader) }

  /// Starts rows at `eighths`/8 of the size (1, 2, 4 or 8).
  func start(eighths: Int = 8) throws(RasterError) {
    try begin(eighths, planes: false)
  }

  private func begin(_ eighths: Int, planes: Bool) throws(RasterError) {
    try check(jpeg_reader_start(reader, Int32(eighths), planes))
    let share = Double(eighths) / 8
    extent = (extent.width * share, extent.height * share)
    width = Int(jpeg_reader_width(reader))
    height = Int(jpeg_reader_height(reader))
  }

  func next() throws(RasterError) -> UnsafePointer<UInt8> {
    var row: UnsafePointer<UInt8>?
    try check(jpeg_reader_row(reader, &row))
    guard let row else { throw Self.noMemory }
    return row
  }

  /// One component as it is stored: `across` × `down` pixels share a sample.
  struct Plane {
    let width: Int
    let height: Int
    let across: Int
    let down: Int
  }

  /// Starts planes at `eighths`/8 of the size: brightness and, but for grey, two of colour.
  func startPlanes(eighths: Int = 8) throws(RasterError) -> [Plane] {
    try begin(eighths, planes: true)
    return (0..<(layout == .grey ? 1 : 3)).map { index in
      let plane = jpeg_reader_plane_shape(reader, Int32(index))
      return Plane(
        width: Int(plane.width), height: Int(plane.height), across: Int(plane.across), down: Int(plane.down))
    }
  }

  /// The next few rows of every plane: `take(plane, row)` is called for each. False when there are no more.
  func nextRows(_ take: (Int, UnsafePointer<UInt8>) -> Void) throws(RasterError) -> Bool {
    guard !jpeg_reader_at_end(reader) else { return false }
    try check(jpeg_reader_batch(reader))
    for index in 0..<(layout == .grey ? 1 : 3) {
      let plane = jpeg_reader_plane_shape(reader, Int32(index))
      guard let rows = plane.rows else { return false }
      for row in 0..<Int(plane.row_count) { take(index, rows + row * plane.stride) }
    }
    return true
  }

  func finish() throws(RasterError) {
    var size: UInt64 = 0
    try check(jpeg_reader_finish(reader, &size))
    try JPEGTrailer.check(source, from: Int(clamping: size))
  }

  private func check(_ result: jpeg_reader_result) throws(RasterError) {
    switch result {
    case JPEG_READER_OK: return
    case JPEG_READER_TRUNCATED: throw ByteSource.truncated
    case JPEG_READER_STOPPED: throw feed.failure ?? Self.noMemory
    case JPEG_READER_NO_MEMORY: throw Self.noMemory
    default:
      throw RasterError(.corrupt, "The JPEG is damaged: \(String(cString: jpeg_reader_message(reader))).")
    }
  }

  private static var noMemory: RasterError { RasterError(.unreadable, "There is not enough memory for this picture.") }
}
