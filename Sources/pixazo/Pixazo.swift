import Glibc

@main enum Pixazo {
  static let version = "0.1.0"

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst()), environment: environment(), output: .standard).rawValue)
  }

  /// Finds the verb, reads its settings and runs it; every way out goes through here.
  static func run(_ words: [String], environment: [String: String], output: Output) -> ExitCode {
    do {
      guard let (verb, rest) = try verb(in: words) else {
        output.line(Verb.overview)
        return .ok
      }
      // Help is given however wrong the rest is.
      if rest.contains("--help") || rest.contains("-h") {
        output.line(verb.help)
        return .ok
      }
      let arguments = try Arguments(
        rest, valued: verb.settings + verb.options.map(\.name), switches: verb.switches.map(\.name),
        operands: !verb.operands.isEmpty)
      let layers = Layers(environment: environment, arguments: arguments)
      let settings = verb.settings.isEmpty ? Settings(environment: environment) : try layers.settings()
      if !verb.settings.isEmpty {
        for variable in layers.unknownVariables { output.complain("\(variable) is no setting and changes nothing.") }
      }
      return try verb.run(
        Verb.Call(
          settings: settings, switches: arguments.switches, options: arguments.values, operands: arguments.operands,
          environment: environment, output: output))
    } catch {
      let (code, sentence) = ExitCode.after(error)
      output.complain(sentence)
      return code
    }
  }

  /// The verb that the first words name and the words after it; nil when only help was asked for.
  private static func verb(in words: [String]) throws(Misuse) -> (Verb, [String])? {
    guard let first = words.first else { throw Misuse("Say what to do.\n\n\(Verb.overview)") }
    if ["--help", "-h", "help"].contains(first) { return nil }
    if first == "--version" { return (.version, Array(words.dropFirst())) }
    for verb in Verb.all {
      let name = verb.name.split(separator: " ").map(String.init)
      if words.starts(with: name) { return (verb, Array(words.dropFirst(name.count))) }
    }
    let isGroup = Verb.all.contains { $0.name.hasPrefix(first + " ") }
    if isGroup, words.dropFirst().first == "--help" || words.dropFirst().first == "-h" { return nil }
    let said = words.prefix { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
    throw .unknown(
      "verb", said, among: Verb.all.map(\.name), hint: "The verbs are \(Verb.all.map(\.name).joined(separator: ", ")).")
  }

  private static func environment() -> [String: String] {
    var found: [String: String] = [:]
    var next = environ
    while let line = next.pointee {
      let parts = String(cString: line).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
      next += 1
    }
    return found
  }
}
