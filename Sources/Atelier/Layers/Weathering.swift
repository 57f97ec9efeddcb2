/// What falls or drifts before the whole scene.
enum Weathering {
  static func layers(_ setting: Setting, _ light: Daylight, _ chance: inout Chance) -> [any Layer] {
    let reading = setting.reading
    var layers: [any Layer] = []
    switch reading.weather {
    case .rain, .storm:
      layers.append(
        Falling(
          kind: .rain, colour: light.cloudLit.mixed(.white, 0.3), key: chance.key(), slant: chance.between(0.08, 0.3)))
    case .snow where !reading.absentWeather.contains(.snow):
      layers.append(Falling(kind: .snow, colour: .white, key: chance.key(), slant: chance.between(-0.1, 0.1)))
    case .fog:
      for _ in 0..<2 {
        layers.append(
          MistBand(
            y: chance.between(0.55, 0.8), depth: chance.between(0.16, 0.3),
            colour: light.haze.mixed(light.sky.at(1), 0.5),
            amount: 0.62, noise: Noise(&chance)))
      }
    default: break
    }
    if reading.has(.dreamy), light.night > 0.3 {
      layers.append(Falling(kind: .fireflies, colour: RGB(0xffe08a), key: chance.key(), slant: 0))
    }
    if reading.has(.blossomTree) || (reading.season == .autumn && reading.has(.forest)) {
      layers.append(
        Falling(
          kind: .petals, colour: reading.has(.blossomTree) ? RGB(0xfbd4e0) : RGB(0xe89a40), key: chance.key(),
          slant: 0.3))
    }
    return layers
  }
}

struct Falling: Layer {
  enum Kind { case rain, snow, fireflies, petals }
  let kind: Kind
  let colour: RGB
  let key: UInt32
  let slant: Float

  func paint(over paint: inout Paint, at spot: Spot) {
    for depth in 0..<4 {
      let near = Float(depth) / 3
      switch kind {
      case .rain:
        let (scaleX, scaleY) = (110 - near * 62, 9 - near * 4.5)
        let level = speck(spot, scaleX, scaleY, key &+ UInt32(depth), share: 0.5) { u, v, _ in
          (u.magnitude * -11).exponential * v.smooth(-0.5, 0.1) * v.smooth(0.5, 0.42)
        }
        paint.light(colour, level * (0.15 + 0.16 * near))
      case .snow:
        let scale = 46 - near * 37
        let level = speck(spot, scale, scale, key &+ UInt32(depth), share: 0.55) { u, v, size in
          let radius = size * 0.09 + 0.05
          let soft = radius * (0.25 + near * 0.5)
          return Lanes.length(u, v).smooth(radius + soft, radius - soft * 0.4)
        }
        paint.mix(colour, level * (0.85 - near * 0.25))
      case .fireflies:
        let scale = 16 - near * 11
        let level = speck(spot, scale, scale, key &+ UInt32(depth), share: 0.3) { u, v, size in
          let reach = Lanes.length(u, v)
          return (reach * -34).exponential * 1.2 + (reach * -8).exponential * 0.25 * size
        }
        paint.light(colour, level * spot.y.smooth(0.25, 0.75))
      case .petals:
        let scale = 20 - near * 13
        let level = speck(spot, scale, scale, key &+ UInt32(depth), share: 0.28) { u, v, size in
          let turn = size * 6.28
          let (a, b) = (u * turn.cosine + v * turn.sine, v * turn.cosine - u * turn.sine)
          return Lanes.length(a * 7, b * 13).smooth(1.1, 0.8)
        }
        paint.mix(colour, level * 0.9)
      }
    }
  }

  /// One thing in some of the squares of a grid that leans with the wind.
  private func speck(
    _ spot: Spot, _ scaleX: Float, _ scaleY: Float, _ key: UInt32, share: Float,
    _ shape: (_ u: Lanes, _ v: Lanes, _ size: Lanes) -> Lanes
  ) -> Lanes {
    let x = (spot.x + spot.y * slant) * scaleX
    let column = x.floored
    let (shift, _) = Noise.pair(Noise.hash(column.whole, SIMD8(repeating: 0), key))
    // Columns begin at different heights, or the grid would show.
    let y = spot.y * scaleY + shift * 7
    let row = y.floored
    let (first, second) = Noise.pair(Noise.hash(column.whole, row.whole, key ^ 0x3c6e))
    let (third, fourth) = Noise.pair(Noise.hash(column.whole, row.whole, key ^ 0x91ab))
    let level = shape(x - column - 0.5 - first * 0.3, y - row - 0.5 - second * 0.3, third * 0.5 + 0.5)
    return level * Lanes.zero.replacing(with: 1, where: fourth * 0.5 + 0.5 .< share)
  }
}
