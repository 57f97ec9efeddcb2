import Testing

@testable import Raster

@Suite struct BitmapTests {
  @Test("a bitmap comes back from its PNG as it was", arguments: [true, false])
  func roundTrip(opaque: Bool) throws {
    var dice = Dice(opaque ? 1 : 2)
    for _ in 0..<20 {
      let (width, height) = (Int.random(in: 1...70, using: &dice), Int.random(in: 1...40, using: &dice))
      let calm = Bool.random(using: &dice)
      let pixels = (0..<(width * height * 4)).map { index -> UInt8 in
        if opaque, index % 4 == 3 { return 255 }
        return calm ? UInt8(index / 4 % width * 3 % 256) : UInt8(dice.next() % 256)
      }
      let bitmap = try #require(Bitmap(width: width, height: height, pixels: pixels))
      let png = try bitmap.png()
      #expect(try PictureFile(bytes: png).bitmap() == bitmap)
      // libpng agrees that it is one.
      let source = ByteSource(bytes: png)
      let header = try PNGHeader(source, limits: .standard)
      #expect(try allRows(PNGReader(source, header: header, limits: .standard)).count == height)
    }
  }

  @Test("a bitmap has exactly the pixels that its size says")
  func size() {
    #expect(Bitmap(width: 2, height: 2, pixels: [UInt8](repeating: 0, count: 16)) != nil)
    for (width, height, count) in [(2, 2, 15), (0, 1, 0), (-1, -1, 4), (Int.max, 2, 0), (Int.max, Int.max, 4)] {
      #expect(Bitmap(width: width, height: height, pixels: [UInt8](repeating: 0, count: count)) == nil)
    }
  }

  @Test("limits are checked without overflow")
  func limits() {
    let limits = Limits()
    #expect(throws: Never.self) { try limits.check(width: 16_384, height: 3_000) }
    for (width, height) in [(16_385, 1), (1, 16_385), (16_384, 16_384), (Int.max, Int.max), (0, 1), (1, -1)] {
      #expect(throws: RasterError.self) { try limits.check(width: width, height: height) }
    }
    #expect(throws: RasterError.self) { try limits.check(width: 8_000, height: 4_000, heldWhole: true) }
  }
}
