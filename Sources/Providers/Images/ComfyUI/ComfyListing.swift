import Domain

/// What a ComfyUI has: files of weights, and the names that its nodes take.
struct ComfyListing: Sendable, Equatable {
  var checkpoints: [String] = []
  var diffusionModels: [String] = []
  var textModels: [String] = []
  var vaes: [String] = []
  var loras: [String] = []
  var samplers: [String] = []
  var schedulers: [String] = []
  /// Newer builds want one more input when references are scaled.
  var scaleTakesSteps = false

  /// The node classes that it is read from.
  static let classes = [
    "CheckpointLoaderSimple", "UNETLoader", "CLIPLoader", "VAELoader", "LoraLoader", "KSampler",
    "ImageScaleToTotalPixels",
  ]

  /// Takes in the answer to `object_info` of one class; false when it is none.
  mutating func take(_ json: JSON, of kind: String) -> Bool {
    guard case .object = json else { return false }
    let inputs = json[kind]?["input"]
    func choices(_ name: String) -> [String] {
      Self.choices(inputs?["required"]?[name] ?? inputs?["optional"]?[name])
    }
    switch kind {
    case "CheckpointLoaderSimple": checkpoints = choices("ckpt_name")
    case "UNETLoader": diffusionModels = choices("unet_name")
    case "CLIPLoader": textModels = choices("clip_name")
    case "VAELoader": vaes = choices("vae_name")
    case "LoraLoader": loras = choices("lora_name")
    case "KSampler": (samplers, schedulers) = (choices("sampler_name"), choices("scheduler"))
    case "ImageScaleToTotalPixels":
      scaleTakesSteps = (inputs?["required"]?["resolution_steps"] ?? inputs?["optional"]?["resolution_steps"]) != nil
    default: break
    }
    return true
  }

  /// A list of choices, as older (`[[…]]`) and newer builds (`["COMBO", {"options": […]}]`) write it.
  static func choices(_ input: JSON?) -> [String] {
    guard let input = input?.array, let first = input.first else { return [] }
    if first.array != nil { return Optional(first).texts }
    return input.count > 1 ? input[1]["options"].texts : []
  }

  func cards(of provider: String) -> [ModelCard] {
    var cards = checkpoints.prefix(5_000).map { card(of: provider, $0) }
    for name in diffusionModels.prefix(5_000) where Family(naming: name) == .fluxKlein && !checkpoints.contains(name) {
      var card = card(of: provider, name)
      if case .failure(let lack) = kleinParts(for: name) { card.unusable = lack.sentence }
      cards.append(card)
    }
    return cards
  }

  private func card(of provider: String, _ name: String) -> ModelCard {
    var card = ModelCard.listed(provider, name, samplers: samplers, schedulers: schedulers)
    card.capabilities.formUnion([.progress, .previews])
    let scheduler = ComfyRecipes.scheduler(for: card.family)
    if schedulers.contains(scheduler) { card.begin("scheduler", with: .string(scheduler)) }
    if card.family == .fluxKlein {
      card.parameters.removeAll { $0.name == "scheduler" }
      card.takeReferences(atMost: 4)
    } else {
      card.takeInitImages(withMasks: true)
      if card.family != .flux, card.family != .sd3 {
        card.parameters.append(LocalOption.clipSkip)
      }
    }
    if let loras = LoRA.parameter(loras) { card.parameters.append(loras) }
    return card
  }

  struct Lack: Error, Equatable { let sentence: String }

  /// The text model and the VAE that belong to a file of Klein's.
  func kleinParts(for name: String) -> Result<ComfyRecipes.KleinParts, Lack> {
    if checkpoints.contains(name) { return .success(ComfyRecipes.KleinParts()) }
    let size = Self.letters(name).contains("9b") ? "8b" : "4b"
    let clip = textModels.first { Self.letters($0).contains("qwen3\(size)") }
    let vae = vaes.first { Self.letters($0).contains("flux2") }
    switch (clip, vae) {
    case (let clip?, let vae?): return .success(ComfyRecipes.KleinParts(clip: clip, vae: vae))
    case (nil, _):
      return .failure(Lack(sentence: "It needs the text model qwen_3_\(size) in ComfyUI's models/text_encoders."))
    case (_, nil): return .failure(Lack(sentence: "It needs the VAE flux2-vae in ComfyUI's models/vae."))
    }
  }

  private static func letters(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
