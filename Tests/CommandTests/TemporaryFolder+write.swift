import Foundation
import Support

extension TemporaryFolder {
  /// Writes a file and returns its path.
  func write(_ name: String, _ text: String) -> String {
    let file = path + "/" + name
    _ = FileManager.default.createFile(atPath: file, contents: Data(text.utf8))
    return file
  }
}
