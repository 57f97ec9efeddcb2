import Glibc
import Synchronization

/// Says to decoding work that nobody wants its result any more.
package final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  package init() {}

  package func cancel() { flag.store(true, ordering: .relaxed) }
  package var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// The bytes of one picture, in a file or in memory, read where and as far as they are asked for.
/// Every read is also the place where cancelled work ends.
final class ByteSource: Sendable {
  private enum Place {
    case file(Int32)
    case memory([UInt8])
  }

  let count: Int
  private let place: Place
  private let cancellation: Cancellation?

  init(path: String, cancellation: Cancellation? = nil) throws(RasterError) {
    // O_NONBLOCK: a pipe must not make us wait for whoever writes to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable(errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw RasterError(.unreadable, "This is not a file.")
    }
    count = Int(status.st_size)
    place = .file(descriptor)
    self.cancellation = cancellation
  }

  init(bytes: [UInt8], cancellation: Cancellation? = nil) {
    count = bytes.count
    place = .memory(bytes)
    self.cancellation = cancellation
  }

  deinit {
    if case .file(let descriptor) = place { close(descriptor) }
  }

  /// Fills the buffer from `offset` on; returns how many bytes there were, fewer only at the end.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RasterError) -> Int {
    if let cancellation, cancellation.isCancelled { throw RasterError(.cancelled, "Nobody waits for it any more.") }
    guard let start = buffer.baseAddress, offset >= 0, offset < count else { return 0 }
    let wanted = min(buffer.count, count - offset)
    switch place {
    case .memory(let bytes):
      bytes.withUnsafeBytes { if let from = $0.baseAddress { memcpy(start, from + offset, wanted) } }
      return wanted
    case .file(let descriptor):
      var done = 0
      while done < wanted {
        let got = pread(descriptor, start + done, wanted - done, off_t(offset + done))
        if got == 0 { break }
        if got < 0 {
          if errno == EINTR { continue }
          throw Self.unreadable(errno)
        }
        done += got
      }
      return done
    }
  }

  /// Exactly this range; `truncated` when the picture ends before it does.
  func bytes(_ range: Range<Int>) throws(RasterError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= count else { throw Self.truncated }
    var bytes = [UInt8](repeating: 0, count: range.count)
    var outcome = Result<Int, RasterError>.success(0)
    bytes.withUnsafeMutableBytes { buffer in
      outcome = Result { () throws(RasterError) in try read(at: range.lowerBound, into: buffer) }
    }
    guard try outcome.get() == range.count else { throw Self.truncated }
    return bytes
  }

  static var truncated: RasterError { RasterError(.truncated, "The file ends before the picture does.") }

  private static func unreadable(_ code: Int32) -> RasterError {
    RasterError(.unreadable, "The file cannot be read: \(String(cString: strerror(code))).")
  }
}
