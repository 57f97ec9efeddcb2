/// What the process says when it ends; scripts and service units rely on these.
enum ExitCode: Int32, Sendable {
  case ok = 0
  /// It was tried and did not work, or something was found wrong.
  case failed = 1
  /// The request itself is wrong: an unknown verb or flag, a refused setting or address.
  case usage = 2
  /// Another process holds the data folder.
  case held = 3
  /// Another process listens on the port.
  case portTaken = 4
}
