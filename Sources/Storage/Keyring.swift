import CLinux
package import Crypto
package import Domain
import Glibc

/// The file with the one key that all sealed keys are sealed with. It lies outside the data folder, so that no copy of
/// the folder can give a key away.
package struct Keyring: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package enum State: Sendable, Equatable {
    /// There is none yet; the first secret makes it.
    case absent
    case ready
    /// It is there, but others on this machine may read it.
    case exposed
    /// It is there and cannot be used, as a sentence.
    case unusable(String)
  }

  package var state: State {
    var about = stat()
    guard lstat(path, &about) == 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .absent : .unusable(Self.reason(errno))
    }
    guard about.st_mode & S_IFMT == S_IFREG, about.st_size == Seal.keyLength else {
      return .unusable("It is not a file of \(Seal.keyLength) bytes.")
    }
    guard contents() != nil else { return .unusable(Self.reason(errno)) }
    return about.st_mode & 0o077 == 0 ? .ready : .exposed
  }

  /// The seal; nil when there is no keyring, or none that can be used.
  package func seal() -> Seal? { contents().flatMap(Seal.init) }

  /// The seal, and the keyring too where there is none. Throws `unavailable` when it cannot be made or used.
  package func sealMakingIt() throws(Failure) -> Seal {
    if let seal = seal() { return seal }
    guard state == .absent else { throw Self.unusable }
    do { try make() } catch { throw Self.unusable }
    guard let seal = seal() else { throw Self.unusable }
    return seal
  }

  private static let unusable = Failure(
    .unavailable, "The keyring cannot be made or read, so no key can be kept. `pixazo doctor` says where it lies.")

  private func contents() -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: Seal.keyLength + 1) { buffer, count in
      count = max(0, read(file, buffer.baseAddress, buffer.count))
    }
    return bytes.count == Seal.keyLength ? bytes : nil
  }

  /// Written aside and linked into place: whoever is first has made it, and nobody ever sees half of one.
  private func make() throws(Disk.Fault) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw Disk.Fault(code: ENOENT) }
    let folder = String(path[..<slash])
    try Disk.real.makeFolders(folder)
    let draft = "\(path).\(getpid())-\(Base64URL.encode(Token.random(bytes: 6)))"
    let file = try Disk.open(draft, O_WRONLY | O_CREAT | O_EXCL)
    defer {
      close(file)
      unlink(draft)
    }
    fchmod(file, 0o600)
    try Disk.real.writeAll(Token.random(bytes: Seal.keyLength)[...], to: file)
    try Disk.real.synchronize(file)
    guard Disk.real.link(draft, path) == 0 || errno == EEXIST else { throw Disk.Fault(code: errno) }
    try Disk.real.synchronize(folder: folder)
  }

  private static func reason(_ code: Int32) -> String { "\(String(cString: strerror(code)))." }
}
