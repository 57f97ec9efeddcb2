/// A prompt cut into words, without the tables of any library: the same cut on every machine.
enum Words {
  struct Word: Equatable {
    var text: String
    /// From `(word:1.3)`; 1 without.
    var weight: Float = 1
    /// A comma, a full stop or a line's end stood before it.
    var begins = false
  }

  /// More than any prompt that the studio takes holds.
  private static let most = 2_000

  static func split(_ text: String) -> [Word] {
    var words: [Word] = []
    var word = ""
    var begins = true
    // Where each open bracket's words start.
    var open: [(start: Int, factor: Float)] = []
    let scalars = Array(text.unicodeScalars)
    var at = 0
    func finish() {
      guard !word.isEmpty else { return }
      words.append(Word(text: word, begins: begins))
      word = ""
      begins = false
    }
    while at < scalars.count, words.count < most {
      let scalar = scalars[at]
      at += 1
      if let letter = letter(scalar) {
        // Nobody's word is longer; what is, still steers chance by its beginning.
        if word.utf8.count < 64 { word.unicodeScalars.append(letter) }
        continue
      }
      if isMark(scalar) { continue }
      finish()
      switch scalar {
      case "(": if open.count < 32 { open.append((words.count, 1.1)) }
      case "[": if open.count < 32 { open.append((words.count, 1 / 1.1)) }
      case ":":
        guard !open.isEmpty, let (number, next) = number(scalars, at) else { continue }
        open[open.count - 1].factor = number
        at = next
      case ")", "]":
        guard let (start, factor) = open.popLast() else { continue }
        for index in start..<words.count { words[index].weight = min(3, max(0, words[index].weight * factor)) }
      case ",", ".", ";", "\n", "!", "?", "|": begins = true
      default: break
      }
    }
    finish()
    return words
  }

  /// In lower case, with the letters that Russian spells two ways made one; nil for what parts words.
  private static func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let value = scalar.value
    func made(_ value: UInt32) -> Unicode.Scalar { Unicode.Scalar(value) ?? scalar }
    switch value {
    case 0x30...0x39, 0x61...0x7a: return scalar
    case 0x41...0x5a: return made(value + 32)
    case 0x00...0x7f: return nil
    case 0xa0...0xbf, 0xd7, 0xf7, 0x2000...0x206f, 0x2190...0x2bff, 0x3000...0x303f, 0xfe00...0xfe0f, 0xff00...0xff0f:
      return nil
    case 0xc0...0xde: return made(value + 32)
    case 0x391...0x3a9: return made(value + 32)
    case 0x401, 0x451, 0x435, 0x415: return "е"
    case 0x419, 0x439, 0x418, 0x438: return "и"
    case 0x410...0x42f: return made(value + 32)
    default: return scalar
    }
  }

  /// An accent that is written after its letter, or a mark that shows nothing: it parts no words.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300...0x36f, 0x200b...0x200d, 0xfe00...0xfe0f, 0xfeff, 0xad, 0x27, 0x2019: true
    default: false
    }
  }

  private static func number(_ scalars: [Unicode.Scalar], _ start: Int) -> (Float, Int)? {
    var (at, value, scale, digits): (Int, Float, Float, Int) = (start, 0, 0, 0)
    while at < scalars.count, digits < 8 {
      let scalar = scalars[at]
      if scalar == ".", scale == 0 {
        scale = 1
      } else if (0x30...0x39).contains(scalar.value) {
        digits += 1
        value = value * 10 + Float(scalar.value - 0x30)
        scale *= 10
      } else if scalar != " " {
        break
      }
      at += 1
    }
    guard digits > 0 else { return nil }
    return (value / max(1, scale), at)
  }

  private static let russianEndings = [
    "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ах", "ях", "ов", "ев", "еи", "ои", "ыи", "ии",
    "ая", "яя", "ое", "ее", "ые", "ие", "ом", "ем", "ам", "ям", "ую", "юю", "ью", "ых", "их", "ым", "им", "ы", "и", "а",
    "я", "о", "е", "у", "ю", "ь",
  ]

  /// Without its ending, so that one entry stands for all cases and for singular and plural.
  static func stem(_ word: String) -> String {
    if word.unicodeScalars.contains(where: { (0x430...0x44f).contains($0.value) }) {
      for ending in russianEndings
      where word.hasSuffix(ending) && word.unicodeScalars.count - ending.unicodeScalars.count >= 3 {
        return String(word.dropLast(ending.count))
      }
      return word
    }
    let count = word.utf8.count
    if count > 4, word.hasSuffix("ies") { return String(word.dropLast(3)) + "y" }
    if count > 4, word.hasSuffix("ches") || word.hasSuffix("shes") || word.hasSuffix("xes") {
      return String(word.dropLast(2))
    }
    if count > 3, word.hasSuffix("s"), !word.hasSuffix("ss") { return String(word.dropLast()) }
    return word
  }
}
