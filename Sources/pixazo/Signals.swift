import Glibc
import Threads

/// The signals that ask us to end, heard by one thread instead of by handlers.
enum Signals {
  /// From now on `heard` is called for every such signal. Call it before the first thread starts, since threads
  /// inherit what is blocked.
  static func listen(_ heard: @escaping @Sendable (Int32) -> Void) throws {
    var ending = sigset_t()
    sigemptyset(&ending)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&ending, signal) }
    pthread_sigmask(SIG_BLOCK, &ending, nil)
    try Thread.start(name: "signals") { [ending] in
      var ending = ending
      while true {
        var signal: Int32 = 0
        if sigwait(&ending, &signal) == 0 { heard(signal) }
      }
    }
  }
}
