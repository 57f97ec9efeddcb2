/// Solid things in a room, seen by walking along each line of sight until it meets one.
struct Solids: Painting {
  enum Kind {
    case stillLife, spheres, arches, candles
  }

  /// Which of the things are to be looked at, one bit each.
  private typealias Choice = UInt64

  private let kind: Kind
  /// No more than a `Choice` has bits.
  private let things: [Solid]
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
    var things: [Solid] = []
    switch kind {
    case .stillLife, .candles:
      sun = Self.normal(SIMD3(0.62 * side, 0.72, -0.42))
      things = Arrangement.stillLife(reading, palette, &chance)
      floor = chance.one(of: [RGB(0x8a6a52), RGB(0x6a4a3a), RGB(0xa89078), palette[1].mixed(RGB(0x6a5848), 0.5)])
      let back = chance.one(of: [RGB(0x55483f), palette[1].saturated(0.6), RGB(0x4a5450), RGB(0x6e5a4a)])
      wall = Ramp([back.scaled(0.5), back, back.mixed(.white, 0.15)])
      lens = 1.55
      stand.x = chance.between(-0.5, 0.5)
      stand.y = chance.between(1.15, 1.7)
    case .spheres:
      sun = Self.normal(SIMD3(0.55 * side, 0.85, -0.4))
      things = Arrangement.pile(reading, palette, &chance)
      floor = palette[5].mixed(RGB(0xd8d0c6), 0.6)
      wall = Ramp([palette[5].mixed(RGB(0xd8d0c6), 0.5), palette[5].mixed(RGB(0xb9b0a6), 0.5)])
      stand = SIMD3(0, 2.4, -4.6)
      look = SIMD3(0, 0.35, 0.4)
      lens = 1.5
    case .arches:
      sun = Self.normal(SIMD3(0.7 * side, 0.75, -0.55))
      let ball = palette[2].saturated(1.2)
      things = [
        Solid(form: .ball, at: SIMD3(chance.between(-0.35, 0.35), 0.27, -0.85), size: 0.27, colour: ball, gloss: 0.7),
        Solid(form: .ball, at: SIMD3(0, 1.7, 11.5), size: 1.35, colour: RGB(0xffe2b0), gloss: 0),
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
    self.things = Array(things.prefix(Choice.bitWidth))
    eye = look + (stand - look) * away
    forward = Self.normal(look - eye)
    right = Self.normal(SIMD3(forward.z, 0, -forward.x))
    up = SIMD3(
      forward.y * right.z - forward.z * right.y, forward.z * right.x - forward.x * right.z,
      forward.x * right.y - forward.y * right.x)
    lamp = kind == .candles ? RGB(0.16, 0.13, 0.14) : dark ? RGB(1.25, 0.95, 0.66) : RGB(1.15, 1.03, 0.88)
  }

  private static func normal(_ vector: SIMD3<Float>) -> SIMD3<Float> {
    vector / max((vector.x * vector.x + vector.y * vector.y + vector.z * vector.z).squareRoot(), 1e-6)
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
  private func nearest(_ point: Point, _ choice: Choice) -> (distance: Lanes, name: Lanes) {
    var distance = point.y
    var name = Lanes.zero
    func take(_ other: Lanes, _ number: Int) {
      let nearer = other .< distance
      distance.replace(with: other, where: nearer)
      name.replace(with: Float(number), where: nearer)
    }
    if kind == .arches { take(vaults(point), 1) }
    var left = choice
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      take(things[index].distance(point.x, point.y, point.z), index + 2)
    }
    return (distance, name)
  }

  /// Those that come nearer than `room` to one of the rays.
  private func near(_ start: Point, _ ray: Point, room: Float) -> Choice {
    var choice: Choice = 0
    for (index, thing) in things.enumerated() {
      let hull = thing.hull
      let (x, y, z) = (hull.centre.x - start.x, hull.centre.y - start.y, hull.centre.z - start.z)
      let along = (x * ray.x + y * ray.y + z * ray.z).atLeast(0)
      let (offX, offY, offZ) = (x - ray.x * along, y - ray.y * along, z - ray.z * along)
      let reach = hull.radius + room
      if any(offX * offX + offY * offY + offZ * offZ .< reach * reach) { choice |= 1 << Choice(index) }
    }
    return choice
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
    let choice = near(start, ray, room: 0.01)
    for _ in 0..<walks {
      let step = nearest(start.moved(ray, reach), choice).distance
      reach.replace(with: reach + step * 0.95, where: live)
      live = live .& (step .> 0.0012) .& (reach .< 24)
      guard any(live) else { break }
    }
    let far = reach .>= 23.5
    let background = wall.at(spot.y)
    guard !all(far) else { return burning(background, spot) }
    let point = start.moved(ray, reach.atMost(23.5))
    let name = nearest(point, choice).name
    let lit = shade(point, ray, name)
    let distant = reach.smooth(8, 19)
    var paint = lit.mixed(background, distant)
    paint.replace(with: background, where: far)
    return burning(paint, spot)
  }

  /// With the flames of the candles and the light around them, as they stand in the picture's plane.
  private func burning(_ paint: Paint, _ spot: Spot) -> Paint {
    var paint = paint
    for (index, thing) in things.enumerated() where thing.form == .candle {
      let away = thing.flame - eye
      let depth = away.x * forward.x + away.y * forward.y + away.z * forward.z
      guard depth > 0.1 else { continue }
      let scale = lens / depth
      let x = (away.x * right.x + away.y * right.y + away.z * right.z) * scale + aspect / 2
      let y = 0.5 - (away.x * up.x + away.y * up.y + away.z * up.z) * scale
      let (u, v) = ((spot.x - x) * (1 / scale), (y - spot.y) * (1 / scale))
      let reach = Lanes.length(u, v)
      paint.light(RGB(0xffa850), (reach * -3.4).exponential * 0.34 + (reach * reach * -26).exponential * 0.34)
      // A drop, drawn out upwards, bent a little by the air.
      let bend = v * v * (noise(Lanes(repeating: Float(index) * 3.7), .zero) * 1.6)
      let rise = (v + 0.075) * (1 / 0.23)
      let width = rise.unit.root * (1 - rise).unit * 0.105
      let flame = (width - (u - bend).magnitude).smooth(-0.004, 0.012) * rise.smooth(0, 0.04) * rise.smooth(1.02, 0.97)
      var fire = Ramp([(0, RGB(0x5a70d0)), (0.14, RGB(0xffb450)), (0.45, RGB(0xfff3cc)), (1, RGB(0xffd070))]).at(rise)
      fire.mix(RGB(0xfff8e0), (width * 0.6 - (u - bend).magnitude).smooth(0, 0.02) * 0.6)
      paint.mix(fire, flame * 0.96)
    }
    return paint
  }

  private func shade(_ point: Point, _ ray: Point, _ name: Lanes) -> Paint {
    let step: Float = 0.0025
    let still = Point(x: .zero, y: .zero, z: .zero)
    let around = near(point, still, room: 0.4)
    func slope(_ x: Float, _ y: Float, _ z: Float) -> Lanes {
      nearest(Point(x: point.x + x, y: point.y + y, z: point.z + z), around).distance
        - nearest(Point(x: point.x - x, y: point.y - y, z: point.z - z), around).distance
    }
    var normal = Point(x: slope(step, 0, 0), y: slope(0, step, 0), z: slope(0, 0, step))
    let size = (normal.x * normal.x + normal.y * normal.y + normal.z * normal.z).squareRoot().atLeast(1e-6)
    normal = Point(x: normal.x / size, y: normal.y / size, z: normal.z / size)
    let lifted = point.moved(normal, Lanes(repeating: 0.012))
    let toSun = Point(x: Lanes(repeating: sun.x), y: Lanes(repeating: sun.y), z: Lanes(repeating: sun.z))
    var clear = Lanes(repeating: 1)
    var reach = Lanes(repeating: 0.03)
    let between = near(lifted, toSun, room: 0.25)
    for _ in 0..<22 {
      let room = nearest(lifted.moved(toSun, reach), between).distance
      clear = clear.atMost((room * 7 / reach).unit)
      reach += room.atLeast(0.03).atMost(0.35)
      guard any(clear .> 0.01), any(reach .< 4) else { break }
    }
    clear = clear * clear * (3 - 2 * clear)
    var open = Lanes.zero
    for away in [0.06, 0.16, 0.36] as [Float] {
      open += (nearest(point.moved(normal, Lanes(repeating: away)), around).distance * (1 / away)).unit * (1 / 3)
    }
    open = open * 0.85 + 0.15
    var (pigment, gloss) = material(point, name)
    let direct = normal.dot(sun).atLeast(0) * clear
    let sky = open * (normal.y * 0.16 + 0.30)
    let bounce = (normal.x * 0.8 - normal.z * 0.3).unit * 0.10 * open
    let level: Float = kind == .candles ? 0.30 : dark ? 0.55 : 1
    pigment = Paint(
      pigment.red * (direct * lamp.red + sky * 0.76 * level + bounce),
      pigment.green * (direct * lamp.green + sky * 0.86 * level + bounce * 0.6),
      pigment.blue * (direct * lamp.blue + sky * level + bounce * 0.4))
    for (index, thing) in things.enumerated() where thing.form == .candle {
      let flame = thing.flame
      let (x, y, z) = (flame.x - point.x, flame.y - point.y, flame.z - point.z)
      let square = (x * x + y * y + z * z).atLeast(0.004)
      let facing = ((normal.x * x + normal.y * y + normal.z * z) / square.squareRoot() * 0.8 + 0.2).unit
      // Wax lets its own flame's light through.
      let own = Lanes.zero.replacing(with: 1, where: name .== Float(index + 2))
      let through = own * ((flame.y - point.y) * -3.2).exponential * 0.9
      let level = facing * open * (0.20 / (square + 0.10)) + through
      let skin = material(point, name).0
      pigment = Paint(
        pigment.red + skin.red * level, pigment.green + skin.green * level * 0.66,
        pigment.blue + skin.blue * level * 0.36)
    }
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
      if thing.form == .book {
        let (u, w) = thing.turned(point.x - thing.at.x, point.z - thing.at.z)
        let high = (point.y - thing.at.y).magnitude
        let inside = (high .< Solid.thick - 0.014) .& ((u .> -thing.size + 0.02) .| (w.magnitude .< thing.size * 0.6))
        var page = Paint(RGB(0xe8dcc0))
        page.scale(0.86 + (point.y * 480).sineOfTurns * 0.10)
        skin.replace(with: page, where: inside)
        // A line of gold on the cover.
        let rim = (u.magnitude - thing.size * 0.86).magnitude.atMost((w.magnitude - thing.size * 0.58).magnitude)
        let gilt = rim.smooth(0.016, 0.008) * Lanes.zero.replacing(with: 1, where: (high .>= Solid.thick - 0.004))
        skin.mix(RGB(0xd8b060), gilt * 0.7)
      }
      paint.replace(with: skin, where: own)
      gloss.replace(with: thing.gloss, where: own)
    }
    return (paint, gloss)
  }
}
