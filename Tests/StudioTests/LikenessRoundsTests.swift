import Domain
import Foundation
import SQLite
@testable import Storage
@testable import Studio
import Support
import Testing

@Suite("Looks at pictures of before") struct LikenessRoundsTests {
  /// As it was before likenesses were kept.
  private func forget(_ studio: PictureStudio) async throws {
    try await studio.store.write { _ = try $0.images.connection.run("UPDATE images SET likeness = NULL") }
  }

  private func likenesses(_ studio: PictureStudio) async throws -> [UInt64?] {
    try await studio.store.read { try $0.images.list(in: nil, limit: 20).items.map(\.likeness) }
  }

  @Test("each is looked at as if it came in just now, and keeps its version")
  func rounds() async throws {
    let studio = try await PictureStudio()
    try await studio.receive((1...5).map { Specimen.png(width: 64, height: 64, seed: $0) })
    let before = try await likenesses(studio)
    #expect(before.allSatisfy { $0 != nil } && Set(before).count == 5)
    try await forget(studio)
    #expect(try await likenesses(studio) == [nil, nil, nil, nil, nil])
    let rounds = LikenessRounds(store: studio.store, pictures: studio.pictures, log: .silent)
    let place = try #require(try await rounds.look(before: .max, limit: 2))
    #expect(try await likenesses(studio).map { $0 == nil } == [false, false, true, true, true])
    #expect(try await rounds.look(before: place, limit: 9) != nil)
    for (now, then) in zip(try await likenesses(studio), before) {
      // The thumbnail is not quite the picture.
      #expect(((now ?? 0) ^ (then ?? 0)).nonzeroBitCount <= 4)
    }
    #expect(try await rounds.look(before: .max) == nil)
    #expect(try await studio.store.read { try $0.images.list(in: nil, limit: 9).items.allSatisfy { $0.version == 1 } })
  }

  @Test("one whose file is gone is passed over, and the loop ends when all were tried")
  func gone() async throws {
    let studio = try await PictureStudio()
    let received = try await studio.receive((1...20).map { Specimen.png(width: 64, height: 64, seed: $0) })
    try await forget(studio)
    let lost = received[7].picture
    let thumbnail = try #require(studio.pictures.vault.thumbnail(lost.sha256, size: 384)).path
    try FileManager.default.removeItem(atPath: thumbnail)
    try FileManager.default.removeItem(atPath: studio.pictures.vault.open(lost))
    await LikenessRounds(store: studio.store, pictures: studio.pictures, log: .silent).run()
    let unlooked = try await studio.store.read { try $0.images.unlooked(limit: 20).map(\.picture.id) }
    #expect(unlooked == [lost.id])
  }
}
