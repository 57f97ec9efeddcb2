import Domain

/// What a web UI with the `/sdapi/v1` interface has: checkpoints, and the names that requests may use.
struct WebUIListing: Sendable, Equatable {
  var checkpoints: [String] = []
  var samplers: [String] = []
  var schedulers: [String] = []
  var loras: [String] = []
  var upscalers: [String] = []
  /// Forge's files of VAEs and text models; nil where there is no such list.
  var modules: [String]?

  /// `sd-models`: by `model_name`, which every variant finds again.
  static func checkpoints(in json: JSON) -> [String]? {
    guard let entries = json.array else { return nil }
    var names: [String] = []
    for entry in entries.prefix(5_000) {
      guard let name = (entry["model_name"] ?? entry["title"])?.string, !name.isEmpty, !names.contains(name) else {
        continue
      }
      names.append(name)
    }
    return names
  }

  /// `samplers`, `loras` and the like.
  static func names(in json: JSON?, _ field: String = "name") -> [String] {
    (json?.array ?? []).prefix(10_000).compactMap { $0[field]?.string }.filter { !$0.isEmpty && $0.utf8.count <= 300 }
  }

  func cards(of provider: String, batch: Int) -> [ModelCard] {
    let lists = extras
    return checkpoints.map { checkpoint in
      var card = ModelCard.listed(provider, checkpoint, samplers: samplers, schedulers: schedulers)
      card.capabilities.formUnion([.progress, .previews])
      card.takeCount(batch)
      card.takeInitImages(withMasks: true)
      card.parameters += lists
      if card.family == .sd || card.family == .sdxl || card.family == .sdxlTurbo {
        card.parameters.append(LocalOption.clipSkip)
      }
      return card
    }
  }

  private var extras: [ModelCard.Parameter] {
    var extras: [ModelCard.Parameter] = [
      .init("maskBlur", .integer, least: 0, most: 64, step: 1, standard: 4, detail: "How soft the mask's edge is."),
      .init("onlyMasked", .flag, standard: false, detail: "Paint only around the mask, in full resolution."),
      .init("tiling", .flag, standard: false, detail: "A picture that can be laid side by side with itself."),
      .init(
        "hiresScale", .number, least: 1, most: 4, standard: 1,
        detail: "Paint it again so many times larger (hires fix)."),
      .init(
        "hiresStrength", .number, least: 0, most: 1, standard: 0.5, detail: "How much the larger one may change."),
    ]
    if !upscalers.isEmpty {
      extras.append(.init("hiresUpscaler", .choice, options: upscalers, detail: "How it is made larger."))
    }
    if let loras = LoRA.parameter(loras) { extras.append(loras) }
    if let modules, !modules.isEmpty {
      let shown = modules.prefix(40).joined(separator: ", ")
      extras.append(
        .init("modules", .text, detail: "VAE and text models to use, between commas. There are: \(shown)"))
    }
    return extras
  }
}

/// One checkpoint, by the several spellings that web UIs have for its name.
struct WebUICheckpoint {
  private let stem: String

  /// From `folder/name.safetensors [hash]`, `folder_name` or `name`.
  init(_ name: String) {
    var name = name[...]
    if name.hasSuffix("]"), let bracket = name.lastIndex(of: "[") { name = name[..<bracket] }
    stem = String(name).trimmed.fileStem
  }

  /// Folders may have become a part of the name.
  func isSame(as other: WebUICheckpoint) -> Bool {
    stem == other.stem || stem.hasSuffix("_" + other.stem) || other.stem.hasSuffix("_" + stem)
  }
}
