// What a model does by itself.
extension ModelCard {
  /// The recipe with this model's own ways where it says nothing; its size is left as it is.
  func filling(_ recipe: Recipe) -> Recipe {
    var recipe = recipe
    func standard(_ name: String) -> JSON? { parameter(name)?.standard }
    recipe.steps = recipe.steps ?? standard("steps")?.int.flatMap { Int(exactly: $0) }
    recipe.guidance = recipe.guidance ?? standard("guidance")?.double
    recipe.sampler = recipe.sampler ?? standard("sampler")?.string
    recipe.scheduler = recipe.scheduler ?? standard("scheduler")?.string
    recipe.negativePrompt = recipe.negativePrompt ?? standard("negativePrompt")?.string
    if recipe.initImageId != nil { recipe.strength = recipe.strength ?? standard("strength")?.double }
    for parameter in parameters
    where !RecipeCheck.fields.contains(parameter.name) && recipe.extra[parameter.name] == nil {
      if parameter.standard != .null { recipe.extra.append(parameter.name, parameter.standard) }
    }
    return recipe
  }

  /// The recipe without what this model does by itself anyway, whoever wrote it there.
  func emptying(_ recipe: Recipe) -> Recipe {
    var recipe = recipe
    func standard(_ name: String) -> JSON? { parameter(name)?.standard }
    if let steps = recipe.steps, standard("steps")?.int == Int64(steps) { recipe.steps = nil }
    if recipe.guidance == standard("guidance")?.double { recipe.guidance = nil }
    if recipe.sampler == standard("sampler")?.string { recipe.sampler = nil }
    if recipe.scheduler == standard("scheduler")?.string { recipe.scheduler = nil }
    if recipe.negativePrompt == standard("negativePrompt")?.string { recipe.negativePrompt = nil }
    if recipe.strength == standard("strength")?.double { recipe.strength = nil }
    let size = SizeChoice(card: self, settings: Workspace.Settings()).own
    if recipe.width == size.width, recipe.height == size.height { (recipe.width, recipe.height) = (nil, nil) }
    var extra = JSON.Object()
    for member in recipe.extra.members where parameter(member.name)?.standard != member.value {
      extra.append(member.name, member.value)
    }
    recipe.extra = extra
    return recipe
  }
}
