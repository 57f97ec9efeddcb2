/// Cut into pieces of one colour each: triangles, tiles or leaded glass.
struct Facets: Painting {
  enum Kind { case triangles, tiles, glass }

  private let kind: Kind
  private let noise: Noise
  private let grain: Noise
  private let many: Float
  /// The colour of every piece, by the squares of a grid that reaches `margin` beyond the picture; two to a square of
  /// triangles.
  private var pieces: [RGB] = []
  private let columns: Int
  private let rows: Int
  private static let margin = 2

  init(_ kind: Kind, _ painting: any Painting, _ frame: Frame, _ chance: inout Chance) {
    self.kind = kind
    (noise, grain) = (Noise(&chance), Noise(&chance))
    let fine = 0.55 + 0.45 * min(1, frame.detail)
    switch kind {
    case .triangles: many = 30 * fine
    case .tiles: many = min(88 * fine, Float(frame.height) / 5)
    case .glass: many = 17 * fine
    }
    columns = Int((frame.aspect * many).rounded(.up)) + 2 * Self.margin
    rows = Int(many.rounded(.up)) + 2 * Self.margin
    cut(painting)
  }

  /// Works out what colour every piece has.
  private mutating func cut(_ painting: any Painting) {
    let halves = kind == .triangles ? 2 : 1
    pieces.reserveCapacity(rows * columns * halves)
    for row in 0..<rows {
      let top = Lanes(repeating: Float(row - Self.margin))
      for start in stride(from: 0, to: columns, by: 8) {
        let left = Lanes.steps + Float(start - Self.margin)
        let paints = kind == .triangles ? trianglePaints(painting, left, top) : [piecePaint(painting, left, top)]
        for lane in 0..<min(8, columns - start) { for paint in paints { pieces.append(paint[lane]) } }
      }
    }
  }

  /// Of the pieces of these squares; `half` only counts for triangles.
  private func colour(_ left: Lanes, _ top: Lanes, half: SIMD8<Int32> = .zero) -> Paint {
    let margin = Float(Self.margin)
    let column = (left + margin).atLeast(0).atMost(Float(columns - 1)).whole
    let row = (top + margin).atLeast(0).atMost(Float(rows - 1)).whole
    let halves: Int32 = kind == .triangles ? 2 : 1
    let place = (row &* Int32(columns) &+ column) &* halves &+ half
    var paint = Paint(.black)
    for lane in 0..<8 { paint[lane] = pieces[Int(place[lane])] }
    return paint
  }

  func paint(at spot: Spot) -> Paint {
    switch kind {
    case .triangles: triangles(spot)
    case .tiles: tiles(spot)
    case .glass: glass(spot)
    }
  }

  /// The mean of three looks around a place.
  private static func look(_ painting: any Painting, _ x: Lanes, _ y: Lanes, _ reach: Float) -> Paint {
    var sum = Paint(.black)
    for (offX, offY) in [(0, -1), (0.87, 0.5), (-0.87, 0.5)] as [(Float, Float)] {
      let part = painting.paint(at: Spot(x: x + offX * reach, y: y + offY * reach, pixel: reach))
      sum = Paint(sum.red + part.red, sum.green + part.green, sum.blue + part.blue)
    }
    sum.scale(Float(1) / 3)
    return sum
  }

  private typealias Corner = (x: Lanes, y: Lanes)

  private func corner(_ x: Lanes, _ y: Lanes) -> Corner {
    let (shiftX, shiftY) = Noise.pair(Noise.hash(x.whole, y.whole, noise.key))
    return (x + shiftX * 0.36, y + shiftY * 0.36)
  }

  /// The corners of a square, from its upper left on clockwise, and which of its diagonals cuts it.
  private func square(_ left: Lanes, _ top: Lanes) -> (a: Corner, b: Corner, c: Corner, d: Corner, odd: LaneMask) {
    let half = (left + top) * 0.5
    return (
      corner(left, top), corner(left + 1, top), corner(left + 1, top + 1), corner(left, top + 1),
      half - half.floored .> 0.25
    )
  }

  private func trianglePaints(_ painting: any Painting, _ left: Lanes, _ top: Lanes) -> [Paint] {
    let square = square(left, top)
    func chosen(_ even: Corner, _ odd: Corner) -> Corner {
      (even.x.replacing(with: odd.x, where: square.odd), even.y.replacing(with: odd.y, where: square.odd))
    }
    func paint(_ p: Corner, _ q: Corner, _ r: Corner) -> Paint {
      let (x, y) = ((p.x + q.x + r.x) * (1 / 3), (p.y + q.y + r.y) * (1 / 3))
      let tilt = (q.x - p.x) * 0.4 + (r.y - p.y) * 0.3 - 0.3
      var paint = Self.look(painting, x * (1 / many), y * (1 / many), 0.22 / many)
      let (vary, _) = Noise.pair(Noise.hash((x * 37).floored.whole, (y * 37).floored.whole, grain.key))
      paint.saturate(1.15)
      paint.scale(1 + vary * 0.055 + tilt * 0.06)
      return paint
    }
    return [
      paint(square.a, square.b, chosen(square.c, square.d)),
      paint(chosen(square.a, square.b), square.c, square.d),
    ]
  }

  private func triangles(_ spot: Spot) -> Paint {
    let (u, v) = (spot.x * many, spot.y * many)
    let (floorX, floorY) = (u.floored, v.floored)
    var (foundX, foundY, half) = (floorX, floorY, SIMD8<Int32>.zero)
    var left = LaneMask(repeating: true)
    func side(_ p: Corner, _ q: Corner) -> Lanes { (q.x - p.x) * (v - p.y) - (q.y - p.y) * (u - p.x) }
    // The corners wander, so a point may lie in a neighbour's triangle.
    for (offsetX, offsetY) in Self.around {
      let (column, row) = (floorX + offsetX, floorY + offsetY)
      let (a, b, c, d, odd) = square(column, row)
      let inside = (side(a, b) .>= 0) .& (side(b, c) .>= 0) .& (side(c, d) .>= 0) .& (side(d, a) .>= 0) .& left
      guard any(inside) else { continue }
      let lower = ((side(a, c) .>= 0) .& .!odd) .| ((side(b, d) .< 0) .& odd)
      foundX.replace(with: column, where: inside)
      foundY.replace(with: row, where: inside)
      half.replace(with: SIMD8<Int32>.zero.replacing(with: 1, where: lower), where: inside)
      left = left .& .!inside
      guard any(left) else { break }
    }
    return colour(foundX, foundY, half: half)
  }

  /// A square and its eight neighbours, the likeliest first.
  private static let around: [(Float, Float)] = [
    (0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1),
  ]

  private func bend(_ x: Lanes, _ y: Lanes) -> (x: Lanes, y: Lanes) {
    (noise.layered(x * 1.4, y * 1.4, 2) * 0.03, noise.layered(x * 1.4 + 7, y * 1.4, 2) * 0.03)
  }

  /// Of a tile or a pane.
  private func piecePaint(_ painting: any Painting, _ left: Lanes, _ top: Lanes) -> Paint {
    if kind == .glass {
      let (shiftX, shiftY) = Noise.pair(Noise.hash(left.whole, top.whole, noise.key))
      let (x, y) = (left + 0.5 + shiftX * (0.5 * Self.jitter), top + 0.5 + shiftY * (0.5 * Self.jitter))
      var pane = Self.look(painting, x * (1 / many), y * (1 / many), 0.28 / many)
      pane.saturate(1.75)
      return pane
    }
    // Where the bent grid's tile lies in the picture's plane: nearly, then nearer.
    let (u, v) = ((left + 0.5) * (1 / many), (top + 0.5) * (1 / many))
    let first = bend(u, v)
    let second = bend(u - first.x, v - first.y)
    var tile = Self.look(painting, u - second.x, v - second.y, 0.25 / many)
    tile.saturate(1.2)
    return tile
  }

  private static let jitter: Float = 0.95

  private func tiles(_ spot: Spot) -> Paint {
    let bend = bend(spot.x, spot.y)
    let (u, v) = ((spot.x + bend.x) * many, (spot.y + bend.y) * many)
    let (column, row) = (u.floored, v.floored)
    let (first, second) = Noise.pair(Noise.hash(column.whole, row.whole, grain.key))
    let (offU, offV) = (u - column - 0.5 - first * 0.06, v - row - 0.5 - second * 0.06)
    let turn = first * 0.12
    let (a, b) = (offU + offV * turn, offV - offU * turn)
    let box = a.magnitude.atLeast(b.magnitude)
    let inside = ((0.435 + second * 0.02 - box) * (1 / (spot.pixel * many)) + 0.5).unit
    var tile = colour(column, row)
    tile.scale(1 + first * 0.13 - a * 0.18 - b * 0.22)
    tile.scale(1 + grain.layered(spot.x * 150, spot.y * 150, 2) * 0.10)
    tile.light(.white, (a + b + 0.62).smooth(0.12, 0) * 0.20)
    var grout = Paint(RGB(0x3a342e))
    grout.scale(1 + grain.layered(spot.x * 190, spot.y * 190, 2) * 0.3)
    return grout.mixed(tile, inside)
  }

  private func glass(_ spot: Spot) -> Paint {
    let cells = noise.cells(spot.x * many, spot.y * many, jitter: Self.jitter)
    var pane = colour(cells.x.floored, cells.y.floored)
    let streak = grain.layered(spot.x * 7 + cells.share(3) * 9, spot.y * 7, 4)
    let bubble = grain.layered(spot.x * 60, spot.y * 60, 2)
    pane.scale(0.98 + streak * 0.40 + bubble * 0.06)
    pane.scale(1 + cells.share(1) * 0.16 + (1 - cells.first) * 0.20)
    let lead = (cells.second - cells.first) * (1 / many)
    var paint = Paint(RGB(0x0c0c10))
    paint.mix(RGB(0x4a4c54), (lead - 0.0022).magnitude.smooth(0.0018, 0) * 0.5)
    let edge = 0.0046 + spot.pixel * 1.5
    paint.mix(pane, lead.smooth(0.0040, edge))
    return paint
  }
}
