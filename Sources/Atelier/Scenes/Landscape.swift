/// A view with a horizon: sky, what stands far and near, and water, land or snow in front.
struct Landscape {
  let reading: Reading
  let frame: Frame
  private let setting: Setting
  private var light: Daylight
  private var horizon: Float
  private var chance: Chance
  private var layers: [any Layer] = []
  private var land: Terrain.Kind?
  private var hasWater: Bool

  static func painting(_ setting: Setting) -> any Painting {
    var landscape = Landscape(setting)
    return landscape.compose()
  }

  private init(_ setting: Setting) {
    var setting = setting
    var chance = setting.chance.branch("landscape")
    reading = setting.reading
    frame = setting.frame
    light = setting.daylight(&chance)
    land = Self.land(reading, &chance)
    let wet = reading.hasAny(.lake, .sea, .beach, .island, .boat, .lighthouse, .whale, .bridge, .waterfall)
    let open = reading.hasAny(.mountain, .forest, .sky, .sun, .moon, .aurora, .city, .village, .castle)
    hasWater =
      wet || (land == nil && open && !reading.hasAny(.road, .river, .train, .meadowFlowers) && chance.happens(0.5))
    if reading.lacks(.lake) || reading.lacks(.sea) || (reading.main?.isFigure == true && !wet) { hasWater = false }
    if land != nil && land != .peaks && !reading.hasAny(.bridge, .waterfall) { hasWater = false }
    horizon = hasWater ? chance.between(0.58, 0.68) : chance.between(0.62, 0.72)
    if reading.hasAny(.sea, .beach, .whale) { horizon = chance.between(0.48, 0.58) }
    switch land {
    case .dunes: horizon = chance.between(0.32, 0.42)
    case .hills: horizon = chance.between(0.40, 0.50)
    case .mesas, .volcano: horizon = chance.between(0.50, 0.60)
    default: break
    }
    if reading.has(.waterfall) { horizon = chance.between(0.76, 0.82) }
    if reading.has(.city) { horizon = hasWater ? chance.between(0.66, 0.74) : 0.90 }
    if reading.has(.sky), reading.subjects.count == 1 || reading.has(.cloud) { horizon = chance.between(0.76, 0.88) }
    let top = land == .dunes || land == .hills ? horizon - 0.04 : horizon
    switch reading.time {
    case .day, .morning: light.sunY = top * chance.between(0.18, 0.36)
    case .sunset, .dawn: light.sunY = top - chance.between(0.05, 0.14)
    default: light.sunY = light.night > 0.7 ? top * chance.between(0.22, 0.46) : top - chance.between(0.08, 0.22)
    }
    if reading.places[.sun] == .high || reading.places[.moon] == .high { light.sunY = top * 0.2 }
    if reading.places[.sun] == .low || reading.places[.moon] == .low { light.sunY = top - 0.05 }
    if reading.main?.isFigure == true, reading.time != .day, reading.time != .morning {
      // Its outline stands before the light.
      light.sunY = chance.between(0.46, 0.56)
    }
    self.chance = chance
    self.setting = setting
  }

  private static func land(_ reading: Reading, _ chance: inout Chance) -> Terrain.Kind? {
    if reading.has(.waterfall) { return nil }
    if reading.has(.volcano) { return .volcano }
    if reading.hasAny(.desert, .pyramid, .cactus), !reading.has(.canyon) { return .dunes }
    if reading.has(.canyon) { return .mesas }
    if reading.hasAny(.field, .hill, .meadow, .valley, .windmill), !reading.hasAny(.sea, .lake) { return .hills }
    if reading.hasAny(.mountain, .snowfield),
      chance.happens(0.5) || reading.weather == .snow || reading.season == .winter
    {
      return .peaks
    }
    return nil
  }

  private mutating func compose() -> any Painting {
    addSky()
    addFar()
    if hasWater {
      addAfloat()
      let rough: Float =
        reading.weather == .storm ? 0.95 : reading.hasAny(.sea, .beach, .whale) ? chance.between(0.35, 0.6) : 0.10
      let deep = light.near.mixed(RGB(0x0d3a52), 0.45).mixed(light.sky.at(0.2), 0.35)
      layers.append(
        Water(
          above: Layers(layers: layers), level: horizon, light: light, deep: deep, waves: rough, noise: Noise(&chance),
          octaves: frame.count(4, least: 2)))
    }
    addNear()
    layers += Foreground(setting, light, horizon: horizon, land: land, hasWater: hasWater).layers(&chance)
    layers += Weathering.layers(setting, light, &chance)
    return Layers(layers: layers)
  }

  private mutating func addSky() {
    let sight = Firmament(setting, light, horizon: horizon)
    layers += sight.layers(&chance)
  }

  private var ground: Terrain.Colours {
    var green = RGB(0x4c6a34)
    var earth = RGB(0xc9a878)
    switch reading.season {
    case .autumn: (green, earth) = (RGB(0x8a6a2a), RGB(0xc08040))
    case .spring: (green, earth) = (RGB(0x5f8a3a), RGB(0xa8b858))
    case .winter: (green, earth) = (RGB(0xc8d2d8), RGB(0xe4e8ea))
    default: break
    }
    if reading.has(.field) { earth = RGB(0xd8b860) }
    if land == .dunes { earth = RGB(0xe0a868) }
    var rock = RGB(0x55504e).tinted(light.haze, 0.3)
    if land == .mesas { (rock, earth, green) = (RGB(0x9a4a2c), RGB(0xc87848), RGB(0x6a6a38)) }
    if land == .hills { rock = RGB(0x2c4426) }
    if land == .volcano { rock = RGB(0x4a4040) }
    if let colour = reading.colours(of: .hill, .field, .meadow, .valley).first.map({ RGB($0) }) {
      (rock, earth, green) = (rock.tinted(colour, 0.35), earth.tinted(colour, 0.45), green.tinted(colour, 0.4))
    }
    let night = 1 - light.night * 0.45
    return Terrain.Colours(
      rock: setting.graded(rock).scaled(night), earth: setting.graded(earth).scaled(night),
      green: setting.graded(green).scaled(night), snow: RGB(0xf4f6fa).tinted(light.haze, 0.15),
      haze: light.sky.at(0.90).mixed(light.haze, 0.5),
      sun: light.sun.scaled((0.45 + 0.55 * light.strength) * (1 - 0.6 * light.night)),
      shade: light.sky.at(0.35).mixed(light.haze, 0.3).scaled(1 - 0.35 * light.night))
  }

  /// The rock is higher than what else stands far away.
  private mutating func addFalls() {
    addRidges(count: 2, tall: 0.9)
    let green = setting.graded(reading.season == .autumn ? RGB(0xa87830) : RGB(0x4a7038)).scaled(1 - light.night * 0.7)
    let own = reading.tints[.waterfall]?.first.map { RGB($0) } ?? RGB(0x6a6660)
    let x = frame.aspect * chance.between(0.40, 0.60)
    let wide = min(0.085, frame.aspect * 0.10) * chance.between(0.8, 1.1) * min(1.6, reading.size(.waterfall))
    let top = chance.between(0.26, 0.34)
    layers.append(
      Falls(
        light: light, rock: light.near.mixed(own.tinted(light.haze, 0.25).scaled(1 - light.night * 0.6), 0.75),
        moss: light.near.mixed(green, 0.6), top: top, level: horizon, x: x, wide: wide, noise: Noise(&chance),
        octaves: frame.count(5, least: 3)))
    if !reading.lacks(.forest), !reading.lacks(.tree) {
      let noise = Noise(&chance)
      // Trees to both sides on the brink, none in the stream.
      let line = Profile(frame) { x0 in
        let away = (x0 - x).magnitude
        let bare = away.smooth(wide * 3.2, wide * 1.6) * 0.30
        return noise.layered(x0 * 5, x0 * 0 + 0.3, 5) * 0.03 - (away * 0.55).atMost(0.16) + (top + 0.03) + bare
      }
      layers.append(
        Row(
          kind: reading.season == .autumn ? .crown : .fir, ground: line, gap: 0.020, least: 0.04, most: 0.12,
          colour: light.near.mixed(green, 0.35), lit: light.near.mixed(light.sun, 0.25), others: [],
          toSun: light.sunX > x ? 1 : -1, key: chance.key(), share: 0.75, fills: false, mist: light.haze,
          mistiness: 0.15))
      layers.append(layers.remove(at: layers.count - 2))
    }
    layers.append(
      Spray(
        x: x, level: horizon, wide: wide, colour: light.cloudLit.mixed(light.haze, 0.35), noise: Noise(&chance)))
  }

  private mutating func addFar() {
    if reading.has(.waterfall) { return addFalls() }
    if let land {
      let side: Float = light.sunX > frame.aspect / 2 ? 0.85 : -0.85
      let low = reading.time == .day || reading.time == .morning ? Float(0.75) : 0.42
      let terrain: (level: Float, eye: Float, fog: Float, snow: Float)
      switch land {
      case .peaks:
        terrain = (
          horizon - 0.05, 0.42, 0.15,
          reading.season == .summer ? 0.4 : reading.weather == .snow || reading.season == .winter ? -0.25 : 0.14
        )
      case .volcano: terrain = (horizon - 0.04, 0.38, 0.07, 0.95)
      case .dunes: terrain = (horizon - 0.06, 0.72, 0.13, 9)
      case .hills: terrain = (horizon - 0.06, 0.70, 0.11, 9)
      case .mesas: terrain = (horizon - 0.02, 0.66, 0.085, 9)
      case .islands: terrain = (horizon, 0.4, 0.1, 9)
      }
      let fog = terrain.fog * (reading.weather == .fog ? 2.6 : 1)
      if land == .volcano { layers += Foreground.plume(setting, light, horizon: horizon, &chance) }
      layers.append(
        Terrain(
          land, frame: frame, horizon: terrain.level, eye: terrain.eye, sun: SIMD3(side, low, 0.12), colours: ground,
          fog: fog, snowLine: terrain.snow, chance: &chance))
      if land != .peaks { return }
      if !hasWater, !reading.lacks(.forest) { return }
      return
    }
    if reading.hasAny(.sea, .beach, .whale),
      !reading.hasAny(.mountain, .island, .hill, .city, .village, .castle, .lighthouse)
    {
      return
    }
    if reading.has(.island) || (reading.hasAny(.sea, .whale, .lighthouse) && !reading.hasAny(.mountain, .city)) {
      return addIslands()
    }
    if reading.has(.city) {
      if chance.happens(0.4) { addRidges(count: 2, tall: 0.5) }
      let skyline = Skyline(setting, light: light, ground: horizon, chance: &chance)
      layers.append(skyline)
      return
    }
    addRidges(
      count: chance.below(3) + 5,
      tall: reading.has(.mountain) ? 1 : reading.has(.hill) ? 0.42 : chance.between(0.5, 0.9))
  }

  private mutating func addIslands() {
    for index in 0..<(1 + chance.below(2) + (reading.has(.island) ? 1 : 0)) {
      let near = Float(index) / 3
      let noise = Noise(&chance)
      let middle =
        frame.aspect
        * (reading.has(.lighthouse) ? (light.sunX < frame.aspect / 2 ? 0.1 : 0.9) : chance.between(0.15, 0.85))
      let (wide, tall) = (chance.between(0.14, 0.34), chance.between(0.06, 0.16))
      let level = horizon
      let line = Profile(frame) { x in
        let off = (x - middle) * (1 / wide)
        let mound = (1 - off * off).atLeast(0).root
        return level + 0.004 - mound * tall * (noise.ridged(x * 2.6, x * 0 + 0.7, 6) * 1.1)
      }
      layers.append(
        Ridge(
          profile: line, colour: light.haze.mixed(light.near, 0.35 + near * 0.5), mist: light.haze,
          mistiness: 0.5 - near * 0.3,
          lit: light.sun.mixed(light.haze, 0.4), relief: 0.3, sunX: light.sunX - middle, snow: nil,
          texture: Noise(&chance),
          grain: 8, octaves: frame.count(5, least: 3)))
    }
  }

  private mutating func addRidges(count: Int, tall: Float) {
    let wooded = !reading.lacks(.forest) && reading.season != .winter || reading.has(.forest)
    let noise = Noise(&chance)
    for index in 0..<count {
      let near = Float(index) / Float(max(1, count - 1))
      let base = horizon - 0.19 * (1 - near).raised(1.2) * tall + 0.015
      let height = (0.27 * (1 - near).raised(0.8) + 0.05) * tall
      let shift = chance.between(0, 40)
      let octaves = frame.count(7, least: 4)
      let line = Profile(frame) { x in
        let crest = noise.ridged(x * (1.1 + 1.3 * near) + shift, x * 0 + (Float(index) * 4.3 + 0.37), octaves)
        return base - height * 1.25 * (crest - 0.40)
      }
      let colour = light.haze.mixed(light.near, near.raised(1.15))
      let snowy =
        reading.has(.mountain) && near < 0.75
        && (reading.season == .winter || reading.weather == .snow || noise.key % 3 == 0)
      layers.append(
        Ridge(
          profile: line, colour: colour, mist: light.haze.mixed(light.sky.at(0.9), 0.5).mixed(.white, 0.04),
          mistiness: (1 - near * 0.75) * (reading.weather == .fog ? 1.6 : 1), lit: light.sun.mixed(light.haze, 0.3),
          relief: light.night > 0.6 ? 0.12 : 0.34 * (1 - near * 0.5), sunX: light.sunX - frame.aspect / 2,
          snow: snowy ? (line: base - height * 0.22, colour: light.cloudLit.mixed(.white, 0.4)) : nil,
          texture: Noise(&chance), grain: 5 + near * 4, octaves: frame.count(5, least: 3)))
      if wooded, index >= count - 2 {
        let size: Float = index == count - 1 ? 1.5 : 1
        layers.append(
          Row(
            kind: .fir, ground: line, gap: 0.009 * size, least: 0.016 * size, most: 0.046 * size, colour: colour,
            lit: colour.mixed(light.sun, 0.12), others: [], toSun: light.sunX > frame.aspect / 2 ? 1 : -1,
            key: chance.key(), share: 0.85, fills: false, mist: light.haze, mistiness: 0.25 * (1 - near)))
      }
    }
  }

  /// What stands on the far shore or swims, so that the water mirrors it.
  private mutating func addAfloat() {
    var strokes = Strokes()
    let dark = light.near.mixed(light.haze, 0.10)
    func place(_ subject: Subject, _ low: Float, _ high: Float) -> Float {
      switch reading.places[subject] {
      case .left: 0.26
      case .right: 0.74
      case .centre: 0.5
      default: Float(Double.nan)
      }
    }
    func x(_ subject: Subject, _ chance: inout Chance) -> Float {
      let wanted = place(subject, 0, 1)
      let share =
        wanted == wanted
        ? wanted : light.sunX / frame.aspect > 0.5 ? chance.between(0.2, 0.42) : chance.between(0.58, 0.8)
      return frame.aspect * share
    }
    if reading.hasAny(.boat) {
      let count = min(9, reading.counts[.boat] ?? 1)
      for index in 0..<count {
        let size = (index == 0 ? chance.between(0.13, 0.19) : chance.between(0.05, 0.10)) * reading.size(.boat)
        let at = index == 0 ? x(.boat, &chance) : frame.aspect * chance.between(0.08, 0.92)
        Figures.draw(
          .boat, &strokes, at: SIMD2(at, horizon + 0.004), size: size, colour: dark, light: light.sky.at(0.8),
          flip: chance.happens(0.5), lit: light.night, &chance)
      }
    }
    if reading.has(.whale) {
      Figures.draw(
        .whale, &strokes, at: SIMD2(x(.whale, &chance), horizon + 0.006), size: 0.20 * reading.size(.whale),
        colour: dark,
        light: light.haze, flip: chance.happens(0.5), lit: 0, &chance)
    }
    if reading.has(.bridge) {
      Bridge(setting, light).draw(
        &strokes, level: horizon + 0.002, train: reading.has(.train) ? Train(setting, light) : nil, &chance)
    }
    for subject in [Subject.castle, .house, .village, .church, .temple, .tower, .ruin, .windmill]
    where reading.has(subject) {
      let count = subject == .village ? 7 : min(5, reading.counts[subject] ?? 1)
      let middle = x(subject, &chance)
      for index in 0..<count {
        let at = count == 1 ? middle : middle + (Float(index) - Float(count) / 2) * chance.between(0.05, 0.10)
        let big: Float = subject == .castle ? 0.22 : subject == .village ? 0.07 : subject == .house ? 0.12 : 0.16
        Figures.draw(
          subject, &strokes, at: SIMD2(at, horizon - 0.004),
          size: big * reading.size(subject) * chance.between(0.85, 1.2),
          colour: dark, light: light.haze, flip: chance.happens(0.5),
          lit: max(light.night, light.strength < 0.6 ? 0.5 : 0.1),
          own: reading.tints[subject]?.first.map { setting.graded(RGB($0)) }, &chance)
      }
    }
    if reading.has(.lighthouse) {
      let left = light.sunX > frame.aspect / 2
      let at = left ? frame.aspect * 0.2 : frame.aspect * 0.8
      let noise = Noise(&chance)
      let level = horizon
      let rock = Profile(frame) { x in
        let off = (x - at) * (1 / 0.24)
        let mound = (1 - off * off * (left ? 0.7 : 0.7)).atLeast(0).root
        return level + 0.012 - mound * (0.06 + noise.ridged(x * 6, x * 0 + 0.3, 5) * 0.045)
      }
      layers.append(
        Ridge(
          profile: rock, colour: dark, mist: light.haze, mistiness: 0.15, lit: light.sun, relief: 0.3,
          sunX: light.sunX - at,
          snow: nil, texture: Noise(&chance), grain: 16, octaves: 4))
      let dim = max(light.night, 1 - light.strength)
      if dim > 0.3 {
        let way: Float = left ? 1 : -1
        let lamp = SIMD2(at, horizon - 0.075 - 0.30 * 0.85)
        strokes.polygon(
          left
            ? [lamp, lamp + SIMD2(1.6 * way, -0.16), lamp + SIMD2(1.6 * way, 0.06)]
            : [lamp, lamp + SIMD2(1.6 * way, 0.06), lamp + SIMD2(1.6 * way, -0.16)],
          RGB(0xfff2c0), opacity: 0.22 * dim, shines: true, blur: 0.02)
      }
      Figures.draw(
        .lighthouse, &strokes, at: SIMD2(at, horizon - 0.070), size: 0.30 * reading.size(.lighthouse), colour: dark,
        light: light.sky.at(0.8), flip: !left, lit: dim, &chance)
    }
    guard !strokes.isEmpty else { return }
    strokes.file(frame)
    layers.append(strokes)
  }

  private mutating func addNear() {
    guard !hasWater, land == nil || land == .peaks, !reading.has(.city) else { return }
    let flowers = reading.hasAny(.meadowFlowers, .sunflower, .tulip, .rose, .flower)
    let noise = Noise(&chance)
    let green = setting.graded(reading.season == .winter || reading.weather == .snow ? RGB(0xd4dde4) : RGB(0x3f5a2c))
    let meadow = light.near.mixed(green.scaled(1 - light.night * 0.75), light.night > 0.5 ? 0.25 : 0.55)
    for index in 0..<3 {
      let near = Float(index) / 2
      let level = horizon + 0.03 + near * (0.93 - horizon - 0.03)
      let line = Profile(frame) { x in noise.layered(x * (2.0 - near * 0.7), x * 0 + near * 3, 4) * 0.05 + level }
      let colour = light.haze.mixed(meadow, 0.55 + 0.45 * near).scaled(1 - near * 0.3)
      layers.append(
        Ridge(
          profile: line, colour: colour, mist: light.haze, mistiness: 0.35 * (1 - near), lit: light.sun, relief: 0,
          sunX: 0,
          snow: nil, texture: Noise(&chance), grain: 16 + near * 10, octaves: 4))
      if flowers || reading.hasAny(.grass, .train) || reading.main?.isFigure == true { continue }
      guard !reading.lacks(.forest), reading.season != .winter || index < 2 else { continue }
      layers.append(
        Row(
          kind: .fir, ground: line, gap: 0.016 + 0.035 * near, least: 0.025 + 0.05 * near, most: 0.06 + 0.16 * near,
          colour: light.haze.mixed(light.near, 0.5 + 0.5 * near), lit: light.near.mixed(light.sun, 0.14), others: [],
          toSun: light.sunX > frame.aspect / 2 ? 1 : -1, key: chance.key(), share: 0.45 + 0.3 * (1 - near),
          fills: false,
          mist: light.haze, mistiness: 0.3 * (1 - near)))
    }
  }
}
