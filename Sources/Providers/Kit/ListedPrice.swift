import Domain

/// What a server's own list says that a model costs.
enum ListedPrice {
  /// Nil when the entry says nothing, or that it depends.
  static func price(of entry: JSON) -> ModelCard.Price? {
    // xAI: hundredths of a cent for a million tokens.
    if let input = entry["prompt_text_token_price"]?.double, let output = entry["completion_text_token_price"]?.double {
      return ModelCard.Price(perMillionInputTokens: micros(input * 100), perMillionOutputTokens: micros(output * 100))
    }
    // OpenRouter: dollars for one token, as text; negative when it depends.
    let pricing = entry["pricing"]
    guard let input = pricing?["prompt"]?.string.flatMap(Double.init),
      let output = pricing?["completion"]?.string.flatMap(Double.init), input >= 0, output >= 0
    else { return nil }
    return ModelCard.Price(perMillionInputTokens: micros(input * 1e12), perMillionOutputTokens: micros(output * 1e12))
  }

  private static func micros(_ amount: Double) -> Int? {
    amount.isFinite && amount >= 0 && amount < 1e15 ? Int(amount.rounded()) : nil
  }
}
