import CPixels
import Testing

@testable import Raster

/// The wide loops and the plain ones are the same function.
@Suite(.enabled(if: pixels_has_wide())) struct PixelsTests {
  @Test("rows are unfiltered alike, whatever their filters, width and number", arguments: [1, 2, 3, 4])
  func unfilter(bytesPerPixel: Int) throws {
    var dice = Dice(UInt64(bytesPerPixel))
    for round in 0..<200 {
      let width = Int.random(in: round < 100 ? 1...40 : 41...300, using: &dice)
      let count = Int.random(in: 1...8, using: &dice)
      let rowBytes = width * bytesPerPixel
      let filters: [UInt8] = round % 3 == 0 ? [4] : round % 3 == 1 ? [0, 1, 2, 4] : [0, 1, 2, 3, 4]
      var filtered = [UInt8](repeating: 0, count: 64 + count * (rowBytes + 1) + 64)
      for index in filtered.indices { filtered[index] = UInt8.random(in: 0...255, using: &dice) }
      for row in 0..<count { filtered[64 + row * (rowBytes + 1)] = filters.randomElement(using: &dice) ?? 0 }
      let above = (0..<(rowBytes + 64)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      let wide = run(filtered, count, rowBytes, bytesPerPixel, above, true)
      #expect(wide == run(filtered, count, rowBytes, bytesPerPixel, above, false))
    }
  }

  private func run(
    _ filtered: [UInt8], _ count: Int, _ rowBytes: Int, _ bytesPerPixel: Int, _ above: [UInt8], _ wide: Bool
  ) -> [[UInt8]] {
    let stride = rowBytes + 64
    var out = [UInt8](repeating: 0, count: 64 + stride * count + 64)
    let known = out.withUnsafeMutableBufferPointer { out in
      filtered.withUnsafeBufferPointer { filtered in
        guard let out = out.baseAddress, let filtered = filtered.baseAddress else { return false }
        return pixels_unfilter(out + 64, stride, filtered + 64, count, rowBytes, Int32(bytesPerPixel), above, wide)
      }
    }
    #expect(known)
    return (0..<count).map { Array(out[(64 + $0 * stride)..<(64 + $0 * stride + rowBytes)]) }
  }

  @Test("a filter that PNG does not have is told, and nothing is written")
  func unknownFilter() {
    var out = [UInt8](repeating: 9, count: 128)
    #expect(!pixels_unfilter(&out, 96, [0, 1, 2, 3, 5, 1, 2, 3], 2, 3, 3, [0, 0, 0], false))
    #expect(out.allSatisfy { $0 == 9 })
  }

  @Test("pictures are made smaller alike", arguments: [1, 3, 4])
  func resample(channels: Int) throws {
    var dice = Dice(UInt64(channels) + 40)
    for _ in 0..<30 {
      let width = Int.random(in: 1...400, using: &dice)
      let height = Int.random(in: 1...120, using: &dice)
      let outWidth = Int.random(in: 1...width, using: &dice)
      let outHeight = Int.random(in: 1...height, using: &dice)
      var results: [[UInt8]] = []
      let seed = dice
      for wide in [true, false] {
        dice = seed
        let reduction = try Reduction(
          from: (width, height), to: (outWidth, outHeight), across: Double(width) / Double(outWidth),
          down: Double(height) / Double(outHeight), channels: channels, wide: wide)
        for _ in 0..<height {
          reduction.add((0..<(width * channels)).map { _ in dice.next() % 2 == 0 ? 255 : UInt8(dice.next() % 256) })
        }
        let count = outWidth * outHeight * channels
        results.append(Array(UnsafeBufferPointer(start: reduction.output.start, count: count)))
      }
      #expect(results[0] == results[1])
    }
  }
}
