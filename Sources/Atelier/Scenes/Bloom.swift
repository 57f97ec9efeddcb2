/// Flowers: one filling the picture, or many on a dark ground.
enum Bloom {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("bloom")
    let reading = setting.reading
    let frame = setting.frame
    var strokes = Strokes()
    let dark =
      reading.has(.bright)
      ? RGB(0xe8ece0) : chance.one(of: [RGB(0x101b18), RGB(0x141826), RGB(0x1c1418), RGB(0x0e1a22)])
    let colours = Self.colours(setting, &chance)
    let middle = SIMD2(frame.aspect / 2, Float(0.5))
    let extent = min(1, frame.aspect)
    let count = reading.counts.values.max() ?? 1
    let scattered = count > 1 || reading.hasAny(.bouquet, .meadowFlowers)
    if scattered {
      let wanted = min(40, max(3, count == 1 ? 14 : count))
      let size = extent * (0.62 / Float(wanted).squareRoot())
      var places: [SIMD2<Float>] = []
      for _ in 0..<600 where places.count < wanted {
        let place = SIMD2(chance.between(0.06, 0.94) * frame.aspect, chance.between(0.06, 0.94))
        let free = places.allSatisfy { other in
          let off = other - place
          return (off.x * off.x + off.y * off.y).squareRoot() > size * 1.25
        }
        if free { places.append(place) }
      }
      for _ in 0..<(wanted * 5) {
        let from = SIMD2(chance.between(0, frame.aspect), chance.between(0, 1))
        leaf(&strokes, from, size * chance.between(0.7, 1.6), &chance)
      }
      for place in places {
        flower(
          &strokes, place, size * chance.between(0.7, 1.1), kind(reading, &chance), chance.one(of: colours), 0.6, frame,
          &chance)
      }
    } else {
      for _ in 0..<9 {
        let turn = chance.between(0, 6.283)
        leaf(
          &strokes, middle + SIMD2(turn.cosine, turn.sine) * extent * 0.34, extent * chance.between(0.22, 0.4), &chance,
          turn: turn)
      }
      flower(
        &strokes, middle + SIMD2(chance.around(), chance.around()) * 0.02, extent * 0.47, kind(reading, &chance),
        colours[0], 1, frame, &chance)
    }
    strokes.file(frame)
    let ground = Backdrop(
      inner: dark.mixed(RGB(0x5a7a60), reading.has(.bright) ? 0.1 : 0.32),
      outer: dark.scaled(reading.has(.bright) ? 0.9 : 0.55),
      x: frame.aspect * chance.between(0.3, 0.7), y: chance.between(0.3, 0.6), noise: Noise(&chance),
      aspect: frame.aspect)
    return Layers(layers: [ground, strokes])
  }

  private enum Kind { case dahlia, rose, sunflower, daisy, lotus, tulip }

  private static func kind(_ reading: Reading, _ chance: inout Chance) -> Kind {
    if reading.has(.rose) { return .rose }
    if reading.has(.sunflower) { return .sunflower }
    if reading.has(.tulip) { return .tulip }
    return chance.one(of: [.dahlia, .dahlia, .rose, .daisy, .lotus])
  }

  private static func colours(_ setting: Setting, _ chance: inout Chance) -> [Ramp] {
    let reading = setting.reading
    if reading.has(.sunflower) { return [Ramp(0x6a3a10, 0xd88a18, 0xf5b820, 0xffd95a)] }
    let wanted = reading.colours(of: .flower, .rose, .tulip, .bouquet, .meadowFlowers).map { RGB($0) }
    if let colour = wanted.first {
      return wanted.map { Ramp([$0.mixed(.white, 0.65), $0.mixed(.white, 0.2), $0, $0.scaled(0.5)]) }
        + [Ramp([colour.mixed(.white, 0.8), colour.mixed(.white, 0.4), colour.turned(0.04), colour.scaled(0.6)])]
    }
    var all = [
      Ramp(0xffd9a8, 0xf79a7a, 0xd84a6a, 0x7a1f56), Ramp(0xfff0d0, 0xf8c070, 0xe87838, 0x9a2a30),
      Ramp(0xfbe8f4, 0xe8a8d0, 0xb060b8, 0x4a2a7a), Ramp(0xfff4ec, 0xf8d0c8, 0xe890a0, 0xa04068),
      Ramp(0xe8f0ff, 0xa8b8f0, 0x6070d0, 0x2a2a78), Ramp(0xffffff, 0xf6f0e4, 0xe4d4b8, 0xa89070),
      Ramp(0xffe0b0, 0xf06a48, 0xc02838, 0x5a0e28),
    ]
    for index in stride(from: all.count - 1, to: 0, by: -1) { all.swapAt(index, chance.below(index + 1)) }
    return all
  }

  private static func leaf(
    _ strokes: inout Strokes, _ from: SIMD2<Float>, _ length: Float, _ chance: inout Chance, turn: Float? = nil
  ) {
    let turn = turn ?? chance.between(0, 6.283)
    let green = chance.one(of: [RGB(0x2f5a3a), RGB(0x3f7048), RGB(0x24463a), RGB(0x557a48)])
    let to = from + SIMD2(turn.cosine, turn.sine) * length
    strokes.leaf(from, to, length * 0.22, green.scaled(0.55), to: green, relief: 0.4)
    strokes.line(from, from + (to - from) * 0.9, length * 0.008, green.mixed(.white, 0.25), opacity: 0.6)
  }

  private static func flower(
    _ strokes: inout Strokes, _ centre: SIMD2<Float>, _ radius: Float, _ kind: Kind, _ ramp: Ramp, _ detail: Float,
    _ frame: Frame, _ chance: inout Chance
  ) {
    strokes.disc(centre + SIMD2(0.01, 0.02), radius * 1.02, .black, opacity: 0.35, blur: radius * 0.12)
    func petal(_ turn: Float, _ from: Float, _ to: Float, _ breadth: Float, _ tone: Float) {
      let way = SIMD2(turn.cosine, turn.sine)
      let (start, end) = (centre + way * (from * radius), centre + way * (to * radius))
      // Lit from the upper left.
      let light = 0.86 - way.x * 0.12 - way.y * 0.16
      let colour = ramp.at(tone)
      strokes.leaf(start, end, breadth * radius + 0.0025, colour.scaled(0.32), opacity: 0.8)
      strokes.leaf(
        start, end, breadth * radius, colour.scaled(light * 0.68), to: colour.mixed(.white, 0.10).scaled(light * 1.12),
        relief: 0.18)
      let inner = start + (end - start) * 0.12
      strokes.leaf(
        inner, inner + (end - start) * 0.72, breadth * radius * 0.42, colour.scaled(light * 0.74),
        to: colour.mixed(.white, 0.22).scaled(light), opacity: 0.5)
    }
    switch kind {
    case .dahlia:
      let count = Int(Float(frame.count(210, least: 80)) * (0.4 + 0.6 * detail))
      for index in stride(from: count, through: 1, by: -1) {
        let share = Float(index) / Float(count)
        let reach = share.squareRoot()
        petal(
          Float(index) * 2.399_963, max(0, reach * 0.74 - 0.06), reach * 0.80 + 0.20 * reach + 0.05,
          0.030 + reach * 0.052, share)
      }
    case .rose:
      let rings = 9
      for ring in stride(from: rings, through: 1, by: -1) {
        let share = Float(ring) / Float(rings)
        let petals = 3 + ring / 2
        let start = chance.between(0, 6.283)
        for index in 0..<petals {
          let turn = start + Float(index) / Float(petals) * 6.283 + chance.around() * 0.12
          let way = SIMD2(turn.cosine, turn.sine)
          let place = centre + way * (radius * share * 0.52)
          let colour = ramp.at(0.25 + 0.65 * (1 - share) + chance.around() * 0.05)
          let light = 0.92 - way.x * 0.14 - way.y * 0.18
          let across = SIMD2(-way.y, way.x)
          let breadth = radius * (0.16 + share * 0.36)
          strokes.ellipse(
            place + way * 0.004, axis: across * (breadth * 1.03), breadth * 0.84, colour.scaled(0.35), opacity: 0.7)
          strokes.ellipse(place, axis: across * breadth, breadth * 0.80, colour.scaled(light), relief: 0.30)
          strokes.ellipse(
            place - way * (breadth * 0.16), axis: across * (breadth * 0.86), breadth * 0.62,
            colour.scaled(light * 0.80), relief: 0.2)
        }
      }
      strokes.disc(centre, radius * 0.07, ramp.at(0.95), relief: 0.4)
    case .sunflower:
      for ring in 0..<2 {
        let petals = 22
        for index in 0..<petals {
          let turn = (Float(index) + Float(ring) * 0.5 + chance.around() * 0.12) / Float(petals) * 6.283
          petal(turn, 0.36, 0.92 + chance.around() * 0.08 - Float(ring) * 0.08, 0.085, 0.45 + chance.unit() * 0.5)
        }
      }
      strokes.disc(centre, radius * 0.46, RGB(0x2a170c), relief: 0.25)
      for index in 1...frame.count(420, least: 120) {
        let share = (Float(index) / 420).squareRoot()
        let turn = Float(index) * 2.399_963
        let place = centre + SIMD2(turn.cosine, turn.sine) * (radius * 0.44 * share)
        strokes.disc(place, radius * 0.013, RGB(0x7a4a1c).mixed(RGB(0xd89a3a), share.raised(3)), relief: 0.4)
      }
    case .daisy, .tulip:
      let petals = kind == .tulip ? 6 : 16 + chance.below(8)
      for ring in 0..<2 {
        for index in 0..<petals {
          let turn = (Float(index) + Float(ring) * 0.5) / Float(petals) * 6.283 + chance.around() * 0.05
          petal(
            turn, 0.12, 0.96 - Float(ring) * 0.12 + chance.around() * 0.05, kind == .tulip ? 0.26 : 0.092,
            chance.unit() * 0.28 + Float(1 - ring) * 0.2)
        }
      }
      strokes.disc(centre, radius * 0.21, RGB(0xb87818), relief: 0.3)
      for index in 1...110 {
        let share = (Float(index) / 110).squareRoot()
        let turn = Float(index) * 2.399_963
        strokes.disc(
          centre + SIMD2(turn.cosine, turn.sine) * (radius * 0.19 * share), radius * 0.014,
          RGB(0xf0c040).scaled(0.8 + chance.unit() * 0.3), relief: 0.4)
      }
    case .lotus:
      for ring in stride(from: 4, through: 0, by: -1) {
        let petals = 9 + ring * 2
        let share = Float(ring + 1) / 5
        for index in 0..<petals {
          let turn = (Float(index) + Float(ring % 2) * 0.5) / Float(petals) * 6.283
          petal(turn, 0.05, 0.30 + share * 0.68, 0.10 + share * 0.05, share * 0.9)
        }
      }
      strokes.disc(centre, radius * 0.12, RGB(0xe8c860), relief: 0.3)
    }
  }
}

/// A soft ground, brighter somewhere.
struct Backdrop: Layer {
  let inner: RGB
  let outer: RGB
  let x: Float
  let y: Float
  let noise: Noise
  let aspect: Float

  func paint(over paint: inout Paint, at spot: Spot) {
    let reach = Lanes.length(spot.x - x, spot.y - y) * (1.3 / min(1.4, max(1, aspect)))
    paint = Paint(inner)
    paint.mix(outer, reach.unit)
    paint.scale(1 + noise.layered(spot.x * 2, spot.y * 2, 4) * 0.3)
  }
}
