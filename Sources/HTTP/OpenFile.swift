import Glibc

/// A file open for reading, closed with its last owner.
package final class OpenFile: Sendable {
  let descriptor: Int32
  package let size: Int
  /// Nanoseconds since 1970.
  package let modified: Int64

  /// Opens a regular file; nil when there is none at `path` or it may not be read.
  package convenience init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    self.init(taking: descriptor)
  }

  /// Takes over an open descriptor; nil, and closed, when it is not a regular file.
  init?(taking descriptor: Int32) {
    var about = stat()
    guard fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    size = about.st_size
    modified = Int64(about.st_mtim.tv_sec) * 1_000_000_000 + Int64(about.st_mtim.tv_nsec)
  }

  deinit { close(descriptor) }

  /// The bytes of `range`; fewer when the file has shrunk.
  package func read(_ range: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count, let start = buffer.baseAddress {
        let got = pread(descriptor, start + count, range.count - count, off_t(range.lowerBound + count))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 { break }
        count += got
      }
    }
  }
}
