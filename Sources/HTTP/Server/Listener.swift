import Glibc
import Synchronization

/// The socket on which connections arrive, shared by all loops of a server.
///
/// Once it is closed its number may be anybody's, such as another server's listener: so nobody has the number but for
/// the length of one call, and `close` waits for that.
final class Listener: Sendable {
  private let descriptor: Mutex<Int32?>

  /// Owns the descriptor from here on.
  init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  deinit { close() }

  /// What `body`, which must not wait, makes of the descriptor; nil once it is closed.
  func use(_ body: (Int32) -> Int32) -> Int32? {
    descriptor.withLock { descriptor in
      guard let descriptor else { return nil }
      return body(descriptor)
    }
  }

  func close() {
    descriptor.withLock { descriptor in
      if let open = descriptor { _ = Glibc.close(open) }
      descriptor = nil
    }
  }
}
