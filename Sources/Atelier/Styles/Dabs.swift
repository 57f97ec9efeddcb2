/// Painting by single dabs of a brush: large ones first, then smaller ones where there is something to show.
struct Dabs: Painting {
  enum Kind { case oil, gouache, pastel, points }

  private struct Pass: Sendable {
    let cell: Float
    let columns: Int
    let rows: Int
    let key: UInt32
    let length: Float
    let breadth: Float
    /// For each dab: its colour, the turn of its axis, whether it is there, and a number of its own.
    let dabs: [Float]
  }

  private let kind: Kind
  private let ground: RGB
  private let noise: Noise
  private var passes: [Pass] = []
  private static let parts = 6
  private static let margin = 3

  init(_ kind: Kind, _ painting: any Painting, _ study: Study, _ frame: Frame, _ chance: inout Chance) {
    self.kind = kind
    noise = Noise(&chance)
    let swatches = Styles.swatches(study, count: 5)
    // Fine work comes with the detail: few steps leave broad dabs alone.
    let sizes: [Float]
    let shape: (length: Float, breadth: Float)
    switch kind {
    case .oil:
      ground = swatches[0].mixed(RGB(0x5a3a24), 0.4)
      (sizes, shape) = ([0.052, 0.026, 0.014, 0.0085], (1.35, 0.46))
    case .gouache:
      ground = swatches[2]
      (sizes, shape) = ([0.046, 0.022, 0.011, 0.0065], (1.15, 0.62))
    case .pastel:
      ground = swatches[2].mixed(RGB(0x8a8078), 0.6)
      (sizes, shape) = ([0.036, 0.018, 0.010], (1.5, 0.40))
    case .points:
      ground = RGB(0xf4eee2)
      (sizes, shape) = ([0.020, 0.0135, 0.0105], (0.56, 0.56))
    }
    let wanted = max(1, min(sizes.count, Int(Float(sizes.count) * frame.detail + 0.5)))
    let smooth = study.blurred(max(1, study.width / 90))
    let flow = Noise(&chance)
    for (index, size) in sizes.prefix(wanted).enumerated() {
      // Never finer than the picture can show.
      let cell = max(size, frame.pixel * 2.4)
      let columns = Int(frame.aspect / cell) + 2 * Self.margin
      let rows = Int(1 / cell) + 2 * Self.margin
      let key = chance.key()
      var dabs: [Float] = []
      dabs.reserveCapacity(columns * rows * Self.parts)
      for row in 0..<rows {
        for start in stride(from: 0, to: columns, by: 8) {
          let column = Lanes.steps + Float(start)
          let name = Noise.hash(column.whole, SIMD8(repeating: Int32(row)), key)
          let (shiftX, shiftY) = Noise.pair(name)
          let x = (column - Float(Self.margin) + 0.5 + shiftX * 0.45) * cell
          let y = (Float(row - Self.margin) + 0.5 + shiftY * 0.45) * cell
          var paint = painting.paint(at: Spot(x: x.atLeast(0).atMost(frame.aspect), y: y.unit, pixel: cell * 0.5))
          let slope = smooth.slope(x, y, max(cell * 0.8, 2 / Float(study.height)))
          // Along the edges where there are some, else with the wind.
          let wind = flow.layered(x * 1.7, y * 1.7, 2) * 0.5
          let along = slope.y.angle(slope.x) + 0.25 + shiftX * 0.04
          let turn = wind.replacing(with: along, where: slope.size .> 0.035)
          let (vary, other) = Noise.pair(name &* 0x9e37_79b1 ^ 0x55aa)
          if kind == .points {
            paint.saturate(1.35)
            paint = Paint(paint.red + vary * 0.10, paint.green + other * 0.08, paint.blue - vary * 0.10)
          } else {
            paint.scale(1 + vary * 0.055)
            paint = Paint(paint.red + other * 0.018, paint.green, paint.blue - other * 0.018)
            if kind != .gouache { paint.saturate(1.10) }
          }
          let needed: Float = [0, 0.016, 0.040, 0.062][min(3, index)]
          let everywhere = kind == .points || kind == .pastel || index == 0
          let present = slope.size + (vary + 1) * 0.012 .> needed
          for lane in 0..<min(8, columns - start) {
            dabs += [paint.red[lane], paint.green[lane], paint.blue[lane], turn[lane]]
            dabs += [everywhere || present[lane] ? 1 : 0, vary[lane]]
          }
        }
      }
      passes.append(
        Pass(
          cell: cell, columns: columns, rows: rows, key: key, length: shape.length * cell,
          breadth: shape.breadth * cell, dabs: dabs))
    }
  }

  func paint(at spot: Spot) -> Paint {
    var paint = Paint(ground)
    paint.scale(1 + noise.layered(spot.x * 60, spot.y * 60, 2) * 0.12)
    let tooth = noise.layered(spot.x * 120, spot.y * 120, 2)
    var relief = Lanes.zero
    for pass in passes { lay(pass, over: &paint, relief: &relief, tooth: tooth, at: spot) }
    switch kind {
    case .oil: paint.scale(1 + relief * 0.34 + tooth * 0.05)
    case .gouache: paint.scale(1 + relief * 0.07 + tooth * 0.035)
    case .pastel, .points: break
    }
    return paint
  }

  private func lay(_ pass: Pass, over paint: inout Paint, relief: inout Lanes, tooth: Lanes, at spot: Spot) {
    let margin = Float(Self.margin)
    let (u, v) = (spot.x * (1 / pass.cell) + margin, spot.y * (1 / pass.cell) + margin)
    let (column, row) = (u.floored, v.floored)
    // Of all dabs over a point the one that came last counts; its rank is a hash, so order does not matter.
    var best = Lanes(repeating: -1)
    var chosen = Paint(.black)
    var (height, cover) = (Lanes.zero, Lanes.zero)
    let reach = kind == .points ? 1 : 2
    for offsetY in -reach...reach {
      for offsetX in -reach...reach {
        let x = (column + Float(offsetX)).atLeast(0).atMost(Float(pass.columns - 1))
        let y = (row + Float(offsetY)).atLeast(0).atMost(Float(pass.rows - 1))
        let (wholeX, wholeY) = (x.whole, y.whole)
        let name = Noise.hash(wholeX, wholeY, pass.key)
        let (shiftX, shiftY) = Noise.pair(name)
        let offX = (u - x - 0.5 - shiftX * 0.45) * pass.cell
        let offY = (v - y - 0.5 - shiftY * 0.45) * pass.cell
        guard any(offX * offX + offY * offY .< pass.length * pass.length) else { continue }
        let rank = Lanes(SIMD8<Int32>(truncatingIfNeeded: (name &* 0x9e37_79b1) &>> 12))
        var (dab, turn, there, vary) = (Paint(.black), Lanes.zero, Lanes.zero, Lanes.zero)
        pass.dabs.withUnsafeBufferPointer { dabs in
          for lane in 0..<8 {
            let at = (Int(wholeY[lane]) * pass.columns + Int(wholeX[lane])) * Self.parts
            dab[lane] = RGB(dabs[at], dabs[at + 1], dabs[at + 2])
            turn[lane] = dabs[at + 3]
            there[lane] = dabs[at + 4]
            vary[lane] = dabs[at + 5]
          }
        }
        let (sine, cosine) = (turn.sineOfTurns, (turn + 0.25).sineOfTurns)
        let along = (offX * cosine + offY * sine) * (1 / pass.length)
        let across = (offY * cosine - offX * sine) * (1 / pass.breadth)
        var edge = along * along * along * along + across * across
        var bristle = Lanes.zero
        if kind != .points {
          bristle = Noise.at(across * 5 + vary * 9, along * 1.6 + vary * 5, pass.key)
          if kind != .gouache { edge += bristle * 0.34 }
        }
        let covers = (edge .< 1) .& (there .> 0.5) .& (rank .> best)
        guard any(covers) else { continue }
        best.replace(with: rank, where: covers)
        chosen.replace(with: dab, where: covers)
        let amount: Lanes
        switch kind {
        case .oil: amount = (1.25 - edge * 0.5).unit
        case .gouache: amount = (1.6 - edge * 0.8).unit
        case .pastel: amount = ((1 - edge) * 1.4).unit * (tooth * 1.5 + 0.62 + bristle * 0.3).unit
        case .points: amount = ((1 - edge) * 6).unit * 0.94
        }
        cover.replace(with: amount, where: covers)
        height.replace(with: bristle * 0.9 - across * 0.35 + (edge - 0.8).atLeast(0) * 1.4, where: covers)
      }
    }
    paint.mix(chosen, cover)
    relief = relief.mixed(height, cover)
  }
}
