import Domain
import Foundation
import Support
import Testing

@testable import Storage

@Suite("The inventory") struct InventoryTests {
  private static let depth = Inventory.Depth(size: 384) { path in
    (try? Data(contentsOf: URL(filePath: path)))?.last == 0xD9
  }

  @Test("tells what is missing, damaged, stray and spare, and leaves all as it is")
  func tells() async throws {
    try await PictureSetting.run { setting in
      let vault = setting.vault
      let workspace = try await setting.store.add("One").id
      let whole = try await setting.insert(into: workspace, [1, 2, 3])
      let missing = try await setting.insert(into: workspace, [4])
      let cut = try await setting.insert(into: workspace, [5, 6, 7])
      let rotten = try await setting.insert(into: workspace, [8, 9])
      try FileManager.default.removeItem(atPath: vault.open(missing))
      try Data([5]).write(to: URL(filePath: vault.open(cut)))
      try Data([8, 8]).write(to: URL(filePath: vault.open(rotten)))
      _ = try await vault.keepThumbnail([0, 0xFF, 0xD9], format: .jpeg, of: whole.sha256, size: 384)
      _ = try await vault.keepThumbnail([0, 0xFF], format: .jpeg, of: rotten.sha256, size: 384)
      let nobody = [UInt8](repeating: 0, count: 32)
      _ = try await vault.keepThumbnail([0, 0xFF, 0xD9], format: .jpeg, of: nobody, size: 192)

      let quick = try Inventory(ofFolder: setting.folder.path, depth: nil)
      #expect(quick.files == 4 && quick.bytes == 9)
      #expect(quick.missing.places == [setting.place(of: missing)])
      #expect(quick.damaged.places == [setting.place(of: cut)])
      #expect(quick.strays.count == 0 && quick.spareThumbnails.count == 1)
      #expect(quick.lackCount == 0)
      let deep = try Inventory(ofFolder: setting.folder.path, depth: Self.depth)
      #expect(Set(deep.damaged.places) == [setting.place(of: cut), setting.place(of: rotten)])
      #expect(deep.spareThumbnails == quick.spareThumbnails)
      // What is damaged can have no thumbnail made of it, but the broken one that it has is told of.
      #expect(deep.lackCount == 1 && deep.lacks.map(\.picture) == [setting.place(of: rotten)])
    }
  }

  @Test("a picture lacks a thumbnail of the first size when there is none, and a broken one of any size")
  func lacks() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One").id
      let none = try await setting.insert(into: workspace)
      let broken = try await setting.insert(into: workspace)
      _ = try await setting.vault.keepThumbnail([0xD9], format: .png, of: broken.sha256, size: 384)
      _ = try await setting.vault.keepThumbnail([0], format: .jpeg, of: broken.sha256, size: 192)
      func seen() throws -> Inventory { try Inventory(ofFolder: setting.folder.path, depth: Self.depth) }
      let before = try seen()
      #expect(before.lacks.map(\.picture) == [setting.place(of: none), setting.place(of: broken)])
      #expect(before.lacks.map(\.size) == [384, 192])
      for lack in before.lacks {
        before.clear(lack, setting.folder)
        try before.keepThumbnail([1, 0xD9], format: .jpeg, for: lack, setting.folder)
      }
      #expect(try seen().lackCount == 0 && setting.files(in: "thumbs").count == 3)
      #expect(try await setting.empties("tmp"))
    }
  }

  @Test("a stray goes to the quarantine; what is young, noted or named stays")
  func strays() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One").id
      let named = try await setting.insert(into: workspace)
      let loose = try await setting.insert(into: workspace)
      try await setting.store.write { try $0.images.purge(loose.id) }
      let old = "\(setting.folder.path)/images/ab/cd"
      try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
      try Data([1]).write(to: URL(filePath: old + "/stranger"))

      // The time of a change cannot be set back, so the looker comes later.
      let now = Int(Date().timeIntervalSince1970)
      #expect(try Inventory(ofFolder: setting.folder.path, depth: nil, now: now).strays.count == 0)
      let seen = try Inventory(ofFolder: setting.folder.path, depth: nil, now: now + 3_700)
      #expect(seen.strays.places == ["images/ab/cd/stranger"])
      #expect(seen.clear(setting.folder) == 1)
      #expect(try setting.files(in: "quarantine") == ["stranger"])
      #expect(FileManager.default.fileExists(atPath: setting.vault.open(named)))
      #expect(FileManager.default.fileExists(atPath: setting.vault.open(loose)))
      #expect(try Inventory(ofFolder: setting.folder.path, depth: nil, now: now + 3_700).strays.count == 0)
    }
  }

  @Test("a folder without a database has nothing to tell")
  func empty() throws {
    let folder = TemporaryFolder()
    #expect(try Inventory(ofFolder: folder.path, depth: Self.depth).files == 0)
  }
}

extension PictureSetting {
  fileprivate func place(of picture: Picture) -> String { String(vault.open(picture).dropFirst(folder.path.count + 1)) }
}
