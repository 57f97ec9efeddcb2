/// What stood on the command line after the verb, checked against what the verb takes.
struct Arguments: Sendable, Equatable {
  /// Flags with a value, by name without dashes; of a flag given twice the last one counts.
  private(set) var values: [String: String] = [:]
  /// Flags without a value, by name without dashes.
  private(set) var switches: Set<String> = []
  /// Words that belong to no flag.
  private(set) var operands: [String] = []

  init() {}

  /// Reads `--name value`, `--name=value` and `--switch`. Throws for a flag that is not among the names given,
  /// a value too few or too many, and a word that belongs to no flag unless there may be `operands`; behind `--` all
  /// words are such.
  init(
    _ words: [String], valued: [String], switches known: [String], operands allowed: Bool = false
  ) throws(Misuse) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if allowed, word == "--" {
        operands += rest
        return
      }
      guard word.hasPrefix("--"), word != "--" else {
        guard allowed else { throw Misuse("Unexpected word \"\(word)\".") }
        operands.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let attached = parts.count > 1 ? String(parts[1]) : nil
      if known.contains(name) {
        guard attached == nil else { throw Misuse("--\(name) takes no value.") }
        switches.insert(name)
      } else if valued.contains(name) {
        guard let value = attached ?? rest.popFirst() else { throw Misuse("--\(name) needs a value.") }
        values[name] = value
      } else {
        throw .unknown("flag", "--\(name)", among: (valued + known).map { "--\($0)" })
      }
    }
  }
}
