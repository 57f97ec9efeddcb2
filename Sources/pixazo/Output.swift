import Domain
import Glibc

/// Where a verb's answer goes: standard output for what was asked for, standard error for what went wrong.
struct Output: Sendable {
  private let deliver: @Sendable (Int32, [UInt8]) -> Void

  init(_ deliver: @escaping @Sendable (Int32, [UInt8]) -> Void) { self.deliver = deliver }

  func text(_ text: String) { deliver(STDOUT_FILENO, Array(text.utf8)) }
  func line(_ text: String) { deliver(STDOUT_FILENO, Array(text.utf8) + [0x0A]) }
  func complain(_ text: String) { deliver(STDERR_FILENO, Array("pixazo: \(text)\n".utf8)) }
  func json(_ value: JSON) { deliver(STDOUT_FILENO, value.bytes + [0x0A]) }

  /// Writes at once, so that who reads a pipe sees a line when it is said. A reader that has gone is not our trouble.
  static let standard = Output { descriptor, bytes in write(bytes, to: descriptor) }

  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
