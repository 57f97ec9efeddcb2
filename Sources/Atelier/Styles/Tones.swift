/// The brightness of a whole picture, up to 1,024 a side: enough to follow its outlines without painting it again.
struct Tones: Sendable {
  private let width: Int
  private let height: Int
  private let scale: Float
  private let values: [Float]

  init(_ painting: any Painting, _ frame: Frame) {
    let scale = min(1, 1_024 / Float(max(frame.width, frame.height)))
    let height = max(1, Int((Float(frame.height) * scale).rounded()))
    let width = max(1, Int((Float(frame.width) * scale).rounded()))
    let step = 1 / Float(height)
    var values: [Float] = []
    values.reserveCapacity(width * height)
    for y in 0..<height {
      let row = painting.row((Float(y) + 0.5) * step, pixel: step, width: width)
      for x in stride(from: 0, to: width, by: 8) {
        let tone = row[x >> 3].luminance
        for lane in 0..<min(8, width - x) { values.append(tone[lane]) }
      }
    }
    (self.width, self.height, self.values) = (width, height, values)
    self.scale = Float(height)
  }

  func at(_ x: Lanes, _ y: Lanes) -> Lanes {
    let u = (x * scale - 0.5).atLeast(0).atMost(Float(width - 1))
    let v = (y * scale - 0.5).atLeast(0).atMost(Float(height - 1))
    let (left, top) = (u.floored, v.floored)
    let (column, row) = (left.whole, top.whole)
    var corners = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    values.withUnsafeBufferPointer { values in
      for lane in 0..<8 {
        let at = Int(row[lane]) * width + Int(column[lane])
        let right = Int(column[lane]) + 1 < width ? 1 : 0
        let below = Int(row[lane]) + 1 < height ? width : 0
        corners.0[lane] = values[at]
        corners.1[lane] = values[at + right]
        corners.2[lane] = values[at + below]
        corners.3[lane] = values[at + below + right]
      }
    }
    let restX = u - left
    return corners.0.mixed(corners.1, restX).mixed(corners.2.mixed(corners.3, restX), v - top)
  }

  /// How much it changes over `step` to the right and down.
  func edge(_ x: Lanes, _ y: Lanes, _ step: Float) -> Lanes {
    let here = at(x, y)
    return Lanes.length(at(x + step, y) - here, at(x, y + step) - here)
  }
}
