import Foundation

/// A folder of one test, gone with its last owner.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    path = NSTemporaryDirectory() + "pixazo-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The names of what lies in it, or in one of its folders, sorted.
  package func names(in part: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(part)").sorted()
  }

  /// The names of all files under one of its folders, however deep, sorted; none when there is no such folder.
  package func files(in part: String) throws -> [String] {
    let all = FileManager.default.enumerator(at: URL(filePath: "\(path)/\(part)"), includingPropertiesForKeys: [])
    return (all?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }.map(\.lastPathComponent).sorted()
  }

  /// Whether the last file under one of its folders goes within ten seconds.
  package func empties(_ part: String) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while try !files(in: part).isEmpty {
      guard ContinuousClock.now < end else { return false }
      await Task.yield()
    }
    return true
  }

  /// The bytes of a file in it; 0 when there is none.
  package func size(of name: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: "\(path)/\(name)") else { return 0 }
    return try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.size] as? Int ?? 0
  }
}
