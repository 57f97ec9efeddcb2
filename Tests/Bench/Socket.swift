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

  /// Opens `count` connections, each with one request behind it.
  static func many(_ count: Int, port: UInt16, path: String) -> [Socket] {
    (0..<count).compactMap { _ in
      guard let socket = Socket(port: port), socket.get(path, port: port).hasPrefix("HTTP/1.1 200") else { return nil }
      return socket
    }
  }
}
