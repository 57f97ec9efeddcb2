import Domain

/// A job as a stable-diffusion.cpp server tells of it.
enum SDCppJob: Equatable {
  /// Its place in the server's line, from 1; nil when it is not said.
  case waiting(Int?)
  case painting
  case done([PictureSource])
  /// In the server's own words.
  case failed(String)
  case cancelled
  /// The server that had it is no more.
  case forgotten
  /// It ended, and is kept no longer.
  case expired

  /// Nil when it makes no sense.
  init?(_ json: JSON) {
    switch json["status"]?.string?.lowercased() {
    case "queued":
      let place = json["queue_position"]?.int.flatMap { Int(exactly: $0) }
      self = .waiting(place.flatMap { $0 > 0 ? $0 : nil })
    case "generating": self = .painting
    case "completed":
      let images = (json["result"]?["images"]?.array ?? []).prefix(64).enumerated().map { place, image in
        (
          place: image["index"]?.int ?? Int64(place),
          source: PictureSource(image["b64_json"]?.string ?? "") ?? .bytes([])
        )
      }
      self = .done(images.sorted { $0.place < $1.place }.map(\.source))
    case "failed": self = .failed(json["error"]?["message"]?.string ?? json["error"]?["code"]?.string ?? "")
    case "cancelled": self = .cancelled
    default: return nil
    }
  }

  var progress: ImageProgress? {
    switch self {
    case .waiting(let place): ImageProgress(stage: place.map { "waiting, number \($0) in line" } ?? "waiting")
    case .painting: ImageProgress(stage: "painting")
    case .done, .failed, .cancelled, .forgotten, .expired: nil
    }
  }
}

extension SDCppJob {
  /// What the server is sent for a request.
  static func body(_ request: ImageRequest, _ loras: [LoRA], _ json: inout JSONWriter) {
    json.field("prompt", request.prompt)
    if let negative = request.negativePrompt { json.field("negative_prompt", negative) }
    json.field("width", request.width)
    json.field("height", request.height)
    json.field("seed", Int(request.seed))
    json.field("batch_count", request.count)
    json.object("sample_params") { json in
      if let sampler = request.sampler { json.field("sample_method", sampler) }
      if let scheduler = request.scheduler { json.field("scheduler", scheduler) }
      if let steps = request.steps { json.field("sample_steps", steps) }
      json.object("guidance") { json in
        // The server's own value is for models of another kind.
        if let cfg = request.guidance ?? request.bakedGuidance { json.field("txt_cfg", cfg) }
        if let own = request.extra["distilledGuidance"]?.double { json.field("distilled_guidance", own) }
      }
    }
    if let picture = request.initImage {
      json.field("init_image", picture.base64)
      if let strength = request.strength { json.field("strength", strength) }
      if let mask = request.mask { json.field("mask_image", mask.base64) }
    }
    if !request.references.isEmpty { json.field("ref_images", request.references.map(\.base64)) }
    if !loras.isEmpty {
      json.array("lora") { json in
        for lora in loras {
          json.object { json in
            json.field("path", lora.name)
            json.field("multiplier", lora.weight)
          }
        }
      }
    }
    if let skip = request.extra["clipSkip"]?.int { json.field("clip_skip", skip) }
    if request.extra["vaeTiling"]?.bool == true {
      json.object("vae_tiling_params") { $0.field("enabled", true) }
    }
    json.field("output_format", "png")
  }
}

extension ImageRequest {
  /// What a model without a guidance of its own has to be sent: distilled models carry it in themselves.
  var bakedGuidance: Double? { card.parameter("guidance") == nil ? 1 : nil }
}
