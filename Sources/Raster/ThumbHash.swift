import Glibc

/// A picture in about 25 bytes, to be shown blurred until it arrives: the few lowest frequencies of brightness, of two
/// colour differences and of transparency, a few bits each. The layout is ThumbHash's, which browsers' libraries read.
enum ThumbHash {
  /// `rgba` not premultiplied, rows without gaps; at most 100 pixels a side make sense.
  static func encode(width: Int, height: Int, rgba: UnsafePointer<UInt8>) -> [UInt8] {
    let count = width * height
    var mean = (red: 0.0, green: 0.0, blue: 0.0, alpha: 0.0)
    for index in 0..<count {
      let pixel = rgba + index * 4
      let alpha = Double(pixel[3]) / 255
      mean.red += alpha / 255 * Double(pixel[0])
      mean.green += alpha / 255 * Double(pixel[1])
      mean.blue += alpha / 255 * Double(pixel[2])
      mean.alpha += alpha
    }
    if mean.alpha > 0 {
      mean.red /= mean.alpha
      mean.green /= mean.alpha
      mean.blue /= mean.alpha
    }
    let hasAlpha = mean.alpha < Double(count)
    var light = [Double](repeating: 0, count: count)
    var yellow = light, red = light, opacity = light
    for index in 0..<count {
      let pixel = rgba + index * 4
      let alpha = Double(pixel[3]) / 255
      let r = mean.red * (1 - alpha) + alpha / 255 * Double(pixel[0])
      let g = mean.green * (1 - alpha) + alpha / 255 * Double(pixel[1])
      let b = mean.blue * (1 - alpha) + alpha / 255 * Double(pixel[2])
      light[index] = (r + g + b) / 3
      yellow[index] = (r + g) / 2 - b
      red[index] = r - g
      opacity[index] = alpha
    }

    let most = hasAlpha ? 5.0 : 7.0
    let longer = Double(max(width, height))
    let across = max(1, Int((most * Double(width) / longer).rounded()))
    let down = max(1, Int((most * Double(height) / longer).rounded()))
    let size = (width: width, height: height)
    let l = Waves(light, size, max(3, across), max(3, down))
    let p = Waves(yellow, size, 3, 3)
    let q = Waves(red, size, 3, 3)
    let isLandscape = width > height

    func bits(_ value: Double, _ scale: Double) -> Int { Int((scale * value).rounded()) }
    let head =
      bits(l.constant, 63) | Int((31.5 + 31.5 * p.constant).rounded()) << 6
      | Int((31.5 + 31.5 * q.constant).rounded()) << 12 | bits(l.scale, 31) << 18 | (hasAlpha ? 1 << 23 : 0)
    let shape =
      (isLandscape ? down : across) | bits(p.scale, 63) << 3 | bits(q.scale, 63) << 9 | (isLandscape ? 1 << 15 : 0)
    var hash = [head, head >> 8, head >> 16, shape, shape >> 8].map { UInt8($0 & 255) }
    var all = l.waves + p.waves + q.waves
    if hasAlpha {
      let a = Waves(opacity, size, 5, 5)
      hash.append(UInt8((bits(a.constant, 15) | bits(a.scale, 15) << 4) & 255))
      all += a.waves
    }
    for pair in stride(from: 0, to: all.count, by: 2) {
      let low = bits(all[pair], 15)
      let high = pair + 1 < all.count ? bits(all[pair + 1], 15) : 0
      hash.append(UInt8((low | high << 4) & 255))
    }
    return hash
  }

  /// One channel as cosine waves: the triangle of the lowest frequencies.
  private struct Waves {
    var constant = 0.0
    /// 0...1 around the middle.
    var waves: [Double] = []
    var scale = 0.0

    init(_ channel: [Double], _ size: (width: Int, height: Int), _ across: Int, _ down: Int) {
      func cosines(_ frequency: Int, _ count: Int) -> [Double] {
        (0..<count).map { cos(.pi / Double(count) * Double(frequency) * (Double($0) + 0.5)) }
      }
      for row in 0..<down {
        let vertical = cosines(row, size.height)
        var column = 0
        while column * down < across * (down - row) {
          let horizontal = cosines(column, size.width)
          var sum = 0.0
          for y in 0..<size.height {
            var line = 0.0
            for x in 0..<size.width { line += channel[x + y * size.width] * horizontal[x] }
            sum += line * vertical[y]
          }
          sum /= Double(size.width * size.height)
          if column > 0 || row > 0 {
            waves.append(sum)
            scale = max(scale, abs(sum))
          } else {
            constant = sum
          }
          column += 1
        }
      }
      if scale > 0 { waves = waves.map { 0.5 + 0.5 / scale * $0 } }
    }
  }
}
