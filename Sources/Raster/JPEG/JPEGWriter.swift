import CJPEG
import Glibc

/// Writes JPEGs of thumbnail size, whole in memory.
enum JPEGWriter {
  /// `channels`: 1 (grey) or 3 (RGB); rows without gaps.
  static func write(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, quality: Int
  ) throws(RasterError) -> [UInt8] {
    try write(
      jpeg_writer_picture(
        width: UInt32(width), height: UInt32(height), channels: Int32(channels), quality: Int32(quality),
        planes: false, pixels: pixels, cb: nil, cr: nil))
  }

  /// Brightness at full size, the two colours at half of it, rounded up.
  static func write(
    y: UnsafePointer<UInt8>, cb: UnsafePointer<UInt8>, cr: UnsafePointer<UInt8>, width: Int, height: Int, quality: Int
  ) throws(RasterError) -> [UInt8] {
    try write(
      jpeg_writer_picture(
        width: UInt32(width), height: UInt32(height), channels: 3, quality: Int32(quality), planes: true, pixels: y,
        cb: cb, cr: cr))
  }

  private static func write(_ picture: jpeg_writer_picture) throws(RasterError) -> [UInt8] {
    var picture = picture
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    guard jpeg_write(&picture, &bytes, &size), let bytes else {
      throw RasterError(.unreadable, "There is not enough memory to write the picture.")
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }
}
