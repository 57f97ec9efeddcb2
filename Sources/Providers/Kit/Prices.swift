import Domain

/// What models cost that no list tells, as the owner wrote it down: `gpt-5-mini = 0.25 / 2`, in dollars for a million
/// tokens read and written, one model a line or between commas. `*` is every other model.
struct Prices: Sendable {
  static let option = ModelCard.Parameter(
    "prices", .text,
    detail: "In dollars for a million tokens read and written, such as: gpt-5-mini = 0.25 / 2. Between commas.")

  private var prices: [String: ModelCard.Price] = [:]

  /// Throws `invalid_request` with what cannot be read.
  init(_ text: String) throws(Failure) {
    for line in text.split(whereSeparator: { $0 == "," || $0.isNewline }).prefix(Self.most) {
      let sides = line.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      if sides.isEmpty || sides == [""] { continue }
      let amounts = (sides.count == 2 ? sides[1] : "").split(separator: "/").map { Self.micros(String($0).trimmed) }
      guard amounts.count == 2, let input = amounts[0], let output = amounts[1], !sides[0].isEmpty else {
        let words = String(line).trimmed.prefix(100)
        let field = Failure.Field("/options/prices", .format, "“\(words)” is no price; write: gpt-5-mini = 0.25 / 2.")
        throw Failure(.invalidRequest, "The prices cannot be read.", fields: [field])
      }
      prices[sides[0]] = ModelCard.Price(perMillionInputTokens: input, perMillionOutputTokens: output)
    }
  }

  var isEmpty: Bool { prices.isEmpty }

  /// What the owner says goes before what a list says, `*` after it.
  func price(of card: ModelCard) -> ModelCard.Price? { prices[card.model] ?? card.price ?? prices["*"] }

  private static func micros(_ text: String) -> Int? {
    guard let dollars = Double(text), dollars.isFinite, (0...100_000).contains(dollars) else { return nil }
    return Int((dollars * 1_000_000).rounded())
  }

  private static let most = 500
}

/// An adapter whose models cost what the owner says.
struct Priced: TextProvider {
  let adapter: any TextProvider
  let prices: Prices

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await adapter.models().map { card in
      var card = card
      card.price = prices.price(of: card)
      return card
    }
  }

  func check() async throws(ProviderFailure) -> [String] { try await adapter.check() }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    try await adapter.write(request, tell: tell)
  }
}
