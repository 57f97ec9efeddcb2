import Studio

/// Everything that can be set: built-in values < `pixazo.json` < `PIXAZO_*` < flags.
struct Settings: Sendable {
  /// Where a value came from.
  enum Origin: Sendable, Equatable {
    case builtIn
    case file(String)
    case environment(String)
    case flag(String)
  }

  enum Starter: String, CaseIterable, Sendable { case full, none }

  enum LogForm: String, CaseIterable, Sendable { case auto, json, human }

  var host = "127.0.0.1"
  var port = 8080
  /// Names, comma-separated, by which a proxy is reached.
  var allowedHosts = ""
  var dataDir: String
  var webDir = ""
  var config: String
  var keyring: String
  var logLevel = Log.Level.info
  var logFormat = LogForm.auto
  var loops = 0
  var maxConnections = 4096
  var drainSeconds = 10
  var starter = Starter.full

  /// The person's home folder; not a setting, but what `~/` means in one.
  let home: String
  var origins: [String: Origin] = [:]

  /// The one list of settings, in the order in which help shows them.
  static let all: [Setting] = [
    .text(
      "host", "ADDRESS", in: \.host, allowed: "a loopback address, such as 127.0.0.1 or ::1",
      help: "The address to listen on. Only this machine's own for now.", where: Loopback.contains),
    .whole("port", "PORT", in: \.port, 0...65_535, help: "The port to listen on; 0 picks a free one."),
    .text(
      "allowed-hosts", "NAMES", in: \.allowedHosts, allowed: "host names with or without a port, comma-separated",
      help: "Names by which a proxy in front is reached, such as studio.example.", where: HostNames.areAllowed),
    .path("data-dir", "DIR", in: \.dataDir, help: "The folder that holds everything; made when it is not there."),
    .path(
      "web-dir", "DIR", in: \.webDir,
      help: "The folder of the web site; without it, the one that came with the program."),
    .path("config", "FILE", in: \.config, help: "The file that holds settings as JSON."),
    .path(
      "keyring", "FILE", in: \.keyring,
      help: "The file that opens the keys of providers; made with the first. Keep it out of the data folder."),
    .choice("log-level", "LEVEL", in: \.logLevel, help: "The least that is logged."),
    .choice(
      "log-format", "FORM", in: \.logFormat,
      help: "One JSON object a line, or lines for people; auto is the latter on a terminal."),
    .whole("loops", "COUNT", in: \.loops, 0...64, help: "Threads that serve connections; 0 is one for each core."),
    .whole(
      "max-connections", "COUNT", in: \.maxConnections, 16...65_536, help: "Connections open at once; more wait."),
    .whole(
      "drain-seconds", "SECONDS", in: \.drainSeconds, 0...300,
      help: "How long requests may go on after a signal to end."),
    .choice(
      "starter", "SET", in: \.starter, help: "What a fresh studio begins with: some prompts and styles, or nothing."),
  ]

  /// The built-in values; folders follow the XDG rules of `environment`.
  init(environment: [String: String] = [:]) {
    let home = environment["HOME"] ?? ""
    func folder(_ variable: String, _ otherwise: String) -> String {
      // XDG: a relative path is to be ignored.
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(otherwise)"
    }
    self.home = home
    dataDir = folder("XDG_DATA_HOME", ".local/share") + "/pixazo"
    config = folder("XDG_CONFIG_HOME", ".config") + "/pixazo/pixazo.json"
    keyring = folder("XDG_CONFIG_HOME", ".config") + "/pixazo/keyring"
  }

  func origin(of setting: Setting) -> Origin { origins[setting.name] ?? .builtIn }
}

extension Settings.Origin: CustomStringConvertible {
  var description: String {
    switch self {
    case .builtIn: "built in"
    case .file(let path): path
    case .environment(let variable): variable
    case .flag(let flag): flag
    }
  }
}
