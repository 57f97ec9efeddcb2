/// What was asked cannot be done as it was asked: the process ends with `ExitCode.usage` and this sentence.
struct Misuse: Error, Equatable {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }

  /// A name that we do not know, with the one that was probably meant.
  static func unknown(_ what: String, _ name: String, among names: [String], hint: String = "") -> Misuse {
    let meant = nearest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
    return Misuse("Unknown \(what) \(name).\(meant)\(hint.isEmpty ? "" : " \(hint)")")
  }

  /// The candidate that the fewest slips of the finger turn `name` into; nil when none is near.
  static func nearest(to name: String, among candidates: [String]) -> String? {
    let measured = candidates.map { (name: $0, slips: slips(from: Array(name.utf8), to: Array($0.utf8))) }
    guard let best = measured.min(by: { $0.slips < $1.slips }) else { return nil }
    return best.slips <= max(2, best.name.utf8.count / 3) ? best.name : nil
  }

  /// The least number of bytes to add, drop or change. `from` is cut at 64 bytes: no name is longer.
  private static func slips(from: [UInt8], to: [UInt8]) -> Int {
    var row = Array(0...to.count)
    for (line, letter) in from.prefix(64).enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in to.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[to.count]
  }
}
