import Domain

/// Sizes that a provider knows by words only, such as `16:9` or `landscape_4_3`.
struct NamedSizes: Sendable {
  private let named: [(name: String, size: ModelCard.Size)]

  init(_ named: KeyValuePairs<String, (Int, Int)>) {
    self.named = named.map { ($0.key, ModelCard.Size($0.value.0, $0.value.1)) }
  }

  var sizes: [ModelCard.Size] { named.map(\.size) }

  /// The name of that size, else of the one whose shape is nearest, of those the one whose area is.
  func name(width: Int, height: Int) -> String? {
    func distance(_ size: ModelCard.Size) -> (Double, Double) {
      let shape = Double(width) * Double(size.height) / max(1, Double(height) * Double(size.width))
      let area = Double(width) * Double(height) / max(1, Double(size.width) * Double(size.height))
      return (max(shape, 1 / max(shape, 1e-9)), max(area, 1 / max(area, 1e-9)))
    }
    return named.min { distance($0.size) < distance($1.size) }?.name
  }
}
