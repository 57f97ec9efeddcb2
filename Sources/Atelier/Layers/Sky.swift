/// The sky from its zenith to the horizon, with the glow around sun or moon.
struct Sky: Layer {
  let light: Daylight
  let horizon: Float
  /// Slow changes of tone, so that no two skies are the same gradient.
  let drift: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let wander = drift(spot.x * 0.9, spot.y * 2.1) * 0.05
    paint = light.sky.at(spot.y * (1 / horizon) + wander)
    let distance = Lanes.length(spot.x - light.sunX, spot.y - light.sunY)
    let strength = light.strength * (1 - light.night * 0.55)
    paint.light(light.sun, (distance * -4.2).exponential * (0.34 * strength))
    paint.light(light.sun, (distance * distance * -30).exponential * (0.30 * strength))
  }
}

/// The disc itself.
struct Sun: Layer {
  let x: Float
  let y: Float
  let radius: Float
  let colour: RGB
  let strength: Float

  func paint(over paint: inout Paint, at spot: Spot) {
    let distance = Lanes.length(spot.x - x, spot.y - y)
    paint.light(colour, (distance * (-1.1 / radius)).exponential * (0.85 * strength))
    let core = colour.mixed(.white, 0.72)
    paint.mix(core, distance.smooth(radius + spot.pixel, radius - spot.pixel * 2) * (0.6 + 0.4 * strength))
  }
}

struct Moon: Layer {
  let x: Float
  let y: Float
  let radius: Float
  let colour: RGB
  /// −1 to 1: how far the shadow stands off the disc; 1 is full.
  let phase: Float
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let (alongX, alongY) = ((spot.x - x) * (1 / radius), (spot.y - y) * (1 / radius))
    let distance = Lanes.length(alongX, alongY)
    paint.light(colour, ((distance - 1).atLeast(0) * -1.3).exponential * 0.30)
    paint.light(colour, ((distance - 1).atLeast(0) * -0.32).exponential * 0.16)
    guard any(distance .< 1.2) else { return }
    let edge = spot.pixel / radius
    let disc = distance.smooth(1 + edge, 1 - edge)
    let bulge = (1 - (distance * distance).atMost(1)).root
    let (mapX, mapY) = (alongX * (1.15 - bulge * 0.15) * 1.4, alongY * (1.15 - bulge * 0.15) * 1.4)
    let seas = noise.layered(mapX + 3, mapY, 5).smooth(-0.10, 0.34)
    let rough = noise.layered(mapX * 5, mapY * 5, 3)
    var face = Paint(colour.mixed(.white, 0.35))
    face.scale((0.98 - seas * 0.26 + rough * 0.10) * (0.82 + 0.18 * bulge))
    let shadow = Lanes.length(alongX - phase * 1.1, alongY + phase * 0.16)
    let lit = phase >= 1 ? Lanes(repeating: 1) : shadow.smooth(0.94, 1.03)
    // The dark side keeps a little of the earth's light and hides the stars behind it.
    var dark = paint
    dark.mix(colour.scaled(0.12), Lanes(repeating: 0.35))
    paint.mix(dark.mixed(face, lit), disc)
  }
}

struct Stars: Layer {
  let key: UInt32
  /// From 0 to 1.
  let amount: Float
  let horizon: Float
  /// A band of faint ones across the sky, at this angle; nil without.
  let band: (angle: Float, noise: Noise)?

  func paint(over paint: inout Paint, at spot: Spot) {
    let up = (spot.y * (1 / horizon)).smooth(1.02, 0.55)
    guard any(up .> 0) else { return }
    if let band { paintBand(band.angle, band.noise, over: &paint, at: spot, up: up) }
    strew(&paint, spot, cells: 26, key: key, share: 0.55 * amount, bright: 1, up: up)
    strew(&paint, spot, cells: 58, key: key ^ 0x5bd1, share: 0.6 * amount, bright: 0.62, up: up)
  }

  private func strew(
    _ paint: inout Paint, _ spot: Spot, cells: Float, key: UInt32, share: Float, bright: Float, up: Lanes
  ) {
    let (x, y) = (spot.x * cells, spot.y * cells)
    let (floorX, floorY) = (x.floored, y.floored)
    let name = Noise.hash(floorX.whole, floorY.whole, key)
    let (first, second) = Noise.pair(name)
    let (third, fourth) = Noise.pair(name &* 0x9e37_79b1)
    let radius = (0.5 + 0.5 * third * third) * bright
    // Not smaller than a pixel, or they would come and go.
    let size = (radius * 0.0022).atLeast(spot.pixel * 0.75)
    let faint = ((radius * 0.0022) / size).atMost(1)
    let offX = (x - floorX - 0.5 - first * 0.35) * (1 / cells)
    let offY = (y - floorY - 0.5 - second * 0.35) * (1 / cells)
    let distance = (offX * offX + offY * offY) / (size * size)
    let present = Lanes.zero.replacing(with: 1, where: (fourth + 1) * 0.5 .< share)
    let level = (distance * -1.1).exponential * faint * present * (0.25 + 0.75 * third.magnitude) * up
    let warm = RGB(1, 0.90, 0.78)
    let cold = RGB(0.80, 0.89, 1)
    let hue = (first * 3).fraction
    paint.light(
      Paint(
        level * Lanes(repeating: warm.red).mixed(cold.red, hue),
        level * Lanes(repeating: warm.green).mixed(cold.green, hue),
        level * Lanes(repeating: warm.blue).mixed(cold.blue, hue)))
  }

  private func paintBand(_ angle: Float, _ noise: Noise, over paint: inout Paint, at spot: Spot, up: Lanes) {
    let (sine, cosine) = (angle.sine, angle.cosine)
    let along = (spot.x - 0.6) * cosine + (spot.y - 0.4) * sine
    let across = (spot.y - 0.4) * cosine - (spot.x - 0.6) * sine + noise(along * 1.4, along * 0.2) * 0.05
    let core = (across * across * -28).exponential
    let dust = noise.layered(along * 3, across * 6 + 4, 6)
    let lane = noise.layered(along * 2.4 + 9, across * 7, 5).smooth(-0.02, 0.35) * (across * across * -90).exponential
    let level = (core * (0.5 + dust * 1.2)).unit * (1 - lane * 0.85) * up * amount
    paint.light(RGB(0.55, 0.62, 0.86), level * 0.40)
    paint.light(RGB(0.98, 0.80, 0.70), level * level * 0.42)
    let grains = Noise.hash((spot.x * 420).floored.whole, (spot.y * 420).floored.whole, key &+ 7)
    let fine = Lanes(whole: grains &>> 24) * (1 / 255)
    paint.light(.white, fine.smooth(0.9, 1) * level * 0.7)
  }
}
