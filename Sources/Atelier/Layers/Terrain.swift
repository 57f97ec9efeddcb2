/// Land in perspective: heights over a plane, seen from a standpoint above it.
///
/// For every column of the picture the line of sight is followed once over growing distances, and the highest point
/// on the screen so far is kept. It only ever rises, so what a point shows is found by halving.
struct Terrain: Layer {
  enum Kind {
    case peaks, dunes, hills, mesas, volcano, islands
  }

  struct Colours {
    var rock: RGB
    var earth: RGB
    var green: RGB
    var snow: RGB
    var haze: RGB
    var sun: RGB
    var shade: RGB
  }

  private let kind: Kind
  private let colours: Colours
  private let sun: SIMD3<Float>
  private let land: Noise
  private let detail: Noise
  private let octaves: Int
  private let centre: Float
  private let horizon: Float
  private let eye: Float
  private let fog: Float
  private let snowLine: Float
  private let shiftX: Float
  private let shiftZ: Float
  private let columns: Int
  private let slices = 360
  private let aspect: Float
  /// For every column: the least y so far, from near to far.
  private var skyline: [Float] = []
  private var distances: [Float] = []

  static let lens: Float = 1.25
  private let scale: Float = 0.82

  init(
    _ kind: Kind, frame: Frame, horizon: Float, eye: Float, sun: SIMD3<Float>, colours: Colours, fog: Float,
    snowLine: Float, chance: inout Chance
  ) {
    self.kind = kind
    self.colours = colours
    self.horizon = horizon
    self.eye = eye
    self.fog = fog
    self.snowLine = snowLine
    let length = (sun.x * sun.x + sun.y * sun.y + sun.z * sun.z).squareRoot()
    self.sun = sun / length
    land = Noise(&chance)
    detail = Noise(&chance)
    shiftX = chance.between(-30, 30)
    shiftZ = chance.between(-30, 30)
    octaves = frame.count(8, least: 3)
    centre = frame.aspect / 2
    aspect = frame.aspect
    columns = (min(2 * frame.width, 4_096) + 15) / 8 * 8
    let (near, far): (Float, Float) = kind == .peaks || kind == .volcano ? (0.45, 11) : (0.5, 16)
    let growth = (far / near).raised(1 / Float(slices - 1))
    var distance = near
    for _ in 0..<slices {
      distances.append(distance)
      distance *= growth
    }
    trace()
  }

  private mutating func trace() {
    var skyline = [Float](repeating: 0, count: columns * slices)
    // The shape that is seen from afar does not need what the near one needs.
    let coarse = max(3, octaves - 2)
    for column in stride(from: 0, to: columns, by: 8) {
      let x = (Lanes.steps + Float(column)) * ((aspect + 0.2) / Float(columns - 1)) - 0.1
      var least = Lanes(repeating: 9)
      for slice in 0..<slices {
        let z = distances[slice]
        let height = height((x - centre) * (z * Self.lens), Lanes(repeating: z), coarse)
        least = least.atMost((eye - height) * (scale / z) + horizon)
        for lane in 0..<8 { skyline[(column + lane) * slices + slice] = least[lane] }
      }
    }
    self.skyline = skyline
  }

  private func height(_ x: Lanes, _ z: Lanes, _ octaves: Int) -> Lanes {
    let (u, v) = (x + shiftX, z + shiftZ)
    switch kind {
    case .peaks:
      let bend = land(u * 0.35, v * 0.35) * 0.5
      let crest = land.ridged(u * 0.52 + bend, v * 0.52, octaves)
      let valley = (land(u * 0.22 + 9, v * 0.22) * 0.5 + 0.62).unit
      return (crest - 0.42) * 1.75 * valley * z.smooth(0.7, 2.8) - 0.06
    case .volcano:
      let (offX, offZ) = (x + 0.15, z - 5.2)
      let reach = Lanes.length(offX, offZ)
      let gully = land.ridged(u * 1.6, v * 1.6, octaves)
      let cone = (reach * -0.95).exponential * 2.7 - ((reach * reach * -16).exponential) * 0.75
      let ground = land.layered(u * 0.5, v * 0.5, octaves) * 0.35
      return cone * (0.86 + gully * 0.18) + ground * z.smooth(0.6, 3) - 0.18
    case .dunes:
      let wave = land(u * 0.45, v * 0.35) * 1.1 + land(u * 0.2 + 4, v * 0.2 + 8)
      let (high, broad) = (saw(u * 0.42 + v * 0.30 + wave), land(u * 0.3 + 9, v * 0.3) * 0.5 + 0.55)
      return high * broad * 0.36 + saw(u * 0.9 - v * 0.2 + wave * 0.7 + 0.4) * 0.075
    case .hills:
      let swell = land.layered(u * 0.30, v * 0.34, 3) * 0.95
      return swell + land.layered(u * 1.4, v * 1.4, max(2, octaves - 4)) * 0.07 - 0.05
    case .mesas:
      let field = land.layered(u * 0.34, v * 0.34, 3) + land.layered(u * 1.5, v * 1.5, octaves - 2) * 0.13
      let first = field.smooth(0.06, 0.13) * 0.55
      let second = field.smooth(0.27, 0.33) * 0.42
      return first + second + detail.layered(u * 3, v * 3, max(2, octaves - 3)) * 0.035 + field * 0.10
    case .islands:
      let field = land.ridged(u * 0.42, v * 0.42, octaves) - 0.62 + land(u * 0.17, v * 0.17) * 0.30
      return field.atLeast(-0.02) * 1.3 * z.smooth(1.2, 3)
    }
  }

  /// One dune after another: a long back and a steep front.
  private func saw(_ place: Lanes) -> Lanes {
    let part = place.fraction
    let back = (part * (1 / 0.72)).raised(1.5)
    let front = ((1 - part) * (1 / 0.28)).raised(1.15)
    return back.replacing(with: front, where: part .> 0.72)
  }

  func covers(_ spot: Spot) -> Bool { all(spot.y .> horizon + 0.25) }

  func paint(over paint: inout Paint, at spot: Spot) {
    let column = ((spot.x + 0.1) * (Float(columns - 1) / (aspect + 0.2)) + 0.5).atLeast(0).atMost(Float(columns - 1))
      .floored.whole
    var (z, top) = (Lanes.zero, Lanes.zero)
    skyline.withUnsafeBufferPointer { skyline in
      for lane in 0..<8 {
        let line = Int(column[lane]) * slices
        let y = spot.y[lane]
        top[lane] = skyline[line + slices - 1]
        guard y >= top[lane] else {
          z[lane] = distances[slices - 1]
          continue
        }
        var (low, high) = (0, slices - 1)
        while low < high {
          let middle = (low + high) / 2
          if skyline[line + middle] <= y { high = middle } else { low = middle + 1 }
        }
        guard low > 0 else {
          z[lane] = distances[0]
          continue
        }
        let (before, after) = (skyline[line + low - 1], skyline[line + low])
        let share = before - after > 1e-7 ? (before - y) / (before - after) : 1
        z[lane] = distances[low - 1] + (distances[low] - distances[low - 1]) * min(1, share)
      }
    }
    let cover = ((spot.y - top) * (1 / spot.pixel) + 0.5).unit
    guard any(cover .> 0) else { return }
    paint.mix(shaded((spot.x - centre) * (z * Self.lens), z, spot.pixel), cover)
  }

  private func shaded(_ x: Lanes, _ z: Lanes, _ pixel: Float) -> Paint {
    let step = z * max(pixel * 1.6, 0.0016) + 0.0012
    let here = height(x, z, octaves)
    let slopeX = (height(x + step, z, octaves) - here) / step
    let slopeZ = (height(x, z + step, octaves) - here) / step
    let size = (slopeX * slopeX + slopeZ * slopeZ + 1).squareRoot()
    let upright = 1 / size
    let facing = ((sun.y - slopeX * sun.x - slopeZ * sun.z) * upright).atLeast(-1)
    var light = facing.unit
    if kind == .peaks || kind == .volcano || kind == .mesas {
      // A few steps towards the sun tell whether something stands in its way.
      var clear = Lanes(repeating: 1)
      var reach: Float = 0.05
      for _ in 0..<5 {
        let ray = here + sun.y * reach + 0.01
        let blocked = height(x + sun.x * reach, z + sun.z * reach, 4) - ray
        clear = clear.atMost(1 - (blocked * (1 / reach)).smooth(0.0, 0.35))
        reach *= 1.9
      }
      light *= clear
    }
    var colour = ground(x, z, here, upright, light)
    // The world's light: warm from the sun, the sky's own in the shade.
    let sunlight = Paint(colours.sun).scaled(light * 1.55)
    let skylight = Paint(colours.shade).scaled(upright * 0.42 + 0.26)
    colour = Paint(
      colour.red * colour.red * (sunlight.red + skylight.red),
      colour.green * colour.green * (sunlight.green + skylight.green),
      colour.blue * colour.blue * (sunlight.blue + skylight.blue))
    colour = colour.developed
    let distant = 1 - (z * -fog).exponential
    colour.mix(colours.haze, distant.atMost(0.94))
    return colour
  }

  private func ground(_ x: Lanes, _ z: Lanes, _ height: Lanes, _ upright: Lanes, _ light: Lanes) -> Paint {
    let (u, v) = (x + shiftX, z + shiftZ)
    switch kind {
    case .peaks, .volcano:
      let grain = detail.layered(u * 9, v * 9, 4)
      var paint = Paint(colours.rock)
      paint.scale(0.85 + grain * 0.5 + detail(u * 2, height * 26) * 0.14)
      let grass = upright.smooth(0.60, 0.80) * (height + grain * 0.12).smooth(snowLine - 0.18, snowLine - 0.40)
      var green = Paint(colours.green)
      green.scale(0.85 + detail.layered(u * 22, v * 22, 3) * 0.6)
      paint.mix(green, grass)
      let snow =
        (upright + height * 0.18 + grain * 0.24).smooth(0.56, 0.72)
        * (height + grain * 0.14).smooth(snowLine - 0.08, snowLine + 0.16)
      paint.mix(colours.snow, snow)
      return paint
    case .dunes:
      let ripple = ((u * 10 + v * 7 + detail(u * 3, v * 3) * 1.3).sineOfTurns * 0.06) * (z * -0.45).exponential
      var paint = Paint(colours.earth)
      paint.scale(1 + ripple + detail.layered(u * 2, v * 2, 3) * 0.08)
      return paint
    case .hills:
      let fields = detail.cells(u * 1.1 + land(u, v) * 0.3, v * 0.8)
      var paint = Paint(colours.green)
      paint.mix(colours.earth, fields.share(1).smooth(0.45, 1) * 0.75)
      paint.scale(0.82 + fields.share(3) * 0.36)
      // Hedges between the fields, and the grain of the grass.
      paint.mix(colours.rock, (fields.second - fields.first).smooth(0.05, 0.02) * 0.8)
      let rough = detail.layered(u * 26, v * 26, 4)
      paint.scale(1 + rough * 0.34 * (z * -0.25).exponential)
      let copse = detail.layered(u * 1.7 + 3, v * 1.7, 5).smooth(0.20, 0.26)
      paint.mix(colours.rock, copse * 0.85)
      return paint
    case .mesas:
      let bands = detail(height * 14 + land(u, v) * 0.5, u * 0.2)
      var paint = Paint(colours.rock)
      paint.mix(colours.earth, bands.smooth(-0.25, 0.35))
      paint.scale(0.9 + detail.layered(u * 6, v * 6, 4) * 0.4)
      let scrub = detail.layered(u * 14, v * 14, 3).smooth(0.18, 0.30) * upright.smooth(0.86, 0.96)
      paint.mix(colours.green, scrub * 0.7)
      return paint
    case .islands:
      var paint = Paint(colours.rock)
      paint.scale(0.9 + detail.layered(u * 9, v * 9, 4) * 0.5)
      var green = Paint(colours.green)
      green.scale(0.85 + detail.layered(u * 20, v * 20, 3) * 0.5)
      paint.mix(green, upright.smooth(0.5, 0.72) * height.smooth(0.02, 0.07))
      paint.mix(colours.earth, height.smooth(0.05, 0.01))
      return paint
    }
  }
}
