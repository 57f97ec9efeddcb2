import Glibc

/// Tells the service manager how we are, as systemd's `sd_notify` does; silent when there is none.
struct Notifier: Sendable {
  private let socketPath: String
  /// How often the manager wants to hear that we live; nil when it does not watch.
  let watchdog: Duration?

  init(environment: [String: String]) {
    socketPath = environment["NOTIFY_SOCKET"] ?? ""
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    let limit = isOurs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
    watchdog = limit.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil }
  }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  func stopping() { send("STOPPING=1") }
  func alive() { send("WATCHDOG=1") }

  /// Whoever does not listen misses nothing that we could mend, so failures are let go.
  private func send(_ message: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = Array(socketPath.utf8)
    // A leading @ stands for the zero byte of an abstract socket.
    let isAbstract = path.first == 0x40
    guard path.count > 1, path.first == 0x2F || isAbstract, path.count < MemoryLayout.size(ofValue: address.sun_path)
    else { return }
    if isAbstract { path[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let length = (MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + path.count

    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(message.utf8)
    withUnsafePointer(to: &address) { pointer in
      _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
  }
}
