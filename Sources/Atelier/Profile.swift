/// A curve over the width of the picture, worked out once and then looked up.
struct Profile {
  private let values: [Float]
  private let start: Float
  private let scale: Float

  /// `curve` gives its height for eight places at a time. The curve reaches some way past both edges of the picture.
  init(_ frame: Frame, curve: (Lanes) -> Lanes) {
    let margin: Float = 0.15
    let count = min(2 * frame.width, 9_000) + 256
    start = -margin
    scale = Float(count - 1) / (frame.aspect + 2 * margin)
    var values: [Float] = []
    values.reserveCapacity(count + 8)
    for index in stride(from: 0, to: count, by: 8) {
      let heights = curve((Lanes.steps + Float(index)) / scale + start)
      for lane in 0..<8 { values.append(heights[lane]) }
    }
    self.values = values
  }

  func at(_ x: Lanes) -> Lanes {
    let place = ((x - start) * scale).atLeast(0).atMost(Float(values.count - 2))
    let floor = place.floored
    let index = floor.whole
    // `place` lies within: lane by lane without a loop, which would go through memory.
    return values.withUnsafeBufferPointer { values in
      func gathered(_ step: Int) -> Lanes {
        func value(_ lane: Int) -> Float { values[Int(index[lane]) + step] }
        return Lanes(value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7))
      }
      let low = gathered(0)
      return low.mixed(gathered(1), place - floor)
    }
  }
}
