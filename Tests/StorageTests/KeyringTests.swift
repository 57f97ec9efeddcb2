import Crypto
import Domain
import Foundation
import Support
import Testing

@testable import Storage

@Suite("Keyring") struct KeyringTests {
  private let place = TemporaryFolder()
  private var path: String { place.path + "/config/pixazo/keyring" }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test("it is made with the first secret, for its owner alone, and then stays as it is")
  func made() throws {
    let keyring = Keyring(path: path)
    #expect(keyring.state == .absent)
    #expect(keyring.seal() == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
    let sealed = try keyring.sealMakingIt().close([1, 2, 3], at: [])
    #expect(keyring.state == .ready)
    #expect(try mode(path) == 0o600)
    #expect(try Data(contentsOf: URL(filePath: path)).count == 32)
    #expect(try Keyring(path: path).sealMakingIt().open(sealed, at: []) == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/config/pixazo") == ["keyring"])
  }

  @Test("many who need the first one at the same time all get the same")
  func race() async throws {
    let keyring = Keyring(path: path)
    let sealed = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 { group.addTask { try keyring.sealMakingIt().close([7], at: []) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let seal = try #require(keyring.seal())
    for one in sealed { #expect(seal.open(one, at: []) == [7]) }
  }

  @Test("one that others may read still opens, and says so")
  func exposed() throws {
    _ = try Keyring(path: path).sealMakingIt()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(Keyring(path: path).state == .exposed)
    #expect(Keyring(path: path).seal() != nil)
  }

  @Test("what is no keyring is left alone", arguments: [0, 31, 33, 4_096])
  func foreign(count: Int) throws {
    try FileManager.default.createDirectory(atPath: place.path + "/config/pixazo", withIntermediateDirectories: true)
    let bytes = Data(repeating: 7, count: count)
    try bytes.write(to: URL(filePath: path))
    guard case .unusable = Keyring(path: path).state else {
      Issue.record("It counts as usable.")
      return
    }
    #expect(Keyring(path: path).seal() == nil)
    #expect(performing: { try Keyring(path: path).sealMakingIt() }, throws: fails(.unavailable))
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }

  @Test("a place where none can be made is a failure that names no path")
  func nowhere() throws {
    let keyring = Keyring(path: "/proc/pixazo/keyring")
    do {
      _ = try keyring.sealMakingIt()
      Issue.record("It was made.")
    } catch {
      #expect(error.code == .unavailable)
      #expect(!error.detail.contains("/proc"))
    }
  }
}
