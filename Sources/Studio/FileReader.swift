import Glibc
import Synchronization

/// A file that is read from its beginning to its end, part by part.
final class FileReader: Sendable {
  let count: Int
  private let file: Int32
  private let offset = Mutex(0)

  /// Nil when there is no such file, or it may not be read.
  init?(of path: String) {
    file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    var about = stat()
    guard file >= 0 else { return nil }
    guard fstat(file, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
      close(file)
      return nil
    }
    count = about.st_size
  }

  deinit { close(file) }

  /// The next part; nil at the end, or where the disk fails: who knows the length sees the difference. Blocks.
  func next() -> [UInt8]? {
    offset.withLock { offset in
      let part = [UInt8](unsafeUninitializedCapacity: min(256 << 10, count - offset)) { room, filled in
        while filled < room.count, let start = room.baseAddress {
          let got = pread(file, start + filled, room.count - filled, off_t(offset + filled))
          if got < 0 && errno == EINTR { continue }
          if got <= 0 { break }
          filled += got
        }
      }
      offset += part.count
      return part.isEmpty ? nil : part
    }
  }
}
