/// Finds the macros of a text in one walk, in linear time.
struct MacroParser {
  private let bytes: [UInt8]
  private let hasPlace: Bool
  private var at = 0
  /// What was read of the part that is being read.
  private var text: [UInt8] = []
  /// The ground, and above it every brace that is open.
  private var levels = [Level()]

  private struct Level {
    var options: [[Macro.Part]] = [[]]
  }

  init(_ text: String, hasPlace: Bool) {
    bytes = Array(text.utf8)
    self.hasPlace = hasPlace
  }

  mutating func parse() throws(Macro.Fault) -> [Macro.Part] {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\\"): readBackslashes()
      case UInt8(ascii: "{"): try readBrace()
      case UInt8(ascii: "|") where levels.count > 1:
        endText()
        levels[levels.count - 1].options.append([])
        at += 1
      case UInt8(ascii: "}") where levels.count > 1:
        endText()
        at += 1
        try close(levels.removeLast())
      case UInt8(ascii: "_"):
        guard let name = listName() else { fallthrough }
        put(.list(name))
        at += name.utf8.count + 4
      default:
        text.append(bytes[at])
        at += 1
      }
    }
    return flattened()
  }

  /// Half of the backslashes before something special stay, and with an odd one it is special no more.
  private mutating func readBackslashes() {
    let start = at
    while at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 1 }
    let special = Self.specialLength(bytes, at)
    guard special > 0 else {
      text += bytes[start..<at]
      return
    }
    text += repeatElement(UInt8(ascii: "\\"), count: (at - start) / 2)
    guard !(at - start).isMultiple(of: 2) else { return }
    text += bytes[at..<at + special]
    at += special
  }

  private static func specialLength(_ bytes: [UInt8], _ place: Int) -> Int {
    guard place < bytes.count else { return 0 }
    switch bytes[place] {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"): return 1
    case UInt8(ascii: "_"): return place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "_") ? 2 : 0
    default: return 0
    }
  }

  private mutating func readBrace() throws(Macro.Fault) {
    if let (name, end) = variable() {
      put(.variable(name))
      at = end
    } else if hasPlace, bytes[at...].starts(with: Self.place) {
      put(.place)
      at += Self.place.count
    } else {
      guard levels.count <= Macro.Limits.nesting else { throw .deep }
      endText()
      levels.append(Level())
      at += 1
    }
  }

  private static let place = Array("{prompt}".utf8)

  /// The name in `{{name}}`, blanks at its ends taken off, and where it ends.
  private func variable() -> (name: String, end: Int)? {
    guard bytes[at...].starts(with: "{{".utf8) else { return nil }
    let start = at + 2
    let most = min(start + Macro.Limits.name, bytes.count)
    let end = bytes[start..<most].firstIndex { !$0.isLetterOfName && $0 != 0x20 && $0 != UInt8(ascii: "_") } ?? most
    let name = bytes[start..<end].trimmed
    guard !name.isEmpty, bytes[end...].starts(with: "}}".utf8) else { return nil }
    return (String(decoding: name, as: UTF8.self), end + 2)
  }

  /// The name in `__name__`, which has no two underscores in a row.
  private func listName() -> String? {
    guard bytes[at...].starts(with: "__".utf8), bytes[at...].dropFirst(2).first?.isLetterOfName == true else {
      return nil
    }
    let start = at + 2
    let most = min(start + Macro.Limits.name * 4, bytes.count)
    var end = start
    while end < most, bytes[end].isLetterOfName || bytes[end] == UInt8(ascii: "_") {
      if bytes[end...].starts(with: "__".utf8) { break }
      end += 1
    }
    guard bytes[end...].starts(with: "__".utf8) else { return nil }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func close(_ level: Level) throws(Macro.Fault) {
    guard level.options.count > 1 else {
      put(level, opened: true)
      text.append(UInt8(ascii: "}"))
      return
    }
    if case .text(let first) = level.options[0].first, Self.asksForSeveral(first) { throw .several }
    let options = level.options.map(Self.option)
    guard options.contains(where: { $0.weight.thousandths > 0 }) else { throw .weightless }
    put(.choice(options))
  }

  private static func option(_ parts: [Macro.Part]) -> Macro.Option {
    guard case .text(let text) = parts.first else { return Macro.Option(weight: .one, parts: parts) }
    let (weight, rest) = Weight.taken(off: text[...])
    let first: [Macro.Part] = rest.isEmpty ? [] : [.text(String(rest))]
    return Macro.Option(weight: weight, parts: first + parts.dropFirst())
  }

  /// Whether an option begins with `2$$` or `1-3$$`.
  private static func asksForSeveral(_ text: String) -> Bool {
    let count = text.utf8.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    return !count.isEmpty && text.utf8[count.endIndex...].starts(with: "$$".utf8)
  }

  /// A brace that turned out to be text, and what came behind it.
  private mutating func put(_ level: Level, opened: Bool) {
    if opened { text.append(UInt8(ascii: "{")) }
    for (place, parts) in level.options.enumerated() {
      if place > 0 { text.append(UInt8(ascii: "|")) }
      for part in parts { put(part) }
    }
  }

  private mutating func put(_ part: Macro.Part) {
    if case .text(let more) = part {
      text += more.utf8
    } else {
      endText()
      levels[levels.count - 1].options[levels[levels.count - 1].options.count - 1].append(part)
    }
  }

  private mutating func endText() {
    guard !text.isEmpty else { return }
    let part = Macro.Part.text(String(decoding: text, as: UTF8.self))
    text = []
    levels[levels.count - 1].options[levels[levels.count - 1].options.count - 1].append(part)
  }

  /// Everything, with the braces that nobody closed as text.
  private mutating func flattened() -> [Macro.Part] {
    endText()
    let open = levels
    levels = [Level()]
    for (place, level) in open.enumerated() { put(level, opened: place > 0) }
    endText()
    return levels[0].options[0]
  }

  /// With a backslash before everything that is special, and twice those that are there already.
  static func escaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var backslashes = 0
    var at = 0
    while at < bytes.count {
      let special = specialLength(bytes, at)
      if special > 0 {
        result += repeatElement(UInt8(ascii: "\\"), count: backslashes + 1)
        result += bytes[at..<at + special]
        at += special
        backslashes = 0
      } else {
        backslashes = bytes[at] == UInt8(ascii: "\\") ? backslashes + 1 : 0
        result.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension UInt8 {
  /// A letter or digit of any script, `-`, `.` or `/`.
  var isLetterOfName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), 0x80...:
      true
    default: false
    }
  }
}
