import Domain

/// What one model of an images API takes, as far as its name tells.
struct OpenAIModel: Sendable {
  enum Dialect: String { case openai, together }

  enum Make: Sendable, Equatable {
    /// `freely`: any size on a grid.
    case gpt(freely: Bool)
    case dallE3, dallE2
    /// Somebody else's, by what all such servers have in common.
    case other
    /// The same with the fields of a diffusion engine.
    case diffusion
  }

  let id: String
  let make: Make

  init(_ id: String, dialect: Dialect) {
    self.id = id
    let name = id.split(separator: "/").last.map { $0.lowercased() } ?? id
    make =
      if name.hasPrefix("gpt-image-2") {
        .gpt(freely: true)
      } else if name.hasPrefix("gpt-image") || name.hasPrefix("chatgpt-image") {
        .gpt(freely: false)
      } else if name.hasPrefix("dall-e-3") {
        .dallE3
      } else if name.hasPrefix("dall-e-2") {
        .dallE2
      } else {
        dialect == .together ? .diffusion : .other
      }
  }

  static let known = [
    "gpt-image-2", "gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini", "chatgpt-image-latest", "dall-e-3", "dall-e-2",
  ]

  /// Whether a model of a mixed list is likely to make pictures.
  static func makesPictures(_ id: String) -> Bool {
    let name = id.lowercased()
    if signs.contains(where: name.contains) { return true }
    switch Family(naming: id) {
    case .sd, .sd3, .sdxl, .sdxlTurbo, .flux, .fluxKlein: return true
    default: return false
    }
  }

  private static let signs = [
    "image", "dall-e", "dalle", "diffusion", "sd-cpp", "kontext", "imagen", "playground-v", "kandinsky", "pixart",
    "ideogram", "recraft", "seedream", "hidream", "kolors",
  ]

  func card(of provider: String) -> ModelCard {
    var card = ModelCard(provider: provider, model: id, kind: .image, name: id, family: Family(naming: id))
    card.capabilities = [.textToImage]
    card.limits.imagesPerCall = make == .dallE3 ? 1 : 10
    card.limits.sizes = sizes
    if make == .gpt(freely: true) { card.limits.pixels = 3_840 * 2_160 }
    switch make {
    case .gpt: card.limits.prompt = 32_000
    case .dallE3: card.limits.prompt = 4_000
    case .dallE2: card.limits.prompt = 1_000
    case .other, .diffusion: break
    }
    card.parameters = make == .diffusion ? Tuning(naming: id).parameters() : sides
    card.parameters += extras
    guard edits else { return card }
    card.capabilities.formUnion([.imageToImage, .inpaint])
    card.parameters += [
      .init("initImageId", .image),
      .init("maskImageId", .image, detail: "White is painted anew, black is kept."),
    ]
    if make != .dallE2 {
      card.capabilities.insert(.references)
      card.parameters.append(.init("referenceImageIds", .images, least: 0, most: 15))
    }
    if case .gpt = make { card.capabilities.insert(.previews) }
    return card
  }

  var edits: Bool { make != .dallE3 && make != .diffusion }

  /// The only sizes that it makes; empty when there are many.
  var sizes: [ModelCard.Size] {
    switch make {
    case .gpt(freely: false): [.init(1024, 1024), .init(1536, 1024), .init(1024, 1536)]
    case .dallE3: [.init(1024, 1024), .init(1792, 1024), .init(1024, 1792)]
    case .dallE2: [.init(1024, 1024), .init(512, 512), .init(256, 256)]
    case .gpt(freely: true), .other, .diffusion: []
    }
  }

  private var sides: [ModelCard.Parameter] {
    let (least, most, step): (Double, Double, Double?) =
      switch make {
      case .gpt(freely: true): (256, 3_840, 16)
      case .gpt(freely: false): (1_024, 1_536, nil)
      case .dallE3: (1_024, 1_792, nil)
      case .dallE2: (256, 1_024, nil)
      case .other, .diffusion: (256, 2_048, 8)
      }
    return ["width", "height"].map { .init($0, .integer, least: least, most: most, step: step, standard: 1_024) }
  }

  /// Beyond the recipe's own fields: the recipe's name, which is the API's in camel case.
  private var extras: [ModelCard.Parameter] {
    switch make {
    case .gpt:
      [
        .init("quality", .choice, standard: "auto", options: ["auto", "low", "medium", "high"]),
        .init("background", .choice, standard: "auto", options: ["auto", "transparent", "opaque"]),
        .init("moderation", .choice, standard: "auto", options: ["auto", "low"]),
        .init("outputFormat", .choice, standard: "png", options: ["png", "jpeg", "webp"]),
        .init("outputCompression", .integer, least: 0, most: 100, step: 1, detail: "For JPEG and WebP."),
        .init(
          "inputFidelity", .choice, options: ["low", "high"], detail: "How closely an edit keeps to its pictures."),
        .init(
          "partialImages", .integer, least: 0, most: 3, step: 1, standard: 0,
          detail: "Previews on the way, which cost a little more; for one picture at a time."),
      ]
    case .dallE3:
      [
        .init("quality", .choice, standard: "standard", options: ["standard", "hd"]),
        .init("style", .choice, standard: "vivid", options: ["vivid", "natural"]),
      ]
    case .dallE2, .other, .diffusion: []
    }
  }
}
