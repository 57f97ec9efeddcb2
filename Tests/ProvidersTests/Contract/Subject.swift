import Domain
import StandIn
import Support
import Testing

/// A kind of provider as the contract suite tries it. Every kind of the roster that calls a server has one here.
struct Subject: Sendable, CustomTestStringConvertible {
  let kind: String
  /// What to try of what it offers, by the models' own names; the first one is tried in every way.
  let models: [String]
  /// Told before its work is waited for, so that a crash loses nothing.
  let hasTickets: Bool
  /// It names its work itself, before it is sent: whatever becomes of the answer, the work is found again.
  let namesItsWork: Bool
  /// Pictures come as addresses.
  let keepsFiles: Bool
  /// What one picture costs, where the provider says.
  let costMicros: Int?
  /// On top of what makes tests quick.
  let options: JSON.Object
  /// What a request needs beside what every request has.
  let prepare: @Sendable (inout ImageRequest) -> Void

  init(
    kind: String, models: [String], hasTickets: Bool = false, namesItsWork: Bool = false,
    keepsFiles: Bool = false, costMicros: Int? = nil, options: JSON.Object = [:],
    prepare: @escaping @Sendable (inout ImageRequest) -> Void = { _ in }
  ) {
    self.kind = kind
    self.models = models
    self.hasTickets = hasTickets
    self.namesItsWork = namesItsWork
    self.keepsFiles = keepsFiles
    self.costMicros = costMicros
    self.options = options
    self.prepare = prepare
  }

  var testDescription: String { kind }

  static let all: [Subject] = [
    Subject(
      kind: "pixazo",
      models: [
        "flux-2-klein-4b", "stable-diffusion-xl-base-10", "stable-diffusion-xl-lightning",
        "stable-diffusion-xl-turbo-v2", "stable-diffusion-v1-5-inpainting", "stable-diffusion-3",
        "stable-diffusion-3-5-large", "flux-1-schnell",
      ], keepsFiles: true, options: ["sendsPictures": true]),
    Subject(
      kind: "pixazo",
      models: [
        "flux-2-max", "flux-2-pro-text-to-image-799", "flux-2-pro-image-to-image-866", "flux-1-schnell-batch",
      ], hasTickets: true, keepsFiles: true, options: ["sendsPictures": true]),
    Subject(kind: "openai", models: ["gpt-image-1", "gpt-image-2"]) {
      $0.extra = ["partialImages": 2, "quality": "low", "outputFormat": "png"]
    },
    Subject(kind: "openai", models: ["dall-e-3", "dall-e-2"]),
    Subject(kind: "openai", models: ["flux-dev"], keepsFiles: true),
    Subject(kind: "openai", models: ["gpt-image-1", "dall-e-2"]) {
      $0.initImage = picture
      $0.mask = picture
      $0.extra = ["partialImages": 1, "inputFidelity": "high"]
    },
    Subject(
      kind: "openai", models: ["black-forest-labs/FLUX.1-schnell"],
      options: ["dialect": "together", "models": "black-forest-labs/FLUX.1-schnell"]),
    Subject(kind: "xai", models: ["grok-imagine-image", "grok-imagine-image-2.0"], costMicros: 20_000),
    Subject(kind: "xai", models: ["grok-imagine-image"], costMicros: 20_000) {
      $0.initImage = picture
      $0.references = [picture]
    },
    Subject(kind: "sdcpp", models: ["flux-2-klein-4b"], hasTickets: true, costMicros: 0, options: ["batch": 4]),
    Subject(kind: "webui", models: ["dreamshaper_8", "sd_xl_base_1.0"], costMicros: 0, options: ["batch": 4]),
    Subject(
      kind: "comfyui",
      models: [
        "flux-2-klein-4b.safetensors", "sd_xl_base_1.0.safetensors", "v1-5-pruned-emaonly.safetensors",
        "workflow/mine",
      ], hasTickets: true, namesItsWork: true, costMicros: 0, options: ["workflows": Self.workflows]),
    Subject(kind: "generic", models: ["acme/quick"], costMicros: 2_500, options: ["models": PlayedGeneric.models]),
    Subject(
      kind: "generic", models: ["acme/slow"], hasTickets: true, keepsFiles: true,
      options: ["models": PlayedGeneric.models]),
  ]

  /// A graph of an owner's own for ComfyUI.
  private static let workflows: JSON = [
    [
      "name": "mine", "output": "9",
      "graph": [
        "4": ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "sd_xl_base_1.0.safetensors"]],
        "5": ["class_type": "EmptyLatentImage", "inputs": ["width": 512, "height": 512, "batch_size": 1]],
        "6": ["class_type": "CLIPTextEncode", "inputs": ["text": "?", "clip": ["4", 1]]],
        "3": [
          "class_type": "KSampler",
          "inputs": [
            "seed": 1, "steps": 12, "cfg": 6, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
            "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0],
          ],
        ],
        "8": ["class_type": "VAEDecode", "inputs": ["samples": ["3", 0], "vae": ["4", 2]]],
        "9": ["class_type": "SaveImage", "inputs": ["images": ["8", 0], "filename_prefix": "mine"]],
      ],
      "fields": [
        "prompt": "6.inputs.text", "width": "5.inputs.width", "height": "5.inputs.height", "seed": "3.inputs.seed",
        "steps": "3.inputs.steps", "sharpness": "3.inputs.cfg",
      ],
    ]
  ]

  private static let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)

  /// Kinds that call nobody: their own tests try them.
  static let withoutServer = ["builtin"]
}
