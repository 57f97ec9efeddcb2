/// How a picture looks, in 64 bits: for each of 8 x 8 places whether it grows brighter to the right. Copies that were
/// made smaller, recoloured a little or pressed harder differ in few bits; other pictures in about half of them.
enum Likeness {
  /// `rgba` not premultiplied, rows without gaps. What can be seen through stands before white.
  static func bits(width: Int, height: Int, rgba: UnsafePointer<UInt8>) -> UInt64 {
    var light = [Double](repeating: 0, count: width * height)
    for place in light.indices {
      let pixel = rgba + place * 4
      let alpha = Double(pixel[3]) / 255
      let brightness = 0.299 * Double(pixel[0]) + 0.587 * Double(pixel[1]) + 0.114 * Double(pixel[2])
      light[place] = brightness * alpha + 255 * (1 - alpha)
    }
    let columns = spans(of: width, count: 9), rows = spans(of: height, count: 8)
    var bits: UInt64 = 0
    for row in rows {
      var left = mean(light, width, columns[0], row)
      for column in columns.dropFirst() {
        let right = mean(light, width, column, row)
        // Noise in an even field is no difference.
        bits = bits << 1 | (right > left + 1 ? 1 : 0)
        left = right
      }
    }
    return bits
  }

  /// `count` equal parts of a side, each as the pixels that it covers and how much of each.
  private static func spans(of side: Int, count: Int) -> [[(place: Int, share: Double)]] {
    let size = Double(side) / Double(count)
    return (0..<count).map { part in
      let start = Double(part) * size, end = start + size
      return (Int(start)..<min(side, max(Int(start) + 1, Int(end.rounded(.up))))).compactMap { place in
        let share = min(end, Double(place + 1)) - max(start, Double(place))
        return share > 0 ? (place, share) : nil
      }
    }
  }

  private static func mean(
    _ light: [Double], _ width: Int, _ columns: [(place: Int, share: Double)], _ rows: [(place: Int, share: Double)]
  ) -> Double {
    var sum = 0.0, weight = 0.0
    for row in rows {
      for column in columns {
        let share = row.share * column.share
        sum += light[row.place * width + column.place] * share
        weight += share
      }
    }
    return weight > 0 ? sum / weight : 0
  }
}
