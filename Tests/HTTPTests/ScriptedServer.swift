import Glibc
import Synchronization
import Threads

/// A server that plays what a test writes, byte by byte, to one connection after the other. It listens on loopback
/// and on a thread of its own; nothing in it waits longer than a minute.
final class ScriptedServer: Sendable {
  let port: Int
  private let listener: Int32
  private let record = Record()

  private final class Record: Sendable {
    let connections = Atomic<Int>(0)
    let heads = Mutex<[String]>([])
  }

  /// `play` gets every connection, and its number from 0.
  init(_ play: @escaping @Sendable (Connection, Int) -> Void = { _, _ in }) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else { throw CannotListen(errno: errno) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    try Thread.start(name: "scripted-server") { [record] in
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { break }
        let number = record.connections.wrappingAdd(1, ordering: .relaxed).oldValue
        let connection = Connection(descriptor)
        play(connection, number)
        record.heads.withLock { $0 += connection.heads }
        connection.close()
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  struct CannotListen: Error { let errno: Int32 }

  var url: String { "http://127.0.0.1:\(port)" }
  var connections: Int { record.connections.load(ordering: .relaxed) }
  /// The heads of all requests on connections that have been played.
  var heads: [String] { record.heads.withLock { $0 } }

  /// One accepted connection, used by the thread that plays.
  final class Connection {
    private let descriptor: Int32
    private var isOpen = true
    private var input: [UInt8] = []
    private(set) var heads: [String] = []

    init(_ descriptor: Int32) {
      self.descriptor = descriptor
      var patience = timeval(tv_sec: 60, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
      }
    }

    /// The next request's head with its blank line; empty when none comes.
    @discardableResult
    func readHead() -> String {
      while true {
        if let end = input.firstRange(of: Array("\r\n\r\n".utf8)) {
          let head = String(decoding: input[..<end.upperBound], as: UTF8.self)
          input.removeSubrange(..<end.upperBound)
          heads.append(head)
          return head
        }
        guard fill() else { return "" }
      }
    }

    /// The next `count` bytes; fewer when the client has gone.
    func read(_ count: Int) -> [UInt8] {
      while input.count < count, fill() {}
      defer { input.removeFirst(min(count, input.count)) }
      return Array(input.prefix(count))
    }

    /// Returns once the client has closed; false when it has not within a minute.
    @discardableResult
    func waitForClose() -> Bool {
      while fill() {}
      return errno != EAGAIN
    }

    /// False once the client has gone.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }

    /// Sends as much as goes until nothing has gone for 200 ms, at most `most` bytes; returns how many went.
    func sendUntilStuck(_ most: Int) -> Int {
      let piece = [UInt8](repeating: 0x78, count: 64 << 10)
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
      var total = 0
      while total < most {
        let count = Glibc.send(descriptor, piece, min(piece.count, most - total), flags)
        if count > 0 {
          total += count
        } else {
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          guard errno == EAGAIN, poll(&ready, 1, 200) > 0 else { break }
        }
      }
      return total
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
      close()
    }

    func close() {
      if isOpen { Glibc.close(descriptor) }
      isOpen = false
    }

    private func fill() -> Bool {
      guard isOpen else { return false }
      var piece = [UInt8](repeating: 0, count: 64 << 10)
      errno = 0
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return false }
      input += piece[..<count]
      return true
    }
  }
}

/// Something that happens once, on any thread, for a task that waits for it.
final class Signal: Sendable {
  private let state = Mutex<(isFired: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

  func fire() {
    let waiters = state.withLock { state in
      state.isFired = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { waiter in
      let isFired = state.withLock { state in
        if !state.isFired { state.waiters.append(waiter) }
        return state.isFired
      }
      if isFired { waiter.resume() }
    }
  }

  /// For a thread of its own, which may sleep.
  func block() {
    while !state.withLock({ $0.isFired }) { usleep(1000) }
  }
}
