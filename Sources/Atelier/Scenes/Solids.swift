/// Solid things in a room, seen by walking along each line of sight until it meets one.
struct Solids: Painting {
  enum Kind {
    case stillLife, spheres, arches, candles
  }

  /// One thing of the scene.
  fileprivate struct Thing {
    enum Form { case ball, pear, bottle, bowl, vase, cup, cylinder, block }
    let form: Form
    let at: SIMD3<Float>
    let size: Float
    let colour: RGB
    let gloss: Float
  }

  private let kind: Kind
  private let things: [Thing]
  private let floor: RGB
  private let wall: Ramp
  private let eye: SIMD3<Float>
  private let forward: SIMD3<Float>
  private let right: SIMD3<Float>
  private let up: SIMD3<Float>
  private let lens: Float
  private let sun: SIMD3<Float>
  private let lamp: RGB
  private let noise: Noise
  private let stone: RGB
  private let aspect: Float
  private let walks: Int
  private let dark: Bool

  init(_ kind: Kind, _ setting: Setting) {
    var chance = setting.chance.branch("solids")
    self.kind = kind
    let palette = setting.palette(&chance)
    let reading = setting.reading
    aspect = setting.frame.aspect
    noise = Noise(&chance)
    walks = setting.frame.count(72, least: 40)
    dark = reading.has(.dark) || reading.time == .night || kind == .candles
    let side: Float = chance.happens(0.6) ? -1 : 1
    var look = SIMD3<Float>(0, 0.62, 0)
    var stand = SIMD3<Float>(0, 1.35, -4.3)
    var things: [Thing] = []
    switch kind {
    case .stillLife, .candles:
      sun = Self.normal(SIMD3(0.62 * side, 0.72, -0.42))
      things = Self.arrange(reading, palette, &chance)
      floor = chance.one(of: [RGB(0x8a6a52), RGB(0x6a4a3a), RGB(0xa89078), palette[1].mixed(RGB(0x6a5848), 0.5)])
      let back = chance.one(of: [RGB(0x55483f), palette[1].saturated(0.6), RGB(0x4a5450), RGB(0x6e5a4a)])
      wall = Ramp([back.scaled(0.5), back, back.mixed(.white, 0.15)])
      lens = 1.55
      stand.x = chance.between(-0.5, 0.5)
      stand.y = chance.between(1.15, 1.7)
    case .spheres:
      sun = Self.normal(SIMD3(0.55 * side, 0.85, -0.4))
      things = Self.pile(reading, palette, &chance)
      floor = palette[5].mixed(RGB(0xd8d0c6), 0.6)
      wall = Ramp([palette[5].mixed(RGB(0xd8d0c6), 0.5), palette[5].mixed(RGB(0xb9b0a6), 0.5)])
      stand = SIMD3(0, 2.4, -4.6)
      look = SIMD3(0, 0.35, 0.4)
      lens = 1.5
    case .arches:
      sun = Self.normal(SIMD3(0.7 * side, 0.75, -0.55))
      let ball = palette[2].saturated(1.2)
      things = [
        Thing(form: .ball, at: SIMD3(chance.between(-0.35, 0.35), 0.27, -0.85), size: 0.27, colour: ball, gloss: 0.7),
        Thing(form: .ball, at: SIMD3(0, 1.7, 11.5), size: 1.35, colour: RGB(0xffe2b0), gloss: 0),
      ]
      let warm = reading.colours.isEmpty ? RGB(0xe0a080) : palette[4]
      floor = warm.mixed(RGB(0xc08060), 0.4)
      wall = Ramp([palette[2].mixed(RGB(0x6aa8bc), 0.6), RGB(0xf0d8c0), warm.mixed(.white, 0.4)])
      stand = SIMD3(-0.55 * side, 1.15, -4.4)
      look = SIMD3(0.05, 1.05, 0)
      lens = 1.55
    }
    stone = reading.colours.isEmpty || kind != .arches ? RGB(0xe8b090) : palette[4]
    // A narrow picture stands farther away, so that nothing is cut off.
    let away: Float = aspect < 1 ? 1 + (1 - aspect) * 0.8 : 1
    self.things = things
    eye = look + (stand - look) * away
    forward = Self.normal(look - eye)
    right = Self.normal(SIMD3(forward.z, 0, -forward.x))
    up = SIMD3(
      forward.y * right.z - forward.z * right.y, forward.z * right.x - forward.x * right.z,
      forward.x * right.y - forward.y * right.x)
    lamp = dark ? RGB(1.25, 0.95, 0.66) : RGB(1.15, 1.03, 0.88)
  }

  private static func normal(_ vector: SIMD3<Float>) -> SIMD3<Float> {
    vector / max((vector.x * vector.x + vector.y * vector.y + vector.z * vector.z).squareRoot(), 1e-6)
  }

  private static func arrange(_ reading: Reading, _ palette: [RGB], _ chance: inout Chance) -> [Thing] {
    var things: [Thing] = []
    func free(_ x: Float, _ z: Float, _ radius: Float) -> Bool {
      things.allSatisfy { thing in
        let (offX, offZ) = (thing.at.x - x, thing.at.z - z)
        return (offX * offX + offZ * offZ).squareRoot() > radius + thing.size * (thing.form == .bowl ? 1 : 0.62)
      }
    }
    let fruits: [RGB] = [
      RGB(0xc4472f), RGB(0xd9742f), RGB(0xc9a83a), RGB(0x9db04a), RGB(0xb23a4a), RGB(0xe0b040), RGB(0x7a2f48),
    ]
    let glass: [RGB] = [RGB(0x1f4a4a), RGB(0x2a5a38), RGB(0x3a4a7a), RGB(0x6a3a28), palette[2].scaled(0.7)]
    let china: [RGB] = [RGB(0xd8d2c6), RGB(0xb8c4c8), RGB(0xc8a890), palette[4].mixed(.white, 0.3)]
    var tall: [Thing.Form] = []
    if reading.has(.bottle) || chance.happens(0.6) { tall.append(.bottle) }
    if reading.has(.bouquet) || chance.happens(0.35) { tall.append(.vase) }
    if tall.isEmpty { tall.append(.vase) }
    var x = chance.between(-0.95, -0.35)
    for form in tall {
      things.append(
        Thing(
          form: form, at: SIMD3(x, 0, chance.between(0.3, 0.6)), size: chance.between(0.52, 0.64),
          colour: form == .bottle ? chance.one(of: glass) : chance.one(of: china), gloss: 0.8))
      x += chance.between(0.8, 1.1)
    }
    let bowl = SIMD2(chance.between(0.55, 1.05), chance.between(-0.05, 0.25))
    if free(bowl.x, bowl.y, 0.45), chance.happens(0.8) {
      things.append(
        Thing(form: .bowl, at: SIMD3(bowl.x, 0.42, bowl.y), size: 0.46, colour: chance.one(of: china), gloss: 0.6))
      let fruit = chance.one(of: fruits)
      for place in [SIMD2<Float>(-0.16, 0.02), SIMD2(0.17, -0.06), SIMD2(0.02, 0.17)] {
        things.append(
          Thing(
            form: .ball, at: SIMD3(bowl.x + place.x, 0.49 + chance.between(0, 0.03), bowl.y + place.y), size: 0.19,
            colour: fruit.mixed(chance.one(of: fruits), 0.15), gloss: 0.5))
      }
    }
    if reading.has(.cup) || chance.happens(0.2) {
      let at = SIMD2(chance.between(-0.4, 0.5), chance.between(-0.7, -0.4))
      if free(at.x, at.y, 0.3) {
        things.append(
          Thing(form: .cup, at: SIMD3(at.x, 0, at.y), size: 0.26, colour: chance.one(of: china), gloss: 0.7))
      }
    }
    let wanted = reading.counts[.fruit].map { min(8, max(1, $0)) } ?? 5
    var (tries, placed) = (0, 0)
    while tries < 90, placed < wanted {
      tries += 1
      let at = SIMD2(chance.between(-1.55, 1.45), chance.between(-0.75, 0.3))
      let pear = chance.happens(0.35)
      let size: Float = pear ? chance.between(0.30, 0.36) : chance.between(0.16, 0.22)
      guard free(at.x, at.y, size + 0.03) else { continue }
      placed += 1
      let colour = pear ? chance.one(of: [RGB(0xc9a83a), RGB(0x9db04a), RGB(0xb8963a)]) : chance.one(of: fruits)
      things.append(
        Thing(form: pear ? .pear : .ball, at: SIMD3(at.x, size * 0.97, at.y), size: size, colour: colour, gloss: 0.5))
    }
    return things
  }

  private static func pile(_ reading: Reading, _ palette: [RGB], _ chance: inout Chance) -> [Thing] {
    var things: [Thing] = []
    let wanted = min(22, reading.counts[.sphere] ?? 20)
    for _ in 0..<900 where things.count < wanted {
      let (size, x, z) = (chance.between(0.14, 0.52), chance.between(-1.8, 1.8), chance.between(-1.0, 2.6))
      let fits = things.allSatisfy { other in
        let (offX, offY, offZ) = (x - other.at.x, size - other.size, z - other.at.z)
        return (offX * offX + offY * offY + offZ * offZ).squareRoot() > size + other.size + 0.01
      }
      if fits {
        things.append(
          Thing(form: .ball, at: SIMD3(x, size, z), size: size, colour: chance.one(of: palette), gloss: 0.6))
      }
    }
    return things
  }

  private struct Point {
    var x: Lanes
    var y: Lanes
    var z: Lanes

    func moved(_ by: Point, _ distance: Lanes) -> Point {
      Point(x: x + by.x * distance, y: y + by.y * distance, z: z + by.z * distance)
    }

    func dot(_ other: SIMD3<Float>) -> Lanes { x * other.x + y * other.y + z * other.z }
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

  private func distance(_ thing: Thing, _ point: Point) -> Lanes {
    let (x, y, z) = (point.x - thing.at.x, point.y - thing.at.y, point.z - thing.at.z)
    let size = thing.size
    switch thing.form {
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
    case .cylinder: return Self.column(x, y - size, z, size * 0.3, size, 0.02)
    case .block:
      let (u, v, w) = (x.magnitude - size, y.magnitude - size, z.magnitude - size)
      return u.atLeast(v).atLeast(w)
    }
  }

  private func vaults(_ point: Point) -> Lanes {
    let part = (point.z + 0.9) * (1 / 1.8)
    let z = (part - part.floored) * 1.8 - 0.9
    func opening(_ x: Lanes, _ half: Float, _ top: Float) -> Lanes {
      let box = (x.magnitude - half).atLeast(point.y - top)
      return box.atMost(Lanes.length(x, point.y - top) - half)
    }
    let wall = (point.x.magnitude - 2.6).atLeast((point.y - 1.4).magnitude - 1.5).atLeast(z.magnitude - 0.22)
    let holes = opening(point.x, 0.62, 1.22).atMost(opening(point.x - 1.75, 0.36, 1.0))
      .atMost(opening(point.x + 1.75, 0.36, 1.0))
    return wall.atLeast(-holes).atLeast(point.z - 6.2).atLeast(-point.z - 0.5) * 0.8
  }

  /// The nearest thing: its distance, and its number (0 the floor, 1 the wall of vaults, then the things).
  private func nearest(_ point: Point) -> (distance: Lanes, name: Lanes) {
    var distance = point.y
    var name = Lanes.zero
    func take(_ other: Lanes, _ number: Int) {
      let nearer = other .< distance
      distance.replace(with: other, where: nearer)
      name.replace(with: Float(number), where: nearer)
    }
    if kind == .arches { take(vaults(point), 1) }
    for (index, thing) in things.enumerated() { take(self.distance(thing, point), index + 2) }
    return (distance, name)
  }

  func paint(at spot: Spot) -> Paint {
    let (u, v) = (spot.x - aspect / 2, 0.5 - spot.y)
    var ray = Point(
      x: u * right.x + v * up.x + lens * forward.x, y: u * right.y + v * up.y + lens * forward.y,
      z: u * right.z + v * up.z + lens * forward.z)
    let size = (ray.x * ray.x + ray.y * ray.y + ray.z * ray.z).squareRoot()
    ray = Point(x: ray.x / size, y: ray.y / size, z: ray.z / size)
    let start = Point(x: Lanes(repeating: eye.x), y: Lanes(repeating: eye.y), z: Lanes(repeating: eye.z))
    var reach = Lanes(repeating: 1.2)
    var live = SIMDMask<SIMD8<Int32>>(repeating: true)
    for _ in 0..<walks {
      let step = nearest(start.moved(ray, reach)).distance
      reach.replace(with: reach + step * 0.95, where: live)
      live = live .& (step .> 0.0012) .& (reach .< 24)
      guard any(live) else { break }
    }
    let far = reach .>= 23.5
    let background = wall.at(spot.y)
    guard !all(far) else { return background }
    let point = start.moved(ray, reach.atMost(23.5))
    let name = nearest(point).name
    let lit = shade(point, ray, name)
    let distant = reach.smooth(8, 19)
    var paint = lit.mixed(background, distant)
    paint.replace(with: background, where: far)
    return paint
  }

  private func shade(_ point: Point, _ ray: Point, _ name: Lanes) -> Paint {
    let step: Float = 0.0025
    func slope(_ x: Float, _ y: Float, _ z: Float) -> Lanes {
      nearest(Point(x: point.x + x, y: point.y + y, z: point.z + z)).distance
        - nearest(Point(x: point.x - x, y: point.y - y, z: point.z - z)).distance
    }
    var normal = Point(x: slope(step, 0, 0), y: slope(0, step, 0), z: slope(0, 0, step))
    let size = (normal.x * normal.x + normal.y * normal.y + normal.z * normal.z).squareRoot().atLeast(1e-6)
    normal = Point(x: normal.x / size, y: normal.y / size, z: normal.z / size)
    let lifted = point.moved(normal, Lanes(repeating: 0.012))
    let toSun = Point(x: Lanes(repeating: sun.x), y: Lanes(repeating: sun.y), z: Lanes(repeating: sun.z))
    var clear = Lanes(repeating: 1)
    var reach = Lanes(repeating: 0.03)
    for _ in 0..<22 {
      let room = nearest(lifted.moved(toSun, reach)).distance
      clear = clear.atMost((room * 7 / reach).unit)
      reach += room.atLeast(0.03).atMost(0.35)
      guard any(clear .> 0.01), any(reach .< 4) else { break }
    }
    clear = clear * clear * (3 - 2 * clear)
    var open = Lanes.zero
    for away in [0.06, 0.16, 0.36] as [Float] {
      open += (nearest(point.moved(normal, Lanes(repeating: away))).distance * (1 / away)).unit * (1 / 3)
    }
    open = open * 0.85 + 0.15
    var (pigment, gloss) = material(point, name)
    let direct = normal.dot(sun).atLeast(0) * clear
    let sky = open * (normal.y * 0.16 + 0.30)
    let bounce = (normal.x * 0.8 - normal.z * 0.3).unit * 0.10 * open
    let level: Float = dark ? 0.55 : 1
    pigment = Paint(
      pigment.red * (direct * lamp.red + sky * 0.76 * level + bounce),
      pigment.green * (direct * lamp.green + sky * 0.86 * level + bounce * 0.6),
      pigment.blue * (direct * lamp.blue + sky * level + bounce * 0.4))
    let half = SIMD3(sun.x, sun.y, sun.z)
    let (hx, hy, hz) = (half.x - ray.x, half.y - ray.y, half.z - ray.z)
    let length = (hx * hx + hy * hy + hz * hz).squareRoot().atLeast(1e-6)
    let shine = ((normal.x * hx + normal.y * hy + normal.z * hz) / length).unit.raised(70) * clear * gloss
    let rim = (1 + normal.x * ray.x + normal.y * ray.y + normal.z * ray.z).unit.raised(4) * gloss * open * 0.35
    pigment.add(.white, shine + rim * level)
    return Paint(
      pigment.red.atLeast(0).raised(0.88), pigment.green.atLeast(0).raised(0.88), pigment.blue.atLeast(0).raised(0.88))
  }

  private func material(_ point: Point, _ name: Lanes) -> (Paint, Lanes) {
    var paint = Paint(floor)
    var gloss = Lanes(repeating: 0.03)
    if kind == .stillLife || kind == .candles {
      paint.scale(1 + 0.24 * noise.layered(point.x * 1.2, point.z * 9, 4))
    } else {
      paint.scale(1 + 0.06 * noise.layered(point.x * 6, point.z * 6, 3))
    }
    if kind == .arches {
      var plaster = Paint(stone)
      plaster.scale(1 + 0.12 * noise.layered(point.x * 4 + point.z, point.y * 4, 4))
      paint.replace(with: plaster, where: name .== 1)
    }
    for (index, thing) in things.enumerated() {
      let own = name .== Float(index + 2)
      guard any(own) else { continue }
      var skin = Paint(thing.colour)
      let speckle = noise.layered(point.x * 7 + Float(index), point.y * 7, 3)
      skin.scale(1 + 0.14 * speckle)
      if thing.form == .ball || thing.form == .pear, kind != .spheres, kind != .arches {
        skin.mix(
          thing.colour.turned(0.06).mixed(RGB(0xe8d070), 0.4),
          (noise(point.x * 3, point.y * 4 + Float(index)) + 0.1).unit * 0.5)
      }
      paint.replace(with: skin, where: own)
      gloss.replace(with: thing.gloss, where: own)
    }
    return (paint, gloss)
  }
}
