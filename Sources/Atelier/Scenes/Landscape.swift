/// A view with a horizon: sky, what stands far and near, and water, land or snow in front.
enum Landscape {
  static func painting(_ setting: Setting) -> any Painting {
    var scene = Scene(setting)
    return scene.compose()
  }

  private struct Scene {
    var setting: Setting
    let reading: Reading
    let frame: Frame
    var light: Daylight
    var horizon: Float
    var chance: Chance
    var layers: [any Layer] = []
    let hasWater: Bool

    init(_ setting: Setting) {
      var setting = setting
      var chance = setting.chance.branch("landscape")
      self.setting = setting
      reading = setting.reading
      frame = setting.frame
      light = setting.daylight(&chance)
      hasWater =
        (reading.hasAny(.lake, .river, .sea, .beach, .island, .boat, .lighthouse, .whale, .bridge)
          || (reading.hasAny(.mountain, .forest, .sky, .sun, .moon, .aurora) && !reading.hasAny(.road, .field, .meadow)
            && chance.happens(0.45)))
        && !reading.lacks(.lake) && !reading.lacks(.sea)
      horizon = hasWater ? chance.between(0.58, 0.70) : chance.between(0.66, 0.78)
      if reading.hasAny(.sea, .beach) { horizon = chance.between(0.48, 0.58) }
      if frame.aspect < 0.8 { horizon += 0.04 }
      self.chance = chance
      switch reading.time {
      case .day, .morning: light.sunY = horizon * chance.between(0.16, 0.34)
      case .sunset, .dawn: light.sunY = horizon - chance.between(0.06, 0.14)
      default:
        light.sunY = light.night > 0.7 ? horizon * chance.between(0.22, 0.46) : horizon - chance.between(0.09, 0.24)
      }
      self.setting = setting
    }

    mutating func compose() -> any Painting {
      addSky()
      addFar()
      let above = Layers(layers: layers)
      if hasWater {
        let rough: Float =
          reading.weather == .storm ? 0.95 : reading.hasAny(.sea, .beach) ? chance.between(0.4, 0.6) : 0.12
        let deep = light.near.mixed(RGB(0x0d3a52), 0.45).mixed(light.sky.at(0.2), 0.35)
        layers.append(
          Water(
            above: above, level: horizon, light: light, deep: deep, waves: rough, noise: Noise(&chance),
            octaves: frame.count(4, least: 2)))
      }
      addNear()
      return Layers(layers: layers)
    }

    private mutating func addSky() {
      layers.append(Sky(light: light, horizon: horizon, drift: Noise(&chance)))
      let wet = reading.weather == .storm || reading.weather == .rain || reading.weather == .overcast
      let starry = reading.hasAny(.star, .milkyWay, .aurora) || (light.night > 0.4 && !wet)
      if starry, !reading.lacks(.star) {
        let band = reading.has(.milkyWay) || (light.night == 1 && !reading.has(.moon) && chance.happens(0.4))
        layers.append(
          Stars(
            key: chance.key(), amount: max(0.4, light.night) * min(1.4, reading.weight(.star)), horizon: horizon,
            band: band ? (chance.between(-1.1, -0.5), Noise(&chance)) : nil))
      }
      if reading.has(.aurora) {
        let colours = chance.one(of: [
          Ramp(0x66ffb0, 0x2fd8a0, 0x5a63d8, 0xb04ad0), Ramp(0x8affc0, 0x3fe0b0, 0x3a9ad8, 0x4a5ad0),
          Ramp(0xa0ffb0, 0x48e088, 0xd060b0, 0x8a3ad0),
        ])
        let tinted = reading.colours.first.map { colour in colours.map { $0.tinted(RGB(colour), 0.6) } } ?? colours
        layers.append(Aurora(chance: &chance, colours: tinted, horizon: horizon, octaves: frame.count(4, least: 2)))
      }
      addBodies()
      addClouds()
      if reading.has(.rainbow) {
        layers.append(
          Rainbow(
            x: frame.aspect - light.sunX, y: horizon + 0.08, radius: min(0.62, frame.aspect * 0.46), horizon: horizon))
      }
    }

    private mutating func addBodies() {
      let wantsMoon = reading.has(.moon) || (light.night > 0.7 && !reading.hasAny(.sun, .aurora, .milkyWay))
      if wantsMoon, !reading.lacks(.moon) {
        let count = min(5, reading.counts[.moon] ?? 1)
        for index in 0..<count {
          let big = chance.between(0.045, 0.085) * reading.size(.moon) * (index == 0 ? 1 : chance.between(0.4, 0.8))
          let x = index == 0 ? light.sunX : chance.between(0.1, 0.9) * frame.aspect
          let y = index == 0 ? light.sunY : chance.between(0.1, 0.7) * horizon
          layers.append(
            Moon(
              x: x, y: y, radius: big, colour: RGB(0xf3efe2).mixed(light.sun, 0.3),
              phase: reading.time == nil && chance.happens(0.25) ? chance.between(-0.6, 0.7) : 1, noise: Noise(&chance))
          )
        }
      } else if light.strength > 0.35, light.night < 0.5, !reading.lacks(.sun), !reading.has(.aurora) {
        let count = min(4, reading.counts[.sun] ?? 1)
        for index in 0..<count {
          let radius = chance.between(0.030, 0.052) * reading.size(.sun)
          layers.append(
            Sun(
              x: index == 0 ? light.sunX : light.sunX + Float(index) * 0.2, y: light.sunY - Float(index) * 0.09,
              radius: radius, colour: light.sun, strength: light.strength))
        }
      }
    }

    private mutating func addClouds() {
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
          : reading.hasAny(.aurora, .milkyWay, .star) ? 0.0 : chance.between(0.08, 0.5)
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

    private mutating func addFar() {
      if reading.hasAny(.sea, .beach), !reading.hasAny(.mountain, .island, .hill, .volcano) { return }
      let sun = SIMD3<Float>(light.sunX > frame.aspect / 2 ? 0.85 : -0.85, 0.5, 0.12)
      let colours = Terrain.Colours(
        rock: RGB(0x55504e).tinted(light.haze, 0.3), earth: RGB(0xc9a878), green: setting.graded(RGB(0x4c6a34)),
        snow: RGB(0xf4f6fa), haze: light.sky.at(0.90).mixed(light.haze, 0.5), sun: light.sun,
        shade: light.sky.at(0.35).mixed(light.haze, 0.3))
      if reading.has(.mountain), chance.happens(0.5) || reading.weather == .snow || reading.season == .winter {
        layers.append(
          Terrain(
            .peaks, frame: frame, horizon: horizon - 0.06, eye: 0.42, sun: sun, colours: colours, fog: 0.16,
            snowLine: 0.1, chance: &chance))
        return
      }
      addRidges()
    }

    private mutating func addRidges() {
      let count = chance.below(3) + 5
      let wooded = !reading.hasAny(.desert, .canyon) && !reading.lacks(.forest)
      let tall: Float = reading.hasAny(.mountain, .volcano) ? 1 : reading.has(.hill) ? 0.42 : chance.between(0.5, 0.9)
      let noise = Noise(&chance)
      for index in 0..<count {
        let near = Float(index) / Float(count - 1)
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
            mistiness: (1 - near * 0.75) * (reading.weather == .fog ? 1.6 : 1),
            lit: light.sun.mixed(light.haze, 0.3), relief: light.night > 0.6 ? 0.12 : 0.34 * (1 - near * 0.5),
            sunX: light.sunX - frame.aspect / 2,
            snow: snowy ? (line: base - height * 0.22, colour: light.cloudLit.mixed(.white, 0.4)) : nil,
            texture: Noise(&chance), grain: 5 + near * 4, octaves: frame.count(5, least: 3)))
        if wooded, index >= count - 2 {
          let size: Float = index == count - 1 ? 1.5 : 1
          layers.append(
            Row(
              kind: .fir, ground: line, gap: 0.012 * size, least: 0.016 * size, most: 0.042 * size, colour: colour,
              lit: colour.mixed(light.sun, 0.12), others: [], toSun: light.sunX > frame.aspect / 2 ? 1 : -1,
              key: chance.key(), share: 0.85, fills: false, mist: light.haze, mistiness: 0.25 * (1 - near)))
        }
      }
    }

    private mutating func addNear() {
      guard !hasWater else { return }
      let noise = Noise(&chance)
      let line = Profile(frame) { x in noise.layered(x * 1.6, x * 0 + 0.5, 4) * 0.05 + 0.93 }
      layers.append(
        Row(
          kind: .fir, ground: line, gap: 0.045, least: 0.07, most: 0.2, colour: light.near.scaled(0.8),
          lit: light.near.mixed(light.sun, 0.10), others: [], toSun: light.sunX > frame.aspect / 2 ? 1 : -1,
          key: chance.key(), share: 0.8, fills: true, mist: light.haze, mistiness: 0))
    }
  }
}
