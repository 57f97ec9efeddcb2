import Domain

/// What the gateway offers. It has no list of its own, so this is one; where its papers and what was seen of it
/// differ, the tighter range stands here.
enum GatewayCatalogue {
  static func model(_ id: String) -> GatewayModel? { models.first { $0.id == id } }

  static let models: [GatewayModel] = [
    GatewayModel(
      "flux-2-klein-4b", "Flux 2 Klein 4B", .fluxKlein, "/flux-2-klein-4b/v1/generateImage", pixels: 2048 * 2048,
      [.size(256...2048, step: 16, standard: 1024), .steps("steps", 1...8, 4), .seed]),
    GatewayModel(
      "stable-diffusion-xl-base-10", "SDXL base 1.0", .sdxl, "/getImage/v1/getSDXLImage",
      [
        .negativePrompt(), .size(512...1536, step: 64, standard: 1024), .steps("num_steps", 1...20, 20),
        .guidance("guidance_scale", 1...20, 7.5), .seed,
      ]),
    GatewayModel(
      "stable-diffusion-xl-lightning", "SDXL Lightning", .sdxlTurbo, "/sdxl_lightning/getImage/v1/getSDXLImage",
      [
        .negativePrompt("negativePrompt"), .size(512...1536, step: 64, standard: 1024), .steps("num_steps", 1...8, 8),
        .guidance("guidance", 0...10, 2), .seed,
      ]),
    GatewayModel(
      "stable-diffusion-xl-turbo-v2", "SDXL Turbo", .sdxlTurbo, "/sdxlTurbo/v2/getData",
      [
        .size(512...1024, step: 64, standard: 768), .steps("num_inference_steps", 1...50, 4),
        .guidance("guidance_scale", 0...20, 1), .seed,
      ]),
    GatewayModel(
      "stable-diffusion-v1-5-inpainting", "Stable Diffusion 1.5 inpainting", .sd, "/inpainting/v1/getImage",
      [
        .initImage("imageUrl"), .mask("maskUrl"), .negativePrompt(), .size(256...1024, step: 64, standard: 512),
        .steps("num_steps", 1...20, 20), .guidance("guidance", 1...20, 7.5), .seed, .strength,
      ]),
    GatewayModel(
      "stable-diffusion-3", "Stable Diffusion 3", .sd3, "/sd3/v1/getData",
      [
        .negativePrompt("negativePrompt"), .size("aspect_ratio", ratios), .steps("steps", 1...28, 28),
        .guidance("cfg", 0...20, 4), .seed, .choice("outputFormat", "output_format", ["png", "jpg", "webp"], "png"),
        .number("outputQuality", "output_quality", 0...100, 90),
      ]),
    GatewayModel(
      "stable-diffusion-3-5-large", "Stable Diffusion 3.5 large", .sd3, "/sd3-5/v1/r-sd-3-5-large",
      [
        .size("aspect_ratio", ratios), .steps("steps", 1...50, 40), .guidance("cfg", 1...10, 4.5), .seed,
        .choice("outputFormat", "output_format", ["png", "jpg", "webp"], "png"),
        .number("outputQuality", "output_quality", 0...100, 90),
      ]),
    GatewayModel(
      "flux-1-schnell", "Flux 1 schnell", .flux, "/flux-1-schnell/v1/getData", prompt: 2_048,
      [.size(256...1024, step: 64, standard: 1024), .steps("num_steps", 1...8, 4), .seed]),
    GatewayModel(
      "flux-1-schnell-batch", "Flux 1 schnell (queued)", .flux, "/flux-1-schnell/v1/getDataBatch", prompt: 2_048,
      otherStatus: [.post("/flux-1-schnell/v1/checkStatus", field: "requestId")],
      [.size(256...1024, step: 64, standard: 1024), .steps("num_steps", 1...8, 4), .seed]),
    GatewayModel(
      "flux-2-dev", "Flux 2 dev", .flux, "/flux-2-dev/v1/generateT2I",
      [.size(256...1536, step: 16, standard: 1024), .steps("steps", 1...50, 25), .seed]),
    GatewayModel(
      "flux-2-pro-text-to-image-799", "Flux 2 pro", .flux,
      "/flux-2-pro-text-to-image-799/v1/flux-2-pro-text-to-image-request",
      otherStatus: [
        .post("/flux-2-pro-text-to-image-799/v1/flux-2-pro-text-to-image-request-result", field: "request_id")
      ],
      [.size("image_size", words), .seed, .count(upTo: 4)] + fluxTwo),
    GatewayModel(
      "flux-2-pro-image-to-image-866", "Flux 2 pro edit", .flux,
      "/flux-2-pro-image-to-image-866/v1/flux-2-pro-image-to-image-request",
      otherStatus: [
        .post("/flux-2-pro-image-to-image-866/v1/flux-2-pro-image-to-image-request-result", field: "request_id")
      ],
      [.references("image_urls"), .size("image_size", words), .seed] + fluxTwo),
    GatewayModel(
      "flux-2-max", "Flux 2 max", .flux, "/flux-2-max/v1/flux-2-max-request",
      otherStatus: [.post("/flux-2-max/v1/flux-2-max-request-result", field: "request_id")],
      [.size("image_size", words), .seed, .count(upTo: 4)] + fluxTwo),
    GatewayModel(
      "flux-2-max-edit", "Flux 2 max edit", .flux, "/flux-2-max-edit/v1/flux-2-max-edit-request",
      otherStatus: [.post("/flux-2-max-edit/v1/flux-2-max-edit-request-result", field: "request_id")],
      [.references("image_urls"), .size("image_size", words), .seed] + fluxTwo),
    GatewayModel(
      "flux-2-lora", "Flux 2 LoRA", .flux, "/flux-2-lora/v1/flux-2-lora-request",
      otherStatus: [.post("/flux-2-lora/v1/flux-2-lora-request-result", field: "request_id")],
      [.lora, .size("image_size", words), .seed] + fluxTwo),
    GatewayModel(
      "flux-dev", "Flux 1 dev", .flux, "/flux-dev/v1/dev/textToImage", otherStatus: fluxDevStatus,
      [
        .size("image_size", words), .steps("num_inference_steps", 1...50, 28),
        .guidance("guidance_scale", 1...20, 3.5), .seed,
      ]),
    GatewayModel(
      "flux-dev-image-to-image", "Flux 1 dev edit", .flux, "/flux-dev/v1/dev/imageToImage",
      otherStatus: fluxDevStatus,
      [
        .initImage("image_url"), .strength, .steps("num_inference_steps", 1...50, 28),
        .guidance("guidance_scale", 1...20, 3.5), .seed,
      ]),
    GatewayModel(
      "flux-pro", "Flux 1 pro", .flux, "/flux-pro/v1/pro/textToImage", [.size("image_size", words), .seed]),
    GatewayModel(
      "flux-pro-1-1", "Flux 1.1 pro ultra", .flux, "/pro1.1/v1/pro1.1ultra/generateRequest",
      [.size("aspect_ratio", ratios), .seed]),
    GatewayModel(
      "flux-fill-dev", "Flux 1 fill dev", .flux, "/flux-fill-dev/v1/flux-fill/generate",
      [.initImage("image_url"), .mask("mask_url"), .seed]),
  ]

  private static let fluxTwo: [[GatewayModel.Input]] = [
    .choice("safetyTolerance", "safety_tolerance", ["1", "2", "3", "4", "5"], "2"),
    .flag("safetyChecker", "enable_safety_checker", true),
    .choice("outputFormat", "output_format", ["jpeg", "png"], "png"),
  ]

  private static let fluxDevStatus = [
    GatewayModel.Status.post("/flux-dev-polling/dev/getFluxDevStatus", field: "requestId")
  ]

  /// Sizes as the model family makes them of a ratio; the gateway takes the ratio alone.
  private static let ratios = NamedSizes([
    "1:1": (1024, 1024), "3:2": (1216, 832), "2:3": (832, 1216), "4:5": (896, 1088), "5:4": (1088, 896),
    "16:9": (1344, 768), "9:16": (768, 1344), "21:9": (1536, 640), "9:21": (640, 1536),
  ])

  private static let words = NamedSizes([
    "square_hd": (1024, 1024), "square": (512, 512), "landscape_4_3": (1024, 768), "portrait_4_3": (768, 1024),
    "landscape_16_9": (1024, 576), "portrait_16_9": (576, 1024),
  ])
}
