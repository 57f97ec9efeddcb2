import Domain
import Raster

/// How two pictures differ, pixel by pixel.
enum Comparison: Sendable, Equatable {
  case same
  case otherSize(String, String)
  /// Of the colour values from 0 to 255: how far they are apart on average and at most, and how many pixels differ, from
  /// 0 to 1.
  case different(mean: Double, most: Int, share: Double)

  init(_ one: Bitmap, _ other: Bitmap) {
    guard one.width == other.width, one.height == other.height else {
      self = .otherSize("\(one.width)x\(one.height)", "\(other.width)x\(other.height)")
      return
    }
    guard one.pixels != other.pixels else {
      self = .same
      return
    }
    var (sum, most, pixels) = (0, 0, 0)
    for start in stride(from: 0, to: one.pixels.count, by: 4) {
      var isOther = false
      for place in start..<start + 4 {
        let distance = abs(Int(one.pixels[place]) - Int(other.pixels[place]))
        sum += distance
        most = max(most, distance)
        isOther = isOther || distance > 0
      }
      pixels += isOther ? 1 : 0
    }
    let count = Double(one.pixels.count)
    self = .different(mean: Double(sum) / count, most: most, share: Double(pixels) / (count / 4))
  }

  var sentence: String {
    switch self {
    case .same: "Every pixel is the same."
    case .otherSize(let was, let now): "The sizes differ: the file has \(was), made again it has \(now)."
    case .different(let mean, let most, let share):
      "\((share * 100).rounded(toPlaces: 1)) % of the pixels differ, by \(mean.rounded(toPlaces: 2)) of 255 on average "
        + "and \(most) at most."
    }
  }

  var json: JSON {
    switch self {
    case .same: ["verdict": "same"]
    case .otherSize(let was, let now): ["verdict": "otherSize", "was": .string(was), "is": .string(now)]
    case .different(let mean, let most, let share):
      ["verdict": "different", "mean": .double(mean), "most": .int(Int64(most)), "share": .double(share)]
    }
  }

  /// The fields in which two recipes differ, as far as they matter for the picture.
  static func fields(_ was: JSON, _ now: JSON) -> [(name: String, was: JSON, is: JSON)] {
    guard case .object(let first) = was, case .object(let second) = now else { return [] }
    var names: [String] = []
    for member in first.members + second.members where !names.contains(member.name) { names.append(member.name) }
    return names.filter { !lineage.contains($0) }.compactMap { name in
      let pair = (first[name] ?? .null, second[name] ?? .null)
      return pair.0 == pair.1 ? nil : (name, pair.0, pair.1)
    }
  }

  /// What a recipe says of where it came from, and not of the picture.
  static let lineage = ["promptId", "messageId", "enhancementId", "parentImageId"]
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> String {
    let factor = places == 1 ? 10.0 : 100.0
    return String((self * factor).rounded() / factor)
  }
}
