import Domain

/// What an answer says that it cost.
enum Cost {
  /// In micro-USD, rounded up; nil when it says nothing that makes sense.
  static func micros(in json: JSON) -> Int? {
    let usage = json["usage"]
    // xAI counts ten thousand million ticks to a dollar.
    let micros =
      usage?["cost_in_usd_ticks"]?.double.map { $0 / 10_000 } ?? usage?["cost"]?.double.map { $0 * 1_000_000 }
    guard let micros, micros >= 0, micros < 1e12 else { return nil }
    return Int(micros.rounded(.up))
  }
}
