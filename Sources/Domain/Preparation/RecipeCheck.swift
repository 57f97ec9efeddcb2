/// Holds what a recipe says against what a model takes.
struct RecipeCheck {
  private(set) var errors: [Failure.Field] = []
  private let card: ModelCard

  /// What a recipe says outside of its `extra`; any other parameter of a card is a key of that.
  static let fields: Set<String> = [
    "prompt", "negativePrompt", "width", "height", "steps", "guidance", "seed", "count", "sampler", "scheduler",
    "initImageId", "maskImageId", "strength", "referenceImageIds",
  ]

  init(_ recipe: Recipe, card: ModelCard) {
    self.card = card
    if card.kind != .image {
      refuse("/model", .unsupported, "\(card.id) makes no images.")
    } else if let why = card.unusable {
      refuse("/model", .unsupported, "\(card.id) cannot be used: \(why)")
    } else {
      check(recipe)
    }
  }

  private mutating func check(_ recipe: Recipe) {
    check("negativePrompt", recipe.negativePrompt.map { .string($0) })
    if card.limits.sizes.isEmpty {
      check("width", recipe.width.map { .int(Int64($0)) })
      check("height", recipe.height.map { .int(Int64($0)) })
    }
    check("steps", recipe.steps.map { .int(Int64($0)) })
    check("guidance", recipe.guidance.map { .double($0) })
    check("seed", recipe.seed.flatMap { Int64(exactly: $0) }.map { .int($0) })
    check("sampler", recipe.sampler.map { .string($0) })
    check("scheduler", recipe.scheduler.map { .string($0) })
    check("initImageId", recipe.initImageId.map { .string($0.text) })
    check("maskImageId", recipe.maskImageId.map { .string($0.text) })
    check("strength", recipe.strength.map { .double($0) })
    let references = recipe.referenceImageIds.map { JSON.string($0.text) }
    check("referenceImageIds", references.isEmpty ? nil : .array(references))
    if recipe.initImageId == nil {
      let needing = [("/maskImageId", recipe.maskImageId != nil), ("/strength", recipe.strength != nil)]
      for (pointer, isGiven) in needing where isGiven && !errors.contains(where: { $0.pointer == pointer }) {
        refuse(pointer, .unsupported, "Makes sense only together with initImageId.")
      }
    }
    check(recipe.extra)
  }

  private mutating func check(_ extra: JSON.Object) {
    for member in extra.members {
      let pointer = Failure.Field.pointer("/extra", member.name)
      guard let parameter = card.parameter(member.name), !Self.fields.contains(member.name) else {
        refuse(pointer, .unknownField, "\(card.id) knows nothing of it.")
        continue
      }
      check(member.value, parameter, at: pointer)
    }
  }

  private mutating func check(_ name: String, _ value: JSON?) {
    guard let value else { return }
    guard let parameter = card.parameter(name) else {
      return refuse("/\(name)", .unsupported, "\(card.id) does not take it.")
    }
    check(value, parameter, at: "/\(name)")
  }

  private mutating func check(_ value: JSON, _ parameter: ModelCard.Parameter, at pointer: String) {
    if let objection = parameter.objection(to: value) { refuse(pointer, objection.code, objection.detail) }
  }

  private mutating func refuse(_ pointer: String, _ code: Failure.Field.Code, _ detail: String) {
    errors.append(Failure.Field(pointer, code, detail))
  }

  /// The seeds that a model takes, of those that there are.
  static func seeds(of card: ModelCard) -> ClosedRange<UInt32> {
    let parameter = card.parameter("seed")
    let least = UInt32(clamping: Int64(parameter?.least ?? 0, or: 0))
    let most = UInt32(clamping: Int64(parameter?.most ?? Double(UInt32.max), or: Int64(UInt32.max)))
    return least...max(least, most)
  }
}

extension Int64 {
  /// A number that came as a fraction; `other` when it is far out of range or none.
  fileprivate init(_ number: Double, or other: Int64) { self = Int64(exactly: number.rounded()) ?? other }
}
