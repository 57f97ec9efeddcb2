/// What models cost, as a person wrote it down with their connection: US dollars for a picture, or for a million tokens.
///
///     flux-2-klein-4b = 0.0012
///     gpt-image-1 = 0.04, 10 in, 40 out
///     0.002
///
/// A line without a model is for all that have none of their own.
package struct PriceList: Sendable, Equatable {
  private var ofAll: ModelCard.Price?
  private var ofModel: [String: ModelCard.Price] = [:]

  /// What makes no sense is as if it were not there.
  package init(_ text: String) {
    for line in Self.lines(text) {
      guard let (model, price) = Self.entry(line) else { continue }
      if let model { ofModel[model] = price } else { ofAll = price }
    }
  }

  /// What is wrong with a list, as a sentence; nil when all of it can be read.
  package static func objection(to text: String) -> String? {
    guard let line = lines(text).first(where: { entry($0) == nil }) else { return nil }
    return "\"\(line.prefix(60))\" is no price; write \"model = 0.04\", or \"model = 0.04, 10 in, 40 out\"."
  }

  /// What a model costs by this list, and where the list says nothing, by its own card.
  package func price(of card: ModelCard) -> ModelCard.Price? {
    guard let price = ofModel[card.model] ?? ofAll else { return card.price }
    return ModelCard.Price(
      perImage: price.perImage ?? card.price?.perImage,
      perMillionInputTokens: price.perMillionInputTokens ?? card.price?.perMillionInputTokens,
      perMillionOutputTokens: price.perMillionOutputTokens ?? card.price?.perMillionOutputTokens)
  }

  package static let option = ModelCard.Parameter(
    "prices", .text,
    detail: """
      What models cost, in US dollars, for estimates and budgets: "flux-2-klein-4b = 0.0012" for a picture, "gpt-image-1 \
      = 0.04, 10 in, 40 out" with prices of a million tokens. A line without a model is for all others.
      """)

  private static func lines(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).filter { !String($0).trimmed.isEmpty }
  }

  private static func entry(_ line: Substring) -> (model: String?, price: ModelCard.Price)? {
    let parts = line.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last, let price = price(last) else { return nil }
    guard parts.count == 2 else { return (nil, price) }
    let model = String(parts[0]).trimmed
    return model.isEmpty ? nil : (model, price)
  }

  private static func price(_ text: Substring) -> ModelCard.Price? {
    var price = ModelCard.Price()
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = item.split(whereSeparator: \.isWhitespace)
      guard let micros = words.first.flatMap(micros) else { return nil }
      switch words.dropFirst().joined(separator: " ").lowercased() {
      case "" where price.perImage == nil: price.perImage = micros
      case "in" where price.perMillionInputTokens == nil: price.perMillionInputTokens = micros
      case "out" where price.perMillionOutputTokens == nil: price.perMillionOutputTokens = micros
      default: return nil
      }
    }
    return price
  }

  private static func micros(_ word: Substring) -> Int? {
    let digits = word.hasPrefix("$") ? word.dropFirst() : word
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let dollars = Double(digits),
      dollars <= mostDollars
    else { return nil }
    return Int((dollars * 1_000_000).rounded())
  }

  private static let mostDollars = 100_000.0
}
