/// Silk, marble, smoke, fire and stone: fields of noise that bend fields of noise.
struct FieldPainting: Painting {
  enum Kind {
    case silk, marble, smoke, fire, agate
  }

  let kind: Kind
  let ramp: Ramp
  let vein: RGB
  let first: Noise
  let second: Noise
  let third: Noise
  let octaves: Int
  let aspect: Float
  let zoom: Float
  let turn: Float

  init(_ kind: Kind, _ setting: Setting) {
    var chance = setting.chance.branch("fields")
    self.kind = kind
    let palette = setting.palette(&chance)
    switch kind {
    case .silk: ramp = Ramp([palette[1], palette[2], palette[5], palette[3], palette[0]])
    case .marble, .agate: ramp = Ramp([palette[0], palette[1], palette[2], palette[4], palette[5]])
    case .smoke: ramp = Ramp([palette[0].scaled(0.4), palette[1], palette[3], palette[4], palette[5]])
    case .fire:
      let hot = setting.reading.colours.isEmpty
      ramp =
        hot
        ? Ramp(0x0a0406, 0x4a0c08, 0xc8300c, 0xff9a1f, 0xffe27a, 0xfffbe6)
        : Ramp([palette[0].scaled(0.25), palette[1], palette[2], palette[3], palette[4], palette[5]])
    }
    vein = setting.reading.colours.isEmpty ? RGB(0xe0b765) : palette[5]
    first = Noise(&chance)
    second = Noise(&chance)
    third = Noise(&chance)
    octaves = setting.frame.count(6, least: 3)
    aspect = setting.frame.aspect
    zoom = chance.between(0.85, 1.35)
    turn = chance.between(-0.5, 0.5)
  }

  func paint(at spot: Spot) -> Paint {
    let (x, y) = ((spot.x - aspect / 2) * zoom, (spot.y - 0.5) * zoom)
    switch kind {
    case .silk: return silk(x + y * turn, y - x * turn, spot.pixel * zoom)
    case .marble: return marble(x, y)
    case .smoke: return smoke(x, y)
    case .fire: return fire(spot.x - aspect / 2, spot.y)
    case .agate: return agate(x, y)
    }
  }

  private func silk(_ x: Lanes, _ y: Lanes, _ pixel: Float) -> Paint {
    func height(_ x: Lanes, _ y: Lanes) -> (fold: Lanes, tone: Lanes) {
      let bend = first.layered(x * 1.25, y * 1.25, 3)
      let other = second.layered(x * 1.25 + 5, y * 1.25 + 2, 3)
      let tone = third.layered(x * 1.05 + bend * 2.3, y * 1.05 + other * 2.3, 3)
      return ((tone * 24 + bend * 6).sine, tone)
    }
    let step: Float = 0.0035
    let here = height(x, y)
    let slopeX = (height(x + step, y).fold - here.fold) * (1 / step)
    let slopeY = (height(x, y + step).fold - here.fold) * (1 / step)
    let size = (slopeX * slopeX + slopeY * slopeY + 420).squareRoot()
    let light = ((20.5 * 0.62 - slopeX * 0.52 - slopeY * 0.60) / size)
    var paint = ramp.at(here.tone * 0.95 + 0.5)
    paint.scale(0.46 + light.atLeast(-0.35) * 0.72)
    let gloss = ((20.5 * 0.80 - slopeX * 0.36 - slopeY * 0.44) / size).unit
    paint.light(.white, gloss.raised(22) * 0.55)
    return paint
  }

  private func marble(_ x: Lanes, _ y: Lanes) -> Paint {
    let bend = first.layered(x * 1.9, y * 1.9, octaves)
    let other = second.layered(x * 1.9 + 5, y * 1.9 + 2, octaves)
    let tone = third.layered(x * 1.7 + bend * 2.2, y * 1.7 + other * 2.2, octaves)
    let line = 1 - third.layered(x * 2.1 + other * 1.8 + 9, y * 2.1 + bend * 1.8, octaves).magnitude * 5.5
    let hair = 1 - second.layered(x * 5 + tone * 2, y * 5 + bend * 3, octaves).magnitude * 9
    var paint = ramp.at(tone * 0.95 + 0.48)
    paint.scale(1 + bend * 0.25)
    paint.mix(ramp.at(Lanes(repeating: 1)), hair.smooth(0.55, 1) * 0.35)
    paint.mix(vein, line.smooth(0.66, 0.97) * 0.92)
    paint.light(.white, line.smooth(0.93, 1) * 0.4)
    return paint
  }

  private func agate(_ x: Lanes, _ y: Lanes) -> Paint {
    let bend = first.layered(x * 1.3, y * 1.3, octaves)
    let reach = Lanes.length(x, y) + bend * 0.55
    let band = reach * 9 + second.layered(x * 3, y * 3, 3) * 0.5
    let tone = (third(band * 1.3, band * 0 + 0.4) * 0.8 + (reach * 1.15 - 0.1)).unit
    var paint = ramp.at(1 - tone)
    let line = (band * 2.5).fraction
    paint.scale(0.86 + 0.22 * line.smooth(0, 0.5) + second.layered(x * 12, y * 12, 3) * 0.10)
    let heart = (0.16 + bend * 0.12 - Lanes.length(x, y)).smooth(0, 0.02)
    let facets = third.cells(x * 34, y * 34)
    var gem = Paint(vein)
    gem.scale(0.45 + facets.share(2) * 0.75)
    paint.mix(gem, heart)
    paint.light(.white, facets.share(5).smooth(0.93, 1) * heart * 0.8)
    return paint
  }

  private func smoke(_ x: Lanes, _ y: Lanes) -> Paint {
    let bend = first.layered(x * 1.1, y * 1.1, octaves)
    let other = second.layered(x * 1.1 + 3, y * 1.1 + 8, octaves)
    let thread = third.layered(x * 1.2 + bend * 2.6, y * 1.0 + other * 2.6, octaves)
    let fine = first.layered(x * 2.4 + other * 4.2, y * 2.0 + bend * 4.2 + 4, octaves)
    let sheet = (1 - thread.magnitude * 3.6).unit
    let wisp = (1 - fine.magnitude * 4.6).unit
    let mass = (0.62 - Lanes.length(x * 0.8, y * 0.7) + bend * 0.5).smooth(0, 0.7)
    let level = (sheet * sheet * 0.62 + wisp * wisp * wisp * 0.38 + mass * 0.22) * mass.smooth(0, 0.5)
    var paint = ramp.at(Lanes.zero + 0.02)
    paint.light(ramp.at((thread + 0.5 + other * 0.4).unit).scaled(level * 1.25))
    paint.light(.white, (sheet * wisp).raised(3) * mass * 0.4)
    return paint
  }

  private func fire(_ x: Lanes, _ y: Lanes) -> Paint {
    let up = 1 - y
    let bend = first.layered(x * 2.4, y * 1.6 + 3, octaves)
    let tongue = second.layered(x * 3.4 + bend * 1.5, y * 1.7 + bend * 1.4, octaves)
    let lick = third.layered(x * 7 + tongue * 2, y * 3 + bend * 2, octaves)
    let width = (0.46 - up * 0.28) * aspect
    let body = 1.12 - (x / width).magnitude.raised(1.7) * 0.8 - up * 1.18 + tongue * 1.15 + lick * 0.42
    var paint = ramp.at((body * 0.85).unit)
    let sparks = Noise.hash((x * 130 + tongue * 3).floored.whole, (y * 130).floored.whole, first.key)
    let bright = Lanes(whole: sparks &>> 20) * (1 / 4_095)
    paint.light(RGB(1, 0.7, 0.3), bright.smooth(0.9975, 1) * up.smooth(0.1, 0.5) * 0.9)
    return paint
  }
}
