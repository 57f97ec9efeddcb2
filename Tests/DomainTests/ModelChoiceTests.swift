import Domain
import Support
import Testing

@Suite("The choice of a model") struct ModelChoiceTests {
  private func card(
    _ id: String, _ family: Family, price: Int? = nil, _ capabilities: Set<ModelCard.Capability> = [.textToImage]
  ) -> ModelCard {
    var card = ModelCard(provider: "p", model: id, kind: .image, name: id, family: family)
    card.capabilities = capabilities
    card.price = price.map { ModelCard.Price(perImage: $0) }
    return card
  }

  private func all(_ health: ProviderHealth.State = .up) -> [ModelChoice.Candidate] {
    [
      card("flux", .flux, price: 40_000), card("klein", .fluxKlein, price: 3_000, [.textToImage, .references]),
      card("sdxl", .sdxl, price: 2_000), card("turbo", .sdxlTurbo),
      card("sd", .sd, price: 0, [.textToImage, .inpaint]),
      card("painter", .painter, price: 0),
    ].map { ModelChoice.Candidate(card: $0, health: health) }
  }

  private func ids(_ picks: [ModelChoice.Pick]) -> [String] { picks.map(\.card.model) }

  @Test(
    "what the prompt says decides which is first",
    arguments: [
      ("a poster that says OPEN", "flux"), ("a sign \"CLOSED\"", "flux"), ("photo of a fox", "flux"),
      ("anime girl in the rain", "sdxl"), ("pixel art castle", "sdxl"), ("quick draft of a dog", "klein"),
      ("replace the sky in this picture", "klein"), ("аниме девочка", "sdxl"), ("плакат с текстом", "flux"),
    ])
  func needs(prompt: String, first: String) {
    let picks = ModelChoice.select(all(), type: .image, needs: PromptNeeds(reading: prompt))
    #expect(ids(picks).first == first, "\(ids(picks))")
    #expect(picks.map(\.score) == picks.map(\.score).sorted(by: >) && picks.allSatisfy { (0...1).contains($0.score) })
    #expect(picks.allSatisfy { $0.reason.hasPrefix("It ") && $0.reason.hasSuffix(".") })
  }

  @Test("what is preferred decides where the prompt says nothing, and the painter never stands first beside others")
  func preferences() {
    #expect(ids(ModelChoice.select(all(), type: .image)).first == "flux")
    #expect(ids(ModelChoice.select(all(), type: .image, prefer: .quality)).first == "flux")
    #expect(ids(ModelChoice.select(all(), type: .image, prefer: .speed)).first == "klein")
    #expect(ids(ModelChoice.select(all(), type: .image, prefer: .cost)).first != "flux")
    for prefer in ModelChoice.Preference.allCases {
      #expect(ids(ModelChoice.select(all(), type: .image, prefer: prefer)).first != "painter")
    }
  }

  @Test("capabilities and costs rule out; what nobody knows the price of may cost anything")
  func bounds() {
    #expect(ids(ModelChoice.select(all(), type: .image, capabilities: [.inpaint])) == ["sd"])
    #expect(Set(ids(ModelChoice.select(all(), type: .image, maxCost: 2_500))) == ["sdxl", "sd", "painter"])
    #expect(Set(ids(ModelChoice.select(all(), type: .image, maxCost: 0))) == ["sd", "painter"])
    #expect(ModelChoice.select(all(), type: .text).isEmpty)
  }

  @Test("what does not work now is left out, or comes last for who asks for all")
  func health() {
    #expect(ModelChoice.select(all(.down), type: .image).isEmpty)
    let mixed = all(.down).dropLast() + [ModelChoice.Candidate(card: card("painter", .painter), health: .degraded)]
    #expect(ids(ModelChoice.select(Array(mixed), type: .image)) == ["painter"])
    #expect(ids(ModelChoice.select(Array(mixed), type: .image, alsoBroken: true)).first == "painter")
    var broken = card("x", .flux)
    broken.unusable = "It needs public addresses."
    #expect(ModelChoice.select([.init(card: broken, health: .up)], type: .image, alsoBroken: true).isEmpty)
  }

  @Test("of text models a known one goes before an unknown, a wider one before a narrow one, a healthy one first")
  func texts() {
    func text(_ id: String, _ family: Family, _ window: Int?, _ health: ProviderHealth.State) -> ModelChoice.Candidate {
      var card = ModelCard(provider: "p", model: id, kind: .text, name: id, family: family)
      card.capabilities = [.chat]
      card.contextWindow = window
      return .init(card: card, health: health)
    }
    let picks = ModelChoice.select(
      [
        text("narrow", .gpt, 8_000, .up), text("unknown", .other, 200_000, .up), text("wide", .claude, 200_000, .up),
        text("ill", .claude, 200_000, .degraded), text("down", .claude, 1_000_000, .down),
        text("huge", .gpt, .max, .up),
      ], type: .text, capabilities: [.chat], alsoBroken: true)
    #expect(ids(picks).last == "down" && ids(picks).first == "huge")
    let place = Dictionary(uniqueKeysWithValues: ids(picks).enumerated().map { ($1, $0) })
    #expect(place["wide"] ?? 9 < place["narrow"] ?? 0 && place["wide"] ?? 9 < place["ill"] ?? 0)
    #expect(place["wide"] ?? 9 < place["unknown"] ?? 0)
  }

  @Test("a model's order is taken as far as its models are there, in whatever clothes it comes")
  func reordered() throws {
    let rules = Recommendation(ranked: ModelChoice.select(all(), type: .image))
    let answer = """
      Sure:
      ```json
      {"ranked":[{"model":"p/sd","reason":"It is cheap."},{"model":"p/made-up"},{"reason":"Fast.","model":"p/turbo"},
      {"model":"p/sd"}]}
      ```
      """
    let other = try #require(rules.reordered(by: "t/a", answer: answer))
    #expect(ids(other.ranked).prefix(2) == ["sd", "turbo"] && Set(ids(other.ranked)) == Set(ids(rules.ranked)))
    #expect(other.ranked.count == rules.ranked.count && other.by == "t/a")
    #expect(other.ranked[0].reason == "It is cheap." && other.ranked[1].reason == "Fast.")
    #expect(other.ranked.map(\.score) == rules.ranked.map(\.score).sorted(by: >))
    #expect(try #require(rules.reordered(by: "t/a", answer: #"["p/klein","p/flux"]"#)).ranked[0].card.model == "klein")
    for nothing in ["", "I would take p/sd.", "{}", #"{"ranked":[{"model":"x/y"}]}"#] {
      #expect(rules.reordered(by: "t/a", answer: nothing) == nil)
    }
  }

  @Test(
    "the command for pictures is a word of its own",
    arguments: [
      ("/image a fox", "a fox"), ("  /IMAGE\n a fox ", "a fox"), ("/image", ""), ("/images a fox", nil),
      ("draw /image a fox", nil), ("", nil), ("/imagé x", nil),
    ] as [(String, String?)])
  func command(text: String, prompt: String?) {
    #expect(ImageCommand.prompt(in: text) == prompt)
  }
}
