import Testing

@testable import Raster

@Suite struct MetadataTests {
  private func texts(_ file: [UInt8]) -> [String: String] {
    Dictionary(Metadata.read(bytes: file).entries.map { ($0.name, $0.text) }) { first, _ in first }
  }

  @Test("every kind of text in a PNG is read, before and behind the pixels")
  func png() {
    let file = Fixture.png(
      [
        Fixture.Text("parameters", "plain").chunk, Fixture.Text("a", "packed", .packed).chunk,
        Fixture.Text("b", "käse", .unicode).chunk, Fixture.chunk("comf", Array("workflow\0{}".utf8)),
        Fixture.chunk("tEXt", Array("latin\0".utf8) + [0x63, 0x61, 0x66, 0xE9]),
      ], after: [Fixture.Text("c", "кошка", .packedUnicode).chunk])
    #expect(
      Metadata.read(bytes: file).entries.map { "\($0.name)=\($0.text)" }
        == ["parameters=plain", "a=packed", "b=käse", "workflow={}", "latin=café", "c=кошка"])
  }

  @Test("a text that unpacks to more than a mebibyte is passed over, and so is what comes after the sixteenth")
  func limits() {
    let bomb = Fixture.chunk("zTXt", Array("bomb\0\0".utf8) + Fixture.bomb(4_200))
    let largest = Fixture.chunk("zTXt", Array("large\0\0".utf8) + Fixture.bomb(4_000))
    let file = Fixture.png([bomb, largest] + (1...20).map { Fixture.Text("t\($0)", "x").chunk })
    let entries = Metadata.read(bytes: file).entries
    #expect(entries.map(\.name) == ["large"] + (1...14).map { "t\($0)" })
    #expect(entries.first?.text.utf8.count == 1 + 258 * 4_000)
    let all = Metadata.read(bytes: Fixture.png([[UInt8]](repeating: largest, count: 16))).entries
    #expect(all.count == 8)
  }

  @Test("a comment in EXIF is read in every charset and order of bytes", arguments: [true, false])
  func comments(little: Bool) {
    let text = "a cat\nSteps: 1, 数"
    let comments: [(charset: String, bytes: [UInt8])] = [
      ("UNICODE", Fixture.utf16(text, little: false)), ("UNICODE", Fixture.utf16(text, little: true)),
      ("UNICODE", [0xFE, 0xFF] + Fixture.utf16(text, little: false)),
      ("UNICODE", [0xFF, 0xFE] + Fixture.utf16(text, little: true) + [0, 0]),
      ("", Array(text.utf8)), ("UTF8", Array(text.utf8)), ("ASCII", Array(text.utf8)),
    ]
    for comment in comments {
      let block = Fixture.exif(little: little, exif: [.comment(comment.charset, comment.bytes)])
      #expect(texts(Fixture.jpeg([Fixture.exifSegment(block)])) == ["UserComment": text])
      #expect(texts(Fixture.png([Fixture.chunk("eXIf", block)])) == ["UserComment": text])
      #expect(texts(Fixture.webp([("EXIF", block)], flags: 8)) == ["UserComment": text])
      #expect(texts(Fixture.webp([("EXIF", Array("Exif\0\0".utf8) + block)], flags: 8)) == ["UserComment": text])
    }
  }

  @Test("the other texts of EXIF are read, from wherever a writer puts them", arguments: [true, false])
  func exifTexts(little: Bool) {
    let block = Fixture.exif(
      little: little, orientation: 6,
      [
        .ascii(0x010E, "A lake"), .ascii(0x010F, "workflow:{}"), .ascii(0x0110, "prompt:{}"), .ascii(0x0131, "Fooocus"),
        .ascii(0x9286, "{\"prompt\": \"a\"}"), .ascii(0x927C, "fooocus"),
      ])
    let metadata = Metadata.read(
      bytes: Fixture.jpeg([Fixture.exifSegment(block), Fixture.segment(0xFE, Array("hi\0".utf8))]))
    #expect(metadata.orientation == .turnedLeft && !metadata.hasLocation)
    #expect(
      metadata.entries.map { "\($0.name)=\($0.text)" } == [
        "ImageDescription=A lake", "Make=workflow:{}", "Model=prompt:{}", "Software=Fooocus", "MakerNote=fooocus",
        "UserComment={\"prompt\": \"a\"}", "Comment=hi",
      ])
    let camera = Fixture.exif(little: little, exif: [.undefined(0x927C, [1, 2, 3, 0xFF, 4, 5])], gps: true)
    let photo = Metadata.read(bytes: Fixture.jpeg([Fixture.exifSegment(camera)]))
    #expect(photo.hasLocation && photo.entries.isEmpty)
  }

  static let packet = """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <!-- <pixazo:recipe>no</pixazo:recipe> -->
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about='' xmlns:a='b' a:one = '1 &lt; 2 &amp;amp; &#x44F;&#33;' a:two="&none; &"/>
    <rdf:Description rdf:about=""><sd:parameters>p &gt; q<![CDATA[ <raw> ]]></sd:parameters>
     <dc:subject><rdf:Bag><rdf:li>x</rdf:li><rdf:li>y</rdf:li></rdf:Bag></dc:subject>
     <exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">{"c": "d"}</rdf:li></rdf:Alt></exif:UserComment>
     <dc:subject><rdf:Bag><rdf:li>z</rdf:li></rdf:Bag></dc:subject></rdf:Description>
    </rdf:RDF></x:xmpmeta>
    <?xpacket end="w"?>
    """

  @Test("XMP is read as attributes, elements and lists")
  func xmp() {
    let expected = [
      "a:one=1 < 2 &amp; я!", "a:two=&none; &", "sd:parameters=p > q,  <raw> ", "dc:subject=x, y",
      "exif:UserComment={\"c\": \"d\"}", "dc:subject=z",
    ]
    for file in [
      Fixture.png([Fixture.Text("XML:com.adobe.xmp", Self.packet, .unicode).chunk]),
      Fixture.jpeg([Fixture.xmpSegment(Self.packet)]), Fixture.webp([("XMP ", Array(Self.packet.utf8))], flags: 4),
    ] {
      #expect(Metadata.read(bytes: file).entries.map { "\($0.name)=\($0.text)" } == expected)
    }
  }

  @Test("a place in XMP is a place, and a packet with a document type says nothing")
  func xmpPlace() {
    let place = #"<x:xmpmeta><rdf:Description exif:GPSLatitude="60,10.5N"/></x:xmpmeta>"#
    #expect(Metadata.read(bytes: Fixture.jpeg([Fixture.xmpSegment(place)])).hasLocation)
    let bomb = #"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x a:b="&b;"/>"#
    #expect(Metadata.read(bytes: Fixture.jpeg([Fixture.xmpSegment(bomb)])).entries.isEmpty)
  }

  @Test("what is broken is read up to the break, and what is no picture says nothing")
  func broken() {
    let file = Fixture.png([Fixture.Text("a", "b").chunk], after: [Fixture.Text("c", "d").chunk])
    #expect(texts(Array(file.dropLast(20))) == ["a": "b"])
    #expect(Metadata.read(bytes: []) == Metadata() && Metadata.read(bytes: Array("GIF89a......".utf8)) == Metadata())
    #expect(Metadata.read(path: "/nowhere/at/all") == Metadata())
    for count in 0..<Fixture.webp([("EXIF", Fixture.exif(orientation: 3))]).count {
      _ = Metadata.read(bytes: Array(Fixture.webp([("EXIF", Fixture.exif(orientation: 3))]).prefix(count)))
    }
  }
}
