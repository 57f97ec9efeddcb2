import Crypto
import Foundation
import Testing

@testable import Atelier

/// Pictures whose every byte is fixed: on every machine, in debug and in release.
///
/// Who changes how something is painted on purpose writes the table anew, looks at what changed, and commits both:
///
///     PAINTER_GOLDEN=write scripts/test --filter GoldenTests
@Suite("Golden pictures", .timeLimit(.minutes(2))) struct GoldenTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("golden.tsv")

  struct Row: CustomTestStringConvertible {
    let digest: String
    /// Width, height, seed, steps, style and prompt.
    let order: [String]

    var testDescription: String { order.joined(separator: " ") }
    var line: String { ([digest] + order).joined(separator: "\t") }

    init?(_ line: Substring) {
      let parts = line.split(separator: "\t").map(String.init)
      guard parts.count == 7, !line.hasPrefix("#") else { return nil }
      (digest, order) = (parts[0], Array(parts[1...]))
    }

    /// Nil when the row makes no sense.
    func paint() -> String? {
      guard let width = Int(order[0]), let height = Int(order[1]), let seed = UInt32(order[2]),
        let steps = Int(order[3]),
        order[4] == "-" || PaintStyle(rawValue: order[4]) != nil
      else { return nil }
      let pixels = painted(
        order[5], width: width, height: height, seed: seed, steps: steps, style: PaintStyle(rawValue: order[4]))
      return Digest.sha256(pixels).map { String(format: "%02x", $0) }.joined()
    }
  }

  private static func rows() throws -> [Row] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap(Row.init)
  }

  @Test("every byte is as it was")
  func bytes() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 24)
    if ProcessInfo.processInfo.environment["PAINTER_GOLDEN"] == "write" {
      let lines = try rows.map { row in ([try #require(row.paint())] + row.order).joined(separator: "\t") }
      let head = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("#") }
      try Data((head.map(String.init) + lines).joined(separator: "\n").utf8 + [10]).write(to: Self.file)
      return
    }
    for row in rows { #expect(row.paint() == row.digest, "\(row.order)") }
  }

  @Test("the table has every style, and no order twice")
  func table() throws {
    let rows = try Self.rows()
    #expect(Set(rows.map(\.order)).count == rows.count)
    #expect(Set(rows.map { $0.order[4] }) == Set(PaintStyle.allCases.map(\.rawValue) + ["-"]))
  }
}
