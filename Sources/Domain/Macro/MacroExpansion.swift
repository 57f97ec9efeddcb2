/// Settles the macros of texts: draws one text of each, or finds every one.
///
/// One throw of the dice is spent for each choice and each list in the order of reading, in those options only that
/// were drawn. The work is bounded whatever the lists hold.
struct MacroExpansion {
  /// The words behind a name, case aside; nil when there is no such list. Asked once for each name.
  typealias Words = (_ name: String) throws -> [String]?

  private let words: Words
  private let variables: [String: String]
  /// What stands for `{prompt}` in a style.
  var prompt = ""
  /// Of the text that is being settled.
  private var steps = 0
  private var lists: [String: [Word]] = [:]

  private struct Word {
    let text: String
    /// Of this word and all before it.
    let weight: UInt64
  }

  init(words: @escaping Words, variables: [String: String]) {
    self.words = words
    self.variables = variables
  }

  /// One text, drawn by `dice`. Throws `Macro.Fault`, and what `words` throws.
  mutating func draw(_ macro: Macro, _ dice: inout MacroDice) throws -> String {
    var result = Drawn()
    steps = 0
    try draw(macro.parts, depth: 0, &dice, &result)
    return result.text
  }

  private struct Drawn {
    var text = ""
    private var count = 0

    mutating func append(_ more: String) throws(Macro.Fault) {
      count += more.unicodeScalars.count
      guard count <= Macro.Limits.length else { throw .long }
      text += more
    }
  }

  private mutating func draw(
    _ parts: [Macro.Part], depth: Int, _ dice: inout MacroDice, _ result: inout Drawn
  ) throws {
    for part in parts {
      switch part {
      case .text(let text): try result.append(text)
      case .place: try result.append(prompt)
      case .choice(let options):
        try step()
        var weight = dice.roll(options.reduce(0) { $0 + $1.weight.thousandths })
        for option in options {
          guard weight < option.weight.thousandths else {
            weight -= option.weight.thousandths
            continue
          }
          try draw(option.parts, depth: depth, &dice, &result)
          break
        }
      case .list(let name):
        let words = try list(name)
        let weight = dice.roll(words.last?.weight ?? 0)
        try draw(entry(words[Self.place(of: weight, in: words)].text, depth), depth: depth + 1, &dice, &result)
      case .variable(let name):
        try draw(entry(value(of: name), depth), depth: depth + 1, &dice, &result)
      }
    }
  }

  /// The first word whose weight reaches over `weight`.
  private static func place(of weight: UInt64, in words: [Word]) -> Int {
    var (low, high) = (0, words.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if words[middle].weight > weight { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Every text that may come of it, the last choice changing first. Throws `Macro.Fault` when there are too many.
  mutating func combine(_ macro: Macro) throws -> [String] {
    steps = 0
    return try combine(macro.parts, depth: 0)
  }

  private mutating func combine(_ parts: [Macro.Part], depth: Int) throws -> [String] {
    var texts = [""]
    for part in parts {
      let options = try variants(of: part, depth: depth)
      guard texts.count * options.count <= Macro.Limits.combinations else { throw Macro.Fault.manifold }
      if let only = options.first, options.count == 1 {
        for place in texts.indices { texts[place] += only }
      } else {
        texts = texts.flatMap { text in options.map { text + $0 } }
      }
      // A byte is at least a quarter of a character, and both of these are known without a walk.
      guard texts.allSatisfy({ $0.utf8.count <= Macro.Limits.length * 4 }) else { throw Macro.Fault.long }
    }
    guard texts.allSatisfy({ $0.unicodeScalars.count <= Macro.Limits.length }) else { throw Macro.Fault.long }
    return texts
  }

  private mutating func variants(of part: Macro.Part, depth: Int) throws -> [String] {
    switch part {
    case .text(let text): return [text]
    case .place: return [prompt]
    case .choice(let options):
      try step()
      return try gathered(options.filter { $0.weight.thousandths > 0 }.map(\.parts), depth: depth)
    case .list(let name):
      let words = try list(name)
      // Before their texts are looked at: there may be thousands.
      guard words.count <= Macro.Limits.combinations else { throw Macro.Fault.manifold }
      return try gathered(words.map { try entry($0.text, depth) }, depth: depth + 1)
    case .variable(let name): return try combine(entry(value(of: name), depth), depth: depth + 1)
    }
  }

  private mutating func gathered(_ options: [[Macro.Part]], depth: Int) throws -> [String] {
    var texts: [String] = []
    for option in options {
      texts += try combine(option, depth: depth)
      guard texts.count <= Macro.Limits.combinations else { throw Macro.Fault.manifold }
    }
    return texts
  }

  private mutating func step() throws(Macro.Fault) {
    steps += 1
    guard steps <= Macro.Limits.steps else { throw .laborious }
  }

  /// The macros of a word or a value, which stands one deeper.
  private func entry(_ text: String, _ depth: Int) throws(Macro.Fault) -> [Macro.Part] {
    guard depth < Macro.Limits.depth else { throw .chained }
    return try Macro(text).parts
  }

  private mutating func value(of variable: String) throws(Macro.Fault) -> String {
    try step()
    guard let value = variables[variable] else { throw .noVariable(variable) }
    return value
  }

  /// The words that may be drawn; at least one.
  private mutating func list(_ name: String) throws -> [Word] {
    try step()
    let key = WordList.key(of: name)
    if let known = lists[key] { return known }
    guard lists.count < Macro.Limits.lists else { throw Macro.Fault.bookish }
    guard let found = try words(name) else { throw Macro.Fault.noList(name) }
    var drawable: [Word] = []
    drawable.reserveCapacity(found.count)
    for word in found {
      let (weight, text) = Weight.taken(off: word[...])
      guard weight.thousandths > 0 else { continue }
      drawable.append(Word(text: String(text), weight: (drawable.last?.weight ?? 0) + weight.thousandths))
    }
    guard !drawable.isEmpty else { throw Macro.Fault.emptyList(name) }
    lists[key] = drawable
    return drawable
  }
}
