import CLinux
import Glibc

/// An HTTP/1.1 server: a loop per core around one listening socket.
package final class Server: Sendable {
  package struct Settings: Sendable {
    package var host = "127.0.0.1"
    /// Zero picks a free port.
    package var port: UInt16 = 0
    package var loops: Int
    package var limits = Limits()
    package var handler: Handler
    /// What a client is told whose request never reached the handler; only a body of bytes is sent.
    package var refuse: @Sendable (Refusal) -> Response

    package init(handler: @escaping Handler) {
      loops = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
      self.handler = handler
      refuse = { Response($0.status, type: .text, Array(($0.detail + "\n").utf8)) }
    }
  }

  package enum StartFailure: Error, Equatable {
    case badAddress(String)
    case portTaken(UInt16)
    case system(errno: Int32)
  }

  package let port: UInt16
  private let listener: Listener
  private let loops: [Loop]
  private let admission: Admission

  /// Listens at once; connections are taken from `start` on. Throws `StartFailure`.
  package init(_ settings: Settings) throws {
    let (socket, port) = try Self.listen(settings.host, settings.port, buffer: settings.limits.buffer)
    self.port = port
    listener = Listener(socket)
    let admission = Admission(limits: settings.limits)
    self.admission = admission
    loops = try (0..<settings.loops).map { [listener] _ in
      try Loop(listener: listener, admission: admission, settings: settings)
    }
  }

  package func start() throws {
    for (index, loop) in loops.enumerated() { try loop.start(index: index) }
  }

  /// How many sockets are open.
  package var connections: Int { admission.count }

  /// Takes no more connections, lets running answers finish for at most `time`, then cuts what is left.
  /// Streams are told to end by cancelling their tasks.
  package func drain(within time: Duration) async {
    listener.close()
    for loop in loops { loop.beginDrain() }
    let admission = admission
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await admission.emptied() }
      group.addTask { try? await Task.sleep(for: time) }
      await group.next()
      group.cancelAll()
      for loop in loops { loop.stop() }
    }
  }

  private static func listen(_ host: String, _ port: UInt16, buffer: Int) throws -> (Int32, UInt16) {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
      throw StartFailure.badAddress(host)
    }
    defer { freeaddrinfo(found) }
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let listener = socket(address.pointee.ai_family, kind, 0)
    guard listener >= 0 else { throw StartFailure.system(errno: errno) }
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(listener, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    // Accepted sockets inherit both. The kernel would hold megabytes that are not sent yet, and a client who reads
    // slowly but steadily would look as if it took nothing for longer than the stall limit.
    var unsent = Int32(clamping: buffer)
    setsockopt(listener, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<Int32>.size))
    guard bind(listener, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, Glibc.listen(listener, 1024) == 0
    else {
      let code = errno
      close(listener)
      throw code == EADDRINUSE ? StartFailure.portTaken(port) : StartFailure.system(errno: code)
    }
    var bound = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutablePointer(to: &bound) { pointer in
      _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
    }
    // The port lies at the same place in IPv4 and IPv6 addresses.
    let number = withUnsafeBytes(of: bound) { $0.loadUnaligned(as: sockaddr_in.self) }.sin_port
    return (listener, UInt16(bigEndian: number))
  }
}
