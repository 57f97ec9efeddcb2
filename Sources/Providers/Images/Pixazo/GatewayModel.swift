import Domain

/// One model of the gateway: what it is, and which field of its endpoint means what.
struct GatewayModel: Sendable {
  /// As the gateway's catalogue has it.
  let id: String
  let name: String
  let family: Family
  let path: String
  let inputs: [Input]
  var prompt: Int?
  var pixels: Int?
  /// How to ask about a job where the gateway's common place does not know it.
  var otherStatus: [Status] = []

  init(
    _ id: String, _ name: String, _ family: Family, _ path: String, prompt: Int? = nil, pixels: Int? = nil,
    otherStatus: [Status] = [], _ inputs: [[Input]]
  ) {
    self.id = id
    self.name = name
    self.family = family
    self.path = path
    self.prompt = prompt
    self.pixels = pixels
    self.otherStatus = otherStatus
    self.inputs = inputs.flatMap(\.self)
  }

  enum Status: Sendable {
    /// A GET of a path that ends with the job's id.
    case get(String)
    /// A POST whose body names the job in this field.
    case post(String, field: String)
  }

  /// A field of the request body.
  struct Input: Sendable {
    enum Source: Sendable {
      case negativePrompt, width, height, steps, guidance, seed, strength
      case count(upTo: Int)
      case initImage, mask, references
      case size(NamedSizes)
      case extra(String)
      /// Two extras of the recipe that make a list of one LoRA.
      case lora
    }

    let field: String
    let source: Source
    let parameters: [ModelCard.Parameter]
  }

  /// Whether its endpoint takes pictures, which it wants as addresses that it can reach.
  var takesPictures: Bool { inputs.contains { $0.isPicture } }

  func card(of provider: String, sendsPictures: Bool) -> ModelCard {
    var card = ModelCard(provider: provider, model: id, kind: .image, name: name, family: family)
    card.parameters = inputs.flatMap(\.parameters)
    card.limits.prompt = prompt
    card.limits.pixels = pixels
    card.capabilities = takesPictures ? [] : [.textToImage]
    for input in inputs {
      switch input.source {
      case .initImage: card.capabilities.insert(.imageToImage)
      case .mask: card.capabilities.insert(.inpaint)
      case .references: card.capabilities.insert(.references)
      case .size(let named): card.limits.sizes = named.sizes
      case .count(let most): card.limits.imagesPerCall = most
      default: break
      }
    }
    if takesPictures, !sendsPictures {
      card.unusable = "It wants its pictures at public web addresses, which this studio does not give them."
    }
    return card
  }
}

extension GatewayModel.Input {
  var isPicture: Bool {
    switch source {
    case .initImage, .mask, .references: true
    default: false
    }
  }

  /// What stands in the field for this request; nil leaves the field out.
  func value(for request: ImageRequest) -> JSON? {
    switch source {
    case .negativePrompt: request.negativePrompt.map { .string($0) }
    case .width: .int(Int64(request.width))
    case .height: .int(Int64(request.height))
    case .steps: request.steps.map { .int(Int64($0)) }
    case .guidance: request.guidance.map { .double($0) }
    case .seed: .int(Int64(request.seed))
    case .strength: request.strength.map { .double($0) }
    case .count: .int(Int64(request.count))
    case .initImage: request.initImage.map { .string(DataURL.text($0)) }
    case .mask: request.mask.map { .string(DataURL.text($0)) }
    case .references: .array(request.pictures.map { .string(DataURL.text($0)) })
    case .size(let named): named.name(width: request.width, height: request.height).map { .string($0) }
    case .extra(let name): request.extra[name]
    case .lora: lora(request.extra)
    }
  }

  private func lora(_ extra: JSON.Object) -> JSON? {
    guard let url = extra["loraUrl"]?.string, !url.isEmpty else { return nil }
    return [["path": .string(url), "scale": extra["loraScale"] ?? 1]]
  }
}

extension ImageRequest {
  /// The picture to start from and those to look at, in that order.
  var pictures: [ImageFile] { (initImage.map { [$0] } ?? []) + references }
}

/// A picture inside a text.
enum DataURL {
  static func text(_ file: ImageFile) -> String { "data:\(file.format.mediaType);base64,\(Base64.text(file.bytes))" }
}
