import Testing

@testable import Domain

@Suite("A list of prices") struct PriceListTests {
  private func card(_ model: String, price: ModelCard.Price? = nil) -> ModelCard {
    var card = ModelCard(provider: "mine", model: model, kind: .image, name: model, family: .other)
    card.price = price
    return card
  }

  @Test("a line is for its model, one without a model for all others; what it does not say is the card's own")
  func prices() {
    let list = PriceList(
      """
      flux-2-klein-4b = 0.0012
      a/b c = $0.04, 10 in, 40 out

      gpt = 2.5 in , 1 OUT
      0.002
      """)
    #expect(list.price(of: card("flux-2-klein-4b")) == .init(perImage: 1_200))
    #expect(
      list.price(of: card("a/b c"))
        == .init(perImage: 40_000, perMillionInputTokens: 10_000_000, perMillionOutputTokens: 40_000_000))
    let own = ModelCard.Price(perImage: 7, perMillionInputTokens: 8)
    #expect(
      list.price(of: card("gpt", price: own))
        == .init(perImage: 7, perMillionInputTokens: 2_500_000, perMillionOutputTokens: 1_000_000))
    #expect(list.price(of: card("other", price: own)) == .init(perImage: 2_000, perMillionInputTokens: 8))
    #expect(PriceList("x = 1").price(of: card("y", price: own)) == own)
    #expect(PriceList("").price(of: card("y")) == nil)
    #expect(PriceList("x = 0").price(of: card("x", price: own))?.perImage == 0)
  }

  @Test(
    "what is no price is told",
    arguments: [
      "*", "x = ", "= 1", "x = y", "x = 1 = 2", "x = -1", "x = 1e3", "x = nan", "x = 0x10", "x = 1 per image", "1, 2",
      "x = 1 in, 2 in", "x = 100001", "x = 1,", "x = .", "ok = 1\nx = two", "x = ٣",
    ])
  func objections(text: String) {
    let objection = PriceList.objection(to: text)
    #expect(objection?.contains("no price") == true)
    #expect(PriceList.objection(to: "x = 1, 2 in\n\n 3 ") == nil)
  }

  @Test("tokens and pictures are reckoned up, rounded to the dear side, and never beyond what can be counted")
  func costs() {
    let price = ModelCard.Price(perImage: 3, perMillionInputTokens: 1, perMillionOutputTokens: 2_000_000)
    #expect(price.cost(ofImages: 4) == 12 && price.cost(ofInput: 1, output: 1) == 3)
    #expect(price.cost(ofInput: 0, output: 0) == 0 && price.cost(ofInput: -5, output: -5) == 0)
    #expect(ModelCard.Price(perImage: .max).cost(ofImages: 2) == nil)
    #expect(ModelCard.Price(perMillionInputTokens: 1).cost(ofInput: 1, output: 1) == nil)
    #expect(
      ModelCard.Price(perMillionInputTokens: .max, perMillionOutputTokens: .max).cost(ofInput: .max, output: 1) != nil)
  }
}
