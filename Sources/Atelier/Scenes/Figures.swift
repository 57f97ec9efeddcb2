/// Outlines of what stands or moves in a landscape, as corners in a box one high: x to the right, y up from the ground.
enum Figures {
  /// A smooth line through the corners unless they are said to be sharp.
  private struct Outline {
    let corners: [SIMD2<Float>]
    var sharp = false
  }

  static func draw(
    _ subject: Subject, _ strokes: inout Strokes, at foot: SIMD2<Float>, size: Float, colour: RGB, light: RGB,
    flip: Bool, lit: Float, own: RGB? = nil, _ chance: inout Chance
  ) {
    var pen = Pen(strokes: strokes, foot: foot, size: size, flip: flip, colour: colour, light: light, lit: lit)
    switch subject {
    case .cat:
      pen.fill([
        (-0.20, 0), (-0.30, 0.14), (-0.24, 0.40), (-0.10, 0.60), (-0.02, 0.70), (-0.08, 0.80), (-0.09, 0.98),
        (0.01, 0.90), (0.11, 0.91), (0.20, 1.0), (0.20, 0.82), (0.22, 0.72), (0.16, 0.62), (0.14, 0.50), (0.16, 0.30),
        (0.17, 0.02), (0.10, 0),
      ])
      pen.line([(-0.22, 0.06), (-0.40, 0.05), (-0.50, 0.14), (-0.48, 0.28), (-0.42, 0.32)], 0.036)
    case .dog, .wolf, .fox:
      let bushy: Float = subject == .fox ? 0.085 : subject == .wolf ? 0.060 : 0.030
      pen.fill([
        (-0.50, 0.42), (-0.52, 0.58), (-0.36, 0.66), (0.05, 0.62), (0.24, 0.68), (0.34, 0.82), (0.36, 0.98),
        (0.44, 0.88), (0.52, 0.86), (0.72, 0.74), (0.70, 0.68), (0.52, 0.66), (0.42, 0.56), (0.34, 0.42), (0.20, 0.34),
        (-0.18, 0.38), (-0.34, 0.34),
      ])
      pen.line([(0.24, 0.44), (0.27, 0.22), (0.25, 0.0)], 0.038)
      pen.line([(0.12, 0.42), (0.10, 0.20), (0.13, 0.0)], 0.034)
      pen.line([(-0.42, 0.46), (-0.40, 0.24), (-0.46, 0.12), (-0.42, 0.0)], 0.042)
      pen.line([(-0.30, 0.44), (-0.26, 0.24), (-0.32, 0.12), (-0.28, 0.0)], 0.036)
      pen.line(
        subject == .dog
          ? [(-0.48, 0.58), (-0.64, 0.70), (-0.70, 0.84)]
          : [(-0.48, 0.56), (-0.66, 0.44), (-0.84, 0.36), (-0.98, 0.38)], bushy, taper: subject == .fox ? 0.035 : 0.016)
    case .deer, .horse:
      pen.fill([
        (-0.40, 0.44), (-0.44, 0.56), (-0.34, 0.64), (0.05, 0.60), (0.22, 0.66), (0.32, 0.82), (0.36, 0.92),
        (0.46, 0.94), (0.60, 0.84), (0.58, 0.79), (0.46, 0.79), (0.40, 0.66), (0.32, 0.46), (0.16, 0.40), (-0.20, 0.44),
        (-0.30, 0.40),
      ])
      for x in [0.24, 0.15, -0.28, -0.37] as [Float] {
        pen.line([(x, 0.46), (x + (x > 0 ? 0.02 : -0.03), 0.22), (x + (x > 0 ? 0.0 : 0.01), 0.0)], 0.030, taper: 0.016)
      }
      if subject == .deer {
        for side in [0.0, 0.07] as [Float] {
          pen.line(
            [(0.38 + side, 0.93), (0.34 + side * 2, 1.08), (0.40 + side * 2.6, 1.22), (0.37 + side * 3, 1.34)], 0.015,
            taper: 0.007)
          pen.line([(0.35 + side * 2, 1.08), (0.46 + side * 2, 1.16)], 0.012, taper: 0.006)
          pen.line([(0.39 + side * 2.4, 1.20), (0.50 + side * 2.4, 1.28)], 0.011, taper: 0.005)
        }
        pen.line([(-0.42, 0.58), (-0.47, 0.54)], 0.022)
      } else {
        pen.line([(-0.40, 0.60), (-0.54, 0.46), (-0.56, 0.24)], 0.045, taper: 0.015)
        pen.line([(0.33, 0.94), (0.24, 0.80), (0.16, 0.66)], 0.040, taper: 0.02)
        pen.fill([(0.34, 0.92), (0.36, 1.02), (0.42, 0.93)], sharp: true)
      }
    case .bear:
      pen.fill([
        (-0.50, 0.30), (-0.52, 0.54), (-0.30, 0.70), (0.0, 0.68), (0.20, 0.76), (0.34, 0.74), (0.40, 0.80),
        (0.47, 0.74), (0.62, 0.58), (0.62, 0.52), (0.46, 0.50), (0.36, 0.38), (0.30, 0.26), (-0.30, 0.24),
      ])
      for x in [0.28, 0.12, -0.28, -0.42] as [Float] { pen.line([(x, 0.38), (x + 0.02, 0.06)], 0.075, taper: 0.06) }
    case .rabbit:
      pen.fill([
        (-0.34, 0.0), (-0.40, 0.22), (-0.26, 0.44), (0.0, 0.46), (0.14, 0.56), (0.30, 0.56), (0.38, 0.44), (0.28, 0.36),
        (0.20, 0.22), (0.26, 0.02), (0.0, 0.0),
      ])
      pen.line([(0.18, 0.54), (0.08, 0.76), (0.06, 0.98)], 0.050, taper: 0.028)
      pen.line([(0.23, 0.54), (0.22, 0.78), (0.24, 0.98)], 0.044, taper: 0.024)
      pen.dot((-0.40, 0.16), 0.085)
    case .person, .couple, .robot:
      if subject == .robot {
        robot(&pen)
        break
      }
      person(&pen, at: 0, cloak: chance.happens(0.4))
      if subject == .couple { person(&pen, at: 0.34, cloak: false, scale: 0.92) }
    case .house, .village:
      let wall = own ?? chance.one(of: [RGB(0xe8dcc4), RGB(0xd8c8b0), RGB(0xc8d0d0), RGB(0xe4c8a8)])
      let roof = own?.scaled(0.55) ?? chance.one(of: [RGB(0x9a4a36), RGB(0x6a4438), RGB(0x4a5460), RGB(0x7a5a3a)])
      pen.fill([(0.22, 0.6), (0.22, 1.0), (0.34, 1.0), (0.34, 0.55)], sharp: true, shade: 0.75, tint: roof)
      pen.fill([(-0.5, 0), (-0.5, 0.46), (0, 0.86), (0.5, 0.46), (0.5, 0)], sharp: true, tint: wall)
      pen.fill([(0.06, 0), (0.06, 0.80), (0.5, 0.46), (0.5, 0)], sharp: true, shade: 0.82, tint: wall)
      pen.fill([(-0.64, 0.36), (0, 0.96), (0, 0.84), (-0.58, 0.32)], sharp: true, shade: 1.1, tint: roof)
      pen.fill([(0, 0.96), (0.64, 0.36), (0.58, 0.32), (0, 0.84)], sharp: true, shade: 0.8, tint: roof)
      pen.glow((-0.24, 0.25), 0.11, 0.12)
      pen.glow((0.26, 0.25), 0.11, 0.12)
      pen.fill([(-0.06, 0), (-0.06, 0.28), (0.08, 0.28), (0.08, 0)], sharp: true, shade: 0.5)
    case .castle, .ruin:
      for (x, high, wide) in [
        (-0.62, 0.72, 0.13), (-0.30, 0.60, 0.20), (0.02, 1.0, 0.14), (0.34, 0.66, 0.20), (0.66, 0.80, 0.12),
      ] as [(Float, Float, Float)] {
        pen.fill([(x - wide, 0), (x - wide, high), (x + wide, high), (x + wide, 0)], sharp: true)
        for merlon in 0..<3 {
          let left = x - wide + Float(merlon) * wide * 0.8
          pen.fill(
            [
              (left, high - 0.01), (left, high + 0.06), (left + wide * 0.4, high + 0.06),
              (left + wide * 0.4, high - 0.01),
            ], sharp: true)
        }
        if wide < 0.18, subject == .castle {
          pen.fill(
            [(x - wide * 1.2, high + 0.04), (x, high + 0.36), (x + wide * 1.2, high + 0.04)], sharp: true, shade: 0.75)
        }
        pen.glow((x, high * 0.72), 0.028, 0.06)
      }
      pen.fill([(-0.75, 0), (-0.75, 0.34), (0.75, 0.34), (0.75, 0)], sharp: true)
    case .lighthouse:
      pen.fill([(-0.34, -0.06), (-0.20, 0.03), (0.24, 0.04), (0.42, -0.06)])
      pen.fill([(-0.13, 0), (-0.075, 0.78), (0.075, 0.78), (0.13, 0)], sharp: true, tint: RGB(0xeee6da))
      for band in [0.12, 0.40, 0.66] as [Float] {
        let (low, high) = (0.13 - band * 0.07, 0.13 - (band + 0.13) * 0.07)
        pen.fill(
          [(-low, band), (-high, band + 0.13), (high, band + 0.13), (low, band)], sharp: true, tint: RGB(0xb83a34))
      }
      pen.fill([(-0.115, 0.77), (-0.115, 0.80), (0.115, 0.80), (0.115, 0.77)], sharp: true)
      pen.fill([(-0.07, 0.80), (-0.07, 0.90), (0.07, 0.90), (0.07, 0.80)], sharp: true, shade: 0.7)
      pen.fill([(-0.09, 0.90), (0, 1.0), (0.09, 0.90)], sharp: true)
      pen.lamp((0, 0.85), 0.055)
    case .windmill:
      pen.fill([(-0.20, 0), (-0.12, 0.62), (0.12, 0.62), (0.20, 0)], sharp: true)
      pen.fill([(-0.14, 0.60), (0, 0.76), (0.14, 0.60)], sharp: true)
      let turn = chance.between(0, 1.57)
      for index in 0..<4 {
        let angle = turn + Float(index) * 1.5708
        let (x, y) = (angle.cosine, angle.sine)
        pen.line([(0, 0.64), (x * 0.46, 0.64 + y * 0.46)], 0.012)
        pen.fill(
          [
            (x * 0.10, 0.64 + y * 0.10), (x * 0.10 - y * 0.09, 0.64 + y * 0.10 + x * 0.09),
            (x * 0.46 - y * 0.09, 0.64 + y * 0.46 + x * 0.09), (x * 0.46, 0.64 + y * 0.46),
          ], sharp: true, shade: 1.15)
      }
      pen.glow((0, 0.30), 0.045, 0.06)
    case .church:
      pen.fill([(-0.5, 0), (-0.5, 0.34), (-0.22, 0.52), (0.06, 0.34), (0.06, 0)], sharp: true)
      pen.fill([(0.06, 0), (0.06, 0.58), (0.30, 0.58), (0.30, 0)], sharp: true)
      pen.fill([(0.02, 0.57), (0.18, 1.0), (0.34, 0.57)], sharp: true, shade: 0.8)
      pen.line([(0.18, 0.98), (0.18, 1.12)], 0.010)
      pen.line([(0.14, 1.07), (0.22, 1.07)], 0.010)
      for x in [-0.38, -0.22, -0.06] as [Float] { pen.glow((x, 0.18), 0.035, 0.09) }
    case .tower:
      pen.fill(
        [(-0.13, 0), (-0.10, 0.78), (-0.15, 0.80), (-0.15, 0.90), (0.15, 0.90), (0.15, 0.80), (0.10, 0.78), (0.13, 0)],
        sharp: true)
      pen.fill([(-0.16, 0.90), (0, 1.12), (0.16, 0.90)], sharp: true, shade: 0.75)
      pen.glow((0, 0.68), 0.03, 0.06)
    case .temple:
      for level in 0..<4 {
        let (y, wide) = (Float(level) * 0.22, 0.36 - Float(level) * 0.06)
        pen.fill([(-wide * 0.66, y), (-wide * 0.66, y + 0.15), (wide * 0.66, y + 0.15), (wide * 0.66, y)], sharp: true)
        pen.fill(
          [
            (-wide * 1.25, y + 0.15), (-wide * 1.12, y + 0.13), (wide * 1.12, y + 0.13), (wide * 1.25, y + 0.15),
            (wide * 0.55, y + 0.23), (-wide * 0.55, y + 0.23),
          ], sharp: true, shade: 0.7)
        pen.glow((0, y + 0.07), 0.03, 0.06)
      }
      pen.line([(0, 0.88), (0, 1.08)], 0.012, taper: 0.003)
    case .pyramid:
      pen.fill([(-0.95, 0), (0, 1.0), (0.95, 0)], sharp: true)
      pen.fill([(0.0, 1.0), (0.95, 0), (0.30, 0)], sharp: true, shade: 0.68)
    case .boat:
      pen.fill([(-0.46, 0.16), (-0.34, -0.02), (0.32, -0.02), (0.50, 0.18)], sharp: true)
      pen.line([(0.02, 0.14), (0.02, 1.0)], 0.012)
      pen.fill([(-0.02, 0.22), (-0.02, 0.96), (-0.40, 0.24)], sharp: true, tint: light.mixed(.white, 0.5))
      pen.fill([(0.05, 0.22), (0.05, 0.86), (0.38, 0.24)], sharp: true, tint: light.mixed(.white, 0.2))
    case .bird:
      pen.line([(-0.5, 0.22), (-0.26, 0.34), (0, 0.06)], 0.026, taper: 0.055)
      pen.line([(0.5, 0.26), (0.26, 0.36), (0, 0.06)], 0.026, taper: 0.055)
    case .whale:
      pen.fill([
        (-0.50, -0.02), (-0.42, 0.06), (-0.30, 0.13), (-0.02, 0.22), (0.04, 0.27), (0.10, 0.22), (0.36, 0.15),
        (0.52, 0.04), (0.58, -0.02),
      ])
      pen.fill([
        (-0.95, -0.02), (-0.92, 0.14), (-0.90, 0.26), (-1.14, 0.40), (-1.06, 0.44), (-0.88, 0.36), (-0.70, 0.46),
        (-0.62, 0.42), (-0.83, 0.26), (-0.84, 0.12), (-0.83, -0.02),
      ])
      for turn in [-0.22, -0.08, 0.08, 0.22] as [Float] {
        pen.line([(0.36, 0.18), (0.36 + turn * 0.6, 0.46), (0.36 + turn * 1.6, 0.52)], 0.014, taper: 0.004)
      }
    case .dragon:
      pen.line(
        [(-1.0, 0.30), (-0.72, 0.14), (-0.40, 0.20), (-0.10, 0.30), (0.18, 0.32), (0.40, 0.50), (0.58, 0.56)], 0.03,
        taper: 0.055)
      pen.fill([(-0.18, 0.22), (0.0, 0.42), (0.24, 0.42), (0.28, 0.26), (0.05, 0.18)])
      pen.fill([(0.52, 0.60), (0.60, 0.66), (0.86, 0.54), (0.84, 0.49), (0.60, 0.48)])
      pen.fill([(0.60, 0.62), (0.48, 0.74), (0.54, 0.60)], sharp: true)
      pen.fill(
        [
          (0.02, 0.36), (-0.20, 0.92), (-0.80, 1.0), (-0.58, 0.80), (-0.62, 0.64), (-0.38, 0.62), (-0.34, 0.44),
          (-0.14, 0.44),
        ], sharp: true)
      pen.fill(
        [(0.10, 0.38), (0.22, 0.86), (0.66, 1.06), (0.54, 0.84), (0.56, 0.68), (0.38, 0.64), (0.34, 0.48)], sharp: true,
        shade: 0.8)
      pen.fill([(-1.0, 0.32), (-1.16, 0.42), (-1.10, 0.28), (-1.14, 0.18)], sharp: true)
    case .butterfly:
      let wing = own ?? chance.one(of: [RGB(0xf08a2a), RGB(0x3a8ae0), RGB(0xe8c040), RGB(0xd060a0)])
      for side in [-1, 1] as [Float] {
        let upper: [(Float, Float)] = [
          (0.02, 0.5), (0.16, 0.84), (0.46, 1.02), (0.58, 0.86), (0.44, 0.58), (0.20, 0.47),
        ]
        let lower: [(Float, Float)] = [
          (0.02, 0.47), (0.24, 0.46), (0.42, 0.32), (0.36, 0.10), (0.20, 0.04), (0.08, 0.24),
        ]
        for (outline, shade) in [(lower, Float(0.86)), (upper, 1)] {
          pen.fill(outline.map { ($0.0 * side, $0.1) })
          // The coloured part leaves a dark rim, and the veins show.
          let middle = outline.reduce(into: (Float(0), Float(0))) { sum, corner in
            sum = (sum.0 + corner.0 / Float(outline.count), sum.1 + corner.1 / Float(outline.count))
          }
          pen.fill(
            outline.map { ((middle.0 + ($0.0 - middle.0) * 0.78) * side, middle.1 + ($0.1 - middle.1) * 0.78) },
            shade: shade, tint: wing)
          for corner in outline.dropFirst() {
            pen.line([(0.03 * side, 0.49), (corner.0 * side * 0.9, corner.1)], 0.005)
          }
          pen.dot(((middle.0 + 0.12) * side, middle.1 + 0.06), 0.022, tint: wing.mixed(.white, 0.7))
        }
        pen.line([(0.01 * side, 0.62), (0.08 * side, 0.84), (0.15 * side, 0.92)], 0.006)
      }
      pen.line([(0, 0.20), (0, 0.64)], 0.026, taper: 0.020)
    case .mushroom:
      pen.fill([(-0.12, 0), (-0.09, 0.30), (-0.11, 0.52), (0.11, 0.52), (0.09, 0.30), (0.13, 0)], tint: RGB(0xe6dcc8))
      pen.fill(
        [(-0.48, 0.50), (-0.40, 0.76), (-0.14, 0.98), (0.16, 0.98), (0.42, 0.76), (0.48, 0.50), (0, 0.44)],
        tint: RGB(0xc03a2a))
      for (x, y, r) in [(-0.24, 0.68, 0.06), (0.02, 0.82, 0.07), (0.26, 0.66, 0.055), (0.03, 0.60, 0.045)]
        as [(Float, Float, Float)]
      { pen.dot((x, y), r, tint: RGB(0xf4ecdc)) }
    case .cactus:
      pen.line([(0, 0), (0, 0.94)], 0.085)
      pen.line([(0, 0.38), (-0.24, 0.40), (-0.27, 0.50), (-0.27, 0.74)], 0.058)
      pen.line([(0, 0.52), (0.20, 0.53), (0.24, 0.62), (0.24, 0.84)], 0.052)
    case .rocket:
      pen.fill(
        [(-0.13, 0.10), (-0.15, 0.50), (-0.09, 0.80), (0, 1.0), (0.09, 0.80), (0.15, 0.50), (0.13, 0.10)],
        tint: RGB(0xe8e6e0))
      pen.fill([(-0.13, 0.34), (-0.30, 0.02), (-0.12, 0.14)], sharp: true, tint: RGB(0xc8402f))
      pen.fill([(0.13, 0.34), (0.12, 0.14), (0.30, 0.02)], sharp: true, tint: RGB(0xa03024))
      pen.dot((0, 0.60), 0.055, tint: RGB(0x4a90c0))
      pen.lamp((0, 0.0), 0.10)
    case .car, .train:
      pen.fill(
        [
          (-0.62, 0.10), (-0.62, 0.28), (-0.40, 0.32), (-0.26, 0.50), (0.18, 0.50), (0.36, 0.33), (0.62, 0.28),
          (0.64, 0.10),
        ], sharp: true)
      pen.fill([(-0.32, 0.33), (-0.22, 0.46), (-0.04, 0.46), (-0.04, 0.33)], sharp: true, tint: light)
      pen.fill([(0.01, 0.33), (0.01, 0.46), (0.16, 0.46), (0.28, 0.33)], sharp: true, tint: light)
      pen.dot((-0.36, 0.09), 0.10)
      pen.dot((0.38, 0.09), 0.10)
      pen.lamp((0.63, 0.20), 0.03)
    default: break
    }
    strokes = pen.strokes
  }

  private static func robot(_ pen: inout Pen) {
    let steel = RGB(0xaab4bc)
    for side in [-1, 1] as [Float] {
      pen.line([(0.08 * side, 0.36), (0.09 * side, 0.06)], 0.040)
      pen.fill(
        [(0.02 * side, 0), (0.03 * side, 0.06), (0.14 * side, 0.06), (0.16 * side, 0)], sharp: true, tint: steel)
      pen.line([(0.20 * side, 0.66), (0.27 * side, 0.50), (0.23 * side, 0.36)], 0.030)
      pen.dot((0.20 * side, 0.67), 0.050, tint: steel)
      pen.dot((0.23 * side, 0.34), 0.042, tint: steel)
    }
    pen.fill([(-0.17, 0.70), (0.17, 0.70), (0.13, 0.34), (-0.13, 0.34)], sharp: true, tint: steel)
    pen.fill([(-0.08, 0.64), (0.08, 0.64), (0.07, 0.50), (-0.07, 0.50)], sharp: true, shade: 0.6)
    pen.line([(0, 0.70), (0, 0.76)], 0.035)
    pen.fill([(-0.13, 0.75), (-0.14, 0.94), (0.14, 0.94), (0.13, 0.75)], sharp: true, tint: steel)
    pen.fill([(-0.11, 0.80), (-0.11, 0.90), (0.11, 0.90), (0.11, 0.80)], sharp: true, shade: 0.4)
    pen.line([(0.06, 0.94), (0.08, 1.04)], 0.008)
    pen.lamp((0.08, 1.05), 0.008)
    for side in [-1, 1] as [Float] { pen.lamp((0.055 * side, 0.85), 0.011) }
    pen.lamp((0, 0.57), 0.012)
  }

  private static func person(_ pen: inout Pen, at x: Float, cloak: Bool, scale: Float = 1) {
    func p(_ dx: Float, _ y: Float) -> (Float, Float) { (x + dx * scale, y * scale) }
    pen.dot(p(0, 0.90), 0.075 * scale)
    if cloak {
      pen.fill([
        p(-0.17, 0.02), p(-0.13, 0.50), p(-0.09, 0.78), p(0, 0.84), p(0.09, 0.78), p(0.13, 0.50), p(0.18, 0.02),
      ])
    } else {
      pen.fill([
        p(-0.115, 0.76), p(0, 0.83), p(0.115, 0.76), p(0.085, 0.58), p(0.095, 0.44), p(-0.095, 0.44), p(-0.085, 0.58),
      ])
      pen.line([p(-0.11, 0.74), p(-0.16, 0.58), p(-0.14, 0.42)], 0.032 * scale, taper: 0.022 * scale)
      pen.line([p(0.11, 0.74), p(0.17, 0.58), p(0.16, 0.42)], 0.032 * scale, taper: 0.022 * scale)
      pen.line([p(-0.05, 0.47), p(-0.06, 0.24), p(-0.08, 0.0)], 0.048 * scale, taper: 0.03 * scale)
      pen.line([p(0.05, 0.47), p(0.06, 0.24), p(0.09, 0.0)], 0.048 * scale, taper: 0.03 * scale)
    }
  }

  /// Puts an outline's own measures into the picture's.
  private struct Pen {
    var strokes: Strokes
    let foot: SIMD2<Float>
    let size: Float
    let flip: Bool
    let colour: RGB
    let light: RGB
    /// How much the lamps burn.
    let lit: Float

    func place(_ point: (Float, Float)) -> SIMD2<Float> {
      SIMD2(foot.x + (flip ? -point.0 : point.0) * size, foot.y - point.1 * size)
    }

    func ink(_ shade: Float, _ tint: RGB?) -> RGB {
      // What has a colour of its own keeps some of it, more by day.
      (tint.map { colour.mixed($0, 0.25 + 0.6 * (1 - lit)) } ?? colour).scaled(shade)
    }

    mutating func fill(_ points: [(Float, Float)], sharp: Bool = false, shade: Float = 1, tint: RGB? = nil) {
      let corners = points.map(place)
      let ink = ink(shade, tint)
      strokes.polygon(sharp ? corners : Self.smooth(corners), ink.mixed(light, 0.08), to: ink, convex: false)
    }

    mutating func line(_ points: [(Float, Float)], _ radius: Float, taper: Float? = nil) {
      let corners = Self.smooth(points.map(place), closed: false)
      let last = Float(max(1, corners.count - 1))
      for index in 0..<(corners.count - 1) {
        let (from, to) = (Float(index) / last, Float(index + 1) / last)
        let end = taper ?? radius
        strokes.line(
          corners[index], corners[index + 1], radius.mixed(end, from) * size, colour,
          taper: radius.mixed(end, to) * size)
      }
    }

    mutating func dot(_ point: (Float, Float), _ radius: Float, tint: RGB? = nil) {
      strokes.disc(place(point), radius * size, ink(1, tint))
    }

    /// A window, lit when it is dark.
    mutating func glow(_ point: (Float, Float), _ width: Float, _ height: Float) {
      let middle = place(point)
      let (wide, high) = (width * size, height * size)
      let lamp = RGB(0xffd88a)
      strokes.box(
        middle.x - wide, middle.y - high, wide * 2, high * 2,
        lit > 0.15 ? lamp.mixed(colour, 0.3 * (1 - lit)) : colour.scaled(0.55))
      if lit > 0.3 {
        strokes.disc(
          middle, max(wide, high) * 3, RGB(0xffb860), opacity: 0.35 * lit, shines: true, blur: max(wide, high) * 2)
      }
    }

    mutating func lamp(_ point: (Float, Float), _ radius: Float) {
      let middle = place(point)
      strokes.disc(middle, radius * size, RGB(0xfff0b8), shines: true)
      strokes.disc(
        middle, radius * size * 5, RGB(0xffdc90), opacity: 0.30 + 0.4 * lit, shines: true, blur: radius * size * 4)
    }

    /// Points between the corners on a curve through them.
    static func smooth(_ corners: [SIMD2<Float>], closed: Bool = true) -> [SIMD2<Float>] {
      let count = corners.count
      guard count > 2 else { return corners }
      var points: [SIMD2<Float>] = []
      func corner(_ index: Int) -> SIMD2<Float> {
        closed ? corners[(index + count) % count] : corners[min(max(index, 0), count - 1)]
      }
      for index in 0..<(closed ? count : count - 1) {
        let (a, b, c, d) = (corner(index - 1), corner(index), corner(index + 1), corner(index + 2))
        for part in 0..<4 {
          let t = Float(part) / 4
          let first = (c - a) * t
          let second = (a * 2 - b * 5 + c * 4 - d) * (t * t)
          let third = (b * 3 - a - c * 3 + d) * (t * t * t)
          points.append((b * 2 + first + second + third) * 0.5)
        }
      }
      if !closed { points.append(corners[count - 1]) }
      return points
    }
  }
}
