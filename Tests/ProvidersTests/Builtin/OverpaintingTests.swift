import Domain
import Raster
import Support
import Testing

@testable import Providers

@Suite struct OverpaintingTests {
  private func file(_ pixels: [UInt8], width: Int, height: Int) throws -> ImageFile {
    let bytes = try #require(Bitmap(width: width, height: height, pixels: pixels)).png()
    return ImageFile(bytes: bytes, format: .png, width: width, height: height)
  }

  private let red: [UInt8] = [200, 40, 30, 255]
  private let blue: [UInt8] = [20, 60, 180, 255]

  @Test("no strength leaves the first picture as it is, full strength forgets it")
  func strength() throws {
    let first = try file(red + blue, width: 2, height: 1)
    var painting: [UInt8] = [1, 2, 3, 250, 251, 252]
    try Overpainting(first, mask: nil, strength: 0).apply(to: &painting, width: 2, height: 1)
    #expect(painting == Array(red[..<3] + blue[..<3]))
    var other: [UInt8] = [1, 2, 3, 250, 251, 252]
    try Overpainting(first, mask: nil, strength: 1).apply(to: &other, width: 2, height: 1)
    #expect(other == [1, 2, 3, 250, 251, 252])
  }

  @Test("where the mask is black nothing changes")
  func mask() throws {
    let first = try file(red + red, width: 2, height: 1)
    let mask = try file([0, 0, 0, 255, 255, 255, 255, 255], width: 2, height: 1)
    var painting: [UInt8] = [1, 2, 3, 250, 251, 252]
    try Overpainting(first, mask: mask, strength: 1).apply(to: &painting, width: 2, height: 1)
    #expect(painting == Array(red[..<3]) + [250, 251, 252])
  }

  @Test("the painting takes on the colours of a picture of any size")
  func palette() throws {
    let first = try file(blue, width: 1, height: 1)
    var random = SplitMix(state: 4)
    var painting = (0..<8 * 8 * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
    try Overpainting(first, mask: nil, strength: 0.5).apply(to: &painting, width: 8, height: 8)
    let means = (0..<3).map { channel in
      stride(from: channel, to: painting.count, by: 3).reduce(0) { $0 + Int(painting[$1]) } / 64
    }
    #expect(means[2] > means[0] + 60)
  }

  @Test("what is no picture is refused before anything is painted")
  func garbage() {
    let broken = ImageFile(bytes: [1, 2, 3], format: .png, width: 1, height: 1)
    #expect(throws: ProviderFailure.self) { try Overpainting(broken, mask: nil, strength: 0.5) }
  }
}
