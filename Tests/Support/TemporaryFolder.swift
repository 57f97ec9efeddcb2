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

  /// The bytes of a file in it; 0 when there is none.
  package func size(of name: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: "\(path)/\(name)") else { return 0 }
    return try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.size] as? Int ?? 0
  }
}
