import Domain

/// What a web UI is sent for a request.
struct WebUIRequest {
  let request: ImageRequest
  /// With which its progress can be told from that of others.
  let task: String
  var loras: [LoRA] = []
  /// Forge's files, by the paths that it has for them.
  var modules: [String] = []

  var path: String { request.initImage == nil ? "/sdapi/v1/txt2img" : "/sdapi/v1/img2img" }

  func body(_ json: inout JSONWriter) {
    json.field("prompt", prompt)
    if let negative = request.negativePrompt { json.field("negative_prompt", negative) }
    json.field("width", request.width)
    json.field("height", request.height)
    json.field("seed", Int(request.seed))
    json.field("batch_size", request.count)
    json.field("n_iter", 1)
    if let steps = request.steps { json.field("steps", steps) }
    guidance(&json)
    if let sampler = request.sampler { json.field("sampler_name", sampler) }
    if let scheduler = request.scheduler { json.field("scheduler", scheduler) }
    if request.extra["tiling"]?.bool == true { json.field("tiling", true) }
    picture(&json)
    larger(&json)
    json.field("override_settings") { settings(&$0) }
    json.field("send_images", true)
    json.field("save_images", false)
    json.field("do_not_save_grid", true)
    json.field("force_task_id", task)
  }

  private var prompt: String {
    loras.reduce(request.prompt) { $0 + " <lora:\($1.name):\($1.weight)>" }
  }

  /// Flux was taught with a guidance of its own, beside which the usual one has to be off.
  private func guidance(_ json: inout JSONWriter) {
    if request.card.family == .flux || request.card.family == .fluxKlein {
      json.field("cfg_scale", 1.0)
      if let guidance = request.guidance { json.field("distilled_cfg_scale", guidance) }
    } else if let guidance = request.guidance ?? request.bakedGuidance {
      json.field("cfg_scale", guidance)
    }
  }

  private func picture(_ json: inout JSONWriter) {
    guard let picture = request.initImage else { return }
    json.field("init_images", [picture.base64])
    // Crop rather than squeeze.
    json.field("resize_mode", 1)
    if let strength = request.strength { json.field("denoising_strength", strength) }
    guard let mask = request.mask else { return }
    json.field("mask", mask.base64)
    json.field("mask_blur", request.extra["maskBlur"]?.int ?? 4)
    json.field("inpainting_fill", 1)
    json.field("inpaint_full_res", request.extra["onlyMasked"]?.bool ?? false)
    json.field("inpaint_full_res_padding", 32)
    json.field("inpainting_mask_invert", 0)
  }

  private func larger(_ json: inout JSONWriter) {
    guard request.initImage == nil, let scale = request.extra["hiresScale"]?.double, scale > 1 else { return }
    json.field("enable_hr", true)
    json.field("hr_scale", scale)
    json.field("denoising_strength", request.extra["hiresStrength"]?.double ?? 0.5)
    if let upscaler = request.extra["hiresUpscaler"]?.string { json.field("hr_upscaler", upscaler) }
  }

  private func settings(_ json: inout JSONWriter) {
    json.object { json in
      json.field("sd_model_checkpoint", request.card.model)
      if let skip = request.extra["clipSkip"]?.int { json.field("CLIP_stop_at_last_layers", skip) }
      if !modules.isEmpty { json.field("forge_additional_modules", modules) }
    }
  }
}

/// What a web UI answers when it is done.
struct WebUIAnswer {
  let pictures: [PictureSource]
  let seeds: [UInt64?]
  /// Which checkpoint it says that it used.
  let checkpoint: String?

  /// Nil when it makes no sense. A grid comes before the pictures, and masks and the like after them: neither is taken.
  init?(_ json: JSON, count: Int) {
    guard let images = json["images"]?.array else { return nil }
    let info = json["info"]?.string.flatMap { try? JSON(parsing: Array($0.utf8)) } ?? json["info"] ?? .null
    let first = info["index_of_first_image"]?.int.flatMap { Int(exactly: $0) } ?? 0
    let start = (0..<images.count).contains(first) ? first : 0
    pictures = images[start...].prefix(count).map { $0.string.flatMap { PictureSource($0) } ?? .bytes([]) }
    let said = (info["all_seeds"]?.array ?? info["seed"].map { [$0] } ?? []).prefix(count)
    seeds = said.map { $0.int.flatMap { UInt64(exactly: $0) } }
    checkpoint = info["sd_model_name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}
