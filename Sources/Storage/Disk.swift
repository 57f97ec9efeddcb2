import CLinux
import Domain
import Glibc

/// The calls that can fail on a full or a broken disk; tests put their own in their place.
struct Disk: Sendable {
  /// Errno as it was left.
  struct Fault: Error, Equatable {
    let code: Int32
  }

  var write: @Sendable (_ file: Int32, UnsafeRawBufferPointer) -> Int = { Glibc.write($0, $1.baseAddress, $1.count) }
  var sync: @Sendable (_ file: Int32) -> Int32 = { fsync($0) }
  var link: @Sendable (_ from: String, _ to: String) -> Int32 = { Glibc.link($0, $1) }

  static let real = Disk()

  private func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws(Fault) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(file, UnsafeRawBufferPointer(rebasing: rest))
      if count < 0 {
        if errno == EINTR { continue }
        throw Fault(code: errno)
      }
      rest = rest.dropFirst(count)
    }
  }

  func writeAll(_ bytes: ArraySlice<UInt8>, to file: Int32) throws(Fault) {
    var outcome = Result<Void, Fault>.success(())
    bytes.withUnsafeBytes { buffer in
      outcome = Result { () throws(Fault) in try writeAll(buffer, to: file) }
    }
    try outcome.get()
  }

  func synchronize(_ file: Int32) throws(Fault) {
    guard sync(file) == 0 else { throw Fault(code: errno) }
  }

  func synchronize(folder path: String) throws(Fault) {
    let folder = try Self.open(path, O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    try synchronize(folder)
  }

  /// Makes the folder and, where they are missing, those above it; false when it was there.
  @discardableResult
  func makeFolders(_ path: String) throws(Fault) -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    if errno == EEXIST { return false }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw Fault(code: errno)
    }
    try makeFolders(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Fault(code: errno) }
    return true
  }

  static func open(_ path: String, _ flags: Int32) throws(Fault) -> Int32 {
    let file = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Fault(code: errno) }
    return file
  }

  static func size(of path: String) -> Int? {
    var about = stat()
    return lstat(path, &about) == 0 && about.st_mode & S_IFMT == S_IFREG ? Int(about.st_size) : nil
  }

  /// The names in a folder, sorted; none when there is no such folder.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

extension Failure {
  /// What the outside may know.
  init(_ fault: Disk.Fault) {
    switch fault.code {
    case ENOSPC, EDQUOT: self.init(.storageFull, "The disk is full. Please make room and try again.")
    case EMFILE, ENFILE, ENOMEM, EAGAIN:
      self.init(.busy, "The studio has its hands full. Please try again in a moment.", retryAfter: 2)
    default: self.init(.unavailable, "The disk failed to keep the file.")
    }
  }
}
