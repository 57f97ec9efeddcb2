import Testing

@testable import Raster

@Suite struct ThumbnailsTests {
  @Test("three sizes come out of one decoding, none larger than the picture")
  func sizes() throws {
    let bitmap = gradient(500, 300)
    let thumbnails = try PictureFile(bytes: bitmap.png()).thumbnails()
    #expect(thumbnails.items.map(\.width) == [192, 384, 500])
    #expect(thumbnails.items.map(\.height) == [115, 230, 300])
    for item in thumbnails.items {
      #expect(item.format == .jpeg)
      let probe = try Probe.read(bytes: item.bytes)
      #expect((probe.width, probe.height) == (item.width, item.height))
    }
    #expect(!thumbnails.placeholder.isEmpty)
  }

  @Test("a picture of one row or one column has thumbnails", arguments: [(3000, 1), (1, 3000), (1, 1), (5000, 7)])
  func slim(_ width: Int, _ height: Int) throws {
    for item in try PictureFile(bytes: gradient(width, height).png()).thumbnails().items {
      #expect(item.width >= 1 && item.height >= 1 && max(item.width, item.height) <= 768)
    }
  }

  @Test("only what can be seen through becomes a PNG")
  func transparency() throws {
    var pixels = gradient(300, 200).pixels
    let opaque = try thumbnail(pixels, 300, 200)
    #expect(opaque.format == .jpeg)
    for index in 0..<(100 * 300) { pixels[index * 4 + 3] = 0 }
    let seeThrough = try thumbnail(pixels, 300, 200)
    #expect(seeThrough.format == .png)
    let result = try PictureFile(bytes: seeThrough.bytes).bitmap()
    #expect(result.pixels[3] == 0)
    #expect(result.pixels[result.pixels.count - 1] == 255)
  }

  @Test("what is hidden behind transparency does not bleed into its edges")
  func premultiplied() throws {
    var pixels = [UInt8]()
    for _ in 0..<200 {
      for x in 0..<200 { pixels += x < 100 ? [255, 0, 0, 0] : [0, 0, 255, 255] }
    }
    let result = try PictureFile(bytes: thumbnail(pixels, 200, 200, side: 50).bytes).bitmap()
    for index in 0..<(result.width * result.height) where result.pixels[index * 4 + 3] > 8 {
      #expect(result.pixels[index * 4] < 12)
    }
  }

  @Test("all eight orientations give the same upright thumbnail", arguments: 1...8)
  func orientation(_ value: Int) throws {
    let exif = try Golden.named("orientation-\(value).jpg")
    let file = try PictureFile(bytes: exif.bytes)
    #expect(file.probe.orientation.rawValue == value)
    let golden = try exif.golden()
    for quality in [85, 100] {
      let thumbnail = try #require(try file.thumbnails(sizes: [1000], quality: quality).items.first)
      #expect((thumbnail.width, thumbnail.height) == (file.probe.width, file.probe.height))
      let seen = try PictureFile(bytes: thumbnail.bytes).bitmap().pixels
      let error = meanDifference(seen, golden)
      #expect(error < (quality == 100 ? 2.5 : 8))
    }
  }

  @Test("every picture of the golden set has a thumbnail that looks like it", arguments: Golden.all)
  func likeness(_ fixture: Golden) throws {
    let file = try PictureFile(bytes: fixture.bytes)
    let thumbnail = try #require(try file.thumbnails(sizes: [24], quality: 95).items.first)
    #expect(max(thumbnail.width, thumbnail.height) == 24)
    let small = try PictureFile(bytes: thumbnail.bytes).bitmap()
    let large = try file.bitmap()
    // The mean of what is seen is what a smaller picture keeps.
    for channel in 0..<3 {
      #expect(abs(seen(small, channel) - seen(large, channel)) < 4)
    }
  }

  @Test("a colour profile is followed, not dropped")
  func profile() throws {
    for name in ["rgb8-profile.png", "profile.jpg"] {
      let file = try PictureFile(bytes: Golden.named(name).bytes)
      let thumbnail = try #require(try file.thumbnails(sizes: [1000], quality: 100).items.first)
      let seen = try PictureFile(bytes: thumbnail.bytes).bitmap().pixels
      let golden = try Golden.named(name).golden()
      let error = meanDifference(seen, golden)
      #expect(error < 2)
    }
  }

  private func seen(_ bitmap: Bitmap, _ channel: Int) -> Double {
    var sum = 0.0
    for index in stride(from: 0, to: bitmap.pixels.count, by: 4) {
      sum += Double(bitmap.pixels[index + channel]) * Double(bitmap.pixels[index + 3]) / 255
    }
    return sum / Double(bitmap.width * bitmap.height)
  }

  private func thumbnail(_ pixels: [UInt8], _ width: Int, _ height: Int, side: Int = 100) throws -> Thumbnail {
    let bitmap = try #require(Bitmap(width: width, height: height, pixels: pixels))
    return try #require(try PictureFile(bytes: bitmap.png()).thumbnails(sizes: [side]).items.first)
  }
}

func meanDifference(_ one: [UInt8], _ other: [UInt8]) -> Double {
  var sum = 0
  for (a, b) in zip(one, other) { sum += abs(Int(a) - Int(b)) }
  return Double(sum) / Double(max(1, one.count))
}

/// A picture without edges.
func gradient(_ width: Int, _ height: Int) -> Bitmap {
  var pixels = [UInt8](repeating: 255, count: width * height * 4)
  for y in 0..<height {
    for x in 0..<width {
      let at = (y * width + x) * 4
      pixels[at] = UInt8(x * 255 / max(width, 1))
      pixels[at + 1] = UInt8(y * 255 / max(height, 1))
      pixels[at + 2] = 90
    }
  }
  // A size and its pixels that were made for each other.
  return Bitmap(width: width, height: height, pixels: pixels) ?? gradient(1, 1)
}
