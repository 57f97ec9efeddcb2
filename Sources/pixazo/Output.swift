import Domain
import Glibc

/// Where a verb's answer goes: standard output for what was asked for, standard error for what went wrong.
struct Output: Sendable {
  private let write: @Sendable (Int32, [UInt8]) -> Void

  init(_ write: @escaping @Sendable (Int32, [UInt8]) -> Void) { self.write = write }

  func text(_ text: String) { write(STDOUT_FILENO, Array(text.utf8)) }
  func line(_ text: String) { write(STDOUT_FILENO, Array(text.utf8) + [0x0A]) }
  func complain(_ text: String) { write(STDERR_FILENO, Array("pixazo: \(text)\n".utf8)) }
  func json(_ value: JSON) { write(STDOUT_FILENO, value.bytes + [0x0A]) }

  /// Writes at once, so that who reads a pipe sees a line when it is said. A reader that has gone is not our trouble.
  static let standard = Output { descriptor, bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
