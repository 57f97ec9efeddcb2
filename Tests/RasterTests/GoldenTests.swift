import Testing

@testable import Raster

@Suite struct GoldenTests {
  @Test("the golden set is all there")
  func everyKind() {
    #expect(Golden.all.count >= 67)
    #expect(Set(Golden.all.compactMap { ImageFormat(sniffing: $0.bytes) }).count == 3)
  }

  @Test("every kind of picture decodes to the pixels that another decoder sees", arguments: Golden.all)
  func agrees(_ fixture: Golden) throws {
    let golden = try fixture.golden()
    let bitmap = try PictureFile(bytes: fixture.bytes).bitmap()
    #expect(bitmap.pixels.count == golden.count)
    var most = 0
    var sum = 0
    for (seen, expected) in zip(bitmap.pixels, golden) {
      let difference = abs(Int(seen) - Int(expected))
      most = max(most, difference)
      sum += difference
    }
    #expect(most <= fixture.tolerance.most)
    #expect(Double(sum) / Double(golden.count) <= fixture.tolerance.mean)
  }

  @Test("a picture's file and its bytes are read alike, and its header says what it is", arguments: Golden.all)
  func fileAndBytes(_ fixture: Golden) throws {
    let file = try PictureFile(path: fixture.path)
    #expect(try file.probe == Probe.read(bytes: fixture.bytes))
    try file.verify()
    let bitmap = try file.bitmap()
    #expect(bitmap.width == file.probe.width && bitmap.height == file.probe.height)
    let isOpaque = stride(from: 3, to: bitmap.pixels.count, by: 4).allSatisfy { bitmap.pixels[$0] == 255 }
    #expect(file.probe.hasAlpha || isOpaque)
  }

  @Test("loops of our own and libpng give the same rows", arguments: Golden.all.filter { $0.name.hasSuffix(".png") })
  func sameRows(_ fixture: Golden) throws {
    let source = ByteSource(bytes: fixture.bytes)
    let header = try PNGHeader(source, limits: .standard)
    guard PNGRows.reads(header) else { return }
    let record = try allRows(PNGReader(source, header: header, limits: .standard))
    for wide in Set([false, Processor.isWide]) {
      #expect(try allRows(PNGRows(source, header: header, wide: wide)) == record)
    }
  }
}

/// Layout and all rows of a decoder, to its end.
func allRows(_ source: some RowSource) throws -> [[UInt8]] {
  var rows: [[UInt8]] = []
  for _ in 0..<source.height {
    rows.append(Array(UnsafeBufferPointer(start: try source.next(), count: source.width * source.layout.channels)))
  }
  try source.finish()
  return rows
}
