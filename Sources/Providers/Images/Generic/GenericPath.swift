import Domain

/// Where something is in an answer: `data[*].b64_json`, `output[0].url`, `images`.
struct GenericPath: Sendable, Equatable {
  private enum Step: Sendable, Equatable {
    case member(String)
    case item(Int)
    case all
  }

  private let steps: [Step]

  /// Nil when it cannot be read.
  init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 500 else { return nil }
    var steps: [Step] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let name = part.prefix { $0 != "[" }
      if !name.isEmpty { steps.append(.member(String(name))) }
      var rest = part[name.endIndex...]
      if name.isEmpty, rest.isEmpty || !steps.isEmpty { return nil }
      while rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        if inside == "*" {
          steps.append(.all)
        } else if let number = Int(inside), (0..<10_000).contains(number) {
          steps.append(.item(number))
        } else {
          return nil
        }
        rest = rest[rest.index(after: end)...]
      }
      if !rest.isEmpty { return nil }
    }
    self.steps = steps
  }

  /// All that is there, in order; empty when nothing is.
  func values(in json: JSON) -> [JSON] {
    steps.reduce([json]) { found, step in
      switch step {
      case .member(let name): found.compactMap { $0[name] }
      case .item(let number): found.compactMap { $0.array?.dropFirst(number).first }
      case .all: Array(found.flatMap { $0.array ?? [] }.prefix(Self.most))
      }
    }
  }

  func first(in json: JSON) -> JSON? { values(in: json).first { $0 != .null } }

  /// A word or a number as text.
  func text(in json: JSON) -> String? {
    first(in: json).flatMap { $0.string ?? $0.int.map { "\($0)" } ?? $0.bool.map { "\($0)" } }
  }

  private static let most = 256
}
