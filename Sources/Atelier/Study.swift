/// A small picture that is held.
package struct Study: Sendable {
  package let width: Int
  package let height: Int
  /// Red, green and blue of each pixel, about from 0 to 1.
  package private(set) var parts: [Float]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    parts = [Float](repeating: 0, count: width * height * 3)
  }

  /// Of the whole of a painting.
  init(of painting: any Rows, _ frame: Frame, longest: Int) {
    let scale = Float(longest) / Float(max(frame.width, frame.height))
    self.init(
      width: max(1, Int((Float(frame.width) * scale).rounded())),
      height: max(1, Int((Float(frame.height) * scale).rounded())))
    let step = 1 / Float(height)
    for y in 0..<height {
      let row = painting.row((Float(y) + 0.5) * step, pixel: step, width: width)
      for x in 0..<width { self[x, y] = row[x >> 3][x & 7] }
    }
  }

  subscript(x: Int, y: Int) -> RGB {
    get {
      let at = (y * width + x) * 3
      return RGB(parts[at], parts[at + 1], parts[at + 2])
    }
    set {
      let at = (y * width + x) * 3
      parts[at] = newValue.red
      parts[at + 1] = newValue.green
      parts[at + 2] = newValue.blue
    }
  }

  /// Between its pixels, in the picture's plane.
  func at(_ x: Lanes, _ y: Lanes) -> Paint {
    let (u, v) = (
      (x * Float(height) - 0.5).atLeast(0).atMost(Float(width - 1)),
      (y * Float(height) - 0.5).atLeast(0).atMost(Float(height - 1))
    )
    let (left, top) = (u.floored, v.floored)
    let (restX, restY) = (u - left, v - top)
    let (column, row) = (left.whole, top.whole)
    let (right, below) = (column &+ 1, row &+ 1)
    let lastColumn = SIMD8(repeating: Int32(width - 1))
    let lastRow = SIMD8(repeating: Int32(height - 1))
    let (nextColumn, nextRow) = (
      right.replacing(with: lastColumn, where: right .> lastColumn),
      below.replacing(with: lastRow, where: below .> lastRow)
    )
    let (line, nextLine) = (row &* Int32(width), nextRow &* Int32(width))
    return parts.withUnsafeBufferPointer { parts in
      func corner(_ at: SIMD8<Int32>) -> Paint {
        var paint = Paint(.black)
        for lane in 0..<8 {
          let at = Int(at[lane]) * 3
          paint.red[lane] = parts[at]
          paint.green[lane] = parts[at + 1]
          paint.blue[lane] = parts[at + 2]
        }
        return paint
      }
      return corner(line &+ column).mixed(corner(line &+ nextColumn), restX)
        .mixed(corner(nextLine &+ column).mixed(corner(nextLine &+ nextColumn), restX), restY)
    }
  }

  /// Blurred by a box of `radius` pixels, three times: nearly a bell.
  func blurred(_ radius: Int) -> Study {
    guard radius > 0 else { return self }
    var study = self
    for _ in 0..<3 {
      study.smear(count: width, lines: height, step: 3, line: width * 3, radius: radius)
      study.smear(count: height, lines: width, step: width * 3, line: 3, radius: radius)
    }
    return study
  }

  private mutating func smear(count: Int, lines: Int, step: Int, line: Int, radius: Int) {
    var values = [Float](repeating: 0, count: count)
    for start in 0..<lines {
      for part in 0..<3 {
        let base = start * line + part
        for index in 0..<count { values[index] = parts[base + index * step] }
        var sum: Float = 0
        for index in -radius...radius { sum += values[min(max(index, 0), count - 1)] }
        for index in 0..<count {
          parts[base + index * step] = sum / Float(2 * radius + 1)
          sum += values[min(index + radius + 1, count - 1)] - values[max(index - radius, 0)]
        }
      }
    }
  }

  func map(_ change: (RGB) -> RGB) -> Study {
    var study = self
    for y in 0..<height { for x in 0..<width { study[x, y] = change(self[x, y]) } }
    return study
  }
}
