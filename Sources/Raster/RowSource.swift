/// How the samples of a row follow each other, 8 bits each.
enum PixelLayout {
  case grey, rgb, rgba
  /// Ink as JPEG keeps it: 255 is none.
  case cmyk

  var channels: Int {
    switch self {
    case .grey: 1
    case .rgb: 3
    case .rgba, .cmyk: 4
    }
  }
}

/// A decoder in the middle of its work: rows from the top down, as stored.
protocol RowSource: AnyObject {
  var width: Int { get }
  var height: Int { get }
  var layout: PixelLayout { get }
  /// The picture's sides in samples of these rows: less than width and height where a decoder that reduces the picture
  /// has rounded up.
  var extent: (width: Double, height: Double) { get }

  /// The next row, there until the next call. To be called `height` times at most.
  func next() throws(RasterError) -> UnsafePointer<UInt8>

  /// After the last row: throws unless everything behind it is as it should be, too.
  func finish() throws(RasterError)
}

extension RowSource {
  var extent: (width: Double, height: Double) { (Double(width), Double(height)) }
}
