extension Recipe {
  /// SwarmUI's `sui_image_params`; any field of it may be missing.
  init?(swarmUI json: JSON) {
    guard let prompt = json["prompt"]?.string else { return nil }
    self.init(prompt: prompt.tidied)
    negativePrompt = json["negativeprompt"]?.word
    model = json["model"]?.word
    width = json["width"]?.amount
    height = json["height"]?.amount
    steps = json["steps"]?.amount
    guidance = json["fluxguidancescale"]?.number ?? json["cfgscale"]?.number
    seed = json["seed"]?.seed
    sampler = json["sampler"]?.word
    scheduler = json["scheduler"]?.word
    strength = json["initimagecreativity"]?.number
  }
}
