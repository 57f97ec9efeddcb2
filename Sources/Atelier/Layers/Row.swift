/// Things that grow side by side on a line.
struct Row: Layer {
  enum Kind {
    case fir, crown, birch, palm, grass, blossom, reed, cypress
  }

  let kind: Kind
  let ground: Profile
  /// Between two of them.
  let gap: Float
  let least: Float
  let most: Float
  let colour: RGB
  /// On the side of the sun.
  let lit: RGB
  /// Of flowers and of crowns that differ.
  let others: [RGB]
  let toSun: Float
  let key: UInt32
  /// From 0 to 1.
  let share: Float
  /// Whether the ground below the line is filled with the colour.
  let fills: Bool
  let mist: RGB
  let mistiness: Float

  func covers(_ spot: Spot) -> Bool {
    fills && mistiness == 0 && all(spot.y .> ground.at(spot.x) + spot.pixel * 2)
  }

  func paint(over paint: inout Paint, at spot: Spot) {
    let base = ground.at(spot.x)
    guard any(spot.y .> base - most * 1.3) else { return }
    if fills {
      let cover = ((spot.y - base) * (1 / spot.pixel) + 0.5).unit
      var earth = Paint(colour)
      earth.scale(1 + Noise.at(spot.x * 30, spot.y * 46, key) * 0.16)
      if mistiness > 0 { earth.mix(mist, (spot.y - base).smooth(0, 0.12) * mistiness) }
      paint.mix(earth, cover)
    }
    guard any(spot.y .< base + most * 0.3) else { return }
    let cell = (spot.x * (1 / gap)).floored
    let reach = most / gap > 3.4 ? 2 : 1
    for offset in -reach...reach {
      let place = cell + Float(offset)
      let name = Noise.hash(place.whole, SIMD8(repeating: Int32(offset & 0)), key)
      grow(name, place, over: &paint, at: spot)
    }
  }

  private func grow(_ name: SIMD8<UInt32>, _ cell: Lanes, over paint: inout Paint, at spot: Spot) {
    let (first, second) = Noise.pair(name)
    let (third, fourth) = Noise.pair(name &* 0x9e37_79b1 ^ 0x51ed)
    let present = (third + 1) * 0.5 .< share
    let x = (cell + 0.5 + first * 0.45) * gap
    let tall = Lanes(repeating: least).mixed(most, (second * 0.5 + 0.5) * (second * 0.5 + 0.5))
    // Its own foot, not that of the column: a tree stands upright on a slope.
    let foot = ground.at(x) + tall * 0.04
    let (u, v) = ((spot.x - x) / tall, (foot - spot.y) / tall)
    let near = (u.magnitude .< 0.62) .& (v .> -0.25) .& (v .< 1.08) .& present
    guard any(near) else { return }
    let edge = spot.pixel / tall
    let seed = fourth * 37
    var (cover, light) = shape(u, v, edge, seed, name)
    cover.replace(with: 0, where: .!near)
    guard any(cover .> 0) else { return }
    var leaf = Paint(colour)
    if !others.isEmpty {
      let pick = (fourth * 0.5 + 0.5) * Float(others.count)
      for (index, other) in others.enumerated() {
        leaf.mix(other, Lanes.zero.replacing(with: 1, where: (pick .>= Float(index)) .& (pick .< Float(index + 1))))
      }
    }
    leaf.scale(0.80 + light * 0.42)
    leaf.mix(lit, light * light * 0.55)
    if kind == .blossom {
      // The stem stays green.
      leaf.mix(colour, v.smooth(0.74, 0.62))
    }
    if mistiness > 0 { leaf.mix(mist, v.smooth(0.55, -0.05) * mistiness) }
    paint.mix(leaf, cover)
  }

  /// How much of the point the thing covers, and how lit it is there. `v` runs up from its foot.
  private func shape(
    _ u: Lanes, _ v: Lanes, _ edge: Lanes, _ seed: Lanes, _ name: SIMD8<UInt32>
  ) -> (cover: Lanes, light: Lanes) {
    switch kind {
    case .fir:
      let down = (1 - v).atLeast(0)
      let tier = (down * 8.5 + seed).fraction
      let ragged = Noise.at(u * 26 + seed, v * 30, key) * 0.30
      let breadth = down.raised(0.92) * 0.235 * (0.60 + 0.44 * tier + ragged * (0.4 + tier))
      let branches = (breadth - u.magnitude) / edge
      let trunk = (0.016 - u.magnitude) / edge
      let cover = branches.unit * v.smooth(0.035, 0.08) * v.smooth(1.01, 0.985)
      let all = cover.atLeast(trunk.unit * v.smooth(0.3, 0.1) * v.smooth(-0.1, -0.02))
      return (all, (0.5 + u * toSun * 3.0 + (tier - 0.5) * 0.35 + ragged * 0.6).unit)
    case .cypress:
      let breadth = 0.088 * (4 * v.unit * (1 - v.unit)).root * (1.2 - 0.45 * v)
      let ragged = Noise.at(u * 34 + seed, v * 18, key) * 0.018
      return (((breadth + ragged - u.magnitude) / edge).unit, (0.5 + u * toSun * 6 + ragged * 14).unit)
    case .crown, .birch:
      let (offU, offV) = (u * 1.0, v - 0.64)
      let lumps =
        Noise.at(u * 5 + seed, v * 5, key) * 0.17 + Noise.at(u * 12 + seed, v * 12, key &+ 1) * 0.10
        + Noise.at(u * 34, v * 34 + seed, key &+ 2) * 0.06
      let slim: Float = kind == .birch ? 1.55 : 1.0
      let reach = Lanes.length(offU * slim, offV * 0.96) - lumps
      let crown = ((0.335 - reach) / (edge * 1.2)).unit
      let holes = Noise.at(u * 17 + seed, v * 17 + 3, key &+ 3).smooth(0.42, 0.62) * reach.smooth(0.10, 0.30)
      let bend = Noise.at(v * 2 + seed, u * 0, key) * 0.02
      let trunk =
        (((0.030 - v * 0.014) - (u - bend).magnitude) / edge).unit * v.smooth(0.7, 0.6) * v.smooth(-0.1, -0.04)
      let leaves = crown * (1 - holes)
      let light = (0.46 + u * toSun * 1.2 + offV * 0.9 + lumps * 1.3).unit * leaves
      return (leaves.atLeast(trunk), light)
    case .palm:
      let bend = v * v * 0.10 * (seed.sine)
      let trunk = ((0.018 - (u - bend).magnitude) / edge).unit * v.smooth(0.90, 0.86) * v.smooth(-0.06, -0.02)
      let (offU, offV) = (u - bend, v - 0.86)
      let turn = offV.angle(offU)
      let reach = Lanes.length(offU, offV)
      let frond = (turn * 11 + seed.fraction).fraction - 0.5
      let droop = reach * reach * 1.4
      let width = (0.32 - reach).unit * 1.0
      let cover =
        ((width - (frond.magnitude * 1.5 + droop * 0.3)) / (edge * 3 / reach.atLeast(0.05))).unit
        * (offV + droop).smooth(-0.12, -0.06)
      return (trunk.atLeast(cover), (0.4 + offU * toSun).unit)
    case .grass, .reed:
      let lean = (seed.sine) * 0.35
      let bend = u - lean * v * v
      let breadth = (kind == .reed ? 0.012 : 0.030) * (1 - v.unit)
      var cover = ((breadth - bend.magnitude) / edge).unit * v.smooth(-0.2, -0.1) * v.smooth(1, 0.97)
      if kind == .reed {
        let head = Lanes.length(bend * 22, (v - 0.86) * 8)
        cover = cover.atLeast(((1 - head) / (edge * 12)).unit)
      }
      return (cover, v.unit)
    case .blossom:
      let lean = seed.sine * 0.22
      let bend = u - lean * v * v
      let stem = ((0.016 - bend.magnitude) / edge).unit * v.smooth(0.84, 0.8) * v.smooth(-0.2, -0.1)
      let (offU, offV) = (u - lean * 0.64, v - 0.82)
      let turn = offV.angle(offU)
      let reach = Lanes.length(offU, offV * 1.25)
      let petals = ((turn * 5 + seed)).sineOfTurns * 0.030 + 0.125
      let head = ((petals - reach) / edge).unit
      let heart = reach.smooth(0.05, 0.035)
      return (stem.atLeast(head), (0.55 + offV * 2.2 + heart * 0.4).unit * head)
    }
  }
}
