import HTTP
import Storage

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

  /// How to end after an error that nobody could do anything about, and what to tell the person.
  static func after(_ error: any Error) -> (ExitCode, sentence: String) {
    switch error {
    case let misuse as Misuse: (.usage, misuse.sentence)
    case let objection as Objection: (objection.isMisuse ? .usage : .failed, "\(objection)")
    case let refusal as Storage.Refusal:
      if case .held = refusal { (.held, refusal.description) } else { (.failed, refusal.description) }
    case Server.StartFailure.portTaken(let port):
      (.portTaken, "Port \(port) is taken by another program; choose one with --port (0 picks a free one).")
    default: (.failed, "\(error)")
    }
  }
}
