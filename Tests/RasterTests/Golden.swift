import Foundation
import Testing

@testable import Raster

/// A picture of the golden set, with the pixels that another decoder sees. Fixtures/make.py makes both.
struct Golden: CustomTestStringConvertible, Sendable {
  let name: String
  let bytes: [UInt8]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

  static let all: [Golden] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in ["png", "jpg", "webp"].contains { name.hasSuffix(".\($0)") } }.sorted()
      .compactMap { name in
        (try? Data(contentsOf: folder.appendingPathComponent(name))).map { Golden(name: name, bytes: Array($0)) }
      }
  }()

  static func named(_ name: String) throws -> Golden { try #require(all.first { $0.name == name }) }

  var path: String { Self.folder.appendingPathComponent(name).path }
  var testDescription: String { name }

  /// Upright, in sRGB, four bytes a pixel.
  func golden() throws -> [UInt8] {
    let packed = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name + ".rgba")))
    return try #require(try Inflate.zlib(packed[...], limit: 1 << 24))
  }

  /// How far a sample may be from the golden one, and the mean of all: decoders may round a transform differently.
  var tolerance: (most: Int, mean: Double) {
    switch name {
    // libpng rounds 16 bits to 8 by a formula that is off by one for a few values.
    case _ where name.contains("16"): (1, 0.02)
    case "rgb8-profile.png", "profile.jpg", "ink-profile.jpg": (2, 0.6)
    case _ where name.hasSuffix(".png"), "lossless.webp", "lossless-alpha.webp": (0, 0)
    // Colour may be spread between its samples by an integer more or less.
    default: (2, 0.25)
    }
  }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
