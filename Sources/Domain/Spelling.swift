/// A name as its signs are looked for: people and tools part its words in every way there is.
struct Spelling {
  enum Sign {
    /// Anywhere in the name without its marks.
    case contains([String])
    /// As a whole word.
    case word([String])
    /// At the end of a word.
    case wordEnd(String)
  }

  /// Letters and digits alone, in lower case.
  private let whole: String
  /// What stands between marks, and between `aB`.
  private let words: [String]

  init(_ name: String) {
    var words: [String] = [""]
    var last: UInt8 = 0
    for letter in name.utf8.prefix(400) {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
      let wasLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(last)
      last = letter
      guard letter.isLetterOrDigit else {
        words.append("")
        continue
      }
      if isUpper && wasLower { words.append("") }
      words[words.count - 1].unicodeScalars.append(Unicode.Scalar(isUpper ? letter | 0x20 : letter))
    }
    self.words = words.filter { !$0.isEmpty }
    whole = self.words.joined()
  }

  func shows(_ sign: Sign) -> Bool {
    switch sign {
    case .contains(let texts): texts.contains { whole.contains($0) }
    case .word(let texts): words.contains { texts.contains($0) }
    case .wordEnd(let end):
      // The version often follows without a mark: `realvisxlV40`. But `t5xxl` is no SDXL.
      words.contains { $0.hasSuffix(end) && !$0.hasSuffix("x" + end) }
    }
  }

  /// Whether it was taught to be done in a few steps.
  var isQuick: Bool { shows(.contains(["turbo", "lightning", "hyper", "lcm", "dmd", "schnell"])) }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
