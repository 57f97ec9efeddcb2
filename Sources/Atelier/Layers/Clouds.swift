/// A deck of clouds seen from below, smaller and denser towards the horizon.
struct CloudDeck: Layer {
  let light: Daylight
  let horizon: Float
  /// From 0 (a few) to 1 (a closed sky).
  let cover: Float
  /// Long in one direction, like high ice clouds.
  let streak: Float
  let noise: Noise
  let octaves: Int

  func paint(over paint: inout Paint, at spot: Spot) {
    let above = horizon - spot.y
    guard any(above .> 0) else { return }
    let depth = 0.34 / (above.atLeast(0.0) + 0.10)
    let u = (spot.x - light.sunX) * depth * (1 - streak * 0.72)
    let v = depth * 2.3
    let density = cover * 0.62 - 0.30 + field(u, v)
    let amount = density.smooth(0, 0.30 + 0.12 * (1 - cover))
    guard any(amount .> 0.002) else { return }
    // Towards the sun the cloud is thinner: the difference is its lit side.
    let shift: Float = 0.09
    let toSun = field(u + shift * (light.sunX - 0.5), v + shift)
    let thin = ((density - (cover * 0.62 - 0.30 + toSun)) * 2.6 + 0.55).unit
    let distance = Lanes.length(spot.x - light.sunX, spot.y - light.sunY)
    let glow = (distance * -3.4).exponential * light.strength
    let body = (thin * (1 - amount * 0.42) + glow * 0.45).unit
    var cloud = Paint(light.cloudShade)
    cloud.mix(light.cloudLit, body)
    cloud.light(light.sun, glow * (1 - amount * 0.6) * 0.8)
    // Far clouds take the colour of the haze.
    let far = (above * (1 / horizon)).smooth(0.32, 0.0)
    cloud.mix(light.sky.at(Lanes(repeating: 0.93)), far * 0.75)
    paint.mix(cloud, amount * above.smooth(0, 0.05) * (0.94 - far * 0.4))
  }

  private func field(_ u: Lanes, _ v: Lanes) -> Lanes {
    let bend = noise.layered(u * 0.7 + 5, v * 0.7, 2)
    return noise.layered(u * 1.1 + bend * 0.9, v * 1.1 + bend * 0.5, octaves)
  }
}

/// Heaps with bright heads and flat grey bottoms.
struct Cumulus: Layer {
  let light: Daylight
  let horizon: Float
  let cover: Float
  /// Where the bottoms lie.
  let level: Float
  let size: Float
  let noise: Noise
  let octaves: Int

  func paint(over paint: inout Paint, at spot: Spot) {
    guard any(spot.y .< horizon) else { return }
    let density = field(spot.x, spot.y)
    let amount = density.smooth(0.0, 0.055)
    guard any(amount .> 0.002) else { return }
    let (toX, toY) = (light.sunX - spot.x, light.sunY - spot.y - 0.10)
    let scale = (0.035 * size) / (Lanes.length(toX, toY) + 0.05)
    let toward = field(spot.x + toX * scale, spot.y + toY * scale)
    let lit = ((density - toward) * 3.4 + 0.56).unit
    let deep = density.smooth(0.0, 0.55)
    var cloud = Paint(light.cloudShade)
    cloud.mix(light.cloudLit, (lit * (1.05 - deep * 0.30)).unit)
    let distance = Lanes.length(spot.x - light.sunX, spot.y - light.sunY)
    cloud.light(light.sun, (distance * -3.2).exponential * (1 - deep) * (0.7 * light.strength))
    cloud.mix(light.haze, (spot.y * (1 / horizon)).smooth(0.6, 1.05) * 0.55)
    paint.mix(cloud, amount * 0.97)
  }

  private func field(_ x: Lanes, _ y: Lanes) -> Lanes {
    let (u, v) = (x * (1 / size), (y - level) * (1 / size))
    // Masses that end at a level below and pile up above it.
    let mass = noise(u * 0.62 + 3, v * 0.35 + 8) * 0.85 + noise(u * 1.5, v * 0.9 + 2) * 0.30
    let height = v.smooth(0.10, -0.02) * (v + 1.15).smooth(0, 0.8)
    let heaps = noise.billowed(u * 1.5 + mass * 0.3, v * 2.0, octaves)
    return mass + cover * 0.95 - 0.72 + heaps * 0.72 - (1 - height) * 1.1
  }
}

/// Curtains of light.
struct Aurora: Layer {
  struct Curtain {
    let base: Float
    let sway: Float
    let length: Float
    let strength: Float
    let noise: Noise
  }

  let curtains: [Curtain]
  let colours: Ramp
  let octaves: Int

  init(chance: inout Chance, colours: Ramp, horizon: Float, octaves: Int) {
    self.colours = colours
    self.octaves = octaves
    let lift = horizon - 0.10
    curtains = [(0.78, 0.20, 0.30, 0.95), (0.58, 0.16, 0.36, 0.75), (0.92, 0.10, 0.18, 0.6)].map { shape in
      Curtain(
        base: lift * (shape.0 + chance.between(-0.06, 0.06)), sway: shape.1 * chance.between(0.8, 1.3),
        length: shape.2 * chance.between(0.8, 1.2), strength: shape.3, noise: Noise(&chance))
    }
  }

  func paint(over paint: inout Paint, at spot: Spot) {
    for curtain in curtains {
      let fold = curtain.noise.layered(spot.x * 1.25, spot.x * 0 + 0.5, 3)
      let up = curtain.base + curtain.sway * fold * 1.9 - spot.y
      let fine = curtain.noise.layered(spot.x * 24 + up * 1.3 + fold * 5, spot.y * 0.5, octaves)
      let broad = curtain.noise(spot.x * 4 + fold * 3, spot.y * 0.4 + 3)
      let rays = 0.30 + 0.8 * (fine + 0.30).atLeast(0) + 0.35 * broad
      let shape = up.smooth(-0.012, 0.035) * ((up.atLeast(0)) * (-1 / curtain.length)).exponential
      let level = (shape * rays * curtain.strength).atLeast(0)
      var glow = colours.at(up.atLeast(0) * 2.4)
      glow.scale(level)
      paint.light(glow)
    }
  }
}

/// The bow opposite the sun.
struct Rainbow: Layer {
  let x: Float
  let y: Float
  let radius: Float
  let horizon: Float

  func paint(over paint: inout Paint, at spot: Spot) {
    let distance = Lanes.length(spot.x - x, spot.y - y)
    let place = (distance - radius) * (1 / (radius * 0.085))
    let hue = Ramp(0x7a4fd0, 0x3f7fe8, 0x49c46a, 0xf4e04a, 0xf58a3a, 0xe6443c).at(place + 0.5)
    let amount = (place.magnitude).smooth(0.62, 0.25) * spot.y.smooth(horizon + 0.02, horizon - 0.16)
    paint.light(Paint(hue.red * amount * 0.5, hue.green * amount * 0.5, hue.blue * amount * 0.5))
    paint.light(.white, distance.smooth(radius, radius * 0.86) * spot.y.smooth(horizon, horizon - 0.2) * 0.05)
  }
}

struct Lightning: Layer {
  let strokes: Strokes
  let x: Float
  let colour: RGB

  func paint(over paint: inout Paint, at spot: Spot) {
    paint.light(colour, ((spot.x - x).magnitude * -3.2).exponential * (spot.y * -1.4).exponential * 0.34)
    strokes.paint(over: &paint, at: spot)
  }
}
