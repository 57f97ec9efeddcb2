import Glibc

/// Walks a picture's container from front to back, in small steps, with few reads.
struct ByteCursor {
  let source: ByteSource
  private(set) var offset: Int
  private var window: [UInt8] = []
  private var windowStart = 0
  private let windowSize: Int

  init(_ source: ByteSource, at offset: Int = 0, window: Int = 512) {
    self.source = source
    self.offset = offset
    windowSize = window
  }

  var isAtEnd: Bool { offset >= source.count }

  mutating func byte() throws(RasterError) -> UInt8 {
    if !covers(1) { try load() }
    defer { offset += 1 }
    return window[offset - windowStart]
  }

  mutating func bigEndian16() throws(RasterError) -> Int { Int(try byte()) << 8 | Int(try byte()) }
  mutating func bigEndian32() throws(RasterError) -> UInt32 {
    UInt32(try bigEndian16()) << 16 | UInt32(try bigEndian16())
  }
  mutating func littleEndian32() throws(RasterError) -> UInt32 { try bigEndian32().byteSwapped }

  mutating func take(_ count: Int) throws(RasterError) -> [UInt8] {
    guard count >= 0, count <= source.count - offset else { throw ByteSource.truncated }
    defer { offset += count }
    return try source.bytes(offset..<(offset + count))
  }

  mutating func skip(_ count: Int) throws(RasterError) {
    guard count >= 0, count <= source.count - offset else { throw ByteSource.truncated }
    offset += count
  }

  /// Goes to the next byte of this value; `truncated` when there is none.
  mutating func skip(to value: UInt8) throws(RasterError) {
    while true {
      if !covers(1) { try load() }
      if let found = window[(offset - windowStart)...].firstIndex(of: value) {
        offset = windowStart + found
        return
      }
      offset = windowStart + window.count
    }
  }

  private func covers(_ count: Int) -> Bool {
    offset >= windowStart && offset + count <= windowStart + window.count
  }

  private mutating func load() throws(RasterError) {
    guard offset < source.count else { throw ByteSource.truncated }
    window = try source.bytes(offset..<min(offset + windowSize, source.count))
    windowStart = offset
  }
}
