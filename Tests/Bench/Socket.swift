import Foundation
import Glibc

/// A plain blocking client socket, for opening many connections and for the simplest request.
final class Socket {
  private let descriptor: Int32

  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Sends a GET and returns the first piece of the answer.
  func get(_ path: String, port: UInt16) -> String {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    _ = send(descriptor, request, request.count, 0)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// Sends a POST and reads its whole answer; the status, 0 when there is none.
  func post(_ path: String, port: UInt16, type: String, _ body: [UInt8]) -> Int {
    let head =
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    for bytes in [Array(head.utf8), body] {
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return 0 }
        sent += count
      }
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return 0 }
      answer += buffer[..<count]
      let text = String(decoding: answer, as: UTF8.self).lowercased()
      guard let end = text.range(of: "\r\n\r\n"), let length = text.range(of: "content-length: "),
        let promised = Int(text[length.upperBound...].prefix { $0.isNumber })
      else { continue }
      if text[end.upperBound...].utf8.count >= promised { return Int(text.dropFirst(9).prefix(3)) ?? 0 }
    }
  }

  /// Opens `count` connections, each with one request behind it.
  static func many(_ count: Int, port: UInt16, path: String) -> [Socket] {
    (0..<count).compactMap { _ in
      guard let socket = Socket(port: port), socket.get(path, port: port).hasPrefix("HTTP/1.1 200") else { return nil }
      return socket
    }
  }
}
