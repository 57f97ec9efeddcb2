import Foundation

/// Prints figures; judges nothing. Takes the names of areas, all of them by default.
/// PIXAZO names the binary under test; nginx and wrk come from PATH.
@main enum Bench {
  static let areas: [(name: String, run: @Sendable () async throws -> Void)] = [
    ("start", benchStart), ("http", benchHTTP), ("writes", benchWrites), ("queue", benchQueue),
    ("pictures", benchPictures),
    ("uploads", benchUploads), ("library", benchLibrary), ("painter", benchPainter), ("chats", benchChats),
  ]

  static func main() async throws {
    // One of our own children.
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == PainterOrder.verb {
      exit(PainterOrder(arguments[2])?.paint() == true ? 0 : 1)
    }
    let wanted = Set(CommandLine.arguments.dropFirst())
    for area in areas where wanted.isEmpty || wanted.contains(area.name) {
      print("\n\(area.name)")
      try await area.run()
    }
  }
}

/// The middle value with its spread.
struct Spread: CustomStringConvertible {
  let values: [Double]
  init(_ values: [Double]) { self.values = values.sorted() }

  var median: Double { values.isEmpty ? .nan : values[values.count / 2] }
  var description: String {
    "\(number(median)) [\(number(values.first ?? .nan))–\(number(values.last ?? .nan))]"
  }
}

func number(_ value: Double) -> String {
  value >= 1_000 ? "\(Int(value.rounded()))" : String(format: value >= 10 ? "%.1f" : "%.2f", value)
}

func line(_ what: String, _ figures: String) {
  print("  " + what.padding(toLength: 48, withPad: " ", startingAt: 0) + figures)
  fflush(nil)
}
