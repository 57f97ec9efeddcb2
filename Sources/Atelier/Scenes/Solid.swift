/// One thing of the scene.
struct Solid {
  enum Form { case ball, pear, bottle, bowl, vase, cup, candle, book }
  let form: Form
  let at: SIMD3<Float>
  let size: Float
  let colour: RGB
  let gloss: Float
  /// Around the upright, as sine and cosine: only what is not round shows it.
  var turn = SIMD2<Float>(0, 1)

  /// Where a candle burns.
  var flame: SIMD3<Float> { at + SIMD3(0, 2 * size + 0.13, 0) }

  /// A ball that holds all of it.
  var hull: (centre: SIMD3<Float>, radius: Float) {
    let (up, radius): (Float, Float) =
      switch form {
      case .ball: (0, 1)
      case .pear: (0.55, 1.8)
      case .bottle: (1.48, 1.58)
      case .vase: (1, 1.3)
      case .bowl: (0, 1.1)
      case .cup: (0.75, 1.5)
      case .candle: (1, 1.25)
      case .book: (0, 1.3)
      }
    return (at + SIMD3(0, up * size, 0), radius * size)
  }

  private static func joined(_ a: Lanes, _ b: Lanes, _ width: Float) -> Lanes {
    let share = ((b - a) * (0.5 / width) + 0.5).unit
    return b.mixed(a, share) - share * (1 - share) * width
  }

  private static func column(_ x: Lanes, _ y: Lanes, _ z: Lanes, _ radius: Float, _ half: Float, _ round: Float)
    -> Lanes
  {
    let side = Lanes.length(x, z) - (radius - round)
    let end = y.magnitude - (half - round)
    return Lanes.length(side.atLeast(0), end.atLeast(0)) + side.atLeast(end).atMost(0) - round
  }

  private static let waxRadius: Float = 0.11
  /// Half of what a book measures from cover to cover.
  static let thick: Float = 0.085

  /// In its own directions.
  func turned(_ x: Lanes, _ z: Lanes) -> (x: Lanes, z: Lanes) {
    (x * turn.y + z * turn.x, z * turn.y - x * turn.x)
  }

  /// How far these points lie outside it; below 0 within.
  func distance(_ pointX: Lanes, _ pointY: Lanes, _ pointZ: Lanes) -> Lanes {
    let (x, y, z) = (pointX - at.x, pointY - at.y, pointZ - at.z)
    switch form {
    case .ball: return (x * x + y * y + z * z).squareRoot() - size
    case .pear:
      let low = (x * x + y * y + z * z).squareRoot() - size
      let (highX, highY) = (x - size * 0.08, y - size * 1.22)
      let high = (highX * highX + highY * highY + z * z).squareRoot() - size * 0.5
      let stalk = Self.column(x - size * 0.12, y - size * 1.85, z, size * 0.05, size * 0.22, 0.005)
      return Self.joined(low, high, size * 0.66).atMost(stalk)
    case .bottle:
      let body = Self.column(x, y - size * 0.95, z, size * 0.44, size * 0.95, 0.09)
      let neck = Self.column(x, y - size * 2.3, z, size * 0.145, size * 0.6, 0.03)
      let lip = Self.column(x, y - size * 2.86, z, size * 0.175, size * 0.05, 0.015)
      return Self.joined(body, neck, 0.2).atMost(lip)
    case .vase:
      let low = (x * x + (y - size * 0.72) * (y - size * 0.72) + z * z).squareRoot() - size * 0.66
      let neck = Self.column(x, y - size * 1.55, z, size * 0.24, size * 0.4, 0.04)
      let lip = Self.column(x, y - size * 1.94, z, size * 0.34, size * 0.05, 0.03)
      let whole = Self.joined(Self.joined(low, neck, 0.16), lip, 0.10).atLeast(0.02 - y)
      let hollow = Self.column(x, y - size * 1.8, z, size * 0.18, size * 0.5, 0.02)
      return whole.atLeast(-hollow)
    case .bowl:
      let shell = ((x * x + y * y + z * z).squareRoot() - size).magnitude - 0.024
      return shell.atLeast(y - size * 0.1).atLeast(-y - size * 0.86)
    case .cup:
      let wall = Self.column(x, y - size * 0.75, z, size * 0.72, size * 0.75, 0.05)
      let hollow = Self.column(x, y - size * 1.0, z, size * 0.62, size * 0.8, 0.05)
      let ring = Lanes.length((Lanes.length(x - size * 0.80, y - size * 0.78) - size * 0.34), z) - size * 0.075
      return wall.atMost(ring).atLeast(-hollow)
    case .candle:
      let wax = Self.column(x, y - size, z, Self.waxRadius, size, 0.03)
      let wick = Self.column(x, y - size * 2 - 0.03, z, 0.008, 0.05, 0.002)
      // Where it is hot the wax has sunk in.
      return wax.atLeast(-Self.column(x, y - size * 2, z, Self.waxRadius * 0.62, 0.03, 0.02)).atMost(wick)
    case .book:
      let (u, w) = turned(x, z)
      func box(_ wide: Float, _ high: Float, _ deep: Float, _ shift: Float) -> Lanes {
        let (a, b, c) = ((u - shift).magnitude - wide, y.magnitude - high, w.magnitude - deep)
        return Lanes.length(Lanes.length(a.atLeast(0), b.atLeast(0)), c.atLeast(0)) + a.atLeast(b).atLeast(c).atMost(0)
      }
      // Two covers and a back, with the pages between them.
      let block = box(size, Self.thick, size * 0.70, 0)
      let hollow = box(size, Self.thick - 0.018, size * 0.76, 0.03)
      let pages = box(size * 0.965, Self.thick - 0.010, size * 0.665, 0)
      return block.atLeast(-hollow).atMost(pages) - 0.004
    }
  }
}
