/// What every scene is made from: what was asked, the picture's frame, and chance.
struct Setting {
  private(set) var reading: Reading
  let frame: Frame
  var chance: Chance

  init(_ reading: Reading, _ frame: Frame, seed: UInt32) {
    self.reading = reading
    self.frame = frame
    chance = Chance(Chance.mixed(reading.key ^ (UInt64(seed) &+ 1) &* 0x9e37_79b9_7f4a_7c15))
  }

  /// The same, but of these subjects.
  func showing(_ subjects: [Subject]) -> Setting {
    var setting = self
    setting.reading.subjects = subjects
    return setting
  }

  /// The prompt's own colours, or ones that chance gives: from dark to light.
  func palette(_ chance: inout Chance) -> [RGB] {
    let sets: [[UInt32]] = [
      [0x14202c, 0x1f3a54, 0x2f7f7a, 0xc8452f, 0xe3a33b, 0xefe6d6],
      [0x101820, 0x2a4d69, 0x4fa3a5, 0xd7593f, 0xf2b25c, 0xe9e2d2],
      [0x1a1030, 0x4a2a7a, 0xb4456f, 0xf2705b, 0xf9b06b, 0xfff0cf],
      [0x07231f, 0x0f4a40, 0x2f7f6a, 0x8fb88a, 0xe0b765, 0xf4f0e2],
      [0x0c1f3f, 0x1f4e8c, 0x4a90c4, 0x9fd0dc, 0xf4d9a0, 0xfaf4e6],
      [0x23142b, 0x5b1f3a, 0xa3304a, 0xe07a5f, 0xf2cc8f, 0xf7efe0],
      [0x15171c, 0x3a4454, 0x7a8694, 0xc08a5a, 0xe6c79a, 0xf6f1e8],
      [0x12233a, 0x0f5f6e, 0x2fa3a0, 0xf5a65b, 0xee6352, 0xfbe9cf],
      [0x1c1f3a, 0x3d4f9a, 0x7f6fd0, 0xe58fb0, 0xf9cf9a, 0xfff6e2],
      [0x1d2218, 0x48562c, 0x8a9a4a, 0xd9b64a, 0xe07f3a, 0xf5ecd4],
    ]
    var colours = chance.one(of: sets).map { RGB($0) }
    let wanted = reading.colours.map { RGB($0) }
    if !wanted.isEmpty {
      for index in colours.indices {
        let tint = wanted[index % wanted.count]
        colours[index] = colours[index].tinted(tint, 0.8)
      }
      // The asked ones themselves stand in the middle, where palettes are strongest.
      for (offset, colour) in wanted.prefix(3).enumerated() { colours[2 + offset] = colour }
      colours.sort { $0.luminance < $1.luminance }
    } else {
      let turn = chance.between(-0.05, 0.05)
      colours = colours.map { $0.turned(turn) }
    }
    return colours.map { graded($0) }
  }

  /// What the moods do to any colour.
  func graded(_ colour: RGB) -> RGB {
    var colour = colour
    if reading.has(.vivid) { colour = colour.saturated(1.3) }
    if reading.has(.muted) { colour = colour.saturated(0.55).mixed(RGB(0xd8d4cc), 0.10) }
    if reading.has(.warm) { colour = colour.tinted(RGB(0xe8a060), 0.16) }
    if reading.has(.cold) { colour = colour.tinted(RGB(0x6090d0), 0.20) }
    if reading.has(.dreamy) { colour = colour.tinted(RGB(0xb08ae0), 0.14) }
    if reading.has(.dark) { colour = colour.scaled(0.72) }
    if reading.has(.bright) { colour = colour.mixed(.white, 0.14) }
    return colour
  }

  /// The light at the prompt's time of day and in its weather.
  mutating func daylight(_ branch: inout Chance) -> Daylight {
    let time = reading.time ?? chosenTime(&branch)
    var light = branch.one(of: Daylight.all(time))
    switch reading.weather {
    case .storm: light = light.mixed(.storm, light.night > 0.3 ? 0.4 : 0.9)
    case .rain: light = light.mixed(.overcast.mixed(.storm, 0.5), light.night > 0.3 ? 0.2 : 0.72)
    case .overcast, .snow: light = light.mixed(.overcast, light.night > 0.3 ? 0.12 : 0.7)
    case .fog: light = light.mixed(.overcast, light.night > 0.3 ? 0.18 : 0.45)
    case .clear, .cloudy, nil: break
    }
    switch reading.weather {
    case .storm, .rain, .overcast: light.strength = 0.25
    case .snow, .fog: light.strength = 0.45
    default: light.strength = 1
    }
    let turn = branch.between(-0.018, 0.018)
    light.change { $0.turned(turn) }
    for (index, colour) in reading.colours.prefix(3).enumerated() {
      let tint = RGB(colour)
      let share: Float = index == 0 ? 0.52 : 0.3
      let saturation = tint.greatest - tint.least
      light.change { saturation < 0.08 ? $0.saturated(1 - share) : $0.tinted(tint, share) }
    }
    light.change { graded($0) }
    let aspect = frame.aspect
    let left = reading.places[.sun] == .left || reading.places[.moon] == .left
    let right = reading.places[.sun] == .right || reading.places[.moon] == .right
    let side = left ? 0.24 : right ? 0.76 : branch.happens(0.5) ? branch.between(0.2, 0.42) : branch.between(0.58, 0.8)
    light.sunX = aspect * side
    return light
  }

  private func chosenTime(_ chance: inout Chance) -> DayTime {
    if reading.hasAny(.aurora, .milkyWay, .comet, .lantern) || reading.has(.star) { return .night }
    if reading.has(.moon) { return chance.happens(0.7) ? .night : .dusk }
    if reading.has(.electric) { return chance.one(of: [.night, .dusk]) }
    if reading.main?.isFigure == true { return chance.one(of: [.sunset, .night, .dusk, .golden, .dawn]) }
    if reading.has(.fire) { return chance.happens(0.5) ? .night : .dusk }
    if reading.hasAny(.rainbow, .field, .meadow) { return chance.one(of: [.morning, .day, .golden]) }
    if reading.has(.dark) { return chance.one(of: [.night, .dusk]) }
    if reading.has(.sun) { return chance.one(of: [.golden, .sunset, .dawn, .day]) }
    switch reading.weather {
    case .storm, .rain, .overcast: return chance.one(of: [.day, .dusk, .dawn])
    case .fog: return chance.one(of: [.dawn, .morning, .dusk])
    case .snow: return chance.one(of: [.dawn, .day, .dusk, .golden])
    default: return chance.one(of: [.dawn, .day, .golden, .golden, .sunset, .sunset, .dusk, .day])
    }
  }
}
