/// What stands nearest: a knoll with a figure or a tree, flowers, a road.
struct Foreground {
  private let setting: Setting
  private let reading: Reading
  private let frame: Frame
  private let light: Daylight
  private let horizon: Float
  private let land: Terrain.Kind?
  private let hasWater: Bool

  init(_ setting: Setting, _ light: Daylight, horizon: Float, land: Terrain.Kind?, hasWater: Bool) {
    self.setting = setting
    reading = setting.reading
    frame = setting.frame
    self.light = light
    self.horizon = horizon
    self.land = land
    self.hasWater = hasWater
  }

  private static let built: [Subject] = [
    .house, .village, .castle, .windmill, .church, .temple, .tower, .ruin, .pyramid, .lighthouse,
  ]

  func layers(_ chance: inout Chance) -> [any Layer] {
    var layers: [any Layer] = []
    if reading.has(.road) {
      layers.append(
        Road(
          horizon: horizon + 0.03, x: frame.aspect / 2, colour: light.near.mixed(light.haze, 0.45), line: light.sun,
          noise: Noise(&chance)))
    }
    if reading.has(.river), !hasWater {
      layers.append(
        River(
          horizon: horizon + 0.035, x: frame.aspect * 0.5, light: light, bank: light.near, noise: Noise(&chance)))
    }
    if reading.has(.train), !reading.has(.bridge) {
      var strokes = Strokes()
      Train(setting, light).draw(&strokes, rail: hasWater ? 0.90 : 0.84, size: 0.125, bank: true, &chance)
      strokes.file(frame)
      layers.append(strokes)
    }
    let buildings = Self.built.filter { reading.has($0) && !hasWater }
    let figures = reading.subjects.filter(\.isFigure)
    let isHero = reading.main?.isFigure == true
    let trees = reading.hasAny(.tree, .blossomTree, .palm)
    let flowers = reading.hasAny(.meadowFlowers, .sunflower, .tulip, .rose, .flower)
    if !buildings.isEmpty { layers.append(built(buildings, &chance)) }
    guard !figures.isEmpty || trees || flowers || reading.has(.grass) || reading.has(.beach) else {
      if hasWater, chance.happens(0.4), !reading.hasAny(.sea, .city) { layers.append(reeds(&chance)) }
      return layers
    }
    let noise = Noise(&chance)
    let level = flowers ? Float(0.80) : chance.between(0.86, 0.92)
    let left = light.sunX > frame.aspect / 2
    let knoll = isHero ? light.sunX + (left ? -0.03 : 0.03) : frame.aspect * (left ? 0.34 : 0.66)
    let line = Profile(frame) { x in
      let off = (x - knoll) * (1 / 0.62)
      return level - (off * off * -1).exponential * (flowers ? 0.02 : 0.09) + noise.layered(x * 2.2, x * 0 + 0.6, 4)
        * 0.035
    }
    let sandy = reading.hasAny(.beach, .desert, .palm) && !flowers
    let snowy = reading.weather == .snow || reading.season == .winter
    let earth = sandy ? RGB(0xd8b888) : snowy ? RGB(0xdde6ee) : RGB(0x2f4424)
    let colour = light.near.mixed(setting.graded(earth).scaled(1 - light.night * 0.8), sandy || snowy ? 0.62 : 0.34)
    layers.append(
      Ridge(
        profile: line, colour: colour, mist: light.haze, mistiness: 0, lit: light.sun, relief: 0, sunX: 0, snow: nil,
        texture: Noise(&chance), grain: 34, octaves: 4))
    if flowers { addFlowers(&layers, line, colour, &chance) }
    if trees { layers.append(tree(line, left: left, &chance)) }
    if !figures.isEmpty { layers.append(standing(figures, line, knoll, &chance)) }
    if !sandy, !snowy, !flowers {
      layers.append(
        Row(
          kind: .grass, ground: line, gap: 0.006, least: 0.012, most: 0.034, colour: colour.scaled(0.85),
          lit: colour.mixed(light.sun, 0.25), others: [], toSun: 0, key: chance.key(), share: 0.9, fills: false,
          mist: light.haze, mistiness: 0))
    }
    return layers
  }

  private func spot(_ subject: Subject, _ standard: Float) -> Float {
    switch reading.places[subject] {
    case .left: 0.25
    case .right: 0.75
    case .centre: 0.5
    default: standard
    }
  }

  private func standing(_ figures: [Subject], _ line: Profile, _ knoll: Float, _ chance: inout Chance) -> Strokes {
    var strokes = Strokes()
    let colour = light.near.scaled(0.55)
    var shift: Float = 0
    for subject in figures {
      let big: Float
      switch subject {
      case .person, .robot, .couple: big = 0.20
      case .horse, .deer, .bear: big = 0.20
      case .cat, .rabbit, .mushroom: big = 0.17
      case .cactus: big = 0.26
      default: big = 0.16
      }
      let count = min(12, reading.counts[subject] ?? (subject == .mushroom || subject == .cactus ? 3 : 1))
      for index in 0..<count {
        let size =
          big * reading.size(subject) * (reading.has(.lonely) ? 0.7 : reading.main == subject ? 1.75 : 1)
          * (index == 0 ? 1 : chance.between(0.5, 0.95))
        let wanted = spot(subject, knoll / frame.aspect) * frame.aspect
        let spread = index == 0 ? 0 : (index % 2 == 0 ? 1 : -1) * (0.16 + 0.14 * Float(index / 2)) * (big / 0.18)
        let at = min(max(wanted + shift + spread, 0.05), frame.aspect - 0.05)
        let ground = line.at(Lanes(repeating: at))[0] + size * 0.015
        let foot = subject == .butterfly ? ground - 0.16 - 0.10 * Float(index % 3) : ground
        let tint = reading.tints[subject]?.first.map { colour.mixed(RGB($0).scaled(0.9 - light.night * 0.6), 0.55) }
        Figures.draw(
          subject, &strokes, at: SIMD2(at, foot), size: size, colour: tint ?? colour,
          light: light.haze.mixed(light.sun, 0.4),
          flip: light.sunX < at, lit: subject == .butterfly ? light.night * 0.6 : max(light.night, 0.35),
          own: own(subject), &chance)
      }
      shift += 0.26
    }
    strokes.file(frame)
    return strokes
  }

  private func built(_ buildings: [Subject], _ chance: inout Chance) -> Strokes {
    var strokes = Strokes()
    let colour = light.near.mixed(light.haze, 0.16)
    let base = land == nil ? horizon + 0.05 : horizon + 0.16
    var share: Float = light.sunX > frame.aspect / 2 ? 0.34 : 0.66
    for subject in buildings {
      let big: Float
      switch subject {
      case .castle, .ruin: big = 0.26
      case .pyramid: big = 0.24
      case .village: big = 0.12
      case .house: big = reading.main == .house ? 0.21 : 0.14
      default: big = 0.26
      }
      let count = subject == .village ? 8 : subject == .pyramid ? 3 : min(8, reading.counts[subject] ?? 1)
      for index in 0..<count {
        let at =
          frame.aspect * spot(subject, share)
          + (index == 0 ? 0 : (index % 2 == 0 ? 1 : -1) * (0.10 + 0.12 * Float((index + 1) / 2)) * (big / 0.16))
        let size = big * reading.size(subject) * (index == 0 ? 1 : chance.between(0.5, 0.9))
        Figures.draw(
          subject, &strokes, at: SIMD2(at, base - (index == 0 ? 0 : 0.02)), size: size,
          colour: subject == .pyramid ? light.haze.mixed(RGB(0xb88850), 0.5).mixed(light.near, 0.25) : colour,
          light: light.haze,
          flip: chance.happens(0.5), lit: max(light.night, light.strength < 0.6 ? 0.6 : 0.15),
          own: own(subject), &chance)
      }
      share = 1 - share
    }
    strokes.file(frame)
    return strokes
  }

  /// The colour that the prompt gives to it: a red house is a red house.
  private func own(_ subject: Subject) -> RGB? {
    reading.tints[subject]?.first.map { setting.graded(RGB($0)) }
  }

  private func addFlowers(_ layers: inout [any Layer], _ line: Profile, _ colour: RGB, _ chance: inout Chance) {
    let sets: [[UInt32]] = [
      [0xd8342c, 0xe8503a, 0xc02830], [0x8a6ac8, 0xa080d8, 0x6f52b0], [0xf4d048, 0xf0a030, 0xfff0a0],
      [0xf07aa8, 0xf8b0c8, 0xffffff], [0xd8342c, 0xf4d048, 0x7a8ae0, 0xffffff],
    ]
    var petals = chance.one(of: sets).map { RGB($0) }
    if reading.has(.sunflower) { petals = [RGB(0xf5b820), RGB(0xffd040)] }
    if reading.has(.rose) { petals = [RGB(0xc02038), RGB(0xe04058)] }
    let wanted = reading.colours(of: .meadowFlowers, .rose, .tulip, .flower)
    if !wanted.isEmpty { petals = wanted.flatMap { [RGB($0), RGB($0).mixed(.white, 0.18), RGB($0).scaled(0.86)] } }
    petals = petals.map { setting.graded($0).scaled(1 - light.night * 0.6) }
    let stem = light.near.mixed(RGB(0x3f6a30).scaled(1 - light.night * 0.7), 0.6)
    for index in 0..<7 {
      let near = Float(index) / 6
      let noise = Noise(&chance)
      let level = horizon + 0.06 + (1.10 - horizon - 0.06) * near.raised(1.35)
      let row = Profile(frame) { x in noise.layered(x * 2.4, x * 0 + near, 3) * 0.03 + level }
      let far = light.haze.mixed(stem, 0.5 + near * 0.5)
      layers.append(
        Row(
          kind: .grass, ground: row, gap: 0.006 + 0.012 * near, least: 0.02 + 0.05 * near, most: 0.04 + 0.10 * near,
          colour: far.scaled(0.8),
          lit: far.mixed(light.sun, 0.3), others: [], toSun: 0, key: chance.key(), share: 0.9, fills: true,
          mist: light.haze, mistiness: 0.2 * (1 - near)))
      layers.append(
        Row(
          kind: .blossom, ground: row, gap: 0.010 + 0.045 * near, least: 0.03 + 0.08 * near, most: 0.05 + 0.19 * near,
          colour: far,
          lit: light.sun, others: petals.map { light.haze.mixed($0, 0.6 + 0.4 * near) }, toSun: 0, key: chance.key(),
          share: 0.85,
          fills: false, mist: light.haze, mistiness: 0.12 * (1 - near)))
    }
  }

  private func reeds(_ chance: inout Chance) -> any Layer {
    let left = light.sunX > frame.aspect / 2
    let edge = left ? Float(0) : frame.aspect
    let line = Profile(frame) { x in
      let off = ((x - edge).magnitude * (1 / 0.36)).unit
      return off * 0.16 + 1.0
    }
    return Row(
      kind: .reed, ground: line, gap: 0.007, least: 0.05, most: 0.17, colour: light.near.scaled(0.6),
      lit: light.near.mixed(light.sun, 0.2), others: [], toSun: 0, key: chance.key(), share: 0.8, fills: true,
      mist: light.haze, mistiness: 0)
  }

  /// One great tree, branch by branch.
  private func tree(_ line: Profile, left: Bool, _ chance: inout Chance) -> Strokes {
    var strokes = Strokes()
    let palm = reading.has(.palm)
    let subject: Subject = palm ? .palm : reading.has(.blossomTree) ? .blossomTree : .tree
    let leaves = Woods.leafColours(setting, &chance).map { light.near.mixed($0.scaled(1 - light.night * 0.7), 0.8) }
    let bare = reading.season == .winter && subject == .tree
    for index in 0..<min(7, reading.counts[subject] ?? (palm ? 3 : 1)) {
      let share = index == 0 ? spot(subject, left ? 0.30 : 0.70) : chance.between(0.1, 0.9)
      let x = frame.aspect * share
      let foot = SIMD2(x, line.at(Lanes(repeating: x))[0] + 0.01)
      let size = (index == 0 ? chance.between(0.46, 0.56) : chance.between(0.25, 0.4)) * min(1.2, reading.size(subject))
      var grower = TreeGrower(
        strokes: strokes, bark: light.near.scaled(0.6), leaves: leaves, sun: light.sun, sunX: light.sunX, bare: bare,
        rich: frame.count(9, least: 6))
      if palm { grower.palm(foot, size, &chance) } else { grower.grow(foot, size, &chance) }
      strokes = grower.strokes
    }
    strokes.file(frame)
    return strokes
  }

  /// Smoke over a volcano, with a glow at its foot.
  static func plume(_ setting: Setting, _ light: Daylight, horizon: Float, _ chance: inout Chance) -> [any Layer] {
    var strokes = Strokes()
    let x = setting.frame.aspect / 2 - 0.02
    var at = SIMD2(x, horizon - 0.30)
    strokes.disc(at, 0.16, RGB(0xff7a30), opacity: 0.5, shines: true, blur: 0.14)
    for step in 0..<60 {
      let up = Float(step) / 60
      let colour = light.cloudShade.mixed(light.cloudLit, chance.unit() * 0.5).mixed(
        RGB(0xff8a40), max(0, 0.5 - up * 2))
      strokes.disc(
        at + SIMD2(chance.around() * (0.02 + up * 0.09), 0), 0.016 + up * 0.075, colour, opacity: 0.5, relief: 0.2,
        blur: 0.008 + up * 0.02)
      at += SIMD2(0.0015 + up * 0.006, -0.0075)
    }
    strokes.file(setting.frame)
    return [strokes]
  }
}

/// Wood and leaves, from the trunk to the twigs.
struct TreeGrower {
  var strokes: Strokes
  let bark: RGB
  let leaves: [RGB]
  let sun: RGB
  let sunX: Float
  let bare: Bool
  let rich: Int

  mutating func grow(_ foot: SIMD2<Float>, _ size: Float, _ chance: inout Chance) {
    var ends: [SIMD2<Float>] = []
    branch(
      foot, way: SIMD2(chance.around() * 0.12, -1), length: size * 0.30, radius: size * 0.040, depth: rich, &ends,
      &chance)
    guard !bare, !leaves.isEmpty else { return }
    let low = ends.map(\.y).max() ?? 0
    let high = ends.map(\.y).min() ?? 0
    for pass in 0..<2 {
      for end in ends {
        for _ in 0..<2 {
          let at = end + SIMD2(chance.around(), chance.around()) * (size * 0.05)
          let up = (low - at.y) / max(low - high, 0.01)
          let toward: Float = (at.x - foot.x) * (sunX - foot.x) > 0 ? 1 : 0
          let lit = min(1, max(0, up * 0.7 + toward * 0.25 + chance.around() * 0.2))
          let leaf = chance.one(of: leaves)
          let colour = leaf.scaled(0.50 + 0.5 * lit).mixed(sun, pass == 1 ? 0.16 * lit : 0)
          strokes.disc(
            at, size * chance.between(0.008, 0.022) * (pass == 0 ? 1.5 : 0.8), colour, opacity: 0.9, relief: 0.15)
        }
      }
    }
  }

  private mutating func branch(
    _ from: SIMD2<Float>, way: SIMD2<Float>, length: Float, radius: Float, depth: Int, _ ends: inout [SIMD2<Float>],
    _ chance: inout Chance
  ) {
    let size = (way.x * way.x + way.y * way.y).squareRoot()
    let way = way / max(size, 1e-6)
    let bend = SIMD2(-way.y, way.x) * (chance.around() * length * 0.14)
    let middle = from + way * (length * 0.5) + bend
    let to = from + way * length
    let end = radius * 0.68
    strokes.line(from, middle, radius, bark, taper: (radius + end) / 2, relief: 0.25)
    strokes.line(middle, to, (radius + end) / 2, bark, taper: end, relief: 0.25)
    if depth <= 3 { ends.append(to) }
    guard depth > 0 else { return }
    let count = depth > rich - 2 ? 3 : 2
    for index in 0..<count {
      let spread = (Float(index) - Float(count - 1) / 2) * chance.between(0.55, 0.85) + chance.around() * 0.22
      let (sine, cosine) = (spread.sine, spread.cosine)
      let turned = SIMD2(way.x * cosine - way.y * sine, way.x * sine + way.y * cosine) + SIMD2(0, -0.07)
      branch(
        to, way: turned, length: length * chance.between(0.66, 0.84), radius: end * 0.92,
        depth: depth - (count == 3 && index != 1 ? 2 : 1), &ends, &chance)
    }
  }

  mutating func palm(_ foot: SIMD2<Float>, _ size: Float, _ chance: inout Chance) {
    var at = foot
    let lean = chance.around() * 0.5
    for step in 0..<14 {
      let up = Float(step) / 14
      let next = at + SIMD2(lean * (0.3 + up) * 0.06, -0.066) * size
      strokes.line(at, next, size * (0.024 - up * 0.010), bark, relief: 0.25)
      at = next
    }
    let green = leaves.first ?? bark
    for index in 0..<13 {
      let turn = (Float(index) / 13 + chance.around() * 0.02) * 6.283
      var (way, tip) = (SIMD2(turn.cosine, turn.sine * 0.6 - 0.25), at)
      let length = size * chance.between(0.05, 0.066)
      for step in 0..<7 {
        let next = tip + way * length
        let shade = green.scaled(0.55 + 0.4 * (1 - Float(step) / 7))
        strokes.line(tip, next, size * 0.006, shade, taper: size * 0.004)
        for side in [-1, 1] as [Float] {
          let across = SIMD2(-way.y, way.x) * side + way * 0.7
          strokes.leaf(next, next + across * (length * 1.5) + SIMD2(0, length * 0.4), size * 0.012, shade, relief: 0.2)
          strokes.leaf(
            next - way * (length * 0.5), next + across * (length * 1.3) + SIMD2(0, length * 0.3), size * 0.010,
            shade.scaled(0.85))
        }
        tip = next
        way.y += 0.17
      }
    }
  }
}

/// A road that winds to the horizon.
struct Road: Layer {
  let horizon: Float
  let x: Float
  let colour: RGB
  let line: RGB
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let below = spot.y - horizon
    guard any(below .> 0) else { return }
    let depth = 0.10 / below.atLeast(0.004)
    let middle = noise(depth * 0.55, depth * 0 + 0.4) * below * 0.9 + x + below * 0.12
    let half = below * 0.34 + 0.0015
    let off = (spot.x - middle) / half
    let edge = spot.pixel / half
    let cover = ((1 - off.magnitude) / edge + 0.5).unit * below.smooth(0, 0.01)
    guard any(cover .> 0) else { return }
    var road = Paint(colour)
    road.scale(1 + noise.layered(spot.x * 60, depth * 30, 3) * 0.14)
    let dash = (depth * 1.3).fraction.smooth(0.42, 0.40)
    road.mix(line.mixed(.white, 0.5), off.magnitude.smooth(0.035, 0.02) * dash * 0.8)
    road.mix(line.mixed(.white, 0.5), (off.magnitude - 0.92).magnitude.smooth(0.025, 0.012) * 0.6)
    paint.mix(road, cover)
  }
}
