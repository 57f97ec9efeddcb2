import Foundation
import Raster
import Support
import Testing

@testable import pixazo

@Suite struct ThumbnailTests {
  private let folder = TemporaryFolder()

  @Test("many pictures become small ones, and a damaged one a sentence")
  func many() async throws {
    let sound = try #require(Bitmap(width: 60, height: 30, pixels: [UInt8](repeating: 200, count: 60 * 30 * 4)))
    var opaque = sound.pixels
    for index in stride(from: 3, to: opaque.count, by: 4) { opaque[index] = 255 }
    let photo = try #require(Bitmap(width: 60, height: 30, pixels: opaque))
    try write("glass.png", sound.png())
    try write("photo.png", photo.png())
    try write("cut.png", photo.png().dropLast(20))
    let said = await Said(
      "thumbnail", path("glass.png"), path("photo.png"), "--out", folder.path, "--size=20", "--", path("cut.png"))
    #expect(said.code == .failed)
    // Seen through, it stays a PNG, and would take the place of what it was made from.
    #expect(said.err.contains("glass.png: it would be replaced by the small one."))
    #expect(said.err.contains("cut.png: The file ends before the picture does."))
    #expect(try Probe.read(path: path("photo.jpg")).width == 20)
    #expect(try Probe.read(path: path("glass.png")).width == 60)
    #expect(try folder.names() == ["cut.png", "glass.png", "photo.jpg", "photo.png"])
  }

  @Test("what cannot be meant is refused before anything is done")
  func misuse() async {
    #expect(await Said("thumbnail", "x.png").err.contains("Say with --out"))
    #expect(await Said("thumbnail", "--out", "/tmp").err.contains("Say which pictures."))
    for (words, sentence) in [
      (["a/x.png", "b/x.jpg"], "would become one file"), (["x.png", "--size=0"], "no number from 1 to 4096"),
      (["x.png", "--out=/nowhere/at/all"], "is no folder"), (["x.png", "--jobs=many"], "no number from 1 to 64"),
    ] {
      let said = await Said("thumbnail", "--out", "/tmp", words[0], words[1])
      #expect(said.code == .usage && said.err.contains(sentence))
    }
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }
  private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }
}
