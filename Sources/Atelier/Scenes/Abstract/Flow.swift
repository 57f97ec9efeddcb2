/// Ribbons that follow a field without ever touching each other.
enum Flow {
  static func painting(_ setting: Setting) -> any Painting {
    var chance = setting.chance.branch("flow")
    let frame = setting.frame
    var palette = setting.palette(&chance)
    let dark = setting.reading.has(.dark) || (!setting.reading.has(.bright) && chance.happens(0.45))
    let ground = dark ? palette.removeFirst() : palette.removeLast()
    let field = Noise(&chance)
    let hue = Noise(&chance)
    let bend = chance.between(2.6, 5.2)
    let start = chance.between(0, 6.28)
    let widest = chance.between(0.011, 0.030)
    let scale = chance.between(1.1, 2.1)
    var strokes = Strokes()

    // Where something lies already, in squares of a two hundredth of the height.
    let squares: Float = 200
    let columns = Int((frame.aspect + 0.2) * squares) + 2
    let rows = Int(1.2 * squares) + 2
    var taken = [Bool](repeating: false, count: columns * rows)
    func square(_ point: SIMD2<Float>) -> Int? {
      let (column, row) = (Int((point.x + 0.1) * squares), Int((point.y + 0.1) * squares))
      return column >= 0 && row >= 0 && column < columns && row < rows ? row * columns + column : nil
    }

    let wanted = frame.count(Int(2_600 * min(4, max(1, frame.aspect))), least: 200)
    for index in stride(from: 0, to: wanted, by: 8) {
      // Eight ribbons at a time: the field is asked for all of them at once.
      var (x, y) = (Lanes.zero, Lanes.zero)
      for lane in 0..<8 {
        x[lane] = chance.between(-0.06, frame.aspect + 0.06)
        y[lane] = chance.between(-0.06, 1.06)
      }
      let crowd = Float(index) / Float(wanted)
      var paths = [[SIMD2<Float>]](repeating: [], count: 8)
      let length = Int(chance.between(30, 130))
      for _ in 0..<length {
        for lane in 0..<8 { paths[lane].append(SIMD2(x[lane], y[lane])) }
        let angle = field.layered(x * scale, y * scale, 2) * bend + start
        x += angle.cosine * 0.0056
        y += angle.sine * 0.0056
      }
      let tones = hue(x * 1.6 + 3, y * 1.6)
      for lane in 0..<8 {
        let radius = max(0.0016, widest * (1 - crowd * 0.75) * chance.unit().raised(1.6)) * 0.5
        var path: [SIMD2<Float>] = []
        let reach = max(1, Int((radius + 0.0036) * squares) + 1)
        for point in paths[lane] {
          if let at = square(point), taken[at] { break }
          path.append(point)
        }
        guard path.count > 9 else { continue }
        for point in path {
          guard let at = square(point) else { continue }
          let (row, column) = (at / columns, at % columns)
          for near in max(0, row - reach)...min(rows - 1, row + reach) {
            for side in max(0, column - reach)...min(columns - 1, column + reach) {
              let (offX, offY) = (side - column, near - row)
              if offX * offX + offY * offY <= reach * reach { taken[near * columns + side] = true }
            }
          }
        }
        let pick = Int((abs(tones[lane]) * 4.2 + chance.around() * 0.7).magnitude) % palette.count
        let colour = palette[pick]
        for step in stride(from: 0, to: path.count - 2, by: 2) {
          strokes.line(path[step], path[step + 2], radius, colour, relief: 0.10)
        }
      }
    }
    strokes.file(frame)
    return Layers(ground: ground, layers: [Paper(strength: 0.025, noise: Noise(&chance)), strokes])
  }
}

/// The grain of what is painted on.
struct Paper: Layer {
  let strength: Float
  let noise: Noise

  func paint(over paint: inout Paint, at spot: Spot) {
    paint.scale(1 + (noise.layered(spot.x * 90, spot.y * 90, 2) + noise(spot.x * 3, spot.y * 3) * 0.6) * (strength * 2))
  }
}
