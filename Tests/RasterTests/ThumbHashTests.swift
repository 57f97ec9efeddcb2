import Foundation
import Testing

@testable import Raster

@Suite struct ThumbHashTests {
  @Test("a picture of one colour keeps it, in five bytes and no waves")
  func oneColour() {
    let hash = encode(32, 32) { _, _ in [200, 100, 50, 255] }
    let decoded = Decoded(hash)
    #expect(!decoded.hasAlpha && !decoded.isLandscape)
    let (red, green, blue, _) = decoded.colour(0.5, 0.5)
    #expect(abs(red - 200) < 6 && abs(green - 100) < 6 && abs(blue - 50) < 6)
  }

  @Test("light and dark, shape and transparency can be told from the hash")
  func shape() {
    let landscape = Decoded(encode(32, 16) { x, _ in x < 16 ? [240, 240, 240, 255] : [20, 20, 20, 255] })
    #expect(landscape.isLandscape && !landscape.hasAlpha)
    #expect(landscape.colour(0.1, 0.5).0 > landscape.colour(0.9, 0.5).0 + 100)
    let portrait = Decoded(encode(16, 32) { _, y in y < 16 ? [10, 10, 220, 255] : [220, 10, 10, 255] })
    #expect(!portrait.isLandscape)
    #expect(portrait.colour(0.5, 0.1).2 > portrait.colour(0.5, 0.9).2 + 60)
    let seeThrough = Decoded(encode(32, 32) { x, _ in [90, 160, 40, x < 16 ? 255 : 0] })
    #expect(seeThrough.hasAlpha)
    #expect(seeThrough.colour(0.1, 0.5).3 > seeThrough.colour(0.9, 0.5).3 + 100)
  }

  @Test("any picture gives a hash of 5 to 28 bytes")
  func size() {
    var dice = Dice(3)
    for _ in 0..<200 {
      let (width, height) = (Int.random(in: 1...40, using: &dice), Int.random(in: 1...40, using: &dice))
      let extreme = Bool.random(using: &dice)
      let hash = encode(width, height) { _, _ in
        (0..<4).map { _ in extreme ? (dice.next() % 2 == 0 ? 0 : 255) : UInt8(dice.next() % 256) }
      }
      #expect((5...28).contains(hash.count))
    }
  }

  private func encode(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> [UInt8]) -> [UInt8] {
    let rgba = (0..<height).flatMap { y in (0..<width).flatMap { x in pixel(x, y) } }
    return ThumbHash.encode(width: width, height: height, rgba: rgba)
  }

  /// Reads a hash the way a page does.
  private struct Decoded {
    let hasAlpha: Bool
    let isLandscape: Bool
    private var constants: [Double] = []
    private var waves: [[(column: Int, row: Int, value: Double)]] = []

    init(_ hash: [UInt8]) {
      let head = Int(hash[0]) | Int(hash[1]) << 8 | Int(hash[2]) << 16
      let shape = Int(hash[3]) | Int(hash[4]) << 8
      hasAlpha = head >> 23 != 0
      isLandscape = shape >> 15 != 0
      let most = hasAlpha ? 5 : 7
      let across = max(3, isLandscape ? most : shape & 7)
      let down = max(3, isLandscape ? shape & 7 : most)
      var nibble = (hasAlpha ? 6 : 5) * 2
      func channel(_ across: Int, _ down: Int, _ scale: Double) -> [(column: Int, row: Int, value: Double)] {
        var waves: [(column: Int, row: Int, value: Double)] = []
        for row in 0..<down {
          var column = row == 0 ? 1 : 0
          while column * down < across * (down - row) {
            let value = Int(hash[nibble / 2]) >> (nibble % 2 * 4) & 15
            waves.append((column, row, (Double(value) / 7.5 - 1) * scale))
            nibble += 1
            column += 1
          }
        }
        return waves
      }
      constants = [
        Double(head & 63) / 63, Double(head >> 6 & 63) / 31.5 - 1, Double(head >> 12 & 63) / 31.5 - 1,
        hasAlpha ? Double(hash[5] & 15) / 15 : 1,
      ]
      waves.append(channel(across, down, Double(head >> 18 & 31) / 31))
      waves.append(channel(3, 3, Double(shape >> 3 & 63) / 63))
      waves.append(channel(3, 3, Double(shape >> 9 & 63) / 63))
      waves.append(hasAlpha ? channel(5, 5, Double(hash[5] >> 4) / 15) : [])
    }

    /// At a place between 0 and 1.
    func colour(_ x: Double, _ y: Double) -> (Double, Double, Double, Double) {
      let values = (0..<4).map { index in
        waves[index].reduce(constants[index]) {
          $0 + $1.value * cos(.pi * Double($1.column) * x) * cos(.pi * Double($1.row) * y) * 2
        }
      }
      let blue = values[0] - 2 / 3 * values[1]
      let red = (3 * values[0] - blue + values[2]) / 2
      return (red * 255, (red - values[2]) * 255, blue * 255, values[3] * 255)
    }
  }
}
