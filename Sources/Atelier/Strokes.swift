/// Drawn shapes, from the farthest to the nearest, filed by place so that a point looks only at what may touch it.
struct Strokes: Layer {
  struct Mark {
    enum Form {
      /// A line with round ends, from one radius to another.
      case line
      /// Pointed at both ends, widest in between.
      case leaf
      /// Its axis from the first point to the second; the radius is half its breadth.
      case ellipse
      /// A convex one with corners in clockwise order on the screen.
      case polygon
      /// Any outline.
      case outline
    }

    var form: Form
    var from: SIMD2<Float>
    var to: SIMD2<Float>
    var radius: Float = 0
    var endRadius: Float = 0
    var colour: RGB
    /// The colour at its other end.
    var endColour: RGB
    var opacity: Float = 1
    /// How much one side is lit and the other shaded.
    var relief: Float = 0
    /// As a light, not a pigment.
    var shines = false
    /// Extra softness of its edge.
    var blur: Float = 0
    fileprivate var points: Range<Int> = 0..<0
  }

  private(set) var marks: [Mark] = []
  private var points: [SIMD2<Float>] = []
  private var starts: [Int32] = []
  private var filed: [Int32] = []
  private var columns = 1
  private var rows = 1
  private var cell: Float = 1
  private let margin: Float = 0.1

  var isEmpty: Bool { marks.isEmpty }

  mutating func line(
    _ from: SIMD2<Float>, _ to: SIMD2<Float>, _ radius: Float, _ colour: RGB, to endColour: RGB? = nil,
    taper endRadius: Float? = nil, opacity: Float = 1, relief: Float = 0, shines: Bool = false, blur: Float = 0
  ) {
    marks.append(
      Mark(
        form: .line, from: from, to: to, radius: radius, endRadius: endRadius ?? radius, colour: colour,
        endColour: endColour ?? colour, opacity: opacity, relief: relief, shines: shines, blur: blur))
  }

  mutating func leaf(
    _ from: SIMD2<Float>, _ to: SIMD2<Float>, _ radius: Float, _ colour: RGB, to endColour: RGB? = nil,
    opacity: Float = 1, relief: Float = 0
  ) {
    marks.append(
      Mark(
        form: .leaf, from: from, to: to, radius: radius, colour: colour, endColour: endColour ?? colour,
        opacity: opacity, relief: relief))
  }

  mutating func ellipse(
    _ centre: SIMD2<Float>, axis: SIMD2<Float>, _ radius: Float, _ colour: RGB, to endColour: RGB? = nil,
    opacity: Float = 1, relief: Float = 0, shines: Bool = false, blur: Float = 0
  ) {
    marks.append(
      Mark(
        form: .ellipse, from: centre - axis, to: centre + axis, radius: radius, colour: colour,
        endColour: endColour ?? colour, opacity: opacity, relief: relief, shines: shines, blur: blur))
  }

  mutating func disc(
    _ centre: SIMD2<Float>, _ radius: Float, _ colour: RGB, opacity: Float = 1, relief: Float = 0,
    shines: Bool = false, blur: Float = 0
  ) {
    ellipse(
      centre, axis: SIMD2(0, radius), radius, colour, opacity: opacity, relief: relief, shines: shines, blur: blur)
  }

  /// `convex` corners must go clockwise as seen on the screen. The colours run from the top to the bottom.
  mutating func polygon(
    _ corners: [SIMD2<Float>], _ colour: RGB, to endColour: RGB? = nil, opacity: Float = 1, convex: Bool = true,
    shines: Bool = false, blur: Float = 0
  ) {
    guard let first = corners.first, corners.count > 2 else { return }
    var (low, high) = (first, first)
    for corner in corners {
      low = SIMD2(min(low.x, corner.x), min(low.y, corner.y))
      high = SIMD2(max(high.x, corner.x), max(high.y, corner.y))
    }
    var mark = Mark(
      form: convex ? .polygon : .outline, from: low, to: high, colour: colour, endColour: endColour ?? colour,
      opacity: opacity, shines: shines, blur: blur)
    mark.points = points.count..<(points.count + corners.count)
    points += corners
    marks.append(mark)
  }

  mutating func box(
    _ x: Float, _ y: Float, _ width: Float, _ height: Float, _ colour: RGB, to endColour: RGB? = nil,
    opacity: Float = 1, shines: Bool = false, blur: Float = 0
  ) {
    polygon(
      [SIMD2(x, y), SIMD2(x + width, y), SIMD2(x + width, y + height), SIMD2(x, y + height)], colour, to: endColour,
      opacity: opacity, shines: shines, blur: blur)
  }

  /// Files the marks; to be called once, after the last of them.
  mutating func file(_ frame: Frame) {
    let wanted = Float(marks.count).squareRoot() * 1.5
    cell = 1 / min(96, max(8, wanted))
    columns = Int((frame.aspect + 2 * margin) / cell) + 1
    rows = Int((1 + 2 * margin) / cell) + 1
    var lists = [[Int32]](repeating: [], count: columns * rows)
    for (index, mark) in marks.enumerated() {
      let reach = max(mark.radius, mark.endRadius) + mark.blur + 2 * frame.pixel + cell * 0.02
      let low = SIMD2(min(mark.from.x, mark.to.x), min(mark.from.y, mark.to.y)) - reach
      let high = SIMD2(max(mark.from.x, mark.to.x), max(mark.from.y, mark.to.y)) + reach
      let (left, right) = (bucket(low.x, columns), bucket(high.x, columns))
      let (top, bottom) = (bucket(low.y, rows), bucket(high.y, rows))
      for row in top...bottom { for column in left...right { lists[row * columns + column].append(Int32(index)) } }
    }
    starts = [0]
    starts.reserveCapacity(lists.count + 1)
    for list in lists {
      filed += list
      starts.append(Int32(filed.count))
    }
  }

  private func bucket(_ place: Float, _ count: Int) -> Int {
    let at = (place + margin) / cell
    return at <= 0 ? 0 : at >= Float(count - 1) ? count - 1 : Int(at)
  }

  func paint(over paint: inout Paint, at spot: Spot) {
    guard starts.count > 1 else { return }
    let column = ((spot.x + margin) * (1 / cell)).atLeast(0).atMost(Float(columns - 1)).floored.whole
    let row = ((spot.y + margin) * (1 / cell)).atLeast(0).atMost(Float(rows - 1)).floored.whole
    let place = row &* Int32(columns) &+ column
    var left = SIMDMask<SIMD8<Int32>>(repeating: true)
    for lane in 0..<8 where left[lane] {
      let here = place .== place[lane]
      left = left .& .!here
      let list = Int(starts[Int(place[lane])])..<Int(starts[Int(place[lane]) + 1])
      guard !list.isEmpty else { continue }
      let inside = Lanes.zero.replacing(with: 1, where: here)
      for index in list { draw(marks[Int(filed[index])], over: &paint, at: spot, inside: inside) }
    }
  }

  private func draw(_ mark: Mark, over paint: inout Paint, at spot: Spot, inside: Lanes) {
    let (x, y) = (spot.x - mark.from.x, spot.y - mark.from.y)
    let axis = mark.to - mark.from
    let square = max(axis.x * axis.x + axis.y * axis.y, 1e-12)
    var distance: Lanes
    var along: Lanes
    var side = Lanes.zero
    switch mark.form {
    case .line:
      along = ((x * axis.x + y * axis.y) * (1 / square)).unit
      let (offX, offY) = (x - along * axis.x, y - along * axis.y)
      let radius = Lanes(repeating: mark.radius).mixed(mark.endRadius, along)
      distance = Lanes.length(offX, offY) - radius
      side = (offX * -axis.y + offY * axis.x) * (1 / square.squareRoot()) / radius.atLeast(1e-6)
    case .leaf:
      let length = square.squareRoot()
      let place = (x * axis.x + y * axis.y) * (1 / square)
      along = place.unit
      let across = (y * axis.x - x * axis.y) * (1 / length)
      let breadth = mark.radius * (4 * along * (1 - along)).root * (0.55 + 0.65 * along)
      let beyond = ((place - 0.5).magnitude - 0.5).atLeast(0) * length
      distance = (across.magnitude - breadth).atLeast(beyond * 2 - spot.pixel)
      side = across * (1 / max(mark.radius, 1e-6))
    case .ellipse:
      let length = square.squareRoot() * 0.5
      let (unitX, unitY) = (axis.x / (2 * length), axis.y / (2 * length))
      let (middleX, middleY) = (x - axis.x * 0.5, y - axis.y * 0.5)
      let (u, v) = (middleX * unitX + middleY * unitY, middleY * unitX - middleX * unitY)
      let (placeU, placeV) = (u * (1 / length), v * (1 / max(mark.radius, 1e-6)))
      let reach = Lanes.length(placeU, placeV)
      distance = (reach - 1) * min(length, mark.radius)
      along = (placeU * 0.5 + 0.5).unit
      side = (middleX * 0.6 + middleY * 0.8) * (1 / max(length, mark.radius))
    case .polygon, .outline:
      along = (y * (1 / max(axis.y, 1e-6))).unit
      distance = mark.form == .polygon ? convex(mark.points, spot) : outline(mark.points, spot)
    }
    let soft = spot.pixel + 2 * mark.blur
    let cover = (0.5 - distance * (1 / soft)).unit * (mark.opacity * inside)
    guard any(cover .> 0) else { return }
    var pigment = Paint(mark.colour)
    pigment.mix(mark.endColour, along)
    if mark.relief > 0 { pigment.scale(1 - side * mark.relief) }
    if mark.shines {
      pigment.scale(cover)
      paint.light(pigment)
    } else {
      paint.mix(pigment, cover)
    }
  }

  private func convex(_ range: Range<Int>, _ spot: Spot) -> Lanes {
    var distance = Lanes(repeating: -9)
    var before = points[range.upperBound - 1]
    for index in range {
      let point = points[index]
      let edge = point - before
      let length = max((edge.x * edge.x + edge.y * edge.y).squareRoot(), 1e-9)
      // The outward side of an edge that runs clockwise on a screen whose y points down.
      let outX = edge.y / length
      let outY = -edge.x / length
      distance = distance.atLeast((spot.x - before.x) * outX + (spot.y - before.y) * outY)
      before = point
    }
    return distance
  }

  private func outline(_ range: Range<Int>, _ spot: Spot) -> Lanes {
    var nearest = Lanes(repeating: 9)
    var sign = Lanes(repeating: 1)
    var before = points[range.upperBound - 1]
    for index in range {
      let point = points[index]
      let edge = point - before
      let square = max(edge.x * edge.x + edge.y * edge.y, 1e-12)
      let (x, y) = (spot.x - before.x, spot.y - before.y)
      let along = ((x * edge.x + y * edge.y) * (1 / square)).unit
      let (offX, offY) = (x - along * edge.x, y - along * edge.y)
      nearest = nearest.atMost(offX * offX + offY * offY)
      // Every edge that a ray to the right crosses turns inside to outside.
      let starts = spot.y .>= before.y
      let ends = spot.y .>= point.y
      let cross = edge.x * y - edge.y * x
      let up = starts .& .!ends .& (cross .> 0)
      let down = .!starts .& ends .& (cross .< 0)
      sign.replace(with: -sign, where: up .| down)
      before = point
    }
    return nearest.root * sign
  }
}
