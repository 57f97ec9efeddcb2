import Support
import Testing

@testable import Domain

@Suite("An order made out for another model") struct RefitTests {
  private let old = PreparationTests.card

  private func generation(_ json: JSON, style: Style.Look? = nil) throws -> Generation {
    var random = SplitMix(state: 5)
    let plan = try Preparation(RecipeInput(json), card: old, settings: .init()).plan(
      style: style, styleId: nil, sizes: [:], words: { _ in nil }, random: &random)
    return Generation(
      id: Identifier(), workspaceId: Identifier(), plan: plan, provider: .init(id: "test", name: "Test", kind: "test"),
      parent: nil, at: Timestamp(milliseconds: 0))
  }

  /// A model that takes little.
  private func other(_ change: (inout ModelCard) -> Void = { _ in }) -> ModelCard {
    var card = ModelCard(provider: "other", model: "small", kind: .image, name: "Small", family: .fluxKlein)
    card.parameters = [
      .init("width", .integer, least: 64, most: 1_024, step: 16, standard: 512),
      .init("height", .integer, least: 64, most: 1_024, step: 16, standard: 512),
      .init("steps", .integer, least: 1, most: 8, standard: 4), .init("seed", .integer, least: 0, most: 4_294_967_295),
    ]
    card.price = ModelCard.Price(perImage: 30)
    change(&card)
    return card
  }

  @Test("what it takes as it stands stays as it is, but for the model")
  func asItStands() throws {
    let generation = try generation(["prompt": "a {fox|hare}", "steps": 12, "count": 3, "extra": ["quality": "low"]])
    var twin = old
    twin = ModelCard(provider: "twin", model: "sdxl", kind: .image, name: "Twin", family: .sdxl)
    twin.parameters = old.parameters
    let refit = try #require(Refit(generation, from: old, to: twin))
    var recipe = generation.recipe
    recipe.model = "twin/sdxl"
    #expect(refit.recipe == recipe && refit.shots == generation.shots && refit.estimatedCostMicros == nil)
  }

  @Test("what the first model did by itself gives way to what the other does by itself")
  func defaults() throws {
    let generation = try generation(["prompt": "a fox", "count": 2])
    let refit = try #require(Refit(generation, from: old, to: other()))
    #expect(refit.recipe.steps == 4 && refit.recipe.guidance == nil && refit.recipe.sampler == nil)
    #expect(refit.recipe.width == 512 && refit.recipe.height == 512 && refit.recipe.extra.isEmpty)
    #expect(refit.recipe.model == "other/small" && refit.estimatedCostMicros == 60)
    #expect(refit.recipe.seed == generation.recipe.seed && refit.shots.map(\.seed) == generation.shots.map(\.seed))
    #expect(Refit(generation, from: nil, to: other()) == nil, "Nobody knows what was said and what was filled in.")
  }

  @Test(
    "what a person said is never left out or changed",
    arguments: [
      ["steps": 12], ["guidance": 3.5], ["sampler": "dpmpp_2m"], ["scheduler": "karras"],
      ["width": 2_048, "height": 512],
      ["negativePrompt": "fog"], ["extra": ["quality": "low"]], ["extra": ["tiled": true]],
    ] as [JSON])
  func said(_ json: JSON) throws {
    guard case .object(var object) = json else { return }
    object.append("prompt", "a fox")
    #expect(Refit(try generation(.object(object)), from: old, to: other()) == nil)
  }

  @Test("a seed is left out where none is taken, and so is what a style does not want to see")
  func leftOut() throws {
    let look = Style.Look(name: "Ink", positive: "ink", negativePrompt: "colour")
    let generation = try generation(["prompt": "a fox", "seed": 9], style: look)
    #expect(generation.shots[0].negativePrompt == "colour")
    let refit = try #require(Refit(generation, from: old, to: other { $0.parameters.removeLast() }))
    #expect(refit.recipe.seed == nil && refit.shots[0].seed == 9 && refit.shots[0].negativePrompt == nil)
    #expect(refit.shots[0].prompt == "a fox, ink")
  }

  @Test("a model that cannot, or may not, is none")
  func cannot() throws {
    let generation = try generation(["prompt": "a fox"])
    #expect(Refit(generation, from: old, to: other { $0.unusable = "No key." }) == nil)
    #expect(Refit(generation, from: old, to: other { $0.limits.prompt = 3 }) == nil)
    #expect(Refit(generation, from: old, to: other { $0.parameters[3].most = 1 }) == nil)
    let text = ModelCard(provider: "other", model: "chat", kind: .text, name: "Chat", family: .other)
    #expect(Refit(generation, from: old, to: text) == nil)
    let sized = other { $0.limits.sizes = [.init(1_024, 768), .init(64, 64)] }
    #expect(Refit(generation, from: old, to: sized)?.recipe.width == 1_024)
  }
}
