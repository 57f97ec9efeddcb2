/// Still or moving water that mirrors what stands above it.
struct Water: Layer {
  let above: any Painting
  let level: Float
  let light: Daylight
  /// Of its depth, near the viewer.
  let deep: RGB
  /// From 0 (a mirror) to 1 (a rough sea).
  let waves: Float
  let noise: Noise
  let octaves: Int

  func covers(_ spot: Spot) -> Bool { all(spot.y .> level + spot.pixel) }

  func paint(over paint: inout Paint, at spot: Spot) {
    let below = (spot.y - level).atLeast(0)
    let cover = ((spot.y - level) * (1 / spot.pixel) + 0.5).unit
    guard any(cover .> 0) else { return }
    // A plane in perspective: distances shrink towards the horizon.
    let depth = 0.06 / (below + 0.012)
    let (u, v) = ((spot.x - light.sunX) * depth * 14, depth * 26)
    let far = (below * 9).unit
    let swell = noise.layered(u * 0.8, v * 0.8, octaves)
    let chop = noise.layered(u * 2.6 + swell, v * 2.1 + 7, 3)
    let ripple = (swell * 0.75 + chop * 0.45) * (0.25 + 0.75 * far)
    let shift = ripple * (0.010 + 0.05 * below) * (0.5 + 2.6 * waves)
    let stretch = 1 + waves * 0.25
    let mirrorY = (level - below * stretch - shift.magnitude * (0.4 + waves) - shift).atMost(level - 0.001)
    let mirrorX = spot.x + ripple * (0.004 + 0.03 * waves) * (0.3 + below * 2)
    var water = above.paint(at: Spot(x: mirrorX, y: mirrorY.atLeast(-0.25), pixel: spot.pixel * 2))
    // Looking down, one sees into it; towards the horizon it is a mirror.
    let into = (below * 1.35 + ripple * 0.22 * waves + 0.06).unit * (0.50 + 0.20 * waves)
    water.scale(RGB(0.90, 0.94, 0.98))
    water.mix(deep, into)
    if waves > 0.25 {
      let crest = (swell + chop * 0.4).smooth(0.30, 0.62) * (waves - 0.25) * far
      water.mix(light.cloudLit.mixed(light.haze, 0.25), (crest * 0.95).unit)
      water.scale(1 + (chop * 0.34) * waves * far)
    }
    let path = (spot.x - light.sunX) / (0.035 + 0.34 * below)
    let glint = (path * path * -1).exponential * ripple.smooth(0.04, 0.34)
    water.light(light.sun, glint * light.strength * (0.85 - 0.35 * light.night) * (below * 30).unit)
    let shore = (below * -55).exponential
    water.mix(light.haze, shore * 0.34)
    paint.mix(water, cover)
  }
}
