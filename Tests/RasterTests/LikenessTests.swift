import Support
import Testing

@testable import Raster

@Suite("Likeness") struct LikenessTests {
  /// A scene of soft blobs, seen in any size, brighter or darker, with noise.
  private func picture(_ seed: UInt64, _ width: Int, _ height: Int, gain: Double = 1, noise: Double = 0) -> [UInt8] {
    var dice = SplitMix(state: seed), grain = SplitMix(state: 99)
    let blobs = (0..<6).map { _ in
      (
        x: Double.random(in: 0...1, using: &dice), y: Double.random(in: 0...1, using: &dice),
        size: Double.random(in: 0.1...0.4, using: &dice), light: Double.random(in: -120...120, using: &dice)
      )
    }
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        var light = 128.0
        for blob in blobs {
          let across = (Double(x) + 0.5) / Double(width) - blob.x, down = (Double(y) + 0.5) / Double(height) - blob.y
          light += blob.light * max(0, 1 - (across * across + down * down).squareRoot() / blob.size)
        }
        let value = UInt8(clamping: Int(light * gain + Double.random(in: -1...1, using: &grain) * noise))
        bytes += [value, value, value, 255]
      }
    }
    return bytes
  }

  private func bits(_ bytes: [UInt8], _ width: Int, _ height: Int) -> UInt64 {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { Likeness.bits(width: width, height: height, rgba: $0) } ?? 0
    }
  }

  @Test("a copy in another size, light or grain differs in few bits, another picture in many")
  func distances() {
    var others = 0
    for seed in UInt64(0)..<20 {
      let first = bits(picture(seed, 32, 24), 32, 24)
      for copy in [
        bits(picture(seed, 28, 21), 28, 21), bits(picture(seed, 32, 24, gain: 0.9), 32, 24),
        bits(picture(seed, 32, 24, noise: 3), 32, 24),
      ] { #expect((first ^ copy).nonzeroBitCount <= 7, "\(seed)") }
      others += (first ^ bits(picture(seed + 100, 32, 24), 32, 24)).nonzeroBitCount
    }
    #expect(others / 20 > 12)
  }

  @Test("an even field has no bits, whatever its size, and nothing is asked of pixels that are not there")
  func even() {
    for (width, height) in [(1, 1), (1, 32), (32, 1), (3, 2), (9, 8), (32, 32)] {
      #expect(bits([UInt8](repeating: 200, count: width * height * 4), width, height) == 0)
    }
    var ramp: [UInt8] = []
    for _ in 0..<32 { for x in 0..<32 { ramp += [UInt8(x * 8), UInt8(x * 8), UInt8(x * 8), 255] } }
    #expect(bits(ramp, 32, 32) == .max)
  }
}
