import Foundation
import Support
import Synchronization

/// The built program as a process of its own. It is killed with its last owner.
final class Program {
  /// Beside the program that runs the tests.
  private static let file = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("pixazo").path

  private let child: Child
  private var unread = Data()
  /// What standard error brought; a thread of its own reads it, so that the program never waits for us.
  private let errors = Gathered()

  convenience init(_ words: String..., environment: [String: String] = [:]) throws {
    try self.init(words: words, environment: environment)
  }

  init(words: [String], environment: [String: String] = [:]) throws {
    child = try Child(Self.file, words, environment: ["HOME": "/nowhere"].merging(environment) { $1 })
    let (handle, errors) = (child.errors, errors)
    Thread.detachNewThread {
      while case let more = handle.availableData, !more.isEmpty { errors.add(more) }
      errors.finish()
    }
  }

  var pid: Int32 { child.pid }

  /// The next line on standard output; nil at its end. Waits.
  func line() -> String? {
    while true {
      if let end = unread.firstIndex(of: 0x0A) {
        defer { unread = unread[unread.index(after: end)...] }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = child.output.availableData
      if more.isEmpty { return nil }
      unread.append(more)
    }
  }

  func signal(_ number: Int32) { child.signal(number) }

  /// Whether standard error has brought a text so far.
  func hasSaid(_ text: String) -> Bool { errors.text.contains(text) }

  /// Waits for the end; the exit code, and what was said on standard error.
  func end() -> (code: Int32, errors: String) {
    while line() != nil {}
    return (child.wait(), errors.wait())
  }

  /// The port in the line that a server prints when it accepts requests.
  func port() throws -> Int {
    let prefix = "Listening on http://127.0.0.1:"
    guard let line = line(), line.hasPrefix(prefix), let port = Int(line.dropFirst(prefix.count)) else {
      throw NotListening(errors: end().errors)
    }
    return port
  }

  struct NotListening: Error { let errors: String }

  private final class Gathered: Sendable {
    private let data = Mutex(Data())
    private let done = DispatchSemaphore(value: 0)

    var text: String { String(decoding: data.withLock { $0 }, as: UTF8.self) }

    func add(_ more: Data) { data.withLock { $0.append(more) } }
    func finish() { done.signal() }

    func wait() -> String {
      done.wait()
      done.signal()
      return text
    }
  }
}

/// Asks a server on this machine by a plain socket; the whole answer as text, empty when nobody listens.
func ask(_ port: Int, _ path: String, method: String = "GET", body: String? = nil) -> String {
  guard let socket = connection(to: port) else { return "" }
  defer { close(socket) }
  var request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
  if let body { request += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
  say(request + "\r\n" + (body ?? ""), on: socket)
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = read(socket, &buffer, buffer.count), count > 0 { answer += buffer[..<count] }
  return String(decoding: answer, as: UTF8.self)
}

func say(_ text: String, on socket: Int32) {
  let bytes = Array(text.utf8)
  _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
}

/// A socket to a port of this machine, nil when nobody listens there.
func connection(to port: Int) -> Int32? {
  let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  let connected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  if connected == 0 { return socket }
  close(socket)
  return nil
}
