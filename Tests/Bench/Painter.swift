import Atelier
import Foundation

/// The built-in painter on one core: seconds of its processor time for a picture, with the most memory of a process
/// that paints just that one. BENCH_ROUNDS says how often.
@Sendable func benchPainter() async throws {
  let rounds = ProcessInfo.processInfo.environment["BENCH_ROUNDS"].flatMap(Int.init) ?? 5
  for order in PainterOrder.all {
    let runs = try (0..<(order.width > 1_024 ? 1 : rounds)).map { _ in
      try Measured.run(CommandLine.arguments[0], [PainterOrder.verb, order.text])
    }
    line(
      order.title, "\(Spread(runs.map(\.cpu))) s, \(number(runs.map(\.memory).max() ?? .nan)) MB at most")
  }
}

/// One picture, as text for the process that is to paint it.
struct PainterOrder {
  static let verb = "paint-one"

  var prompt: String
  var style: PaintStyle?
  var width = 1_024
  var height = 1_024
  var steps = 12

  var title: String {
    let size = width == 1_024 && height == 1_024 ? "" : ", \(width) x \(height)"
    return prompt + (style.map { ", \($0.rawValue)" } ?? "") + size + (steps == 12 ? "" : ", \(steps) steps")
  }

  var text: String { [prompt, style?.rawValue ?? "", "\(width)", "\(height)", "\(steps)"].joined(separator: "|") }

  /// Nil for what `text` did not write.
  init?(_ text: String) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, let width = Int(parts[2]), let height = Int(parts[3]), let steps = Int(parts[4]) else {
      return nil
    }
    (prompt, style) = (parts[0], PaintStyle(rawValue: parts[1]))
    (self.width, self.height, self.steps) = (width, height, steps)
  }

  private init(
    _ prompt: String, _ style: PaintStyle? = nil, _ width: Int = 1_024, _ height: Int = 1_024, steps: Int = 12
  ) {
    (self.prompt, self.style, self.width, self.height, self.steps) = (prompt, style, width, height, steps)
  }

  /// Nothing is kept of the rows but that they came.
  func paint() -> Bool {
    var rows = 0
    let work = Work(prompt: prompt, width: width, height: height, seed: 1, steps: steps, style: style)
    let isWhole = work.run(
      tell: { _ in true },
      take: { _ in
        rows += 1
        return true
      })
    return isWhole && rows == height
  }

  static let all: [PainterOrder] = {
    let scenes = [
      "a lighthouse by the sea", "a mountain lake", "an autumn forest", "a bamboo forest", "sand dunes at sunset",
      "a field of poppies", "a volcano", "aurora over mountains", "a city at night by the water", "an isometric city",
      "a cherry blossom tree", "a waterfall", "a planet with rings", "a galaxy", "a red rose", "still life with fruit",
      "candles in the dark", "arches", "silk", "coral", "stained glass window",
    ]
    return scenes.map { PainterOrder($0) } + PaintStyle.allCases.map { PainterOrder("a mountain lake", $0) } + [
      PainterOrder("an autumn forest", .pencil), PainterOrder("still life with fruit", .oil),
      PainterOrder("a mountain lake", nil, steps: 1), PainterOrder("an autumn forest", nil, steps: 24),
      PainterOrder("an autumn forest", nil, steps: 50), PainterOrder("a mountain lake", nil, 4_096, 4_096),
      PainterOrder("an autumn forest", nil, 4_096, 4_096), PainterOrder("a mountain lake", .oil, 4_096, 4_096),
      PainterOrder("a mountain lake", .pencil, 4_096, 4_096), PainterOrder("a mountain lake", nil, 4_096, 64),
      PainterOrder("a mountain lake", nil, 64, 4_096),
    ]
  }()
}
