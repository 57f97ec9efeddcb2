import Support
import Testing

@testable import Raster

@Suite struct MetadataFuzzTests {
  private static let seeds: [[UInt8]] = {
    let block = Fixture.exif(
      orientation: 6, [.ascii(0x010E, "a lake"), .ascii(0x010F, "maker")],
      exif: [.comment("UNICODE", Fixture.utf16("a\nSteps: 1", little: true)), .undefined(0x927C, [1, 2, 3, 4, 5])],
      gps: true)
    let little = Fixture.exif(little: true, orientation: 3, exif: [.comment("ASCII", Array("abc".utf8))])
    let ours = MetadataInscriptionTests.inscription
    let inscribed = [Fixture.png(), Fixture.jpeg([Fixture.exifSegment(block)]), Fixture.webp()].compactMap {
      try? ours.splice(into: $0).splice.joined()
    }
    return inscribed + MetadataStrippingTests.files(6) + [
      Fixture.png([Fixture.chunk("eXIf", little), Fixture.Text("parameters", "a\nSteps: 1", .packed).chunk]),
      Fixture.jpeg([Fixture.xmpSegment(MetadataTests.packet), Fixture.exifSegment(little)]),
      Fixture.webp([("EXIF", little), ("XMP ", Array(MetadataTests.packet.utf8))], flags: 0x0C),
    ]
  }()

  @Test("50,000 mutated files are read, written into and stripped, or refused")
  func mutations() throws {
    var random = SplitMix(state: 20_261_120)
    var (read, written, stripped) = (0, 0, 0)
    for round in 0..<50_000 {
      var file = Self.seeds[round % Self.seeds.count]
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&file, &random) }
      let metadata = Metadata.read(bytes: file)
      if !metadata.entries.isEmpty { read += 1 }
      #expect(metadata.entries.reduce(0) { $0 + $1.text.utf8.count } <= 4 * file.count + 4_096)
      if round % 2 == 0 {
        guard let splice = try? MetadataInscriptionTests.inscription.splice(into: file).splice else { continue }
        written += 1
        #expect(try !Metadata.read(bytes: splice.joined()).entries.isEmpty)
      } else {
        guard let splice = try? Splice.strippingMetadata(of: file) else { continue }
        stripped += 1
        let clean = Metadata.read(bytes: try splice.joined())
        #expect(clean.entries.isEmpty && !clean.hasLocation && clean.orientation == metadata.orientation)
      }
    }
    #expect(read > 20_000 && written > 5_000 && stripped > 5_000)
  }

  @Test("50,000 mutated blocks of EXIF and packets of XMP end, and take a comment or are replaced")
  func blocks() {
    var random = SplitMix(state: 7)
    let blocks = [true, false].map {
      Fixture.exif(
        little: $0, orientation: 6, [.ascii(0x0131, "software"), .ascii(0x9286, "x")],
        exif: [.comment("UNICODE", Fixture.utf16("text", little: $0)), .ascii(0x9003, "2026")], gps: true)
    }
    let packets = [
      Array(MetadataTests.packet.utf8), XMP.packet(MetadataInscriptionTests.inscription, withRecipe: true, over: nil),
    ]
    for round in 0..<50_000 {
      if round % 2 == 0 {
        var block = blocks[round / 2 % 2]
        Self.mutate(&block, &random)
        let new = TIFF.block("comment", over: block, most: .max)
        let texts = new.flatMap { TIFF($0) }?.texts ?? []
        #expect(texts.contains { $0.name == "UserComment" && $0.text == "comment" })
      } else {
        var packet = packets[round / 2 % 2]
        for _ in 0..<4 { Self.mutate(&packet, &random) }
        _ = XMP.properties(of: packet)
        _ = XMP.packet(MetadataInscriptionTests.inscription, withRecipe: true, over: packet)
      }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard bytes.count > 12 else { return bytes = [0] }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert([0x00, 0xFF, 0x3C, 0x26, 0x22, 0x7F].randomElement(using: &random) ?? 0, at: place)
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(24), at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + 8))
    case 5: for at in place..<min(bytes.count, place + 4) { bytes[at] = 0xFF }
    default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }
}
