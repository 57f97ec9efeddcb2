import Glibc

/// Hands a picture's bytes to a C decoder, front to back; keeps the error that C cannot carry.
final class Feed {
  private let source: ByteSource
  private var offset: Int
  private(set) var failure: RasterError?

  init(_ source: ByteSource, at offset: Int = 0) {
    self.source = source
    self.offset = offset
  }

  /// What the C side is given as its context: valid as long as this object is.
  var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The callback for that context: bytes copied, 0 at the end, -1 to give up.
  static let read: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int = {
    context, into, size in
    guard let context, let into else { return -1 }
    return Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue().fill(into, size)
  }

  private func fill(_ into: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
    do throws(RasterError) {
      let got = try source.read(at: offset, into: UnsafeMutableRawBufferPointer(start: into, count: size))
      offset += got
      return got
    } catch {
      failure = error
      return -1
    }
  }
}
