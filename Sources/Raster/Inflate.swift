import CISAL

/// Bounded decompression of what PNG keeps in zlib form besides pixels: profiles and texts.
enum Inflate {
  /// The whole content of a zlib stream, its checksum checked; nil when it is damaged or cut.
  /// Throws `tooLarge` as soon as more than `limit` bytes come out.
  static func zlib(_ bytes: ArraySlice<UInt8>, limit: Int) throws(RasterError) -> [UInt8]? {
    let state = try Block<inflate_state>(1)
    isal_inflate_init(state.start)
    state.start.pointee.crc_flag = UInt32(ISAL_ZLIB)
    let room = try Block<UInt8>(1 << 16)
    let input = try Block<UInt8>(bytes.count)
    input.bytes.copyBytes(from: bytes)
    state.start.pointee.next_in = input.start
    state.start.pointee.avail_in = UInt32(clamping: bytes.count)
    var content: [UInt8] = []
    while state.start.pointee.block_state != ISAL_BLOCK_FINISH {
      state.start.pointee.next_out = room.start
      state.start.pointee.avail_out = UInt32(room.count)
      guard isal_inflate(state.start) == ISAL_DECOMP_OK else { return nil }
      let got = room.count - Int(state.start.pointee.avail_out)
      guard got > 0 || state.start.pointee.block_state == ISAL_BLOCK_FINISH else { return nil }
      guard content.count + got <= limit else {
        throw RasterError(.tooLarge, "Something packed into the picture unpacks to more than \(limit >> 10) KiB.")
      }
      content.append(contentsOf: UnsafeBufferPointer(start: room.start, count: got))
    }
    return content
  }
}
