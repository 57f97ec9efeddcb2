import Foundation
import Support
import Testing

@testable import Raster

/// Programs of others that read what we write. A test of theirs runs where they are installed.
enum Judge {
  static let exiftool = path(of: "exiftool")
  /// A Python that has Pillow.
  static let python: String? = {
    guard let python = ["/usr/bin/python3"].first(where: FileManager.default.isExecutableFile) else { return nil }
    return (try? run(python, ["-c", "import PIL"])) == nil ? nil : python
  }()

  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first(where: FileManager.default.isExecutableFile)
  }

  /// What it printed; throws when it fails.
  static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let child = try Child(program, arguments)
    let data = child.output.readDataToEndOfFile()
    guard child.wait() == 0 else { throw CocoaError(.fileReadUnknown) }
    return data
  }
}

@Suite struct MetadataJudgeTests {
  private let folder = TemporaryFolder()

  /// Every tag that exiftool finds, with its group.
  private func tags(_ file: [UInt8], _ ending: String) throws -> [String: String] {
    let path = "\(folder.path)/picture.\(ending)"
    try Data(file).write(to: URL(fileURLWithPath: path))
    let json = try Judge.run(try #require(Judge.exiftool), ["-j", "-a", "-G1", "-n", path])
    let list = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    return try #require(list.first).mapValues { "\($0)" }
  }

  private static let packet = """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>
    <rdf:li>lake</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
    """

  private var files: [(ending: String, file: [UInt8])] {
    let block = Fixture.exif(
      little: true, orientation: 6, [.ascii(0x010F, "Black Forest")], exif: [.ascii(0x9003, "2026:11:20 10:00:00")],
      gps: true)
    return [
      ("png", Fixture.png()), ("jpg", Fixture.jpeg()), ("webp", Fixture.webp()),
      ("png", Fixture.png([Fixture.chunk("eXIf", block)])),
      ("jpg", Fixture.jpeg([Fixture.exifSegment(block), Fixture.xmpSegment(Self.packet)], inColour: true)),
      ("webp", Fixture.webp([("EXIF", block), ("XMP ", Array(Self.packet.utf8))], flags: 0x0C)),
    ]
  }

  @Test("exiftool reads what we wrote, once and without a warning", .enabled(if: Judge.exiftool != nil))
  func exiftool() throws {
    for (ending, file) in files {
      let hasForeignBlock = try tags(file, ending).keys.contains { $0.hasSuffix(":Make") }
      for inscription in [MetadataInscriptionTests.inscription, MetadataInscriptionTests.second] {
        let before = try MetadataInscriptionTests.inscription.splice(into: file).splice.joined()
        let tags = try tags(try inscription.splice(into: before).splice.joined(), ending)
        #expect(!tags.keys.contains { $0.hasSuffix(":Warning") || $0.hasSuffix(":Error") }, "\(ending) \(tags)")
        #expect((ending == "png" ? tags["PNG:Parameters"] : tags["ExifIFD:UserComment"]) == inscription.parameters)
        #expect((ending == "png" ? tags["PNG:Pixazo"] : tags["XMP-pixazo:Recipe"]) == inscription.recipe)
        let source = tags["XMP-iptcExt:DigitalSourceType"] ?? ""
        #expect(source == "http://cv.iptc.org/newscodes/digitalsourcetype/\(inscription.source.rawValue)")
        #expect(tags["XMP-xmp:CreatorTool"] == "Pixazo 1.2")
        if hasForeignBlock {
          #expect(ending == "png" || tags["XMP-dc:Subject"] == "lake")
          #expect(tags["IFD0:Make"] == "Black Forest" && tags["IFD0:Orientation"] == "6")
          #expect(tags["ExifIFD:DateTimeOriginal"] == "2026:11:20 10:00:00" && tags["GPS:GPSLatitude"] != nil)
        }
      }
    }
  }

  @Test("exiftool finds nothing but the orientation in a stripped file", .enabled(if: Judge.exiftool != nil))
  func stripped() throws {
    let endings = ["png", "jpg", "webp"]
    for orientation in [1, 6] {
      for (ending, file) in zip(endings, MetadataStrippingTests.files(orientation)) {
        let tags = try tags(try Splice.strippingMetadata(of: file).joined(), ending)
        let groups = ["XMP", "GPS", "IPTC", "Photoshop", "ExifIFD", "ICC", "MPF", "Jpeg2000", "JUMBF", "IFD1"]
        #expect(!tags.keys.contains { key in groups.contains { key.hasPrefix($0) } }, "\(ending) \(tags)")
        #expect(!tags.values.contains { $0.contains("Helsinki") })
        #expect(tags["IFD0:Orientation"] == (orientation == 6 ? "6" : nil))
        #expect(!tags.keys.contains { $0.hasSuffix(":Warning") || $0.hasSuffix(":Error") }, "\(ending) \(tags)")
      }
    }
  }

  @Test("Pillow sees the same pixels and our text in pictures that it wrote itself", .enabled(if: Judge.python != nil))
  func pillow() throws {
    let python = try #require(Judge.python)
    let write = """
      import sys
      from PIL import Image
      from PIL.PngImagePlugin import PngInfo
      picture = Image.radial_gradient("L").resize((61, 43)).convert("RGB")
      exif = picture.getexif()
      exif[0x0112], exif[0x010F] = 6, "maker"
      texts = PngInfo()
      texts.add_text("parameters", "old", zip=True)
      texts.add_itxt("comment", "\\u732b", zip=True)
      for name in ["a.png", "b.png", "c.jpg", "d.jpg", "e.webp", "f.webp", "g.webp"]:
          how = {"a.png": {"pnginfo": texts}, "b.png": {"exif": exif}, "c.jpg": {}, "d.jpg":
            {"exif": exif, "progressive": True, "comment": b"x"}, "e.webp": {}, "f.webp": {"lossless": True},
            "g.webp": {"exif": exif}}[name]
          (picture.convert("RGBA") if name == "f.webp" else picture).save(sys.argv[1] + "/" + name, **how)
      """
    let check = """
      import sys
      from PIL import Image
      old, new, parameters = Image.open(sys.argv[1]), Image.open(sys.argv[2]), sys.argv[3]
      assert old.size == new.size and old.mode == new.mode and old.tobytes() == new.tobytes()
      assert old.getexif().get(0x0112, 1) == new.getexif().get(0x0112, 1)
      comment = new.getexif().get_ifd(0x8769).get(0x9286)
      found = new.info.get("parameters") or (comment[8:].decode("utf-16-be") if comment else "")
      assert found == parameters, found
      assert parameters or not (new.info.keys() & {"comment", "xmp", "XML:com.adobe.xmp"})
      """
    _ = try Judge.run(python, ["-c", write, folder.path])
    for name in try folder.names() {
      let path = "\(folder.path)/\(name)"
      let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let inscription = MetadataInscriptionTests.second
      let inscribed = try inscription.splice(into: path).splice.joined()
      #expect(Pixels.of(inscribed) == Pixels.of(file) && !Pixels.of(file).isEmpty)
      for (result, text) in [
        (inscribed, inscription.parameters), (try Splice.strippingMetadata(of: path).joined(), ""),
      ] {
        try Data(result).write(to: URL(fileURLWithPath: path + ".new"))
        #expect(throws: Never.self, "\(name)") { try Judge.run(python, ["-c", check, path, path + ".new", text]) }
      }
    }
  }
}
