/// The colours of eight points.
struct Paint {
  var red: Lanes
  var green: Lanes
  var blue: Lanes

  init(_ red: Lanes, _ green: Lanes, _ blue: Lanes) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  init(_ colour: RGB) {
    red = Lanes(repeating: colour.red)
    green = Lanes(repeating: colour.green)
    blue = Lanes(repeating: colour.blue)
  }

  subscript(lane: Int) -> RGB {
    get { RGB(red[lane], green[lane], blue[lane]) }
    set {
      red[lane] = newValue.red
      green[lane] = newValue.green
      blue[lane] = newValue.blue
    }
  }

  var luminance: Lanes { red * 0.299 + green * 0.587 + blue * 0.114 }

  @inline(__always) mutating func mix(_ other: RGB, _ share: Lanes) {
    red = red.mixed(other.red, share)
    green = green.mixed(other.green, share)
    blue = blue.mixed(other.blue, share)
  }

  @inline(__always) mutating func mix(_ other: Paint, _ share: Lanes) {
    red = red.mixed(other.red, share)
    green = green.mixed(other.green, share)
    blue = blue.mixed(other.blue, share)
  }

  @inline(__always) func mixed(_ other: Paint, _ share: Lanes) -> Paint {
    var paint = self
    paint.mix(other, share)
    return paint
  }

  @inline(__always) mutating func scale(_ factor: Lanes) {
    red *= factor
    green *= factor
    blue *= factor
  }

  @inline(__always) mutating func scale(_ factor: Float) {
    red *= factor
    green *= factor
    blue *= factor
  }

  @inline(__always) mutating func scale(_ factor: RGB) {
    red *= factor.red
    green *= factor.green
    blue *= factor.blue
  }

  @inline(__always) func scaled(_ factor: Lanes) -> Paint {
    Paint(red * factor, green * factor, blue * factor)
  }

  @inline(__always) mutating func add(_ colour: RGB, _ amount: Lanes) {
    red += colour.red * amount
    green += colour.green * amount
    blue += colour.blue * amount
  }

  /// Adds light the way film takes it: never beyond white.
  @inline(__always) mutating func light(_ colour: RGB, _ amount: Lanes) {
    red += (1 - red).atLeast(0) * (colour.red * amount).atMost(1)
    green += (1 - green).atLeast(0) * (colour.green * amount).atMost(1)
    blue += (1 - blue).atLeast(0) * (colour.blue * amount).atMost(1)
  }

  @inline(__always) mutating func light(_ paint: Paint) {
    red += (1 - red).atLeast(0) * paint.red.unit
    green += (1 - green).atLeast(0) * paint.green.unit
    blue += (1 - blue).atLeast(0) * paint.blue.unit
  }

  @inline(__always) mutating func saturate(_ factor: Float) {
    let grey = luminance
    red = grey.mixed(red, Lanes(repeating: factor))
    green = grey.mixed(green, Lanes(repeating: factor))
    blue = grey.mixed(blue, Lanes(repeating: factor))
  }

  @inline(__always) mutating func replace(with other: Paint, where mask: LaneMask) {
    red.replace(with: other.red, where: mask)
    green.replace(with: other.green, where: mask)
    blue.replace(with: other.blue, where: mask)
  }

  /// Light as it adds up in the world, to what a screen shows of it.
  @inline(__always) var developed: Paint {
    func curve(_ light: Lanes) -> Lanes {
      let light = light.atLeast(0)
      // Highlights roll off instead of clipping.
      return (light * (1 + light * 0.06) / (1 + light * 0.5)).squareRoot() * 1.1
    }
    return Paint(curve(red), curve(green), curve(blue))
  }
}

/// Eight points of the picture's plane: its height is 1, x runs from 0 to width ÷ height.
struct Spot {
  var x: Lanes
  var y: Lanes
  /// How large a pixel is: edges are as soft as that.
  var pixel: Float
}

/// What can be told row by row: eight pixels to a `Paint`, the last one filled up beyond the row's end.
protocol Rows: Sendable {
  func row(_ y: Float, pixel: Float, width: Int) -> [Paint]
}

/// A picture is a function of the plane: it can be looked at anywhere, in any order and as finely as one likes.
/// So styles can warp and sample it, water can mirror it, and no canvas is held.
protocol Painting: Rows {
  func paint(at spot: Spot) -> Paint
}

extension Painting {
  func row(_ y: Float, pixel: Float, width: Int) -> [Paint] {
    stride(from: 0, to: width, by: 8).map { start in
      paint(
        at: Spot(x: (Lanes.steps + (Float(start) + 0.5)) * pixel, y: Lanes(repeating: y), pixel: pixel))
    }
  }
}

/// Something that lies over what was painted before it.
protocol Layer: Sendable {
  func paint(over paint: inout Paint, at spot: Spot)

  /// Whether nothing of what lies below can be seen at these points.
  func covers(_ spot: Spot) -> Bool
}

extension Layer {
  func covers(_ spot: Spot) -> Bool { false }
}

/// Layers, from the farthest to the nearest.
struct Layers: Painting {
  var ground: RGB = .black
  var layers: [any Layer]

  func paint(at spot: Spot) -> Paint {
    var paint = Paint(ground)
    var first = layers.count - 1
    while first > 0, !layers[first].covers(spot) { first -= 1 }
    for index in max(0, first)..<layers.count { layers[index].paint(over: &paint, at: spot) }
    return paint
  }
}

/// What a picture is painted for.
struct Frame {
  let width: Int
  let height: Int
  /// From 0 (a first sketch) to 1 (finished) and a little above.
  var detail: Float = 1

  var aspect: Float { Float(width) / Float(height) }
  var pixel: Float { 1 / Float(height) }

  /// As many of `full` octaves, strokes or things as the detail allows.
  func count(_ full: Int, least: Int = 1) -> Int {
    max(least, Int((Float(full) * (0.3 + 0.7 * min(1, detail))).rounded()))
  }
}
