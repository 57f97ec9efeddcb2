import Foundation
import HTTP
import Testing

@testable import Site
@testable import pixazo

/// What README and docs must mention. Whatever is added without a word there fails here.
@Suite struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let text: String = {
    let folder = root.appendingPathComponent("docs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let pages = names.filter { $0.hasSuffix(".md") }.map { folder.appendingPathComponent($0) }
    return ([root.appendingPathComponent("README.md")] + pages)
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
  }()

  @Test("every setting stands in the docs by its flag and its variable, with its default")
  func settings() {
    let defaults = Settings(environment: ["HOME": "~"])
    for setting in Settings.all {
      let row = "| `\(setting.flag)` | `\(setting.variable)` | `\(setting.show(defaults))` |"
      #expect(Self.text.contains(row.replacingOccurrences(of: "| `` |", with: "| – |")), "\(row)")
    }
  }

  @Test("every verb stands in the docs", arguments: Verb.all.map(\.name))
  func verbs(name: String) {
    #expect(Self.text.contains("`pixazo \(name)"))
  }

  @Test("every route stands in the docs")
  func routes() {
    for route in Routes.all {
      let row = "| `\(route.method.rawValue) \(route.pattern)` |"
      #expect(Self.text.contains(row), "\(row)")
    }
  }

  @Test("every exit code and every script stands in the docs")
  func rest() throws {
    for code in 0...4 { #expect(Self.text.contains("| \(code) | ")) }
    let scripts = try FileManager.default.contentsOfDirectory(atPath: Self.root.appendingPathComponent("scripts").path)
    for script in scripts { #expect(Self.text.contains("`scripts/\(script)`"), "\(script)") }
  }

  @Test("every link between the pages leads to a file")
  func links() throws {
    let folder = Self.root.appendingPathComponent("docs")
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
    for page in pages.map({ folder.appendingPathComponent($0) }) + [Self.root.appendingPathComponent("README.md")] {
      let text = try String(contentsOf: page, encoding: .utf8)
      for match in text.matches(of: /\]\((?!https?:|#)([^)#]+)/) {
        let target = page.deletingLastPathComponent().appendingPathComponent(String(match.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page.lastPathComponent): \(match.1)")
      }
    }
  }
}
