/// Inside a forest: rows of trees that fade into mist, or trunks with light between them.
enum Woods {
  static func painting(_ setting: Setting) -> any Painting {
    var setting = setting
    var chance = setting.chance.branch("woods")
    let (reading, frame) = (setting.reading, setting.frame)
    var light = setting.daylight(&chance)
    light.sunY = chance.between(0.16, 0.32)
    light.sunX = frame.aspect * chance.between(0.36, 0.64)
    var layers: [any Layer] = [Sky(light: light, horizon: 1.0, drift: Noise(&chance))]
    if light.night > 0.4 {
      layers.append(Stars(key: chance.key(), amount: light.night, horizon: 0.9, band: nil))
      if !reading.lacks(.moon) {
        layers.append(
          Moon(
            x: light.sunX, y: light.sunY, radius: chance.between(0.06, 0.10) * reading.size(.moon),
            colour: RGB(0xf3efe2), phase: 1, noise: Noise(&chance)))
      }
    } else if !reading.lacks(.sun), light.strength > 0.3 {
      layers.append(Sun(x: light.sunX, y: light.sunY, radius: 0.045, colour: light.sun, strength: light.strength))
    }
    let trunks = !reading.hasAny(.bamboo) && chance.happens(light.night > 0.5 ? 0.2 : 0.45)
    let leafy =
      reading.season == .autumn || reading.season == .spring || (reading.season == .summer && chance.happens(0.5))
    let leaves = leafColours(setting, &chance)
    let mist = light.haze.mixed(light.sky.at(0.85), 0.6)
    if trunks || reading.has(.bamboo) {
      addTrunks(&layers, setting, light, mist, leaves, &chance)
    } else {
      addRows(&layers, setting, light, mist, leafy ? leaves : [], &chance)
    }
    if light.night < 0.6, reading.weather != .rain, reading.weather != .storm {
      layers.append(
        Shafts(
          x: light.sunX, y: light.sunY - 0.08, colour: light.sun, strength: 0.32 * light.strength, noise: Noise(&chance)
        ))
    }
    layers += Weathering.layers(setting, light, &chance)
    return Layers(layers: layers)
  }

  static func leafColours(_ setting: Setting, _ chance: inout Chance) -> [RGB] {
    let reading = setting.reading
    if let colour = reading.tints[.forest]?.first ?? reading.tints[.tree]?.first {
      return [RGB(colour), RGB(colour).scaled(0.8), RGB(colour).mixed(.white, 0.2)]
    }
    if reading.has(.blossomTree) { return [RGB(0xf4b8cc), RGB(0xf8d0dc), RGB(0xe898b4), RGB(0xfbe4ea)] }
    switch reading.season {
    case .autumn: return [RGB(0xd0702a), RGB(0xe09a30), RGB(0xb8442a), RGB(0xe8b840), RGB(0x8a3a28)]
    case .spring: return [RGB(0x9aba58), RGB(0xb8cc70), RGB(0xf0c0cc), RGB(0x7aa048)]
    case .winter: return [RGB(0xdfe8ee), RGB(0xc4d2dc), RGB(0xf0f4f6)]
    default: return [RGB(0x4f7a3a), RGB(0x6a9244), RGB(0x3a6434), RGB(0x86a850)]
    }
  }

  private static func addRows(
    _ layers: inout [any Layer], _ setting: Setting, _ light: Daylight, _ mist: RGB, _ leaves: [RGB],
    _ chance: inout Chance
  ) {
    let frame = setting.frame
    let count = 7
    let wander = Noise(&chance)
    for index in 0..<count {
      let near = Float(index) / Float(count - 1)
      let base = 0.50 + near * 0.52
      let line = Profile(frame) { x in
        wander.layered(x * 2.2, x * 0 + (Float(index) * 3.7 + 0.4), 4) * (0.05 + 0.03 * near) + base
      }
      let colour = mist.mixed(light.near, near.raised(0.8))
      layers.append(
        Row(
          kind: leaves.isEmpty ? .fir : index % 2 == 0 ? .crown : .birch, ground: line, gap: 0.018 + 0.085 * near,
          least: 0.09 + 0.16 * near, most: 0.17 + 0.40 * near, colour: colour,
          lit: colour.mixed(light.sun, 0.16 * (1 - light.night * 0.6)),
          others: leaves.map { mist.mixed($0.scaled(1 - light.night * 0.75), 0.15 + 0.75 * near) }, toSun: 0,
          key: chance.key(), share: 0.88, fills: true, mist: mist, mistiness: 0.85 * (1 - near) + 0.08))
      if index < count - 1 {
        layers.append(
          MistBand(y: base + 0.03, depth: 0.06, colour: mist, amount: (1 - near) * 0.55, noise: Noise(&chance)))
      }
    }
  }

  private static func addTrunks(
    _ layers: inout [any Layer], _ setting: Setting, _ light: Daylight, _ mist: RGB, _ leaves: [RGB],
    _ chance: inout Chance
  ) {
    let frame = setting.frame
    let bamboo = setting.reading.has(.bamboo)
    layers.append(
      MistBand(y: 0.62, depth: 0.5, colour: mist.mixed(light.sun, 0.15), amount: 0.8, noise: Noise(&chance)))
    let count = 6
    for index in 0..<count {
      let near = Float(index) / Float(count - 1)
      let ground = 0.66 + near * 0.20
      let bark = bamboo ? RGB(0x6f9a4a) : chance.happens(0.3) ? RGB(0xd8d4cc) : light.near.mixed(RGB(0x4a3626), 0.5)
      let colour = mist.mixed(bark.scaled(1 - light.night * 0.7), 0.16 + 0.8 * near.raised(0.9))
      layers.append(
        Trunks(
          key: chance.key(), gap: 0.035 + 0.12 * near,
          radius: (bamboo ? 0.006 : 0.007) + (bamboo ? 0.016 : 0.034) * near,
          ground: ground, colour: colour, lit: colour.mixed(light.sun, 0.45), toSun: light.sunX, joints: bamboo,
          white: bark.luminance > 0.6, noise: Noise(&chance)))
      let leaf = leaves.map { mist.mixed($0.scaled(1 - light.night * 0.75), 0.2 + 0.7 * near) }
      layers.append(
        Canopy(
          noise: Noise(&chance), scale: 4.5 - near * 2.6, edge: 0.10 + 0.16 * near, colours: leaf,
          light: light.sun, amount: 1))
      layers.append(
        Undergrowth(
          ground: ground,
          colour: mist.mixed(light.near.mixed(leaves[0].scaled(1 - light.night * 0.75), 0.35), 0.2 + near * 0.75),
          lit: light.sun, sunX: light.sunX, noise: Noise(&chance), near: near))
      if index < count - 1 {
        layers.append(MistBand(y: ground, depth: 0.05, colour: mist, amount: (1 - near) * 0.6, noise: Noise(&chance)))
      }
    }
    _ = frame
  }
}

/// Upright trunks, side by side.
struct Trunks: Layer {
  let key: UInt32
  let gap: Float
  let radius: Float
  let ground: Float
  let colour: RGB
  let lit: RGB
  let toSun: Float
  let joints: Bool
  let white: Bool
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    guard any(spot.y .< ground + 0.06) else { return }
    let cell = (spot.x * (1 / gap)).floored
    for offset in -1...1 {
      let place = cell + Float(offset)
      let (first, second) = Noise.pair(Noise.hash(place.whole, SIMD8(repeating: 5), key))
      let lean = second * 0.05
      let bend = noise(spot.y * 1.4 + first * 9, place * 0.7) * (joints ? 0.006 : 0.012)
      let x = (place + 0.5 + first * 0.42) * gap + (spot.y - 0.5) * lean + bend
      let thick = (second * 0.3 + 0.85) * radius * (0.80 + spot.y * 0.35)
      let off = spot.x - x
      let foot = (spot.y - ground - first * 0.02) * (1 / spot.pixel)
      let flare = joints ? Lanes.zero : ((spot.y - ground) * 22).exponential * thick * 0.5
      let cover = ((thick + flare - off.magnitude) * (1 / spot.pixel) + 0.5).unit * (0.5 - foot).unit
      guard any(cover .> 0) else { continue }
      var bark = Paint(colour)
      let side = off / thick
      let toward = Lanes(repeating: -1).replacing(with: 1, where: x .< toSun)
      let grain = noise.layered(off * (0.6 / radius) + first * 7, spot.y * (white ? 9 : 3.2), 4)
      bark.scale(1 + grain * 0.5)
      if white { bark.mix(RGB(0x2a2622), grain.smooth(0.16, 0.30) * 0.75) }
      if joints {
        let node = (spot.y * 5.5 + first * 3).fraction
        bark.scale(1 - node.smooth(0.03, 0) * 0.5 + node.smooth(0.97, 1) * 0.3)
      }
      bark.mix(lit, ((side * toward * 0.5 + 0.35).unit * 0.55))
      bark.scale(1 - (side * side) * 0.35)
      paint.mix(bark, cover)
    }
  }
}

/// Leaves that hang in from above.
struct Canopy: Layer {
  let noise: Noise
  let scale: Float
  let edge: Float
  let colours: [RGB]
  let light: RGB
  let amount: Float

  func paint(over paint: inout Paint, at spot: Spot) {
    guard any(spot.y .< edge + 0.42) else { return }
    let mass = noise.layered(spot.x * scale, spot.y * scale, 3)
    let leaf = noise.layered(spot.x * scale * 9, spot.y * scale * 9, 3)
    let depth = edge - spot.y + mass * 0.36 + leaf * 0.16
    let cover = depth.smooth(0, 0.018)
    guard any(cover .> 0) else { return }
    var green = Paint(colours[0])
    for (index, colour) in colours.enumerated().dropFirst().prefix(2) {
      green.mix(colour, noise(spot.x * scale * 6 + Float(index) * 7, spot.y * scale * 6).smooth(0.0, 0.35) * 0.8)
    }
    green.scale(0.72 + leaf * 0.55 + depth.smooth(0.2, 0) * 0.35)
    green.light(light, depth.smooth(0.06, 0) * 0.28)
    paint.mix(green, cover * amount)
  }
}

/// The forest's floor.
struct Undergrowth: Layer {
  let ground: Float
  let colour: RGB
  let lit: RGB
  let sunX: Float
  let noise: Noise
  let near: Float

  func covers(_ spot: Spot) -> Bool { all(spot.y .> ground + 0.10) }

  func paint(over paint: inout Paint, at spot: Spot) {
    let edge = noise.layered(spot.x * (9 - near * 4), spot.x * 0 + near, 5) * (0.025 + 0.03 * near)
    let blades = noise(spot.x * (120 - near * 60), spot.y * 14) * (0.006 + 0.012 * near)
    let below = spot.y - ground - edge - blades
    let cover = (below * (1 / spot.pixel) + 0.5).unit
    guard any(cover .> 0) else { return }
    var floor = Paint(colour)
    let rough = noise.layered(spot.x * (34 - near * 14), spot.y * (60 - near * 20), 4)
    floor.scale(0.85 + rough * 0.6)
    let path = (spot.x - sunX) * 2.2
    floor.light(lit, (path * path * -1).exponential * rough.smooth(-0.1, 0.4) * 0.22)
    paint.mix(floor, cover)
  }
}

/// Mist that lies along a height.
struct MistBand: Layer {
  let y: Float
  let depth: Float
  let colour: RGB
  let amount: Float
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let off = (spot.y - y) * (1 / depth)
    let drift = noise.layered(spot.x * 2.6, spot.y * 6, 4)
    paint.mix(colour, (off * off * -1).exponential * (0.7 + drift).unit * amount)
  }
}

/// Rays that fan out from the sun.
struct Shafts: Layer {
  let x: Float
  let y: Float
  let colour: RGB
  let strength: Float
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let (offX, offY) = (spot.x - x, spot.y - y)
    let turn = offX.angle(offY)
    let rays = noise.layered(turn * 26, turn * 0 + 0.3, 3) * 0.9 + 0.25
    let reach = Lanes.length(offX, offY)
    paint.light(colour, rays.unit * (reach * -1.5).exponential * strength)
  }
}
