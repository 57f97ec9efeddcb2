import Domain
import Foundation
import SQLite
import Support
import Testing

@testable import Storage

@Suite("A crash under uploads") struct VaultCrashTests {
  @Test("leaves every acknowledged picture with its file, and no file without a row", .timeLimit(.minutes(1)))
  func kills() async throws {
    let setting = Setting()
    var said = Said()
    for acknowledged in [1, 0, 1, 0, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 10, 100] {
      let lines = try await linesOfKilledWriter(of: "images", in: setting.path, after: acknowledged)
      #expect(lines.count >= acknowledged)
      for line in lines { said.add(line) }

      // As the killer left it: a row has its file at any moment.
      let connection = try setting.connection(.readWrite)
      for name in try connection.all(
        "SELECT DISTINCT sha256, format FROM images", [],
        { row in
          Vault.Name(sha256: try row.read(0), format: try row.read(1))
        })
      {
        #expect(FileManager.default.fileExists(atPath: "\(setting.path)/images/\(name.place)"))
      }
    }

    let folder = try DataFolder(path: setting.path)
    let store = try await setting.open(in: folder)
    let vault = try await Vault.open(folder: folder, store: store)
    while try await vault.sweep() != nil {}
    let rows = try setting.connection().all("SELECT id, sha256 FROM images") { row in
      (id: try row.read(0, as: Identifier.self).text, hash: Hexadecimal.text(try row.read(1)))
    }
    let kept = Set(rows.map(\.id))
    #expect(said.made.subtracting(said.handedIn).subtracting(kept).isEmpty)
    #expect(said.purged.intersection(kept).isEmpty)
    #expect(try setting.temporary.files(in: "data/images") == Set(rows.map { $0.hash + ".png" }).sorted())
    #expect(try setting.temporary.files(in: "data/tmp").isEmpty)
    await store.close()
  }
}
