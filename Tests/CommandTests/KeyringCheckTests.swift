import Foundation
import Storage
import Support
import Testing

@testable import pixazo

@Suite("What doctor says of the keyring") struct KeyringCheckTests {
  private let place = TemporaryFolder()
  private var path: String { place.path + "/keyring" }

  private func verdicts(dataFolder: String = "/nowhere", isNeeded: Bool = false) -> [Finding.Verdict] {
    KeyringCheck(path: path, dataFolder: dataFolder, isNeeded: isNeeded).findings.map(\.verdict)
  }

  @Test("one that is missing is no fault until there are keys that it opens")
  func missing() {
    #expect(verdicts() == [.note])
    #expect(verdicts(isNeeded: true) == [.wrong])
  }

  @Test("one that is its owner's is well, one that others may read is not, and one in the data folder is told")
  func there() throws {
    _ = try Keyring(path: path).sealMakingIt()
    #expect(verdicts(isNeeded: true) == [.well])
    #expect(verdicts(dataFolder: place.path) == [.well, .note])
    #expect(verdicts(dataFolder: place.path + "/key") == [.well])
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    #expect(verdicts() == [.wrong])
    try Data([1]).write(to: URL(filePath: path))
    #expect(verdicts() == [.wrong])
  }
}
