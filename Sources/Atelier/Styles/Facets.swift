/// Cut into pieces of one colour each: triangles, tiles or leaded glass.
struct Facets: Painting {
  enum Kind { case triangles, tiles, glass }

  private let kind: Kind
  private let painting: any Painting
  private let noise: Noise
  private let grain: Noise
  private let many: Float

  init(_ kind: Kind, _ painting: any Painting, _ frame: Frame, _ chance: inout Chance) {
    self.kind = kind
    self.painting = painting
    (noise, grain) = (Noise(&chance), Noise(&chance))
    let fine = 0.55 + 0.45 * min(1, frame.detail)
    switch kind {
    case .triangles: many = 30 * fine
    case .tiles: many = min(88 * fine, Float(frame.height) / 5)
    case .glass: many = 17 * fine
    }
  }

  func paint(at spot: Spot) -> Paint {
    switch kind {
    case .triangles: triangles(spot)
    case .tiles: tiles(spot)
    case .glass: glass(spot)
    }
  }

  /// The mean of three looks around a place.
  private func look(_ x: Lanes, _ y: Lanes, _ reach: Float) -> Paint {
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

  private func triangles(_ spot: Spot) -> Paint {
    let (u, v) = (spot.x * many, spot.y * many)
    let (floorX, floorY) = (u.floored, v.floored)
    var (foundX, foundY, tilt) = (u, v, Lanes.zero)
    func side(_ p: Corner, _ q: Corner) -> Lanes { (q.x - p.x) * (v - p.y) - (q.y - p.y) * (u - p.x) }
    func take(_ p: Corner, _ q: Corner, _ r: Corner, _ use: LaneMask) {
      let inside = (side(p, q) .>= 0) .& (side(q, r) .>= 0) .& (side(r, p) .>= 0) .& use
      guard any(inside) else { return }
      foundX.replace(with: (p.x + q.x + r.x) * (1 / 3), where: inside)
      foundY.replace(with: (p.y + q.y + r.y) * (1 / 3), where: inside)
      tilt.replace(with: (q.x - p.x) * 0.4 + (r.y - p.y) * 0.3 - 0.3, where: inside)
    }
    // The corners wander, so a point may lie in a neighbour's triangle: look at all nine squares.
    for offsetY in -1...1 {
      for offsetX in -1...1 {
        let (left, top) = (floorX + Float(offsetX), floorY + Float(offsetY))
        let (a, b) = (corner(left, top), corner(left + 1, top))
        let (c, d) = (corner(left + 1, top + 1), corner(left, top + 1))
        let half = (left + top) * 0.5
        let odd = half - half.floored .> 0.25
        take(a, b, c, .!odd)
        take(a, c, d, .!odd)
        take(a, b, d, odd)
        take(b, c, d, odd)
      }
    }
    var paint = look(foundX * (1 / many), foundY * (1 / many), 0.22 / many)
    let (vary, _) = Noise.pair(Noise.hash((foundX * 37).floored.whole, (foundY * 37).floored.whole, grain.key))
    paint.saturate(1.15)
    paint.scale(1 + vary * 0.055 + tilt * 0.06)
    return paint
  }

  private func tiles(_ spot: Spot) -> Paint {
    let bendX = noise.layered(spot.x * 1.4, spot.y * 1.4, 2) * 0.03
    let bendY = noise.layered(spot.x * 1.4 + 7, spot.y * 1.4, 2) * 0.03
    let (u, v) = ((spot.x + bendX) * many, (spot.y + bendY) * many)
    let (column, row) = (u.floored, v.floored)
    let (first, second) = Noise.pair(Noise.hash(column.whole, row.whole, grain.key))
    let (offU, offV) = (u - column - 0.5 - first * 0.06, v - row - 0.5 - second * 0.06)
    let turn = first * 0.12
    let (a, b) = (offU + offV * turn, offV - offU * turn)
    let box = a.magnitude.atLeast(b.magnitude)
    let inside = ((0.435 + second * 0.02 - box) * (1 / (spot.pixel * many)) + 0.5).unit
    // The middle of the tile, back in the picture's plane.
    let x = spot.x - (u - column - 0.5) * (1 / many)
    let y = spot.y - (v - row - 0.5) * (1 / many)
    var tile = look(x, y, 0.25 / many)
    tile.saturate(1.2)
    tile.scale(1 + first * 0.13 - a * 0.18 - b * 0.22)
    tile.scale(1 + grain.layered(spot.x * 150, spot.y * 150, 2) * 0.10)
    tile.light(.white, (a + b + 0.62).smooth(0.12, 0) * 0.20)
    var grout = Paint(RGB(0x3a342e))
    grout.scale(1 + grain.layered(spot.x * 190, spot.y * 190, 2) * 0.3)
    return grout.mixed(tile, inside)
  }

  private func glass(_ spot: Spot) -> Paint {
    let cells = noise.cells(spot.x * many, spot.y * many, jitter: 0.95)
    var pane = look(cells.x * (1 / many), cells.y * (1 / many), 0.28 / many)
    pane.saturate(1.75)
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
