import Domain
import Foundation
import Raster
import Storage
import Support
import Testing

@testable import Studio

@Suite("The intake of images") struct ImageIntakeTests {
  @Test("a picture is looked at whole, named after its file, and kept with its thumbnail")
  func takes() async throws {
    let studio = try await PictureStudio()
    let text = "a fox in snow\nNegative prompt: rain\nSteps: 20, Sampler: Euler, Seed: 18446744073709551615, Size: 8x8"
    let bytes = Specimen.png(width: 9, height: 5, texts: [("parameters", text)])
    let received = try await studio.receive([bytes], named: "C:\\pictures\\Snow fox.final.png")
    let picture = try #require(received.first?.picture)
    #expect(received.map(\.isDuplicate) == [false])
    #expect(picture.title == "Snow fox.final" && picture.source == .uploaded && picture.format == .png)
    #expect(picture.width == 9 && picture.height == 5 && picture.bytes == bytes.count)
    #expect(picture.recipe?.prompt == "a fox in snow" && picture.recipe?.negativePrompt == "rain")
    #expect(picture.seed == .max && picture.provider == nil && !picture.placeholder.isEmpty)
    #expect(try Data(contentsOf: URL(filePath: studio.pictures.vault.open(picture))) == Data(bytes))
    #expect(studio.pictures.vault.thumbnail(picture.sha256, size: ImageIntake.firstSize) != nil)
    #expect(try await studio.store.read { try $0.images.get(picture.id) } == picture)
    #expect(try await studio.empties("tmp"))
  }

  @Test("the same bytes again are the same picture; from the trash it comes back")
  func duplicates() async throws {
    let studio = try await PictureStudio()
    let bytes = Specimen.png()
    let first = try await studio.receive([bytes, bytes])
    #expect(first.map(\.isDuplicate) == [false, true])
    #expect(first[0].picture == first[1].picture)
    try await studio.store.write { try $0.images.trash(first[0].picture.id) }
    let again = try await studio.receive([bytes])
    #expect(again.map(\.isDuplicate) == [true])
    #expect(again[0].picture.id == first[0].picture.id && again[0].picture.deletedAt == nil)
    #expect(try await studio.store.read { try $0.workspaces.get(studio.workspace) }.counts.images == 1)

    let other = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "Other")) }
    #expect(try await studio.receive([bytes], into: other.id).map(\.isDuplicate) == [false])
    #expect(try studio.files(in: "images").count == 1)
  }

  @Test(
    "one bad file spoils the whole and leaves nothing",
    arguments: zip(
      [[], Array("GIF89a".utf8), Array("<svg/>".utf8), Array(Specimen.png().dropLast(30)), Specimen.broken],
      [.unsupportedMediaType, .unsupportedMediaType, .unsupportedMediaType, .invalidImage, .invalidImage]
        as [Failure.Code]))
  func refuses(bytes: [UInt8], code: Failure.Code) async throws {
    let studio = try await PictureStudio()
    await #expect {
      try await studio.receive([Specimen.png(), bytes])
    } throws: {
      ($0 as? Failure)?.code == code
    }
    try await studio.isUntouched()
  }

  @Test("a workspace that is not there takes nothing in")
  func noWorkspace() async throws {
    let studio = try await PictureStudio()
    await #expect {
      try await studio.receive([Specimen.png()], into: Identifier())
    } throws: {
      ($0 as? Failure)?.code == .notFound
    }
    try await studio.isUntouched()
  }

  @Test("a workspace that goes while its picture comes in leaves no file")
  func workspaceGoes() async throws {
    let studio = try await PictureStudio()
    let staged = try await studio.stage(Specimen.png())
    async let received = studio.pictures.intake.receive(into: studio.workspace, files: [(staged, nil)])
    try await studio.store.write { try $0.workspaces.purge(studio.workspace) }
    _ = try? await received
    while try await studio.pictures.vault.sweep() != nil {}
    #expect(try studio.files(in: "images").isEmpty)
  }

  @Test("inspecting finds the recipe and keeps nothing")
  func inspects() async throws {
    let studio = try await PictureStudio()
    let recipe = #"{"prompt":"a fox","model":"builtin/painter"}"#
    let staged = try await studio.stage(Specimen.png(texts: [("pixazo", recipe)]))
    let found = try await studio.pictures.intake.inspect(staged)
    #expect(found.source == .pixazo && found.recipe?.prompt == "a fox")
    #expect(try studio.files(in: "images").isEmpty)
  }

  @Test("a recipe of ours names the provider")
  func provider() async throws {
    let studio = try await PictureStudio()
    let recipe = #"{"prompt":"a fox","model":"builtin/painter"}"#
    let picture = try #require(try await studio.receive([Specimen.png(texts: [("pixazo", recipe)])]).first?.picture)
    #expect(picture.provider == "builtin" && picture.model == "builtin/painter")
  }

  @Test("a title is the name of the file, without its place and its ending")
  func titles() {
    let expected: [(String?, String)] = [
      (nil, ""), ("", ""), ("a.png", "a"), ("/etc/b c.jpeg", "b c"), ("..", "."), (".hidden", ".hidden"),
      ("x\u{0}\n\u{7}y.webp", "xy"), (String(repeating: "ä", count: 300), String(repeating: "ä", count: 200)),
    ]
    for (name, title) in expected { #expect(ImageIntake.title(of: name) == title) }
  }

  @Test("the formats of files are those of the decoder")
  func formats() {
    #expect(Picture.Format.allCases.map(\.rawValue) == ImageFormat.allCases.map(\.rawValue))
    #expect(Picture.Format.allCases.map(\.fileExtension) == ImageFormat.allCases.map(\.fileExtension))
  }
}
