/// Painting by single dabs of a brush: large ones first, then smaller ones where there is something to show.
///
/// It is told by rows, not by points: a row asks only the dabs that reach it, and each of them only for the pixels that
/// it covers.
struct Dabs: Rows {
  enum Kind { case oil, gouache, pastel, points }

  private struct Dab: Sendable {
    let place: SIMD2<Float>
    let colour: RGB
    /// Of its axis.
    let sine: Float
    let cosine: Float
    /// A number of its own, from −1 to 1.
    let vary: Float
    /// Of all dabs over a point the one of the highest rank counts: it came last.
    let rank: Float
  }

  private struct Pass: Sendable {
    let cell: Float
    let key: UInt32
    let length: Float
    let breadth: Float
    /// By the rows of a grid, from `margin` rows above the picture.
    let dabs: [[Dab]]
  }

  private let kind: Kind
  private let ground: RGB
  private let noise: Noise
  private var passes: [Pass] = []
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
      let dabs = (0..<rows).map { row in
        var dabs: [Dab] = []
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
          let rank = Lanes(whole: (name &* 0x9e37_79b1) &>> 12)
          let (sine, cosine) = (turn.sineOfTurns, (turn + 0.25).sineOfTurns)
          for lane in 0..<min(8, columns - start) where everywhere || present[lane] {
            dabs.append(
              Dab(
                place: SIMD2(x[lane], y[lane]), colour: paint[lane], sine: sine[lane], cosine: cosine[lane],
                vary: vary[lane], rank: rank[lane]))
          }
        }
        return dabs
      }
      passes.append(
        Pass(cell: cell, key: key, length: shape.length * cell, breadth: shape.breadth * cell, dabs: dabs))
    }
  }

  func row(_ y: Float, pixel: Float, width: Int) -> [Paint] {
    var row = Row(y: y, pixel: pixel, width: width)
    for block in row.blocks.indices {
      let x = row.places(block)
      row.blocks[block].tooth = noise.layered(x * 120, Lanes(repeating: y * 120), 2)
      row.blocks[block].paint = Paint(ground)
      row.blocks[block].paint.scale(1 + noise.layered(x * 60, Lanes(repeating: y * 60), 2) * 0.12)
    }
    for pass in passes { lay(pass, on: &row) }
    return row.blocks.map { block in
      var paint = block.paint
      switch kind {
      case .oil: paint.scale(1 + block.relief * 0.34 + block.tooth * 0.05)
      case .gouache: paint.scale(1 + block.relief * 0.07 + block.tooth * 0.035)
      case .pastel, .points: break
      }
      return paint
    }
  }

  /// A row of pixels while it is painted.
  private struct Row {
    struct Block {
      var paint = Paint(.black)
      var tooth = Lanes.zero
      var relief = Lanes.zero
      // Of the dab that lies uppermost in the pass so far.
      var rank = Lanes(repeating: -1)
      var chosen = Paint(.black)
      var height = Lanes.zero
      var cover = Lanes.zero
    }

    let y: Float
    let pixel: Float
    var blocks: [Block]

    init(y: Float, pixel: Float, width: Int) {
      (self.y, self.pixel) = (y, pixel)
      blocks = [Block](repeating: Block(), count: (width + 7) / 8)
    }

    func places(_ block: Int) -> Lanes { (Lanes.steps + (Float(block * 8) + 0.5)) * pixel }

    /// The blocks that a stretch of the row touches; empty beside the picture.
    func blocks(_ low: Float, _ high: Float) -> Range<Int> {
      let last = Float(blocks.count - 1)
      let (first, past) = (low / (pixel * 8), high / (pixel * 8))
      guard past >= 0, first <= last + 1, first <= past else { return 0..<0 }
      return Int(max(0, first))..<(Int(min(last, past)) + 1)
    }
  }

  private func lay(_ pass: Pass, on row: inout Row) {
    for block in row.blocks.indices {
      row.blocks[block].rank = Lanes(repeating: -1)
      row.blocks[block].cover = .zero
    }
    let middle = row.y / pass.cell + Float(Self.margin)
    let reach = pass.length / pass.cell + 1
    let lines = max(0, Int(max(0, middle - reach)))...max(0, min(pass.dabs.count - 1, Int(middle + reach)))
    for line in lines { for dab in pass.dabs[line] { lay(dab, of: pass, on: &row) } }
    for index in row.blocks.indices {
      let block = row.blocks[index]
      row.blocks[index].paint.mix(block.chosen, block.cover)
      row.blocks[index].relief = block.relief.mixed(block.height, block.cover)
    }
  }

  private func lay(_ dab: Dab, of pass: Pass, on row: inout Row) {
    let offY = row.y - dab.place.y
    let left = pass.length * pass.length - offY * offY
    guard left > 0 else { return }
    // Where the row runs within the dab's length and within its breadth, with room for a ragged edge.
    var half = left.squareRoot()
    var centre: Float = 0
    let slant = abs(dab.sine)
    if slant > 0.05 {
      let reach = pass.breadth * 1.17 / slant
      let across = offY * dab.cosine / dab.sine
      let (low, high) = (max(-half, across - reach), min(half, across + reach))
      guard low < high else { return }
      (centre, half) = ((low + high) * 0.5, (high - low) * 0.5)
    } else if abs(offY * dab.cosine) > pass.breadth * 1.17 + pass.length * slant {
      return
    }
    let soft = 2.4 * row.pixel / pass.breadth
    let middle = dab.place.x + centre
    for index in row.blocks(middle - half, middle + half) {
      let offX = row.places(index) - dab.place.x
      let along = (offX * dab.cosine + offY * dab.sine) * (1 / pass.length)
      let across = (offY * dab.cosine - offX * dab.sine) * (1 / pass.breadth)
      var edge = along * along * along * along + across * across
      var bristle = Lanes.zero
      if kind != .points {
        guard any((edge .< 1.4) .& (row.blocks[index].rank .< dab.rank)) else { continue }
        bristle = Noise.at(across * 5 + dab.vary * 9, along * 1.6 + dab.vary * 5, pass.key)
        if kind != .gouache { edge += bristle * 0.34 }
      }
      let covers = (edge .< 1 + soft * 0.5) .& (row.blocks[index].rank .< dab.rank)
      guard any(covers) else { continue }
      var amount: Lanes
      switch kind {
      case .oil: amount = (1.25 - edge * 0.5).unit
      case .gouache: amount = (1.6 - edge * 0.8).unit
      case .pastel:
        amount = ((1 - edge) * 1.4).unit * (row.blocks[index].tooth * 1.5 + 0.62 + bristle * 0.3).unit
      case .points: amount = ((1 - edge) * 6).unit * 0.94
      }
      amount *= ((1 - edge) * (1 / soft) + 0.5).unit
      row.blocks[index].rank.replace(with: dab.rank, where: covers)
      row.blocks[index].chosen.replace(with: Paint(dab.colour), where: covers)
      row.blocks[index].cover.replace(with: amount, where: covers)
      row.blocks[index].height.replace(
        with: bristle * 0.9 - across * 0.35 + (edge - 0.8).atLeast(0) * 1.4, where: covers)
    }
  }
}
