/// What lies beyond the sky: planets, nebulae, galaxies and holes.
struct Cosmos: Painting {
  private struct Planet {
    let x: Float
    let y: Float
    let radius: Float
    let tilt: Float
    let ringed: Bool
    let banded: Bool
    let ramp: Ramp
    let air: RGB
    let surface: Noise
  }

  private enum Heart {
    case none, galaxy, hole
  }

  private let stars: Stars
  private let nebula: Float
  private let gas: Ramp
  private let cool: RGB
  private let first: Noise
  private let second: Noise
  private let third: Noise
  private let octaves: Int
  private let planets: [Planet]
  private let heart: Heart
  private let centre: SIMD2<Float>
  private let sun: SIMD3<Float>
  private let aspect: Float
  private let shift: Float
  private let tilt: Float

  init(_ setting: Setting) {
    var chance = setting.chance.branch("cosmos")
    let reading = setting.reading
    let frame = setting.frame
    aspect = frame.aspect
    stars = Stars(key: chance.key(), amount: 1, horizon: 6, band: nil)
    let wantsPlanet = reading.has(.planet) || (reading.has(.space) && chance.happens(0.65))
    heart = reading.has(.blackHole) ? .hole : reading.has(.galaxy) ? .galaxy : .none
    nebula = reading.has(.nebula) ? 1 : heart == .none ? (wantsPlanet ? chance.between(0.1, 0.5) : 0.9) : 0.22
    let palette = setting.palette(&chance)
    gas =
      reading.colours.isEmpty
      ? chance.one(of: [
        Ramp(0x03040a, 0x0b1030, 0x3a1f63, 0xb4456f, 0xf2a06b, 0xfff0cf),
        Ramp(0x02060a, 0x06202e, 0x0f4f60, 0x3a9a8a, 0xe8c27a, 0xfff4da),
        Ramp(0x050308, 0x200a2a, 0x5a1648, 0xc83a4a, 0xff8a4a, 0xffe6b0),
        Ramp(0x02040c, 0x081a40, 0x1f4a9a, 0x5a8ae0, 0xc0b0f0, 0xfdf4ff),
      ])
      : Ramp([
        palette[0].scaled(0.12), palette[1].scaled(0.35), palette[2].scaled(0.6), palette[3], palette[4], palette[5],
      ])
    cool = chance.one(of: [RGB(0x0d5f78), RGB(0x1a3a8a), RGB(0x2a6a5a), RGB(0x5a2a80)])
    (first, second, third) = (Noise(&chance), Noise(&chance), Noise(&chance))
    octaves = frame.count(6, least: 3)
    shift = chance.between(0, 20)
    tilt = chance.between(0.25, 0.5)
    let extent = min(1, aspect)
    centre = SIMD2(aspect * chance.between(0.42, 0.58), chance.between(0.42, 0.56))
    let side: Float = chance.happens(0.5) ? 1 : -1
    sun = SIMD3(-0.72 * side, -0.34, 0.56)
    var planets: [Planet] = []
    if wantsPlanet {
      let count = min(6, reading.counts[.planet] ?? (chance.happens(0.4) ? 2 : 1))
      for index in 0..<count {
        let main = index == 0
        let radius = (main ? chance.between(0.20, 0.32) * reading.size(.planet) : chance.between(0.03, 0.08)) * extent
        let banded = main ? chance.happens(0.6) : chance.happens(0.3)
        let colours: [Ramp] =
          banded
          ? [
            Ramp(0x6b3f3a, 0xc98f62, 0xeed9b0, 0xb9765a, 0xf6efe0),
            Ramp(0x2a4a6a, 0x5a8ab0, 0xbcd8e0, 0x4a78a0, 0xeef6f6),
            Ramp(0x5a3a5a, 0xa86a80, 0xe8b8a8, 0x8a5a78, 0xf8e6da),
          ]
          : [
            Ramp(0x0a2a5a, 0x14508a, 0x2a7aa0, 0xc8b888, 0x3f6a3a, 0x6a5a40, 0xf4f4f2),
            Ramp(0x4a1a10, 0x8a3a20, 0xb86038, 0xd89060, 0xe8c0a0), Ramp(0x3a3a40, 0x6a6a70, 0x9a989a, 0xd0ccc8),
          ]
        var ramp = chance.one(of: colours)
        if let colour = reading.colours.first { ramp = ramp.map { $0.tinted(RGB(colour), 0.65) } }
        planets.append(
          Planet(
            x: main ? aspect * chance.between(0.36, 0.64) : aspect * chance.between(0.1, 0.9),
            y: main ? chance.between(0.42, 0.58) : chance.between(0.1, 0.9), radius: radius,
            tilt: chance.between(0.2, 0.6) * side, ringed: main && (banded || chance.happens(0.3)), banded: banded,
            ramp: ramp, air: chance.one(of: [RGB(0x8ac4ff), RGB(0xffc890), RGB(0xb0e8d8)]), surface: Noise(&chance)))
      }
    }
    self.planets = planets.reversed()
  }

  func paint(at spot: Spot) -> Paint {
    let straight = spot
    var spot = spot
    var paint = Paint(gas.colours[0].scaled(0.6))
    var hidden = Lanes.zero
    if heart == .hole { hidden = bend(&spot) }
    addGas(&paint, spot)
    stars.paint(over: &paint, at: spot)
    addGiants(&paint, spot)
    if heart == .galaxy { addGalaxy(&paint, spot) }
    if heart == .hole { addDisc(&paint, straight, hidden) }
    for planet in planets { add(planet, &paint, spot) }
    return paint
  }

  private func addGas(_ paint: inout Paint, _ spot: Spot) {
    let (x, y) = (spot.x + shift, spot.y)
    let bend = first.layered(x * 1.7, y * 1.7, octaves)
    let other = second.layered(x * 1.7 + 7, y * 1.7 + 1, octaves)
    let mass = third.layered(x * 1.9 + bend * 2, y * 1.9 + other * 2, octaves)
    var cloud = gas.at(mass * 0.95 + 0.42)
    let blue = second.layered(x * 2.6 + other * 1.5, y * 2.6 + bend * 1.5, octaves)
    cloud.mix(cool, blue.smooth(0.05, 0.45) * 0.6)
    let dust = first.layered(x * 3.6 + mass, y * 3.6, octaves).smooth(0.06, 0.38)
    cloud.scale(1 - dust * 0.8)
    paint.mix(cloud, Lanes(repeating: nebula))
  }

  /// A few near stars with rays.
  private func addGiants(_ paint: inout Paint, _ spot: Spot) {
    let cells = third.cells(spot.x * 3.1 + shift, spot.y * 3.1, jitter: 0.8)
    let (offX, offY) = ((spot.x * 3.1 + shift - cells.x) * (1 / 3.1), (spot.y * 3.1 - cells.y) * (1 / 3.1))
    let strength = cells.share(2).smooth(0.55, 1) * 0.9
    let distance = Lanes.length(offX, offY)
    let rays =
      ((offX.magnitude * -70).exponential * (offY.magnitude * -900).exponential)
      + ((offY.magnitude * -70).exponential * (offX.magnitude * -900).exponential)
    let level = (distance * -220).exponential * 1.4 + (distance * -40).exponential * 0.16 + rays * 0.5
    let warm = cells.share(7)
    paint.light(RGB(1, 0.86, 0.72), level * strength * warm)
    paint.light(RGB(0.74, 0.86, 1), level * strength * (1 - warm))
  }

  private func addGalaxy(_ paint: inout Paint, _ spot: Spot) {
    let angle: Float = tilt
    let (sine, cosine) = (angle.sine, angle.cosine)
    let (offX, offY) = (spot.x - centre.x, spot.y - centre.y)
    let u = offX * cosine + offY * sine
    let v = (offY * cosine - offX * sine) * 2.1
    let reach = Lanes.length(u, v).atLeast(0.004) * (0.62 / min(1, aspect))
    let turn = v.angle(u)
    let wind = reach.logarithm * 0.62
    let clumps = first.layered(u * 9, v * 9, octaves)
    let winding: Lanes = turn * 2 + wind
    let arm: Lanes = (winding + clumps * 0.16).sineOfTurns * 0.5 + 0.5
    let fade = (reach * reach * -7).exponential
    let gap: Lanes = (winding + clumps * 0.12 + 0.16).sineOfTurns * 0.5 + 0.5
    let dust = gap.raised(3) * fade
    let arms = arm.raised(1.7) * fade * (clumps * 0.8 + 0.55)
    let level = arms + (reach * -9).exponential * 0.9
    paint.scale(1 - fade * 0.5)
    let tone = (1 - reach * 2.1).unit
    var light = gas.at(tone * 0.55 + 0.38)
    light.scale(level.atLeast(0) * 1.15)
    paint.light(light)
    paint.light(RGB(0.6, 0.75, 1), (arm.raised(5) * fade * second.layered(u * 22, v * 22, 4).smooth(0.05, 0.5)) * 0.8)
    paint.scale(1 - dust * 0.35 * reach.smooth(0.04, 0.2))
    paint.light(RGB(1, 0.93, 0.80), (reach * -26).exponential)
    stars.paint(over: &paint, at: Spot(x: u * 1.5 + 4, y: v * 1.5 + 4, pixel: spot.pixel))
  }

  /// Light that passes near the hole is bent around it. Answers where nothing comes from at all.
  private func bend(_ spot: inout Spot) -> Lanes {
    let extent = min(1, aspect)
    let (offX, offY) = (spot.x - centre.x, spot.y - centre.y)
    let reach = Lanes.length(offX, offY).atLeast(0.002)
    let pull = (0.012 * extent * extent) / (reach * reach)
    spot.x = centre.x + offX * (1 - pull)
    spot.y = centre.y + offY * (1 - pull)
    return (reach - 0.14 * extent).smooth(spot.pixel, -spot.pixel)
  }

  /// The glowing disc around the hole: before it, and behind it bent up and down around it.
  private func addDisc(_ paint: inout Paint, _ spot: Spot, _ hidden: Lanes) {
    let extent = min(1, aspect)
    let (x, y) = ((spot.x - centre.x) * (1 / extent), (spot.y - centre.y) * (1 / extent))
    let (sine, cosine) = ((tilt * 0.6).sine, (tilt * 0.6).cosine)
    let (u, v) = (x * cosine + y * sine, y * cosine - x * sine)
    let reach = Lanes.length(u, v)
    paint.mix(.black, hidden)
    let swirl = first.layered(reach * 30, v.angle(u) * 2.5, 4)
    let around = reach.smooth(0.150, 0.172) * ((reach - 0.165).atLeast(0) * -13).exponential
    let halo = around * (swirl * 0.7 + 0.75) * (1.05 - u * 1.5)
    let edge = ((reach - 0.143).magnitude * -420).exponential * 1.2
    let flat = Lanes.length(u, v * 5.6)
    let rings = second.layered(flat * 24, v.angle(u) * 1.5, 5)
    let body =
      flat.smooth(0.16, 0.21) * ((flat - 0.2).atLeast(0) * -5).exponential * (rings * 0.9 + 0.8) * (1.1 - u * 1.5)
    let front = hidden.mixed(0, v.smooth(-0.004, 0.010))
    paint.light(gas.at((halo * 0.5 + 0.5).unit).scaled((halo * (1 - hidden) * 1.1).atLeast(0)))
    paint.light(gas.at(Lanes(repeating: 0.95)).scaled(edge * (1.1 - u * 1.8)))
    let light = (body * (1 - front) * 1.7).atLeast(0)
    paint.light(gas.at((body * 0.45 + 0.55).unit).scaled(light))
  }

  private func add(_ planet: Planet, _ paint: inout Paint, _ spot: Spot) {
    let (sine, cosine) = (planet.tilt.sine, planet.tilt.cosine)
    let (offX, offY) = ((spot.x - planet.x) * (1 / planet.radius), (spot.y - planet.y) * (1 / planet.radius))
    let x = offX * cosine + offY * sine
    let y = offY * cosine - offX * sine
    let distance = Lanes.length(x, y)
    let edge = spot.pixel / planet.radius
    guard any(distance .< 3) else { return }
    let rotated = SIMD3(sun.x * cosine + sun.y * sine, sun.y * cosine - sun.x * sine, sun.z)
    let facing = offX * sun.x + offY * sun.y
    paint.light(planet.air, ((distance - 1).atLeast(0) * -13).exponential * (0.5 + facing * 0.5).unit * 0.42)
    let ring = planet.ringed ? self.ring(planet, x, y, rotated) : nil
    if let ring { paint.mix(ring.paint, ring.cover * y.smooth(0.01, -0.01)) }
    let z = (1 - distance * distance).root
    let (longitude, latitude) = (x * (1.25 - z * 0.25), y * (1.2 - z * 0.2))
    let tone: Lanes
    if planet.banded {
      let wave = latitude * 4.5 + planet.surface.layered(longitude * 1.6 + z, latitude * 7, octaves) * 0.55
      let streaks = planet.surface.layered(longitude * 3 + z * 2, latitude * 18, octaves)
      tone = planet.surface.layered(wave * 1.3, wave * 0 + 0.3, 5) + streaks * 0.18 + 0.5
    } else {
      let bend = planet.surface.layered(longitude * 1.4 + 2, latitude * 1.4, 3)
      tone = planet.surface.layered(longitude * 1.5 + bend, latitude * 1.7 + bend * 0.6, octaves + 1) * 1.15 + 0.45
    }
    var face = planet.ramp.at(tone)
    if !planet.banded {
      let cloud = first.layered(
        longitude * 2.2 + 5, latitude * 3.4 + second(longitude * 2, latitude * 2) * 0.6, octaves)
      face.mix(RGB(0xf4f6f8), cloud.smooth(0.06, 0.38) * 0.82)
      face.mix(RGB(0xf4f8fa), latitude.magnitude.smooth(0.80, 0.92) * 0.8)
    }
    let light = (x * rotated.x + y * rotated.y + z * rotated.z).unit.raised(0.8)
    var shade = Lanes(repeating: 1)
    if planet.ringed {
      // The ring's shadow lies across the globe, on the side away from it.
      let fall = y - 0.10 - x * 0.05
      shade = 1 - (fall * fall * -420).exponential * 0.55
    }
    face.scale((light * 1.2 + 0.012) * shade)
    face.light(planet.air, (1 - z).raised(3) * light * 0.6)
    paint.mix(face, distance.smooth(1 + edge, 1 - edge))
    if let ring { paint.mix(ring.paint, ring.cover * y.smooth(-0.01, 0.01)) }
  }

  private func ring(_ planet: Planet, _ x: Lanes, _ y: Lanes, _ sun: SIMD3<Float>) -> (paint: Paint, cover: Lanes) {
    let reach = Lanes.length(x, y * (1 / 0.27))
    let inside = reach.smooth(1.26, 1.30) * reach.smooth(2.16, 2.08)
    let bands = planet.surface.layered(reach * 14, reach * 0, 4)
    let gaps = planet.surface.layered(reach * 26 + 4, reach * 0 + 2, 4)
    var paint = planet.ramp.at(bands * 0.9 + 0.55)
    paint.mix(RGB(0xe8dcc8), Lanes(repeating: 0.35))
    let division = (reach - 1.76).magnitude.smooth(0.022, 0.05)
    // Behind the globe, away from the sun, it lies in shadow.
    let along = x * -sun.x + y * -sun.y * 3.4
    let across = (x * sun.y * 3.4 - y * sun.x * 3.6).magnitude
    paint.scale(1 - along.smooth(0.2, 0.6) * across.smooth(1.02, 0.9) * 0.93)
    return (paint, inside * division * (0.55 + gaps * 1.1).unit * 0.9)
  }
}
