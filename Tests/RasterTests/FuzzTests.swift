import CISAL
import Foundation
import Testing

@testable import Raster

@Suite struct FuzzTests {
  /// How many pictures; PIXAZO_FUZZ makes it longer by hand.
  private static let rounds = ProcessInfo.processInfo.environment["PIXAZO_FUZZ"].flatMap(Int.init) ?? 10_000

  @Test("ten thousand mutated pictures are decoded or refused, and nothing else happens")
  func mutated() throws {
    var dice = Dice(2026)
    let corpus = Golden.all.map(\.bytes)
    try #require(!corpus.isEmpty)
    var refused = 0
    for _ in 0..<Self.rounds {
      let bytes = mutate(corpus[Int(dice.next() % UInt64(corpus.count))], &dice)
      let outcome = Result { () throws(RasterError) in try PictureFile(bytes: bytes).thumbnails(sizes: [16]) }
      switch outcome {
      case .success(let thumbnails):
        #expect(thumbnails.items.count == 1)
      case .failure(let error):
        refused += 1
        #expect(![.unreadable, .busy, .cancelled].contains(error.code), "\(error)")
      }
    }
    #expect(refused > Self.rounds / 2)
  }

  @Test("a damaged pixel stream whose checksums are right again is read by both decoders alike, or refused by both")
  func streams() throws {
    var dice = Dice(7)
    var accepted = 0
    for round in 0..<(Self.rounds / 5) {
      let bytesPerPixel = round % 2 == 0 ? 3 : 4
      let width = Int.random(in: 1...60, using: &dice)
      let height = Int.random(in: 1...20, using: &dice)
      let raw = filteredRows(width * bytesPerPixel, height, &dice)
      var stream = TestPNG.zlib(raw)
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        stream[Int.random(in: 2..<(stream.count - 4), using: &dice)] ^= 1 << UInt8(dice.next() % 8)
      }
      // Another window, its check bits right.
      if dice.next() % 4 == 0 {
        let method = UInt8(dice.next() % 8) << 4 | 8
        (stream[0], stream[1]) = (method, UInt8((31 - Int(method) << 8 % 31) % 31))
      }
      // As many bytes as the picture needs: only their checksum is still wrong.
      if let content = unpacked(stream, upTo: raw.count), content.count == raw.count {
        stream.replaceSubrange((stream.count - 4)..., with: TestPNG.number(Int(adler(content))))
      }
      var png = TestPNG()
      png.header(width, height, colour: bytesPerPixel == 3 ? 2 : 6)
      png.pixels(stream, parts: Int.random(in: 1...5, using: &dice))
      png.end()
      let source = ByteSource(bytes: png.bytes)
      let header = try PNGHeader(source, limits: .standard)
      guard PNGRows.reads(header) else { continue }
      let ours = Result { try allRows(PNGRows(source, header: header)) }
      let record = Result { try allRows(PNGReader(source, header: header, limits: .standard)) }
      switch (ours, record) {
      case (.success(let ours), .success(let record)):
        accepted += 1
        #expect(ours == record)
      case (.failure, .failure): break
      case (.success, .failure(let error as RasterError)) where Self.isIncompleteCode(error): break
      default: Issue.record("Round \(round): one reads what the other refuses: \(ours) \(record)")
      }
    }
    #expect(accepted > 0)
  }

  /// The one thing that ISA-L takes and zlib does not: a code with room for more symbols than it has. No encoder
  /// writes it, the pixels are unambiguous, and the checksums are right.
  private static func isIncompleteCode(_ error: RasterError) -> Bool {
    error.sentence.hasSuffix("IDAT: invalid distances set.")
      || error.sentence.hasSuffix("IDAT: invalid literal/lengths set.")
  }

  /// A few bytes changed, inserted, removed or doubled; sometimes the end is missing.
  private func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &dice) where bytes.count > 16 {
      let at = Int.random(in: 0..<bytes.count, using: &dice)
      switch dice.next() % 6 {
      case 0, 1: bytes[at] = UInt8.random(in: 0...255, using: &dice)
      case 2: bytes[at] ^= 1 << UInt8(dice.next() % 8)
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: at)
      case 4: bytes.removeSubrange(at..<min(at + Int.random(in: 1...9, using: &dice), bytes.count))
      default: bytes.replaceSubrange(at..<at, with: bytes[at..<min(at + 40, bytes.count)])
      }
    }
    if dice.next() % 10 == 0 { bytes.removeLast(Int.random(in: 0...(bytes.count / 2), using: &dice)) }
    return bytes
  }

  private func filteredRows(_ rowBytes: Int, _ height: Int, _ dice: inout Dice) -> [UInt8] {
    var rows: [UInt8] = []
    for _ in 0..<height {
      rows.append(UInt8(dice.next() % 5))
      let calm = dice.next() % 3
      rows += (0..<rowBytes).map { _ in calm == 0 ? 0 : calm == 1 ? UInt8(dice.next() % 5) : UInt8(dice.next() % 256) }
    }
    return rows
  }

  /// What a zlib stream holds, its checksum not looked at.
  private func unpacked(_ stream: [UInt8], upTo count: Int) -> [UInt8]? {
    var input = Array(stream[2...])
    var output = [UInt8](repeating: 0, count: count + 1)
    let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
    defer { state.deallocate() }
    isal_inflate_init(state)
    return input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        state.pointee.next_in = input.baseAddress
        state.pointee.avail_in = UInt32(input.count)
        state.pointee.next_out = output.baseAddress
        state.pointee.avail_out = UInt32(output.count)
        guard isal_inflate(state) == ISAL_DECOMP_OK else { return nil }
        return Array(output.prefix(output.count - Int(state.pointee.avail_out)))
      }
    }
  }

  private func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
