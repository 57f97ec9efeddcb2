/// Everything above the horizon that is not land: the sky, its lights, its clouds, and what flies.
struct Firmament {
  private let setting: Setting
  private let reading: Reading
  private let frame: Frame
  private let light: Daylight
  private let horizon: Float

  init(_ setting: Setting, _ light: Daylight, horizon: Float) {
    self.setting = setting
    reading = setting.reading
    frame = setting.frame
    self.light = light
    self.horizon = horizon
  }

  func layers(_ chance: inout Chance) -> [any Layer] {
    var layers: [any Layer] = [Sky(light: light, horizon: horizon, drift: Noise(&chance))]
    addStars(&layers, &chance)
    addBodies(&layers, &chance)
    addClouds(&layers, &chance)
    if reading.has(.rainbow) {
      layers.append(
        Rainbow(
          x: frame.aspect - light.sunX, y: horizon + 0.08, radius: min(0.62, frame.aspect * 0.46), horizon: horizon))
    }
    if reading.has(.lightning) || (reading.weather == .storm && !reading.lacks(.lightning) && chance.happens(0.7)) {
      layers.append(bolt(&chance))
    }
    addFliers(&layers, &chance)
    return layers
  }

  private func addStars(_ layers: inout [any Layer], _ chance: inout Chance) {
    let wet = reading.weather == .storm || reading.weather == .rain || reading.weather == .overcast
    let wanted = reading.hasAny(.star, .milkyWay, .aurora, .comet)
    if wanted || (light.night > 0.4 && !wet), !reading.lacks(.star) {
      let band = reading.has(.milkyWay) || (light.night == 1 && !reading.has(.moon) && chance.happens(0.4))
      layers.append(
        Stars(
          key: chance.key(), amount: max(0.4, light.night) * min(1.4, reading.weight(.star)), horizon: horizon,
          band: band ? (chance.between(-1.1, -0.5), Noise(&chance)) : nil))
    }
    if reading.has(.comet) {
      var strokes = Strokes()
      for index in 0..<min(9, reading.counts[.comet] ?? 1) {
        let head = SIMD2(frame.aspect * chance.between(0.2, 0.8), horizon * chance.between(0.15, 0.5))
        let tail = head + SIMD2(chance.between(0.18, 0.4), chance.between(-0.22, -0.10)) * (index == 0 ? 1 : 0.5)
        strokes.line(tail, head, 0.001, RGB(0x6090d0), to: .white, taper: 0.006, shines: true, blur: 0.002)
        strokes.disc(head, 0.006, .white, shines: true, blur: 0.003)
        strokes.disc(head, 0.02, RGB(0xb0d0ff), opacity: 0.5, shines: true, blur: 0.018)
      }
      strokes.file(frame)
      layers.append(strokes)
    }
    if reading.has(.aurora) {
      let colours = chance.one(of: [
        Ramp(0x66ffb0, 0x2fd8a0, 0x5a63d8, 0xb04ad0), Ramp(0x8affc0, 0x3fe0b0, 0x3a9ad8, 0x4a5ad0),
        Ramp(0xa0ffb0, 0x48e088, 0xd060b0, 0x8a3ad0),
      ])
      let tinted = reading.colours.first.map { colour in colours.map { $0.tinted(RGB(colour), 0.6) } } ?? colours
      layers.append(Aurora(chance: &chance, colours: tinted, horizon: horizon, octaves: frame.count(4, least: 2)))
    }
  }

  private func addBodies(_ layers: inout [any Layer], _ chance: inout Chance) {
    let wantsMoon = reading.has(.moon) || (light.night > 0.7 && !reading.hasAny(.sun, .aurora, .milkyWay, .comet))
    if wantsMoon, !reading.lacks(.moon) {
      for index in 0..<min(5, reading.counts[.moon] ?? 1) {
        let first = index == 0
        let near: Float = reading.main?.isFigure == true ? 1.9 : 1
        let size = chance.between(0.045, 0.085) * near * reading.size(.moon) * (first ? 1 : chance.between(0.4, 0.8))
        layers.append(
          Moon(
            x: first ? light.sunX : chance.between(0.1, 0.9) * frame.aspect,
            y: first ? light.sunY : chance.between(0.1, 0.7) * horizon, radius: size,
            colour: RGB(0xf3efe2).mixed(light.sun, 0.3),
            phase: reading.time == nil && chance.happens(0.25) ? chance.between(-0.6, 0.7) : 1, noise: Noise(&chance)))
      }
    } else if light.strength > 0.35, light.night < 0.5, !reading.lacks(.sun), !reading.has(.aurora) {
      for index in 0..<min(4, reading.counts[.sun] ?? 1) {
        layers.append(
          Sun(
            x: light.sunX + Float(index) * 0.2, y: light.sunY - Float(index) * 0.09,
            radius: chance.between(0.030, 0.052) * reading.size(.sun) * (reading.main?.isFigure == true ? 2 : 1),
            colour: light.sun, strength: light.strength))
      }
    }
    if reading.hasAny(.planet, .space) {
      layers.append(
        Moon(
          x: frame.aspect - light.sunX, y: horizon * 0.3, radius: 0.16,
          colour: RGB(0xe8c8b0).mixed(light.sky.at(0.3), 0.3),
          phase: 0.5, noise: Noise(&chance)))
    }
  }

  private func addClouds(_ layers: inout [any Layer], _ chance: inout Chance) {
    guard !reading.lacks(.cloud), reading.weather != .clear else { return }
    let octaves = frame.count(6, least: 3)
    let cover: Float
    switch reading.weather {
    case .storm: cover = 0.95
    case .overcast, .rain: cover = 0.85
    case .snow, .fog: cover = 0.6
    case .cloudy: cover = 0.62
    default:
      cover =
        reading.has(.cloud)
        ? 0.55 * reading.weight(.cloud)
        : reading.hasAny(.aurora, .milkyWay, .star, .comet) ? 0 : chance.between(0.08, 0.55)
    }
    guard cover > 0.05 else { return }
    let heaped =
      reading.weather != .storm && cover < 0.7 && light.night < 0.6
      && (reading.has(.cloud) ? chance.happens(0.7) : chance.happens(0.35))
    layers.append(
      CloudDeck(
        light: light, horizon: horizon, cover: heaped ? cover * 0.5 : cover,
        streak: chance.between(0, 0.8) * (cover > 0.7 ? 0.3 : 1), noise: Noise(&chance), octaves: octaves))
    if heaped {
      layers.append(
        Cumulus(
          light: light, horizon: horizon, cover: 0.35 + cover * 0.6, level: horizon * chance.between(0.62, 0.86),
          size: chance.between(0.30, 0.46), noise: Noise(&chance), octaves: octaves))
    }
  }

  private func bolt(_ chance: inout Chance) -> Lightning {
    var strokes = Strokes()
    let x = frame.aspect * chance.between(0.2, 0.8)
    let colour = RGB(0xe8ecff)
    func branch(_ from: SIMD2<Float>, _ length: Float, _ radius: Float, _ depth: Int, _ chance: inout Chance) {
      var at = from
      let steps = 14
      for _ in 0..<steps where at.y < horizon {
        let next = at + SIMD2(chance.around() * 0.6, chance.between(0.5, 1.2)) * (length / Float(steps))
        strokes.line(at, next, radius, colour, shines: true, blur: 0.0008)
        strokes.line(at, next, radius * 5, RGB(0x90a0ff), opacity: 0.14, shines: true, blur: 0.008)
        if depth > 0, chance.happens(0.22) { branch(next, length * 0.4, radius * 0.5, depth - 1, &chance) }
        at = next
      }
    }
    branch(SIMD2(x, 0.04), horizon * 1.12, 0.0022, 2, &chance)
    strokes.file(frame)
    return Lightning(strokes: strokes, x: x, colour: RGB(0xa8b4e8))
  }

  private func addFliers(_ layers: inout [any Layer], _ chance: inout Chance) {
    var strokes = Strokes()
    if reading.has(.balloon) {
      let count = min(14, reading.counts[.balloon] ?? (3 + chance.below(3)))
      var places: [SIMD2<Float>] = []
      for index in 0..<count {
        var at = SIMD2<Float>(0, 0)
        for _ in 0..<20 {
          at = SIMD2(frame.aspect * chance.between(0.1, 0.9), horizon * chance.between(0.16, 0.74))
          if places.allSatisfy({ abs($0.x - at.x) > 0.13 || abs($0.y - at.y) > 0.2 }) { break }
        }
        places.append(at)
        let size = (index == 0 ? 0.085 : chance.between(0.024, 0.055)) * reading.size(.balloon)
        drawBalloon(&strokes, at, size, &chance)
      }
    }
    if reading.has(.lantern) {
      for _ in 0..<frame.count(min(90, reading.counts[.lantern].map { $0 * 8 } ?? 60), least: 12) {
        let size = 0.004 + chance.unit().raised(3) * 0.024
        let at = SIMD2(frame.aspect * chance.unit(), horizon * chance.between(0.05, 0.95))
        strokes.disc(at, size * 2.6, RGB(0xff9a40), opacity: 0.35, shines: true, blur: size * 2)
        strokes.ellipse(
          at, axis: SIMD2(0, size), size * 0.72, RGB(0xffc870), to: RGB(0xff8a30), opacity: 0.95, relief: 0.1)
        strokes.disc(at + SIMD2(0, size * 0.5), size * 0.4, RGB(0xfff0c0), opacity: 0.8, shines: true, blur: size * 0.3)
      }
    }
    let birds =
      reading.counts[.bird]
      ?? (reading.has(.bird) ? 14 : light.night < 0.3 && reading.weather == nil && chance.happens(0.25) ? 5 : 0)
    if birds > 0, !reading.lacks(.bird) {
      let flock = SIMD2(frame.aspect * chance.between(0.25, 0.75), horizon * chance.between(0.25, 0.55))
      for _ in 0..<min(40, birds) {
        let at = flock + SIMD2(chance.around() * 0.24, chance.around() * 0.10)
        Figures.draw(
          .bird, &strokes, at: at, size: chance.between(0.010, 0.026) * (birds < 4 ? 2.6 : 1) * reading.size(.bird),
          colour: light.near.mixed(light.haze, 0.15), light: light.haze, flip: chance.happens(0.5), lit: 0, &chance)
      }
    }
    if reading.has(.dragon) {
      Figures.draw(
        .dragon, &strokes, at: SIMD2(frame.aspect * 0.5 + chance.around() * 0.15, horizon * 0.62),
        size: 0.24 * reading.size(.dragon), colour: light.near.mixed(light.haze, 0.08), light: light.haze,
        flip: light.sunX < frame.aspect / 2, lit: 0, &chance)
    }
    if reading.has(.rocket) {
      let at = SIMD2(frame.aspect * 0.5 + chance.around() * 0.2, horizon * 0.55)
      for step in 0..<26 {
        let down = Float(step) * 0.018
        let puff = SIMD2(at.x + chance.around() * 0.03 * (1 + down * 4), at.y + 0.03 + down)
        strokes.disc(
          puff, 0.018 + down * 0.10, light.cloudLit.mixed(RGB(0xffc080), max(0, 0.9 - down * 3)), opacity: 0.45,
          blur: 0.02 + down * 0.05)
      }
      Figures.draw(
        .rocket, &strokes, at: at, size: 0.20 * reading.size(.rocket), colour: light.near.mixed(RGB(0x808890), 0.4),
        light: light.cloudLit, flip: false, lit: light.night, &chance)
    }
    guard !strokes.isEmpty else { return }
    strokes.file(frame)
    layers.append(strokes)
  }

  private func drawBalloon(_ strokes: inout Strokes, _ at: SIMD2<Float>, _ size: Float, _ chance: inout Chance) {
    let pairs: [(UInt32, UInt32)] = [
      (0xe8603c, 0xf6ead6), (0x2f5d8a, 0xf6ead6), (0xd9a441, 0x8a2f3a), (0x3a8a7a, 0xf2d28a), (0x8a4a9a, 0xf6c8b0),
    ]
    let pair = chance.one(of: pairs)
    var (first, second) = (RGB(pair.0), RGB(pair.1))
    if let colour = reading.colours(of: .balloon).first { first = RGB(colour) }
    let dim = 1 - light.night * 0.5
    (first, second) = (first.mixed(light.haze, 0.12).scaled(dim), second.mixed(light.haze, 0.12).scaled(dim))
    let lower = at + SIMD2(0, size * 0.62)
    strokes.polygon(
      [
        lower + SIMD2(-size * 0.74, 0), lower + SIMD2(size * 0.74, 0), lower + SIMD2(size * 0.14, size * 0.86),
        lower + SIMD2(-size * 0.14, size * 0.86),
      ],
      first.scaled(0.86), to: first.scaled(0.6))
    for gore in stride(from: 5, through: 0, by: -1) {
      let width = size * [0.16, 0.38, 0.58, 0.76, 0.90, 1.0][gore]
      let colour = gore % 2 == 1 ? first : second
      strokes.ellipse(
        at, axis: SIMD2(0, -size * 1.04), width, colour.scaled(0.88), to: colour.mixed(.white, 0.06),
        relief: gore == 5 ? 0.34 : 0.22)
    }
    for side in [-1, 1] as [Float] {
      strokes.line(
        lower + SIMD2(size * 0.13 * side, size * 0.84), lower + SIMD2(size * 0.10 * side, size * 1.20), size * 0.012,
        RGB(0x3a2a20))
    }
    strokes.box(at.x - size * 0.13, at.y + size * 1.78, size * 0.26, size * 0.20, RGB(0x6a4426), to: RGB(0x3a2414))
  }
}
