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

  /// The cost, and the tokens by which it can be reckoned where only those are told.
  static func receipt(in json: JSON) -> ImageReceipt {
    func tokens(_ names: String...) -> Int? {
      let count = names.lazy.compactMap { json["usage"]?[$0]?.int }.first
      return count.flatMap { Int(exactly: $0) }.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }
    return ImageReceipt(
      costMicros: micros(in: json), inputTokens: tokens("input_tokens", "prompt_tokens"),
      outputTokens: tokens("output_tokens", "completion_tokens"))
  }
}
