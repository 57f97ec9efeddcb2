import Support
import Testing

@testable import Raster

extension Splice {
  /// The new file in memory.
  func joined() throws -> [UInt8] {
    var parts = parts
    var bytes: [UInt8] = []
    while let part = try parts.next() { bytes += part }
    #expect(bytes.count == count)
    return bytes
  }
}

@Suite struct MetadataInscriptionTests {
  static let inscription = Inscription(
    parameters: "a cat, <b> & \"c\"\nSteps: 1, Seed: 2, Size: 4x2", recipe: #"{"prompt":"a cat, <b> & \"c\""}"#,
    source: .trainedAlgorithmicMedia, software: "Pixazo 1.2")

  static var second: Inscription {
    var inscription = inscription
    inscription.parameters = "кот\nSteps: 3, Seed: 4, Size: 4x2"
    inscription.recipe = #"{"prompt":"кот"}"#
    inscription.source = .compositeWithTrainedAlgorithmicMedia
    return inscription
  }

  static let files = [
    Fixture.png(), Fixture.png([Fixture.chunk("gAMA", [0, 0, 0xB1, 0x8F])], after: [Fixture.Text("x", "y").chunk]),
    Fixture.jpeg(),
    Fixture.jpeg([Fixture.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])], inColour: true),
    Fixture.webp(), Fixture.webp([("ICCP", [1, 2, 3])], flags: 0x20),
  ]

  private func told(_ file: [UInt8]) -> [String: [String]] {
    Dictionary(grouping: Metadata.read(bytes: file).entries, by: \.name).mapValues { $0.map(\.text) }
  }

  @Test("what is written is read again, the second time in the place of the first", arguments: files)
  func roundTrip(file: [UInt8]) throws {
    let once = try Self.inscription.splice(into: file)
    let first = try once.splice.joined()
    let second = try Self.second.splice(into: first).splice.joined()
    let again = try Self.inscription.splice(into: second).splice.joined()
    #expect(again == first && once.omitted.isEmpty)
    for (inscribed, inscription) in [(first, Self.inscription), (second, Self.second)] {
      let told = told(inscribed)
      #expect((told["parameters"] ?? told["UserComment"]) == [inscription.parameters])
      #expect((told["pixazo"] ?? told["pixazo:recipe"]) == [inscription.recipe])
      #expect(told["xmp:CreatorTool"] == ["Pixazo 1.2"])
      #expect(
        told["Iptc4xmpExt:DigitalSourceType"]
          == ["http://cv.iptc.org/newscodes/digitalsourcetype/\(inscription.source.rawValue)"])
      #expect(Pixels.of(inscribed) == Pixels.of(file) && !Pixels.of(file).isEmpty)
    }
    // Nothing of the first writing is left in the second.
    let traces = String(decoding: second, as: UTF8.self)
    #expect(!traces.contains("a cat") && !traces.contains("digitalsourcetype/trained"))
    #expect(told(second)["x"] == (told(file)["x"]))
  }

  @Test("plain text is a tEXt chunk, all other text is UTF-8 in an iTXt chunk, and all come before the pixels")
  func chunks() throws {
    let names = { (file: [UInt8]) in Pixels.chunks(file).map(\.name) }
    let plain = try Self.inscription.splice(into: Fixture.png()).splice.joined()
    #expect(names(plain) == ["IHDR", "tEXt", "tEXt", "iTXt", "IDAT", "IDAT", "IEND"])
    let other = try Self.second.splice(into: Fixture.png()).splice.joined()
    #expect(names(other) == ["IHDR", "iTXt", "iTXt", "iTXt", "IDAT", "IDAT", "IEND"])
  }

  @Test("the head of a WebP says what the file holds, and gets a canvas when it had none")
  func webpHead() throws {
    for (file, flags) in [(Fixture.webp(), 0x0C as UInt8), (Fixture.webp([("ICCP", [1, 2, 3])], flags: 0x20), 0x2C)] {
      let chunks = Pixels.riff(try Self.inscription.splice(into: file).splice.joined())
      #expect(chunks.first?.name == "VP8X" && chunks.first?.data == [flags, 0, 0, 0, 6, 0, 0, 4, 0, 0])
      #expect(chunks.suffix(3).map(\.name) == ["VP8L", "EXIF", "XMP "])
    }
    let turned = Fixture.webp([("EXIF", Fixture.exif(orientation: 6)), ("XMP ", [1])], flags: 0x0C)
    let stripped = Pixels.riff(try Splice.strippingMetadata(of: turned).joined())
    #expect(stripped.map(\.name) == ["VP8X", "VP8L", "EXIF"] && stripped.first?.data.first == 0x08)
  }

  @Test("texts of other programs stay, earlier ones of any kind under our names go")
  func others() throws {
    let file = Fixture.png(
      [Fixture.Text("parameters", "old", .packed).chunk, Fixture.Text("workflow", "{}").chunk],
      after: [Fixture.Text("pixazo", "old", .packedUnicode).chunk, Fixture.chunk("caBX", [1, 2, 3])])
    let inscribed = try Self.inscription.splice(into: file).splice.joined()
    #expect(told(inscribed)["parameters"] == [Self.inscription.parameters] && told(inscribed)["workflow"] == ["{}"])
    #expect(told(inscribed)["pixazo"] == [Self.inscription.recipe])
    #expect(!Pixels.chunks(inscribed).contains { $0.name == "caBX" })
  }

  @Test(
    "EXIF from elsewhere keeps its values, and gets them back when the comment is rewritten", arguments: [true, false])
  func foreignExif(little: Bool) throws {
    let block = Fixture.exif(
      little: little, orientation: 8, [.ascii(0x010F, "Black Forest"), .ascii(0x0131, "flux, odd")],
      exif: [.comment("ASCII", Array("theirs".utf8)), .ascii(0x9003, "2026:11:20 00:00:00")], gps: true)
    for file in [Fixture.jpeg([Fixture.exifSegment(block)]), Fixture.webp([("EXIF", block)], flags: 8)] {
      let first = try Self.inscription.splice(into: file).splice.joined()
      let metadata = Metadata.read(bytes: first)
      #expect(metadata.orientation == .turnedRight && metadata.hasLocation)
      #expect(told(first)["Make"] == ["Black Forest"] && told(first)["UserComment"] == [Self.inscription.parameters])
      let second = try Self.second.splice(into: first).splice.joined()
      #expect(told(second)["UserComment"] == [Self.second.parameters])
      #expect(!String(decoding: second.filter { $0 != 0 }, as: UTF8.self).contains("a cat"))
      #expect(try Self.inscription.splice(into: second).splice.joined() == first)
      #expect(TIFF.restored(try #require(TIFF.block("x", over: block, most: .max))) == block)
    }
  }

  @Test("somebody else's XMP stays around ours, and their word on the source stands")
  func foreignXMP() throws {
    let theirs = MetadataTests.packet
    let file = Fixture.jpeg([Fixture.xmpSegment(theirs)])
    let first = try Self.inscription.splice(into: file).splice.joined()
    #expect(told(first)["dc:subject"] == ["x, y", "z"] && told(first)["pixazo:recipe"] == [Self.inscription.recipe])
    #expect(told(first)["Iptc4xmpExt:DigitalSourceType"]?.count == 1)
    let second = try Self.second.splice(into: first).splice.joined()
    #expect(told(second)["pixazo:recipe"] == [Self.second.recipe])
    #expect(try Self.inscription.splice(into: second).splice.joined() == first)

    // Another program put our words among its own: then all of it is written anew.
    let mixed = theirs.replacing("<dc:subject>", with: "<pixazo:recipe xmlns:pixazo='https://pixazo.ai/ns/1.0/'>")
    let anew = try Self.inscription.splice(into: Fixture.jpeg([Fixture.xmpSegment(mixed)])).splice.joined()
    #expect(told(anew)["pixazo:recipe"] == [Self.inscription.recipe] && told(anew)["a:one"] == nil)

    let named = theirs.replacing("a:one", with: "Iptc4xmpExt:DigitalSourceType")
    let kept = try Self.inscription.splice(into: Fixture.webp([("XMP ", Array(named.utf8))], flags: 4)).splice.joined()
    #expect(told(kept)["Iptc4xmpExt:DigitalSourceType"]?.count == 1)
    #expect(told(kept)["Iptc4xmpExt:DigitalSourceType"]?.first?.hasPrefix("1 <") == true)
  }

  @Test("what does not fit into a segment of JPEG is left out and named, and PNG and WebP take it")
  func tooLong() throws {
    var inscription = Self.inscription
    inscription.parameters = String(repeating: "猫", count: 40_000)
    inscription.recipe = "\"" + inscription.parameters + "\""
    for (file, omitted) in [
      (Fixture.png(), []), (Fixture.webp(), []), (Fixture.jpeg(), [Inscription.Part.parameters, .recipe]),
    ] {
      let result = try inscription.splice(into: file)
      #expect(result.omitted == omitted)
      let told = told(try result.splice.joined())
      #expect(told["Iptc4xmpExt:DigitalSourceType"]?.count == 1)
      #expect((told["parameters"] ?? told["UserComment"]) == (omitted.isEmpty ? [inscription.parameters] : nil))
    }
    let full = "<x:xmpmeta><rdf:RDF>" + String(repeating: " ", count: 65_400) + "</rdf:RDF></x:xmpmeta>"
    let result = try Self.inscription.splice(into: Fixture.jpeg([Fixture.xmpSegment(full)]))
    #expect(result.omitted == [.recipe, .xmp])
  }

  @Test("no control character, entity or end of CDATA in a prompt breaks the packet")
  func escapes() throws {
    var inscription = Self.inscription
    inscription.recipe = "\"]]> </pixazo:recipe> &amp; &#0; \u{FFFF} \u{7F} \\u0001 \r\n 😀\""
    let told = told(try inscription.splice(into: Fixture.jpeg()).splice.joined())
    #expect(told["pixazo:recipe"] == ["\"]]> </pixazo:recipe> &amp; &#0; \u{FFFD} \u{7F} \\u0001 \u{FFFD}\n 😀\""])
  }

  @Test(
    "a file in no order is refused",
    arguments: [
      Array(Fixture.png().dropLast(6)), Array(Fixture.jpeg().prefix(40)), Array(Fixture.webp().dropLast(3)),
      Array("GIF89a......".utf8), [],
    ])
  func damaged(file: [UInt8]) {
    #expect(throws: RasterError.self) { try Self.inscription.splice(into: file) }
    #expect(throws: RasterError.self) { try Splice.strippingMetadata(of: file) }
  }

  @Test("a file of any size is spliced in small parts")
  func parts() throws {
    let file = Fixture.png(after: [Fixture.chunk("IDAT", [UInt8](repeating: 7, count: 1_000_000))])
    let splice = try Self.inscription.splice(into: file).splice
    var parts = splice.parts
    while let part = try parts.next() { #expect(part.count <= 256 << 10) }
    #expect(try Pixels.of(splice.joined()) == Pixels.of(file))
  }
}
