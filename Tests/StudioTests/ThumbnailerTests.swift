import Domain
import Foundation
import Storage
import Studio
import Support
import Testing

@Suite("Thumbnails on demand") struct ThumbnailerTests {
  @Test("a hundred who ask at once get one making")
  func once() async throws {
    let studio = try await PictureStudio()
    let picture = try #require(try await studio.receive([Specimen.png(width: 400, height: 300)]).first?.picture)
    let thumbnailer = studio.pictures.thumbnailer
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<100 { group.addTask { try await thumbnailer.thumbnail(of: picture, size: 192).path } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(paths.count == 1 && thumbnailer.count == 1)
    #expect(try await thumbnailer.thumbnail(of: picture, size: ImageIntake.firstSize).format == .jpeg)
    #expect(thumbnailer.count == 1)
  }

  @Test("what can be seen through is a PNG, and a damaged thumbnail is made again")
  func seeThrough() async throws {
    let studio = try await PictureStudio()
    let picture = try #require(try await studio.receive([Specimen.png(seeThrough: true)]).first?.picture)
    let (path, format) = try await studio.pictures.thumbnailer.thumbnail(of: picture, size: 384)
    #expect(format == .png)
    try Data().write(to: URL(filePath: path))
    let again = try await studio.pictures.thumbnailer.thumbnail(of: picture, size: 384)
    #expect(try !Data(contentsOf: URL(filePath: again.path)).isEmpty)
  }

  @Test("a picture whose file is gone has no thumbnail")
  func gone() async throws {
    let studio = try await PictureStudio()
    let picture = try #require(try await studio.receive([Specimen.png()]).first?.picture)
    try FileManager.default.removeItem(atPath: studio.pictures.vault.open(picture))
    await #expect {
      try await studio.pictures.thumbnailer.thumbnail(of: picture, size: 768)
    } throws: {
      ($0 as? Failure)?.code == .notFound
    }
  }
}
