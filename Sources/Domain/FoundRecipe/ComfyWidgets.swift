/// The names behind the widget values of a drawn graph, which are only a list there.
enum ComfyWidgets {
  /// Whatever stands at a place without a name is of no use here.
  private static let names: [String: [String]] = [
    "KSampler": ["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
    "KSamplerAdvanced": ["", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"],
    "SamplerCustom": ["", "noise_seed", "", "cfg"],
    "RandomNoise": ["noise_seed"],
    "KSamplerSelect": ["sampler_name"],
    "BasicScheduler": ["scheduler", "steps", "denoise"],
    "Flux2Scheduler": ["steps", "width", "height"],
    "CFGGuider": ["cfg"],
    "FluxGuidance": ["guidance"],
    "CLIPTextEncode": ["text"],
    "CLIPTextEncodeFlux": ["clip_l", "t5xxl", "guidance"],
    "CLIPTextEncodeSDXL": ["", "", "", "", "", "", "text_g", "text_l"],
    "EmptyLatentImage": ["width", "height"],
    "EmptySD3LatentImage": ["width", "height"],
    "EmptyFlux2LatentImage": ["width", "height"],
    "CheckpointLoaderSimple": ["ckpt_name"],
    "UNETLoader": ["unet_name"],
    "UnetLoaderGGUF": ["unet_name"],
    "PrimitiveNode": ["value"],
    "PrimitiveInt": ["value"],
    "PrimitiveFloat": ["value"],
    "PrimitiveString": ["value"],
    "PrimitiveStringMultiline": ["value"],
  ]

  /// The widgets of a drawn node by name; none for a type that is not known here.
  static func values(of node: JSON, _ type: String) -> [String: JSON] {
    switch node["widgets_values"] {
    case .array(let list):
      Dictionary(zip(names[type] ?? [], list).filter { !$0.0.isEmpty }) { first, _ in first }
    case .object(let object):
      Dictionary(object.members.map { ($0.name, $0.value) }) { first, _ in first }
    default: [:]
    }
  }
}
