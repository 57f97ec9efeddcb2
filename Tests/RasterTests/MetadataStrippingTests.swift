import Testing

@testable import Raster

@Suite struct MetadataStrippingTests {
  /// Found in a file only if something was left in it.
  static let secret = "60.1699 Helsinki"
  static let packet = "<x:xmpmeta><rdf:Description exif:GPSLatitude=\"\(secret)\"/></x:xmpmeta>"

  static func block(_ orientation: Int?) -> [UInt8] {
    Fixture.exif(
      little: true, orientation: orientation, [.ascii(0x010E, secret)], exif: [.comment("ASCII", Array(secret.utf8))],
      gps: true)
  }

  static func files(_ orientation: Int?) -> [[UInt8]] {
    let note = Array(secret.utf8)
    return [
      Fixture.png(
        [
          Fixture.chunk("eXIf", block(orientation)), Fixture.Text("parameters", secret).chunk,
          Fixture.chunk("gAMA", [0, 0, 0xB1, 0x8F]), Fixture.Text("XML:com.adobe.xmp", packet, .unicode).chunk,
          Fixture.chunk("tIME", [7, 0xEA, 11, 20, 0, 0, 0]), Fixture.chunk("prVt", note), Fixture.chunk("iCCP", note),
        ], after: [Fixture.Text("Comment", secret).chunk, Fixture.Text("z", secret, .packed).chunk]) + note,
      Fixture.jpeg(
        [
          Fixture.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9]),
          Fixture.exifSegment(block(orientation)), Fixture.xmpSegment(packet),
          Fixture.segment(0xED, Array("Photoshop 3.0\0".utf8) + note),
          Fixture.segment(0xE2, Array("MPF\0".utf8) + note),
          Fixture.segment(0xEB, Array("JP".utf8) + note), Fixture.segment(0xFE, note),
          Fixture.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1] + note),
          Fixture.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + note),
        ], inColour: true, between: Fixture.segment(0xFE, note), after: Fixture.jpeg([Fixture.segment(0xFE, note)])),
      Fixture.webp(
        [("EXIF", block(orientation)), ("XMP ", Array(packet.utf8)), ("ODD ", note), ("ICCP", note)], flags: 0x2C),
    ]
  }

  @Test("nothing is left but the picture, upright as before", arguments: [nil, 1, 3, 6, 8])
  func strip(orientation: Int?) throws {
    for file in Self.files(orientation) {
      #expect(Metadata.read(bytes: file).hasLocation)
      let stripped = try Splice.strippingMetadata(of: file).joined()
      let metadata = Metadata.read(bytes: stripped)
      #expect(metadata.entries.isEmpty && !metadata.hasLocation)
      #expect(metadata.orientation.rawValue == orientation ?? 1)
      #expect(!String(decoding: stripped, as: UTF8.self).contains("Helsinki"))
      #expect(Pixels.of(stripped) == Pixels.of(file) && !Pixels.of(stripped).isEmpty)
      #expect(try Splice.strippingMetadata(of: stripped).joined() == stripped)
    }
  }

  @Test("what says how pixels are to be shown stays")
  func kept() throws {
    let files = Self.files(nil)
    let png = try Splice.strippingMetadata(of: files[0]).joined()
    #expect(Pixels.chunks(png).map(\.name) == ["IHDR", "gAMA", "IDAT", "IDAT", "IEND"])
    let jpeg = Pixels.segments(try Splice.strippingMetadata(of: files[1]).joined())
    #expect(jpeg.map(\.marker) == [0xE0, 0xEE, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA, 0xDA, 0xDA, 0xD9])
    #expect(jpeg[0].data == Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])
    #expect(jpeg[1].data == Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
    let webp = try Splice.strippingMetadata(of: files[2]).joined()
    #expect(Pixels.riff(webp).map(\.name) == ["VP8X", "VP8L"] && Pixels.riff(webp)[0].data[0] == 0)
  }

  @Test("a colour profile stays where it changes the picture")
  func profiles() throws {
    let wide = Profile.rgb(red: (0.68, 0.32))
    let standard = Profile.rgb(red: (0.64, 0.33))
    for (profile, isNeeded) in [(wide, true), (standard, false)] {
      let png = Fixture.png([Fixture.chunk("iCCP", Array("p\0\0".utf8) + Fixture.stored(profile))])
      #expect(Pixels.chunks(try Splice.strippingMetadata(of: png).joined()).contains { $0.name == "iCCP" } == isNeeded)
      let half = profile.count / 2
      // In the wrong order, as some writers have it.
      let parts = [Array(profile[..<half]), Array(profile[half...])].enumerated().reversed().map { index, part in
        Fixture.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [UInt8(index + 1), 2] + part)
      }
      let jpeg = Pixels.segments(try Splice.strippingMetadata(of: Fixture.jpeg(parts)).joined())
      #expect(jpeg.count { $0.marker == 0xE2 } == (isNeeded ? 2 : 0))
      let webp = Pixels.riff(
        try Splice.strippingMetadata(of: Fixture.webp([("ICCP", profile)], flags: 0x20)).joined())
      #expect(webp.contains { $0.name == "ICCP" } == isNeeded && webp[0].data[0] == (isNeeded ? 0x20 : 0))
    }
  }
}
