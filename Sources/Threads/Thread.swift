import CLinux
import Glibc

/// A thread of our own, for calls that block: the shared pool and the event loops must never wait.
package enum Thread {
  private final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }

    func run() {
      linux_name_thread(name)
      // Neither sendfile nor TLS can be told not to raise SIGPIPE: a peer that has gone must be an error where we
      // write, not the end of the process.
      var pipe = sigset_t()
      sigemptyset(&pipe)
      sigaddset(&pipe, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &pipe, nil)
      body()
    }
  }

  package enum Failure: Error { case cannotStart(errno: Int32) }

  /// Starts a detached thread; it ends when `body` returns. Throws when the system has no thread to give.
  package static func start(name: String, stack: Int = 512 << 10, body: @escaping @Sendable () -> Void) throws {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stack)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.run()
        return nil
      }, start.toOpaque())
    if code != 0 {
      start.release()
      throw Failure.cannotStart(errno: code)
    }
  }
}
