import Glibc

/// Files that are written as a whole or not at all: whoever looks into the folder never sees half of one.
enum WholeFile {
  /// Takes the place of what is there. `rights` is what others may do with it; the process's own mask decides when it
  /// is nil. Throws `Fault`.
  static func write(_ bytes: [UInt8], to path: String, rights: mode_t? = nil) throws(Fault) {
    let part = "\(path).part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Fault(path, "cannot be written") }
    if let rights { fchmod(descriptor, rights) }
    var rest = bytes[...]
    var isWell = true
    while isWell, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else { isWell = count < 0 && errno == EINTR }
    }
    isWell = close(descriptor) == 0 && isWell
    if isWell, rename(part, path) == 0 { return }
    let fault = Fault(path, "cannot be written")
    unlink(part)
    throw fault
  }

  /// Throws `Fault`, also for more than `most` bytes.
  static func read(_ path: String, atMost most: Int) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Fault(path, "cannot be read") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Fault(path, "cannot be read") }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= most else { throw Fault(path, "is too large", because: nil) }
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, _ what: String, because cause: Int32? = errno) {
      description = "\(path): \(what)" + (cause.map { ": \(String(cString: strerror($0)))." } ?? ".")
    }
  }
}
