/// A river that winds from the horizon to the viewer, and shows the sky.
struct River: Layer {
  let horizon: Float
  let x: Float
  let light: Daylight
  let bank: RGB
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let below = spot.y - horizon
    guard any(below .> 0) else { return }
    let depth = 0.12 / below.atLeast(0.004)
    let bend = (depth * 0.42 + Float(noise.key & 63) * 0.1).sine * 0.30 + noise(depth * 0.5, depth * 0 + 0.4) * 0.4
    let middle = bend * below.atMost(0.2) * 2.4 + x
    let half = below * 0.50 + 0.003 + noise.layered(depth * 2.4, spot.x * 0.6, 3) * below * 0.24
    let off = (spot.x - middle).magnitude - half
    let cover = (off * (-1 / spot.pixel) + 0.5).unit * below.smooth(0, 0.01)
    guard any(cover .> 0) else { return }
    let ripple = noise.layered(spot.x * depth * 9, depth * 16, 3)
    var water = light.sky.at((0.95 - below * 1.9 + ripple * 0.10).unit)
    water.scale(0.92 + ripple * 0.12)
    water.mix(bank.mixed(RGB(0x0d3a52), 0.4), (below * 1.1 + ripple * 0.1).unit * 0.55)
    water.mix(bank.scaled(0.6), (off * 26 / (below + 0.05)).smooth(-1.0, 0) * 0.7)
    let path = (spot.x - light.sunX) / (0.04 + 0.30 * below.atLeast(0))
    water.light(light.sun, (path * path * -1).exponential * ripple.smooth(0.02, 0.3) * (0.7 * light.strength))
    paint.mix(water, cover)
  }
}

/// A wall of rock that a river falls over, into the water at its foot.
struct Falls: Layer {
  let light: Daylight
  let rock: RGB
  let moss: RGB
  let top: Float
  let level: Float
  let x: Float
  let wide: Float
  let noise: Noise
  let octaves: Int

  func paint(over paint: inout Paint, at spot: Spot) {
    let away = (spot.x - x).magnitude
    // It is lowest where the water has cut into it, and rises to both sides.
    let edge = noise.layered(spot.x * 5, spot.x * 0 + 0.3, 5) * 0.05 - (away * 0.55).atMost(0.16) + top
    let cover = ((spot.y - edge) * (1 / spot.pixel) + 0.5).unit * (level + 0.006 - spot.y).smooth(0, 0.004)
    guard any(cover .> 0) else { return }
    let (u, v) = (spot.x * 5.5, spot.y * 2.6)
    let here = noise.ridged(u, v, octaves)
    let side: Float = light.sunX > x ? 0.14 : -0.14
    let lit = (0.5 - (noise.ridged(u + side, v - 0.06, octaves) - here) * 3.0).unit
    var wall = Paint(rock)
    wall.scale(0.40 + lit * 0.75 + noise.layered(spot.x * 22, spot.y * 60, 3) * 0.25)
    wall.mix(light.sun, lit * lit * (0.20 * light.strength))
    let ledge = noise.layered(spot.x * 7, spot.y * 15, 4)
    wall.mix(moss, (ledge - 0.02).smooth(0, 0.20) * (0.55 + 0.4 * (edge + 0.05 - spot.y).smooth(-0.2, 0)))
    wall.mix(moss.scaled(0.8), (spot.y - edge).smooth(0.030, 0.0) * 0.9)
    // Three streams side by side, wider below, that part around what stands out of the wall.
    let fall = (spot.y - edge).atLeast(0)
    for index in 0..<3 {
      let (shift, share) = ([Float(0), -1.5, 1.4][index], [Float(1), 0.36, 0.28][index])
      let middle = noise(spot.y * 3.5 + Float(index) * 9, spot.y * 0 + Float(index)) * 0.016 + x + shift * wide
      let half = (fall * 0.14 + 1) * (wide * share) + noise.layered(spot.x * 26, spot.y * 5, 3) * wide * 0.34
      let stream = ((spot.x - middle).magnitude - half).smooth(wide * 0.24, -wide * 0.20)
      let streaks = noise.layered(spot.x * 95, spot.y * 5 + Float(index) * 4, 4)
      var water = Paint(light.cloudShade.mixed(light.haze, 0.5))
      water.mix(light.cloudLit, (streaks * 1.5 + 0.62).unit)
      water.scale(0.84 + streaks * 0.3)
      wall.mix(water, stream * (streaks * 0.6 + 0.9).unit * fall.smooth(-0.004, 0.010))
    }
    paint.mix(wall, cover)
  }
}

/// What rises where the water meets the pool.
struct Spray: Layer {
  let x: Float
  let level: Float
  let wide: Float
  let colour: RGB
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    let (u, v) = ((spot.x - x) * (1 / (wide * 3.4)), (spot.y - level) * (1 / 0.075))
    let reach = u * u + (v * v).atMost(v.magnitude * 2)
    guard any(reach .< 6) else { return }
    let drift = noise.layered(spot.x * 9, spot.y * 9, 4)
    paint.mix(colour, (reach * -1).exponential * (drift * 0.9 + 0.78).unit)
  }
}
