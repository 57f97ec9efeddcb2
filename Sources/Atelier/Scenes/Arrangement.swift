/// What stands on the table, and where.
enum Arrangement {
  static func stillLife(_ reading: Reading, _ palette: [RGB], _ chance: inout Chance) -> [Solid] {
    var things: [Solid] = []
    func free(_ x: Float, _ z: Float, _ radius: Float) -> Bool {
      things.allSatisfy { thing in
        let (offX, offZ) = (thing.at.x - x, thing.at.z - z)
        let wide = thing.form == .bowl || thing.form == .book
        return (offX * offX + offZ * offZ).squareRoot() > radius + thing.size * (wide ? 1 : 0.62)
      }
    }
    let fruits: [RGB] = [
      RGB(0xc4472f), RGB(0xd9742f), RGB(0xc9a83a), RGB(0x9db04a), RGB(0xb23a4a), RGB(0xe0b040), RGB(0x7a2f48),
    ]
    let glass: [RGB] = [RGB(0x1f4a4a), RGB(0x2a5a38), RGB(0x3a4a7a), RGB(0x6a3a28), palette[2].scaled(0.7)]
    let china: [RGB] = [RGB(0xd8d2c6), RGB(0xb8c4c8), RGB(0xc8a890), palette[4].mixed(.white, 0.3)]
    if reading.has(.candle) { return candles(reading, china, &chance) }
    if reading.has(.book) {
      let covers = [RGB(0x7a2a2a), RGB(0x2a4a5a), RGB(0x3a5a3a), RGB(0x8a6a3a), RGB(0x4a3a5a), palette[2]]
      let at = SIMD2(chance.between(-0.75, -0.35), chance.between(-0.15, 0.15))
      for index in 0..<min(6, reading.counts[.book] ?? 4) {
        let turn = chance.around() * 0.5
        things.append(
          Solid(
            form: .book, at: SIMD3(at.x, Solid.thick + 0.005 + Float(index) * (2 * Solid.thick + 0.009), at.y),
            size: 0.62 - Float(index) * 0.05, colour: covers[(index + chance.below(2) * 3) % covers.count], gloss: 0.25,
            turn: SIMD2(turn.sine, turn.cosine)))
      }
    }
    var tall: [Solid.Form] = []
    if reading.has(.bottle) || chance.happens(0.6) { tall.append(.bottle) }
    if reading.has(.bouquet) || chance.happens(0.35) { tall.append(.vase) }
    if tall.isEmpty { tall.append(.vase) }
    if reading.has(.book) { tall = [tall[0]] }
    var x = reading.has(.book) ? chance.between(0.45, 0.75) : chance.between(-0.95, -0.35)
    for form in tall {
      things.append(
        Solid(
          form: form, at: SIMD3(x, 0, chance.between(0.3, 0.6)), size: chance.between(0.52, 0.64),
          colour: form == .bottle ? chance.one(of: glass) : chance.one(of: china), gloss: 0.8))
      x += chance.between(0.8, 1.1)
    }
    let bowl = SIMD2(chance.between(0.55, 1.05), chance.between(-0.05, 0.25))
    if free(bowl.x, bowl.y, 0.45), chance.happens(0.8) {
      things.append(
        Solid(form: .bowl, at: SIMD3(bowl.x, 0.42, bowl.y), size: 0.46, colour: chance.one(of: china), gloss: 0.6))
      let fruit = chance.one(of: fruits)
      for place in [SIMD2<Float>(-0.16, 0.02), SIMD2(0.17, -0.06), SIMD2(0.02, 0.17)] {
        things.append(
          Solid(
            form: .ball, at: SIMD3(bowl.x + place.x, 0.49 + chance.between(0, 0.03), bowl.y + place.y), size: 0.19,
            colour: fruit.mixed(chance.one(of: fruits), 0.15), gloss: 0.5))
      }
    }
    if reading.has(.cup) || chance.happens(0.2) {
      let at = SIMD2(chance.between(-0.4, 0.5), chance.between(-0.7, -0.4))
      if free(at.x, at.y, 0.3) {
        things.append(
          Solid(form: .cup, at: SIMD3(at.x, 0, at.y), size: 0.26, colour: chance.one(of: china), gloss: 0.7))
      }
    }
    let wanted = reading.counts[.fruit].map { min(8, max(1, $0)) } ?? 5
    var (tries, placed) = (0, 0)
    while tries < 90, placed < wanted {
      tries += 1
      let at = SIMD2(chance.between(-1.55, 1.45), chance.between(-0.75, 0.3))
      let pear = chance.happens(0.35)
      let size: Float = pear ? chance.between(0.30, 0.36) : chance.between(0.16, 0.22)
      guard free(at.x, at.y, size + 0.03) else { continue }
      placed += 1
      let colour = pear ? chance.one(of: [RGB(0xc9a83a), RGB(0x9db04a), RGB(0xb8963a)]) : chance.one(of: fruits)
      things.append(
        Solid(form: pear ? .pear : .ball, at: SIMD3(at.x, size * 0.97, at.y), size: size, colour: colour, gloss: 0.5))
    }
    return things
  }

  /// Candles of different heights, close together.
  private static func candles(_ reading: Reading, _ china: [RGB], _ chance: inout Chance) -> [Solid] {
    let waxes = reading.tints[.candle]?.map { RGB($0) } ?? [RGB(0xf0e4c8), RGB(0xe8d0a8), RGB(0xf4ecd8)]
    var things: [Solid] = []
    let wanted = min(12, max(1, reading.counts[.candle] ?? 5))
    for _ in 0..<400 where things.count < wanted {
      let at = things.isEmpty ? SIMD2(0, 0) : SIMD2(chance.between(-1.15, 1.15), chance.between(-0.55, 0.65))
      let free = things.allSatisfy { abs($0.at.x - at.x) > 0.34 || abs($0.at.z - at.y) > 0.5 }
      if free {
        things.append(
          Solid(
            form: .candle, at: SIMD3(at.x, 0, at.y), size: things.isEmpty ? 0.56 : chance.between(0.18, 0.52),
            colour: chance.one(of: waxes), gloss: 0.3))
      }
    }
    return things
  }

  static func pile(_ reading: Reading, _ palette: [RGB], _ chance: inout Chance) -> [Solid] {
    var things: [Solid] = []
    let wanted = min(22, reading.counts[.sphere] ?? 20)
    for _ in 0..<900 where things.count < wanted {
      let (size, x, z) = (chance.between(0.14, 0.52), chance.between(-1.8, 1.8), chance.between(-1.0, 2.6))
      let fits = things.allSatisfy { other in
        let (offX, offY, offZ) = (x - other.at.x, size - other.size, z - other.at.z)
        return (offX * offX + offY * offY + offZ * offZ).squareRoot() > size + other.size + 0.01
      }
      if fits {
        things.append(
          Solid(form: .ball, at: SIMD3(x, size, z), size: size, colour: chance.one(of: palette), gloss: 0.6))
      }
    }
    return things
  }
}
