/// Makes of a person's wish and a model's card what is to be done: checks the one against the other, fills in what was
/// left open, settles the macros and names the price.
package struct Preparation: Sendable {
  let input: RecipeInput
  let card: ModelCard
  let settings: Workspace.Settings

  /// Throws `invalid_request` naming every field that this model does not take.
  package init(_ input: RecipeInput, card: ModelCard, settings: Workspace.Settings) throws(Failure) {
    self.input = input
    self.card = card
    self.settings = settings
    let errors = RecipeCheck(input.recipe, card: card).errors
    if !errors.isEmpty { throw Failure(refusing: errors) }
  }

  /// The model that is asked for, else the workspace's, else the one that is always there.
  package static func model(for input: RecipeInput, settings: Workspace.Settings) -> String {
    input.recipe.model ?? settings.imageModel ?? usualModel
  }

  /// The model that is always there.
  package static let usualModel = "\(Provider.builtin)/painter"

  /// The style that must be there.
  package var wantedStyle: Identifier? { input.recipe.styleId }

  /// The workspace's own style, for a recipe that says nothing of styles; it may be gone.
  package var usualStyle: Identifier? { input.saysStyle ? nil : settings.styleId }

  /// Every picture that is named, with its place in the body.
  package var pictures: [(pointer: String, id: Identifier)] {
    let recipe = input.recipe
    var named: [(pointer: String, id: Identifier)] = []
    func add(_ pointer: String, _ id: Identifier?) {
      if let id { named.append((pointer, id)) }
    }
    add("/initImageId", recipe.initImageId)
    add("/maskImageId", recipe.maskImageId)
    add("/parentImageId", recipe.parentImageId)
    for (place, id) in recipe.referenceImageIds.enumerated() { add("/referenceImageIds/\(place)", id) }
    for member in recipe.extra.members {
      let pointer = Failure.Field.pointer("/extra", member.name)
      switch card.parameter(member.name)?.kind {
      case .image: add(pointer, member.value.identifier)
      case .images:
        for (place, item) in (member.value.array ?? []).enumerated() { add("\(pointer)/\(place)", item.identifier) }
      default: break
      }
    }
    return named
  }

  /// Everything that is to be done. `sizes` are those of `pictures`, `words` are the workspace's lists by name.
  ///
  /// Throws `invalid_request` for what only shows now, and what `words` throws.
  package func plan(
    style: Style.Look?, styleId: Identifier?, sizes: [Identifier: ModelCard.Size],
    words: @escaping (_ list: String) throws -> [String]?, random: inout some RandomNumberGenerator
  ) throws -> GenerationPlan {
    try checkMask(sizes)
    let style = try style.map { look in try StyledPrompt(look, takesNegative: takes("negativePrompt")) }
    var recipe = filled(with: style?.look)
    recipe.styleId = styleId
    let size = try SizeChoice(card: card, settings: settings).size(for: input.recipe)
    recipe.width = size?.width
    recipe.height = size?.height
    let seed = seed(&random)
    recipe.seed = takes("seed") ? UInt64(seed) : nil
    var room = DrawingRoom(recipe: recipe, style: style, words: words)
    let shots = recipe.combine ? try room.combinations(from: seed) : try room.draws(recipe.count ?? 1, from: seed)
    if recipe.combine, let count = input.recipe.count, count != 1, count != shots.count {
      let detail = "Every combination makes \(shots.count) images; leave the count out, or say the same."
      throw Failure(refusing: [Failure.Field("/count", .format, detail)])
    }
    if let most = card.limits.prompt, shots.contains(where: { $0.prompt.unicodeScalars.count > most }) {
      let detail = "\(card.id) takes prompts of up to \(most) characters, style and all."
      throw Failure(refusing: [Failure.Field("/prompt", .tooLong, detail)])
    }
    recipe.count = shots.count
    return GenerationPlan(
      recipe: recipe, shots: shots, priority: input.priority,
      estimatedCostMicros: card.price?.cost(ofImages: shots.count))
  }

  private func checkMask(_ sizes: [Identifier: ModelCard.Size]) throws(Failure) {
    guard let mask = input.recipe.maskImageId.flatMap({ sizes[$0] }),
      let image = input.recipe.initImageId.flatMap({ sizes[$0] }), mask != image
    else { return }
    let detail =
      "The mask is \(mask.width)x\(mask.height) and the image \(image.width)x\(image.height): they must be alike."
    throw Failure(refusing: [Failure.Field("/maskImageId", .format, detail)])
  }

  private func takes(_ parameter: String) -> Bool { card.parameter(parameter) != nil }

  /// The recipe with what the style says where the person says nothing, and what the model says after that. A style
  /// is made for many models: what this one cannot take of it is left out.
  private func filled(with style: Style.Look?) -> Recipe {
    var recipe = input.recipe
    func fitting(_ name: String, _ value: JSON?) -> JSON? {
      guard let value, let parameter = card.parameter(name), parameter.objection(to: value) == nil else { return nil }
      return value
    }
    let steps = fitting("steps", style?.steps.map { .int(Int64($0)) })
    recipe.steps = recipe.steps ?? steps?.int.flatMap { Int(exactly: $0) }
    recipe.guidance = recipe.guidance ?? fitting("guidance", style?.guidance.map { .double($0) })?.double
    recipe.sampler = recipe.sampler ?? fitting("sampler", style?.sampler.map { .string($0) })?.string
    recipe.model = card.id
    return card.filling(recipe)
  }

  /// The seed that was asked for, or a drawn one with room behind it for a batch.
  private func seed(_ random: inout some RandomNumberGenerator) -> UInt32 {
    if let seed = input.recipe.seed { return UInt32(truncatingIfNeeded: seed) }
    let range = RecipeCheck.seeds(of: card)
    let most = range.upperBound >= range.lowerBound + 15 ? range.upperBound - 15 : range.upperBound
    return UInt32.random(in: range.lowerBound...most, using: &random)
  }
}
