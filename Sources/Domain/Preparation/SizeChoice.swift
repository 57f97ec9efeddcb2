/// Finds the size of a picture: what was asked for, else the workspace's where the model can, else the model's own.
struct SizeChoice {
  let card: ModelCard
  let settings: Workspace.Settings

  /// Nil for a model that knows no sizes. Throws `invalid_request` for a size that was asked for and cannot be.
  func size(for recipe: Recipe) throws(Failure) -> ModelCard.Size? {
    let sizes = card.limits.sizes
    guard !sizes.isEmpty || card.parameter("width") != nil || card.parameter("height") != nil else { return nil }
    let size: ModelCard.Size
    switch (recipe.width, recipe.height) {
    case (let width?, let height?): size = ModelCard.Size(width, height)
    case (nil, nil):
      let usual = ModelCard.Size(settings.width ?? own.width, settings.height ?? own.height)
      return objection(to: usual) == nil ? usual : own
    case (let width?, nil):
      let same = sizes.first { $0.width == width }
      size = ModelCard.Size(width, same?.height ?? fitting(settings.height, "height") ?? own.height)
    case (nil, let height?):
      let same = sizes.first { $0.height == height }
      size = ModelCard.Size(same?.width ?? fitting(settings.width, "width") ?? own.width, height)
    }
    guard let objection = objection(to: size) else { return size }
    let pointer = recipe.width == nil ? "/height" : "/width"
    throw Failure(refusing: [Failure.Field(pointer, objection.code, objection.detail)])
  }

  /// What the model makes when nobody says anything.
  var own: ModelCard.Size {
    let first = card.limits.sizes.first
    func side(_ name: String, _ of: Int?) -> Int {
      let parameter = card.parameter(name)
      let standard = parameter?.standard.int.flatMap { Int(exactly: $0) }
      return standard ?? of ?? Int(exactly: parameter?.nearest(to: 1_024) ?? 1_024) ?? 1_024
    }
    let size = ModelCard.Size(side("width", first?.width), side("height", first?.height))
    guard let first, !card.limits.sizes.contains(size) else { return size }
    return first
  }

  private func fitting(_ side: Int?, _ name: String) -> Int? {
    guard let side, card.parameter(name)?.objection(to: .int(Int64(side))) == nil else { return nil }
    return side
  }

  private func objection(to size: ModelCard.Size) -> (code: Failure.Field.Code, detail: String)? {
    let sizes = card.limits.sizes
    if !sizes.isEmpty {
      guard !sizes.contains(size) else { return nil }
      let shown = sizes.prefix(20).map { "\($0.width)x\($0.height)" }.joined(separator: ", ")
      return (.notAnOption, "\(size.width)x\(size.height) is none of the sizes of \(card.id): \(shown).")
    }
    for (name, side) in [("width", size.width), ("height", size.height)] {
      guard let objection = card.parameter(name)?.objection(to: .int(Int64(side))) else { continue }
      return objection
    }
    // Both are at most 4,096 or the card's own.
    let (pixels, isTooMuch) = size.width.multipliedReportingOverflow(by: size.height)
    guard let most = card.limits.pixels, isTooMuch || pixels > most else { return nil }
    return (
      .tooLarge, "\(size.width)x\(size.height) are \(pixels) pixels, and \(card.id) makes at most \(most)."
    )
  }
}
