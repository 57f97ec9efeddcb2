import Glibc
import Studio
import Threads

extension Verb {
  static let serve = Verb(
    name: "serve",
    summary: "Serves the site and the API until it is told to end.",
    details: """
      Prints "Listening on http://ADDRESS:PORT" on standard output when it accepts requests; the log goes to standard
      error. SIGTERM, SIGINT and SIGHUP let running requests end and exit 0; a second one ends at once.
      Exit 2: a refused setting. 3: another process holds the data folder. 4: the port is taken.
      """,
    settings: everySetting
  ) { call in
    Confinement.enter()
    let happenings = BlockingQueue<Happening>()
    try Signals.listen { _ = happenings.push(.signal($0)) }
    let notifier = Notifier(environment: call.environment)
    let log = Log(for: call.settings)
    if Confinement.isRoot { log.warning("running as root; an account of its own would be safer") }
    Task {
      do {
        _ = try await happenings.push(.running(Wiring(call.settings, log: log)))
      } catch {
        _ = happenings.push(.ended(error))
      }
    }
    return watch(happenings, call: call, notifier: notifier, log: log)
  }

  private enum Happening: Sendable {
    case running(Wiring)
    case signal(Int32)
    /// Nothing runs any more, or never did because of an error.
    case ended((any Error)?)
  }

  /// Sits on the main thread from start to end. Every way out of `serve` is here.
  private static func watch(
    _ happenings: BlockingQueue<Happening>, call: Call, notifier: Notifier, log: Log
  ) -> ExitCode {
    var wiring: Wiring?
    var isEnding = false
    let end = { (wiring: Wiring) in
      notifier.stopping()
      Task {
        await wiring.end(within: .seconds(call.settings.drainSeconds))
        _ = happenings.push(.ended(nil))
      }
    }
    while let happening = happenings.take() {
      switch happening {
      case .running(let started):
        wiring = started
        if isEnding { end(started) } else { announce(started, call: call, notifier: notifier, log: log) }
      case .signal(let number) where isEnding:
        log.warning("ended at once by a second signal", ["signal": .number(Int(number))])
        return .failed
      case .signal(let number):
        log.info("ending", ["signal": .number(Int(number))])
        isEnding = true
        if let wiring { end(wiring) }
      case .ended(let error):
        guard let error else {
          log.info("ended")
          return .ok
        }
        let (code, sentence) = ExitCode.after(error)
        call.output.complain(sentence)
        return code
      }
    }
    return .failed
  }

  private static func announce(_ wiring: Wiring, call: Call, notifier: Notifier, log: Log) {
    log.info("listening", ["address": .text(wiring.address), "data": .text(call.settings.dataDir)])
    call.output.line("Listening on \(wiring.address)")
    notifier.ready("Listening on \(wiring.address)")
    guard let interval = notifier.watchdog else { return }
    Task {
      // A sign of life is worth something only when it comes from where the work is done.
      while !Task.isCancelled {
        await wiring.breathe()
        notifier.alive()
        try? await Task.sleep(for: interval)
      }
    }
  }
}

extension Log {
  convenience init(for settings: Settings) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    let form: Form =
      switch settings.logFormat {
      case .json: .json
      case .human: .human
      case .auto: isTerminal ? .human : .json
      }
    self.init(settings.logLevel, form: form) { Output.write($0, to: STDERR_FILENO) }
  }
}
