import Domain

/// What a stable-diffusion.cpp server says of itself: it has one model for all its life.
struct SDCppCapabilities: Sendable, Equatable {
  let model: String
  var samplers: [String] = []
  var schedulers: [String] = []
  /// By the path that requests name them with.
  var loras: [String] = []
  var sides: ClosedRange<Int>?
  var mostPerJob = 8
  var mode: String?
  /// What the person who started it chose in place of the program's own values.
  var steps: Int?
  var guidance: Double?
  var sampler: String?
  private let features: JSON?

  /// Nil when it is no such server's answer.
  init?(_ json: JSON) {
    guard case .object = json, let model = json["model"] ?? json["current_mode"] else { return nil }
    let name = [model["stem"], model["name"], model["path"]].compactMap { $0?.string?.trimmed }.first { !$0.isEmpty }
    self.model = name.map { $0.count > 200 ? String($0.prefix(200)) : $0 } ?? "sd-cpp-local"
    samplers = json["samplers"].texts
    schedulers = json["schedulers"].texts
    loras = (json["loras"]?.array ?? []).prefix(10_000).compactMap { ($0["path"] ?? $0["name"] ?? $0).string }
    mode = json["current_mode"]?.string
    features = json["features_by_mode"]?["img_gen"]
    if let limits = json["limits"] {
      let least = max(limits["min_width"]?.int ?? 64, limits["min_height"]?.int ?? 64)
      let most = min(limits["max_width"]?.int ?? 4_096, limits["max_height"]?.int ?? 4_096)
      if least >= 1, most <= 65_536, least <= most { sides = Int(least)...Int(most) }
      mostPerJob = Int(min(max(limits["max_batch_count"]?.int ?? 8, 1), 8))
    }
    if let defaults = json["defaults_by_mode"]?["img_gen"] { read(defaults) }
  }

  private mutating func read(_ defaults: JSON) {
    let sampling = defaults["sample_params"] ?? defaults
    let steps = (sampling["sample_steps"] ?? sampling["steps"])?.int
    let guidance = (sampling["guidance"]?["txt_cfg"] ?? sampling["cfg_scale"])?.double
    self.steps = steps.flatMap { $0 != 20 && (1...100).contains($0) ? Int($0) : nil }
    self.guidance = guidance.flatMap { $0 != 7 && (0...100).contains($0) ? $0 : nil }
    sampler = (sampling["sample_method"] ?? sampling["sampling_method"])?.string
  }

  /// What it says of a feature; nil when it does not.
  private func has(_ feature: String) -> Bool? { features?[feature]?.bool }

  /// Without a card when it runs a model that makes no pictures.
  func card(of provider: String, batch: Int) -> ModelCard? {
    if let mode, mode != "img_gen" { return nil }
    var card = ModelCard.listed(provider, model, samplers: samplers, schedulers: schedulers)
    // A picture that is being painted cannot be stopped.
    card.capabilities.remove(.cancel)
    if let sides { card.hold(sides: sides) }
    if let at = card.parameters.firstIndex(where: { $0.name == "steps" }) {
      card.parameters[at].most = min(card.parameters[at].most ?? 100, 100)
    }
    if let steps { card.begin("steps", with: .int(Int64(steps))) }
    if let guidance { card.begin("guidance", with: .double(guidance)) }
    if let sampler, samplers.contains(sampler) { card.begin("sampler", with: .string(sampler)) }
    card.takeCount(min(batch, mostPerJob))
    if isEditor {
      card.takeReferences(atMost: 8)
    } else if has("init_image") != false {
      card.takeInitImages(withMasks: has("mask_image") != false)
    }
    if let loras = LoRA.parameter(loras) { card.parameters.append(loras) }
    card.parameters += Self.extras(for: card.family)
    return card
  }

  /// Editing goes by reference pictures.
  private var isEditor: Bool {
    let name = model.lowercased()
    return has("ref_images")
      ?? (Family(naming: model) == .fluxKlein || name.contains("kontext") || name.contains("edit"))
  }

  private static func extras(for family: Family) -> [ModelCard.Parameter] {
    var extras: [ModelCard.Parameter] = []
    if family == .flux {
      extras.append(
        .init("distilledGuidance", .number, least: 0, most: 100, standard: 3.5, detail: "Flux's own guidance."))
    }
    if family == .sd || family == .sdxl || family == .sdxlTurbo {
      extras.append(LocalOption.clipSkip)
    }
    extras.append(.init("vaeTiling", .flag, standard: false, detail: "Needs less memory for large pictures."))
    return extras
  }
}

extension ModelCard {
  /// The engine's own bounds of a side, where they are narrower.
  fileprivate mutating func hold(sides: ClosedRange<Int>) {
    for at in parameters.indices where ["width", "height"].contains(parameters[at].name) {
      parameters[at].least = max(parameters[at].least ?? 1, Double(sides.lowerBound))
      parameters[at].most = min(parameters[at].most ?? .greatestFiniteMagnitude, Double(sides.upperBound))
    }
  }
}

extension Optional where Wrapped == JSON {
  /// The texts of a list, however long it is said to be.
  var texts: [String] { (self?.array ?? []).prefix(10_000).compactMap(\.string) }
}
