import Domain

/// The graphs that we bring along, for a request and the files that were uploaded for it.
struct ComfyRecipes {
  let request: ImageRequest
  var loras: [LoRA] = []
  /// By the names that `LoadImage` finds them under.
  var initImage: String?
  var mask: String?
  var references: [String] = []

  // SD 1.5, SDXL and others whose checkpoint is one file.

  func checkpoint() -> ComfyGraph {
    var graph = ComfyGraph()
    let loader = graph.add("CheckpointLoaderSimple", ["ckpt_name": .string(request.card.model)])
    var (model, clip) = (loader.output(0), loader.output(1))
    let vae = loader.output(2)
    addLoRAs(to: &graph, &model, &clip)
    if let skip = request.extra["clipSkip"]?.int {
      clip = graph.add("CLIPSetLastLayer", ["clip": clip, "stop_at_clip_layer": .int(-skip)]).output()
    }
    var positive = graph.add("CLIPTextEncode", ["text": .string(request.prompt), "clip": clip]).output()
    let negative = graph.add("CLIPTextEncode", ["text": .string(request.negativePrompt ?? ""), "clip": clip]).output()
    var cfg = request.guidance ?? request.bakedGuidance ?? 7
    if request.card.family == .flux {
      if request.guidance != nil {
        positive = graph.add("FluxGuidance", ["conditioning": positive, "guidance": .double(cfg)]).output()
      }
      cfg = 1
    }
    let latent = latent(in: &graph, vae: vae)
    let sampler = graph.add(
      "KSampler",
      [
        "model": model, "positive": positive, "negative": negative, "latent_image": latent,
        "seed": .int(Int64(request.seed)), "steps": .int(Int64(steps)), "cfg": .double(cfg),
        "sampler_name": .string(sampler), "scheduler": .string(scheduler),
        "denoise": .double(initImage == nil ? 1 : request.strength ?? 0.75),
      ])
    save(sampler.output(), &graph, vae: vae)
    return graph
  }

  private func latent(in graph: inout ComfyGraph, vae: JSON) -> JSON {
    guard let initImage else {
      let isNew = request.card.family == .sd3 || request.card.family == .flux
      return graph.add(isNew ? "EmptySD3LatentImage" : "EmptyLatentImage", latentSize).output()
    }
    let pixels = scaled(graph.add("LoadImage", ["image": .string(initImage)]).output(), &graph)
    guard let mask else { return graph.add("VAEEncode", ["pixels": pixels, "vae": vae]).output() }
    // Scaled and cut like the picture, so that it stays where it was painted.
    let picture = scaled(graph.add("LoadImage", ["image": .string(mask)]).output(), &graph)
    let area = graph.add("ImageToMask", ["image": picture, "channel": "red"]).output()
    if request.card.model.lowercased().contains("inpaint") {
      let inputs: JSON.Object = ["pixels": pixels, "vae": vae, "mask": area, "grow_mask_by": 6]
      return graph.add("VAEEncodeForInpaint", inputs).output()
    }
    let whole = graph.add("VAEEncode", ["pixels": pixels, "vae": vae]).output()
    return graph.add("SetLatentNoiseMask", ["samples": whole, "mask": area]).output()
  }

  private func scaled(_ picture: JSON, _ graph: inout ComfyGraph) -> JSON {
    let how: JSON.Object = [
      "image": picture, "upscale_method": "lanczos", "width": width, "height": height, "crop": "center",
    ]
    return graph.add("ImageScale", how).output()
  }

  // Flux 2 Klein, text to image and editing.

  /// The files that Klein's parts lie in; all are nil for a checkpoint that has them in one.
  struct KleinParts: Sendable, Equatable {
    var clip: String?
    var vae: String?
  }

  /// `scaleTakesSteps`: newer builds want one more input of the node that scales references.
  func klein(_ parts: KleinParts, scaleTakesSteps: Bool) -> ComfyGraph {
    var graph = ComfyGraph()
    var model: JSON
    let clip: JSON
    let vae: JSON
    if let clipFile = parts.clip, let vaeFile = parts.vae {
      model = graph.add("UNETLoader", ["unet_name": .string(request.card.model), "weight_dtype": "default"]).output()
      clip = graph.add("CLIPLoader", ["clip_name": .string(clipFile), "type": "flux2", "device": "default"]).output()
      vae = graph.add("VAELoader", ["vae_name": .string(vaeFile)]).output()
    } else {
      let loader = graph.add("CheckpointLoaderSimple", ["ckpt_name": .string(request.card.model)])
      (model, clip, vae) = (loader.output(0), loader.output(1), loader.output(2))
    }
    for lora in loras {
      let inputs: JSON.Object = [
        "model": model, "lora_name": .string(lora.name), "strength_model": .double(lora.weight),
      ]
      model = graph.add("LoraLoaderModelOnly", inputs).output()
    }
    var positive = graph.add("CLIPTextEncode", ["text": .string(request.prompt), "clip": clip]).output()
    // The distilled model takes no negative text; the base one does.
    var negative =
      request.card.parameter("negativePrompt") == nil
      ? graph.add("ConditioningZeroOut", ["conditioning": positive]).output()
      : graph.add("CLIPTextEncode", ["text": .string(request.negativePrompt ?? ""), "clip": clip]).output()
    for reference in references {
      let latent = latent(of: reference, &graph, vae: vae, scaleTakesSteps: scaleTakesSteps)
      positive = graph.add("ReferenceLatent", ["conditioning": positive, "latent": latent]).output()
      negative = graph.add("ReferenceLatent", ["conditioning": negative, "latent": latent]).output()
    }
    let guider = graph.add(
      "CFGGuider",
      ["model": model, "positive": positive, "negative": negative, "cfg": .double(request.guidance ?? 1)])
    let sampler = graph.add(
      "SamplerCustomAdvanced",
      [
        "guider": guider.output(),
        "noise": graph.add("RandomNoise", ["noise_seed": .int(Int64(request.seed))]).output(),
        "sampler": graph.add("KSamplerSelect", ["sampler_name": .string(self.sampler)]).output(),
        "sigmas": graph.add("Flux2Scheduler", ["steps": .int(Int64(steps)), "width": width, "height": height]).output(),
        "latent_image": graph.add("EmptyFlux2LatentImage", latentSize).output(),
      ])
    save(sampler.output(), &graph, vae: vae)
    return graph
  }

  private func latent(of file: String, _ graph: inout ComfyGraph, vae: JSON, scaleTakesSteps: Bool) -> JSON {
    let picture = graph.add("LoadImage", ["image": .string(file)]).output()
    var scale: JSON.Object = ["image": picture, "upscale_method": "lanczos", "megapixels": 1.0]
    if scaleTakesSteps { scale.append("resolution_steps", 1) }
    let pixels = graph.add("ImageScaleToTotalPixels", scale).output()
    return graph.add("VAEEncode", ["pixels": pixels, "vae": vae]).output()
  }

  // What all have.

  private func addLoRAs(to graph: inout ComfyGraph, _ model: inout JSON, _ clip: inout JSON) {
    for lora in loras {
      let node = graph.add(
        "LoraLoader",
        [
          "model": model, "clip": clip, "lora_name": .string(lora.name), "strength_model": .double(lora.weight),
          "strength_clip": .double(lora.weight),
        ])
      (model, clip) = (node.output(0), node.output(1))
    }
  }

  private func save(_ latent: JSON, _ graph: inout ComfyGraph, vae: JSON) {
    let pictures = graph.add("VAEDecode", ["samples": latent, "vae": vae]).output()
    graph.add("SaveImage", ["images": pictures, "filename_prefix": "pixazo"])
  }

  private var width: JSON { .int(Int64(request.width)) }
  private var height: JSON { .int(Int64(request.height)) }
  private var latentSize: JSON.Object { ["width": width, "height": height, "batch_size": 1] }
  private var tuning: Tuning { Tuning(request.card.family, naming: request.card.name) }
  private var steps: Int { request.steps ?? tuning.steps }
  private var sampler: String { request.sampler ?? tuning.sampler ?? "euler" }
  private var scheduler: String { request.scheduler ?? Self.scheduler(for: request.card.family) }

  /// What suits a family, as ComfyUI calls it.
  static func scheduler(for family: Family) -> String {
    switch family {
    case .sd, .sdxl: "karras"
    case .sdxlTurbo, .sd3: "sgm_uniform"
    case .flux, .fluxKlein: "simple"
    default: "normal"
    }
  }
}
