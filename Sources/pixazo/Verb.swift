/// One thing that the program does when it is asked by name.
struct Verb: Sendable {
  /// A flag of this verb alone that has no value.
  struct Switch: Sendable {
    let name: String
    let help: String

    init(_ name: String, _ help: String) {
      self.name = name
      self.help = help
    }

    static let json = Switch("json", "Print JSON.")
  }

  /// A flag of this verb alone that has a value.
  struct Option: Sendable {
    let name: String
    let placeholder: String
    let help: String

    init(_ name: String, _ placeholder: String, _ help: String) {
      self.name = name
      self.placeholder = placeholder
      self.help = help
    }
  }

  /// What a verb is given to work with.
  struct Call: Sendable {
    let settings: Settings
    let switches: Set<String>
    /// The values of the verb's own flags, by name.
    var options: [String: String] = [:]
    /// The words that belong to no flag.
    var operands: [String] = []
    let environment: [String: String]
    let output: Output

    func has(_ name: String) -> Bool { switches.contains(name) }

    /// The value of one of the verb's own flags as a number; nil when it was not given.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(Misuse) -> Int? {
      guard let text = options[name] else { return nil }
      guard let value = Int(text), range.contains(value) else {
        throw Misuse("--\(name): \"\(text)\" is no number from \(range.lowerBound) to \(range.upperBound).")
      }
      return value
    }

    /// The same for a number that may have a fraction.
    func fraction(_ name: String) throws(Misuse) -> Double? {
      guard let text = options[name] else { return nil }
      guard let value = Double(text), value.isFinite else { throw Misuse("--\(name): \"\(text)\" is no number.") }
      return value
    }
  }

  let name: String
  let summary: String
  /// More than the summary, where there is more to say.
  var details = ""
  /// The settings that can be given as its flags, by name.
  var settings: [String] = []
  var switches: [Switch] = []
  var options: [Option] = []
  /// What help calls the words that belong to no flag; empty for a verb that takes none.
  var operands = ""
  let run: @Sendable (Call) throws -> ExitCode

  /// The one list of verbs, in the order in which help shows them.
  static let all: [Verb] = [
    serve, generate, enhance, verify, migrate, doctor, thumbnail, configShow, configCheck, version,
  ]

  static let everySetting = Settings.all.map(\.name)

  var takes: [Setting] { Settings.all.filter { settings.contains($0.name) } }
}

extension Verb {
  var help: String {
    let usage = ["Usage: pixazo \(name)", operands, "[flags]"].filter { !$0.isEmpty }.joined(separator: " ")
    var lines = [usage, "", summary]
    if !details.isEmpty { lines += ["", details] }
    let defaults = Settings(environment: ["HOME": "~"])
    var rows: [(String, String)] = takes.flatMap { setting in
      let shown = setting.isSecret ? "" : setting.show(defaults)
      let standing = shown.isEmpty ? "" : "; default \(shown)"
      return [
        ("\(setting.flag) \(setting.placeholder)", setting.help),
        ("", "\(setting.variable): \(setting.allowed)\(standing)"),
      ]
    }
    rows += options.map { ("--\($0.name) \($0.placeholder)", $0.help) }
    rows += switches.map { ("--\($0.name)", $0.help) }
    rows.append(("--help", "Print this."))
    return (lines + ["", "Flags:"] + Self.columns(rows)).joined(separator: "\n")
  }

  static var overview: String {
    let rows = all.map { ($0.name, $0.summary) }
    return
      (["Usage: pixazo VERB [flags]", "", "Verbs:"] + columns(rows)
      + ["", "pixazo VERB --help says more about one of them."]).joined(separator: "\n")
  }

  private static func columns(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
  }
}
