extension Recipe {
  /// InvokeAI's `invokeai_metadata`; any field of it may be missing.
  init?(invokeAI json: JSON) {
    guard let prompt = json["positive_prompt"]?.string else { return nil }
    self.init(prompt: prompt.tidied)
    negativePrompt = json["negative_prompt"]?.word
    let model = json["model"]
    self.model = model?["name"]?.word ?? model?["model_name"]?.word ?? model?.word
    width = json["width"]?.amount
    height = json["height"]?.amount
    steps = json["steps"]?.amount
    guidance = json["guidance"]?.number ?? json["cfg_scale"]?.number
    seed = json["seed"]?.seed
    // What it calls a scheduler is what others call a sampler.
    sampler = json["scheduler"]?.word
    strength = json["strength"]?.number
  }

  /// The `sd-metadata` of its versions before 3.
  init?(olderInvokeAI json: JSON) {
    guard let image = json["image"] else { return nil }
    guard let prompt = image["prompt"]?.string ?? image["prompt"]?.array?.first?["prompt"]?.string else { return nil }
    self.init(prompt: prompt.tidied)
    model = json["model_weights"]?.word
    width = image["width"]?.amount
    height = image["height"]?.amount
    steps = image["steps"]?.amount
    guidance = image["cfg_scale"]?.number
    seed = image["seed"]?.seed
    sampler = image["sampler"]?.word
    strength = image["strength"]?.number
  }
}
