import Domain
import Foundation
import Support
import Testing

@testable import Storage

@Suite("The data folder") struct DataFolderTests {
  let temporary = TemporaryFolder()
  private var path: String { temporary.path + "/a/b/data" }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("is made with its parents, for its owner only, and so is every file in it")
  func making() async throws {
    let folder = try DataFolder(path: path + "/")
    #expect(folder.path == path)
    let store = try await Store.open(folder: folder, clock: .system)
    #expect(try mode(path) == 0o700)
    for part in try temporary.names(in: "a/b/data") {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(path)/\(part)", isDirectory: &isFolder)
      #expect(try mode("\(path)/\(part)") == (isFolder.boolValue ? 0o700 : 0o600), "\(part)")
    }
    await store.close()
  }

  @Test("is one process's alone: the second one is told who has it and where it serves")
  func held() throws {
    let folder = try DataFolder(path: path)
    folder.announce(address: "http://127.0.0.1:8080")
    let refusal = #expect(throws: Refusal.self) { try DataFolder(path: path) }
    #expect(refusal == .held(folder: path, pid: getpid(), address: "http://127.0.0.1:8080"))
    #expect(refusal?.description.contains("process \(getpid())") == true)
    #expect(Examination(ofFolder: path, deep: false).holder == getpid())
    withExtendedLifetime(folder) {}
  }

  @Test("is free again when its holder goes")
  func released() throws {
    for _ in 0..<3 { _ = try DataFolder(path: path) }
    #expect(Examination(ofFolder: path, deep: false).holder == nil)
  }

  @Test("must be a folder")
  func file() throws {
    try Data("x".utf8).write(to: URL(filePath: temporary.path + "/file"))
    #expect(throws: Refusal.self) { try DataFolder(path: temporary.path + "/file") }
    #expect(throws: Refusal.self) { try DataFolder(path: temporary.path + "/file/below") }
  }

  @Test("is never made where nothing can be made")
  func impossible() {
    #expect(throws: Refusal.self) { try DataFolder(path: "/proc/pixazo/data") }
    #expect(throws: Refusal.self) { try DataFolder(path: "") }
  }
}
