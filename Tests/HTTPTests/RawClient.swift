import Glibc
import Synchronization
import Threads

/// A socket that sends exactly the bytes it is given. It blocks, so it lives on a thread of its own:
/// see `onThread`. Nothing in it waits longer than a minute.
final class RawClient {
  private let descriptor: Int32
  private var input: [UInt8] = []
  private var hasEnded = false

  struct CannotConnect: Error { let errno: Int32 }

  init(_ port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      let code = errno
      Glibc.close(descriptor)
      throw CannotConnect(errno: code)
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Sends all of it; false once the server has closed.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Sends `piece` again and again until nothing has gone for 200 ms or `most` bytes have; returns how many went.
  func sendUntilStuck(_ piece: [UInt8], most: Int) -> Int {
    var total = 0
    while total < most {
      let rest = piece[(total % piece.count)...]
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count > 0 {
        total += count
      } else {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard errno == EAGAIN, poll(&ready, 1, 400) > 0 else { break }
      }
    }
    return total
  }

  /// Says that no more will be sent, and goes on reading.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes the window for answers as small as it gets.
  func shrinkWindow() {
    var size: Int32 = 4096
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }

  /// One answer: its head as text, and its body by Content-Length, chunks or the connection's end.
  struct Answer {
    var head = ""
    var body: [UInt8] = []
    var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { head.lowercased().contains("\r\nconnection: close\r\n") }
  }

  /// The next answer; nil when the connection ends before it is whole.
  func readAnswer(toHead isHead: Bool = false) -> Answer? {
    guard let head = read(through: "\r\n\r\n") else { return nil }
    var answer = Answer(head: head)
    let fields = head.lowercased()
    if isHead || answer.status < 200 || answer.status == 204 || answer.status == 304 { return answer }
    if fields.contains("\r\ntransfer-encoding: chunked\r\n") {
      while let line = read(through: "\r\n"), let size = Int(line.dropLast(1), radix: 16) {
        guard let chunk = read(size), read(2) == Array("\r\n".utf8) else { return nil }
        answer.body += chunk
        if size == 0 { return answer }
      }
      return nil
    }
    if let start = fields.firstRange(of: "\r\ncontent-length: ")?.upperBound {
      guard let length = Int(fields[start...].prefix { $0.isNumber }), let body = read(length) else { return nil }
      answer.body = body
    } else {
      while fill() {}
      answer.body = input
      input = []
    }
    return answer
  }

  /// Everything up to the end of the connection; nil when that does not come within a minute.
  func readToEnd() -> String? {
    while fill() {}
    defer { input = [] }
    return hasEnded ? String(decoding: input, as: UTF8.self) : nil
  }

  /// Whether the server has closed, or closes within a minute, and has sent nothing before.
  func isClosed() -> Bool { !fill() && hasEnded && input.isEmpty }

  func read(through mark: String) -> String? {
    while true {
      if let end = input.firstRange(of: Array(mark.utf8)) {
        defer { input.removeSubrange(..<end.upperBound) }
        return String(decoding: input[..<end.upperBound], as: UTF8.self)
      }
      guard fill() else { return nil }
    }
  }

  func read(_ count: Int) -> [UInt8]? {
    while input.count < count { guard fill() else { return nil } }
    defer { input.removeSubrange(..<count) }
    return Array(input.prefix(count))
  }

  private func fill() -> Bool {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    errno = 0
    let count = recv(descriptor, &piece, piece.count, 0)
    // A reset is an end as well.
    hasEnded = count == 0 || (count < 0 && errno != EAGAIN)
    guard count > 0 else { return false }
    input += piece[..<count]
    return true
  }
}

/// Runs what blocks on a thread of its own: the pool that tests and handlers share must stay free.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    do {
      try Thread.start(name: "test") { continuation.resume(with: Swift.Result { try body() }) }
    } catch {
      continuation.resume(throwing: error)
    }
  }
}
