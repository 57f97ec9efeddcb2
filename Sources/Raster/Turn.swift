extension Orientation {
  /// Turns a stored picture upright. The result is new unless there is nothing to turn.
  func turn(
    _ pixels: Block<UInt8>, width: Int, height: Int, channels: Int
  ) throws(RasterError) -> Block<UInt8> {
    guard self != .upright else { return pixels }
    let result = try Block<UInt8>(pixels.count)
    let newWidth = swapsSides ? height : width
    let newHeight = swapsSides ? width : height
    // Where the upright picture's first pixel is stored, and how far the next one along the row and the column are.
    let right = channels
    let down = width * channels
    let lastColumn = (width - 1) * channels
    let lastRow = (height - 1) * down
    let (origin, along, across) =
      switch self {
      case .upright: (0, right, down)
      case .mirrored: (lastColumn, -right, down)
      case .upsideDown: (lastRow + lastColumn, -right, -down)
      case .flipped: (lastRow, right, -down)
      case .transposed: (0, down, right)
      case .turnedLeft: (lastRow, -down, right)
      case .transversed: (lastRow + lastColumn, -down, -right)
      case .turnedRight: (lastColumn, down, -right)
      }
    var to = result.start
    for y in 0..<newHeight {
      var from = pixels.start + origin + y * across
      for _ in 0..<newWidth {
        for channel in 0..<channels { to[channel] = from[channel] }
        to += channels
        from += along
      }
    }
    return result
  }
}
