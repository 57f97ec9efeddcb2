import CISAL

/// The pixel data of a PNG out of its IDAT chunks: every CRC and the stream's own checksum are checked, and memory is
/// the same however large the picture is.
final class PixelStream {
  private let source: ByteSource
  private let state: Block<inflate_state>
  private let input: Block<UInt8>
  /// Where the next unread byte of the file is, and what the current chunk still has.
  private var offset: Int
  private var left = 0
  private var crc: UInt32 = 0
  /// Whether `offset` is inside a chunk, or before its CRC.
  private var isInChunk = false
  private var ended = false

  /// `offset` is where the first IDAT chunk begins.
  init(_ source: ByteSource, at offset: Int) throws(RasterError) {
    self.source = source
    self.offset = offset
    state = try Block(1)
    input = try Block(1 << 16)
    isal_inflate_init(state.start)
    state.start.pointee.crc_flag = UInt32(ISAL_ZLIB)
  }

  private var isFinished: Bool { state.start.pointee.block_state == ISAL_BLOCK_FINISH }

  /// Writes between 1 and `room` bytes; throws `corrupt` where the stream is damaged or ends.
  func read(into output: UnsafeMutablePointer<UInt8>, room: Int) throws(RasterError) -> Int {
    let got = try inflate(into: output, room: room)
    guard got > 0 else { throw RasterError(.corrupt, "The PNG has fewer pixels than its header says.") }
    return got
  }

  /// Throws unless the stream ends here, and its chunks with it.
  func finish() throws(RasterError) {
    let spare = try Block<UInt8>(8)
    guard try inflate(into: spare.start, room: 1) == 0 else {
      throw RasterError(.corrupt, "The PNG has more pixels than its header says.")
    }
    let unused = Int(state.start.pointee.avail_in) + Int(state.start.pointee.read_in_length / 8)
    guard unused == 0, left == 0 else { throw Self.surplus }
    while try nextChunk() { guard left == 0 else { throw Self.surplus } }
  }

  /// Writes up to `room` bytes, as many as there are; 0 at the stream's end.
  private func inflate(into output: UnsafeMutablePointer<UInt8>, room: Int) throws(RasterError) -> Int {
    state.start.pointee.next_out = output
    state.start.pointee.avail_out = UInt32(room)
    while state.start.pointee.avail_out > 0, !isFinished {
      if state.start.pointee.avail_in == 0, !ended { ended = try !refill() }
      let before = (state.start.pointee.avail_in, state.start.pointee.avail_out)
      guard isal_inflate(state.start) == ISAL_DECOMP_OK else {
        throw RasterError(.corrupt, "The PNG's pixel data are damaged.")
      }
      let after = (state.start.pointee.avail_in, state.start.pointee.avail_out)
      if before == after, ended, !isFinished { throw RasterError(.corrupt, "The PNG's pixel data end too early.") }
    }
    return room - Int(state.start.pointee.avail_out)
  }

  /// Reads more of the current chunk, or of the next that has any; false when there is none.
  private func refill() throws(RasterError) -> Bool {
    while left == 0 {
      guard try nextChunk() else { return false }
    }
    let part = UnsafeMutableRawBufferPointer(rebasing: input.bytes.prefix(left))
    let got = try source.read(at: offset, into: part)
    guard got > 0 else { throw ByteSource.truncated }
    crc = crc32_gzip_refl(crc, input.start, UInt64(got))
    offset += got
    left -= got
    state.start.pointee.next_in = input.start
    state.start.pointee.avail_in = UInt32(got)
    return true
  }

  /// Ends the chunk before `offset` and begins the next; false when that holds no pixels.
  private func nextChunk() throws(RasterError) -> Bool {
    if isInChunk { try checkCRC() }
    var chunks = PNGChunks(source, at: offset)
    let chunk = try chunks.next()
    guard chunk.name == PNGChunk.pixels else { return false }
    isInChunk = true
    offset = chunk.data.lowerBound
    left = chunk.data.count
    crc = Self.crcOfName
    return true
  }

  private func checkCRC() throws(RasterError) {
    var cursor = ByteCursor(source, at: offset, window: 4)
    guard try cursor.bigEndian32() == crc else {
      throw RasterError(.corrupt, "The PNG's pixel data do not match their checksum.")
    }
    offset += 4
    isInChunk = false
  }

  private static let crcOfName: UInt32 = {
    let name: [UInt8] = Array("IDAT".utf8)
    return crc32_gzip_refl(0, name, UInt64(name.count))
  }()

  private static var surplus: RasterError {
    RasterError(.corrupt, "Something follows the PNG's pixel data in their own chunks.")
  }

  /// Runs through the whole stream without keeping it, and stops as soon as it is longer than the picture can be.
  /// libpng alone would unpack a surplus of any size before it objects.
  static func check(_ source: ByteSource, header: PNGHeader) throws(RasterError) {
    let stream = try PixelStream(source, at: header.pixelsOffset)
    let room = try Block<UInt8>(1 << 16)
    var left = header.streamLength
    while left > 0 { left -= try stream.read(into: room.start, room: min(left, room.count)) }
    try stream.finish()
  }
}

extension PNGHeader {
  /// How many bytes the pixel data have when they are unpacked: a filter byte and the pixels of every row.
  /// Within `Limits` it cannot overflow.
  var streamLength: Int {
    func length(_ width: Int, _ height: Int) -> Int {
      width == 0 ? 0 : height * (1 + (width * bitsPerPixel + 7) / 8)
    }
    guard isInterlaced else { return length(width, height) }
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return passes.reduce(0) { sum, pass in
      let (x, y, across, down) = pass
      return sum + length((width - x + across - 1) / across, (height - y + down - 1) / down)
    }
  }
}
