import Foundation

@testable import Raster

/// Pictures made to hurt, each with how it must be refused.
struct Hostile {
  let name: String
  let bytes: [UInt8]
  let codes: Set<RasterError.Code>

  init(_ name: String, _ bytes: [UInt8], _ codes: RasterError.Code...) {
    self.name = name
    self.bytes = bytes
    self.codes = Set(codes)
  }

  static func all() throws -> [Hostile] {
    try strangers() + sizes() + metadata() + streams() + order() + jpegs() + webps()
  }

  private static func strangers() -> [Hostile] {
    [
      Hostile("nothing", [], .notAPicture),
      Hostile("one byte", [0x89], .notAPicture),
      Hostile("SVG", Array("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".utf8), .notAPicture),
      Hostile("HTML", Array("<!doctype html><script>1</script>".utf8), .notAPicture),
      Hostile("GIF", Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B], .notAPicture),
      Hostile("PNG's signature alone", PNGChunks.signature, .truncated),
      Hostile("JPEG's first bytes alone", [0xFF, 0xD8, 0xFF], .truncated),
    ]
  }

  private static func sizes() -> [Hostile] {
    let sizes = [(1_000_000, 1_000_000), (20_000, 20_000), (16_384, 16_384), (16_385, 1), (1, 0x7FFF_FFFF)]
    var all = sizes.map { width, height in
      Hostile("PNG of \(width) × \(height)", png { $0.header(width, height, colour: 6) }, .tooLarge)
    }
    all.append(Hostile("PNG without width", png { $0.header(0, 5) }, .corrupt))
    all.append(Hostile("PNG of 2³¹ × 2³¹", png { $0.header(0x8000_0000, 0x8000_0000) }, .tooLarge))
    all.append(
      Hostile(
        "interlaced PNG of 36 million pixels", png { $0.header(6_000, 6_000, depth: 16, colour: 6, interlaced: true) },
        .tooLarge))
    return all
  }

  private static func metadata() -> [Hostile] {
    let bomb = TestPNG.zlib([UInt8](repeating: 32, count: 1 << 20), repeats: 300)
    let seven = TestPNG.zlib([UInt8](repeating: 32, count: 1 << 20), repeats: 7)
    let key = Array("parameters\0".utf8)
    let profile = Array("p\0\0".utf8)
    let long = [UInt8](repeating: 65, count: 9 << 20)
    return [
      Hostile(
        "200 packed texts of 7 MiB", sound { png in for _ in 0..<200 { png.chunk("zTXt", key + [0] + seven) } },
        .tooLarge),
      Hostile("17 texts", sound { png in for _ in 0..<17 { png.chunk("tEXt", key + [65]) } }, .tooLarge),
      Hostile("a packed text of 300 MiB", sound { $0.chunk("zTXt", key + [0] + bomb) }, .tooLarge),
      Hostile("a packed Unicode text of 300 MiB", sound { $0.chunk("iTXt", key + [1, 0, 0, 0] + bomb) }, .tooLarge),
      Hostile("a text of 9 MiB", sound { $0.chunk("tEXt", key + long) }, .tooLarge),
      Hostile("a packed profile of 300 MiB", sound { $0.chunk("iCCP", profile + bomb) }, .tooLarge),
      Hostile("a profile of 9 MiB", sound { $0.chunk("iCCP", profile + long) }, .tooLarge),
      Hostile("a text with a wrong checksum", sound { $0.chunk("tEXt", key + [65], crc: 1) }, .corrupt),
    ]
  }

  /// Filtered rows of a black picture.
  private static func black(_ width: Int, _ height: Int, bytesPerPixel: Int = 3) -> [UInt8] {
    [UInt8](repeating: 0, count: (width * bytesPerPixel + 1) * height)
  }

  private static func streams() -> [Hostile] {
    var all: [Hostile] = []
    let flood = TestPNG.zlib([UInt8](repeating: 0, count: 1 << 20), repeats: 300)
    for (name, depth, colour, interlaced) in [
      ("common", 8, 2, false), ("16-bit", 16, 6, false), ("interlaced", 8, 2, true), ("1-bit", 1, 0, false),
    ] as [(String, UInt8, UInt8, Bool)] {
      let surplus = png { png in
        png.header(8, 8, depth: depth, colour: colour, interlaced: interlaced)
        png.pixels(flood)
        png.end()
      }
      all.append(Hostile("300 MiB of pixels for an 8 × 8 \(name) PNG", surplus, .corrupt))
    }
    let rows = black(8, 8)
    let stream = TestPNG.zlib(rows)
    var wrongSum = stream
    wrongSum[wrongSum.count - 1] ^= 1
    var unknownFilter = rows
    unknownFilter[25] = 5
    func with(_ parts: [[UInt8]], crc: UInt32 = 0) -> [UInt8] {
      png { png in
        png.header(8, 8)
        for part in parts { png.chunk("IDAT", part, crc: crc) }
        png.end()
      }
    }
    all += [
      Hostile("pixels with a wrong CRC", with([stream], crc: 0x100), .corrupt),
      Hostile("pixels with a wrong Adler-32", with([wrongSum]), .corrupt),
      Hostile("a stream that looks back further than it says", lookingBack(), .corrupt),
      Hostile("one byte behind the pixel stream", with([stream + [0]]), .corrupt),
      Hostile("a chunk behind the pixel stream", with([stream, [1, 2, 3]]), .corrupt),
      Hostile("one row more", with([TestPNG.zlib(rows + rows.prefix(25))]), .corrupt),
      Hostile("one row less", with([TestPNG.zlib(rows.dropLast(25))]), .corrupt),
      Hostile("a stream cut in half", with([Array(stream.prefix(stream.count / 2))]), .corrupt),
      Hostile("no stream", with([[]]), .corrupt),
      Hostile("an unknown filter", TestPNG.of(unknownFilter, width: 8, height: 8), .corrupt),
      Hostile(
        "a colour that is not in the palette",
        TestPNG.of([0, 0, 1, 2, 3], width: 4, height: 1, colour: 3, palette: [1, 2, 3, 4, 5, 6]), .corrupt),
    ]
    return all
  }

  /// A stream of noise that repeats after 6,000 bytes, and says that it never looks back more than 256.
  private static func lookingBack() -> [UInt8] {
    var dice = Dice(1)
    let noise = (0..<20).flatMap { _ in [0] + (0..<300).map { _ in UInt8(dice.next() % 256) } }
    var stream = TestPNG.zlib(noise + noise)
    (stream[0], stream[1]) = (0x08, 0x1D)
    return png { png in
      png.header(100, 40)
      png.pixels(stream)
      png.end()
    }
  }

  private enum Part {
    case header(colour: UInt8 = 2, depth: UInt8 = 8)
    case chunk(String, [UInt8])
    case pixels
    case end
  }

  private static func of(_ parts: Part...) -> [UInt8] {
    png { png in
      for part in parts {
        switch part {
        case .header(let colour, let depth): png.header(8, 8, depth: depth, colour: colour)
        case .chunk(let name, let data): png.chunk(name, data)
        case .pixels: png.pixels(TestPNG.zlib(black(8, 8)))
        case .end: png.end()
        }
      }
    }
  }

  private static func order() -> [Hostile] {
    let whole = sound { _ in }
    let text = Part.chunk("tEXt", [65, 0, 65])
    let endless = PNGChunks.signature + [0x7F, 0xFF, 0xFF, 0xFF] + Array("IHDR".utf8)
    return [
      Hostile("no end", of(.header(), .pixels), .truncated),
      Hostile("no pixels", of(.header(), .end), .corrupt),
      Hostile("no header", of(.pixels, .end), .corrupt),
      Hostile("no palette", of(.header(colour: 3), .pixels, .end), .corrupt),
      Hostile("a second header", of(.header(), .header(), .pixels, .end), .unsupported),
      Hostile("an unknown kind", of(.header(depth: 3), .pixels, .end), .corrupt),
      Hostile("an unknown critical chunk", sound { $0.chunk("ABCD", [1]) }, .unsupported),
      Hostile("a text between the pixels", of(.header(), .chunk("IDAT", []), text, .pixels, .end), .corrupt),
      Hostile("a million empty chunks", sound { $0.chunks("abCd", count: 1_000_000) }, .tooLarge),
      Hostile("a zip behind the end", whole + Array("PK\u{3}\u{4}".utf8), .corrupt),
      Hostile("a page behind the end", whole + Array("<html><script>1</script>".utf8), .corrupt),
      Hostile("a chunk longer than the file", endless, .truncated),
    ]
  }

  private static func jpegs() throws -> [Hostile] {
    let progressive = try Golden.named("grey-progressive.jpg").bytes
    let baseline = try Golden.named("baseline-420.jpg").bytes
    func resized(_ bytes: [UInt8], _ width: Int, _ height: Int) -> [UInt8] {
      guard let frame = bytes.places({ $0 == 0xFF && (0xC0...0xC2).contains($1) }).first else { return [] }
      let size = [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) }
      return bytes[..<(frame + 5)] + size + bytes[(frame + 9)...]
    }
    func scans(_ count: Int) -> [UInt8] {
      guard let last = progressive.places({ $0 == 0xFF && $1 == 0xDA }).last else { return [] }
      let scan = progressive[last..<(progressive.count - 2)]
      return progressive[..<last] + (0..<count).flatMap { _ in scan } + [0xFF, 0xD9]
    }
    func segments(_ count: Int) -> [UInt8] {
      baseline[..<2] + (0..<count).flatMap { _ in [0xFF, 0xFE, 0, 2] as [UInt8] } + baseline[2...]
    }
    var wrongRestart = try Golden.named("restarts.jpg").bytes
    if let restart = wrongRestart.places({ $0 == 0xFF && $1 == 0xD0 }).first { wrongRestart[restart + 1] = 0xD5 }
    return [
      Hostile("a JPEG of 65,500 × 65,500", resized(baseline, 65_500, 65_500), .tooLarge),
      Hostile("a JPEG of 16,000 × 16,000", resized(baseline, 16_000, 16_000), .tooLarge),
      Hostile("a progressive JPEG of 32 million pixels", resized(progressive, 16_000, 2_000), .tooLarge),
      Hostile("a JPEG without height", resized(baseline, 8, 0), .corrupt),
      Hostile("a JPEG larger than its data", resized(baseline, 4_000, 4_000), .corrupt, .truncated),
      Hostile("a JPEG of 5,000 scans", scans(5_000), .tooLarge),
      Hostile("a JPEG of 101 scans", scans(101), .tooLarge),
      Hostile("a JPEG with a zip behind it", baseline + Array("PK\u{3}\u{4}".utf8), .corrupt),
      Hostile("a JPEG with a page behind it", baseline + Array("<html><script>1</script>".utf8), .corrupt),
      Hostile("a JPEG with a restart marker too many", wrongRestart, .corrupt),
      Hostile("a JPEG of a million empty segments", segments(1_000_000), .tooLarge),
      Hostile("a JPEG of nothing but 0xFF", [UInt8](repeating: 0xFF, count: 1 << 20).with(0xD8, at: 1), .corrupt),
      Hostile("an arithmetic JPEG", baseline.replacingFirst((0xFF, 0xC0), by: (0xFF, 0xC9)), .unsupported),
    ]
  }

  private static func webps() throws -> [Hostile] {
    let webp = try Golden.named("lossy.webp").bytes
    var long = webp
    long[4] &+= 2
    return [
      Hostile("a WebP with a zip behind it", webp + Array("PK\u{3}\u{4}".utf8), .corrupt),
      Hostile("a WebP that says it is longer", long, .truncated),
      Hostile("a WebP that is none", Array("RIFF\u{4}\0\0\0WEBP".utf8), .corrupt, .truncated),
    ]
  }

  private static func png(_ build: (inout TestPNG) -> Void) -> [UInt8] {
    var png = TestPNG()
    build(&png)
    return png.bytes
  }

  /// A sound picture with something between header and pixels.
  private static func sound(_ extra: (inout TestPNG) -> Void) -> [UInt8] {
    png { png in
      png.header(8, 8)
      extra(&png)
      png.pixels(TestPNG.zlib(black(8, 8)))
      png.end()
    }
  }
}

extension [UInt8] {
  /// Where two neighbours are as wanted.
  func places(_ wanted: (UInt8, UInt8) -> Bool) -> [Int] {
    indices.dropLast().filter { wanted(self[$0], self[$0 + 1]) }
  }

  func with(_ byte: UInt8, at index: Int) -> [UInt8] {
    var result = self
    result[index] = byte
    return result
  }

  func replacingFirst(_ old: (UInt8, UInt8), by new: (UInt8, UInt8)) -> [UInt8] {
    guard let at = places({ ($0, $1) == old }).first else { return self }
    return self[..<at] + [new.0, new.1] + self[(at + 2)...]
  }
}
