import Domain

extension ModelCard {
  /// The card of a diffusion model that an engine of one's own lists by its name: what suits it is read from that.
  static func listed(
    _ provider: String, _ model: String, name: String? = nil, family: Family? = nil, samplers: [String] = [],
    schedulers: [String] = []
  ) -> ModelCard {
    let name = name ?? model
    let tuning = Tuning(family ?? Family(naming: name), naming: name)
    var card = ModelCard(provider: provider, model: model, kind: .image, name: name, family: tuning.family)
    card.capabilities = [.textToImage, .cancel]
    card.parameters = tuning.parameters(samplers: samplers, schedulers: schedulers)
    card.price = .free
    card.source = .listed
    return card
  }

  /// It starts from a picture, and repaints a part of one where it takes masks.
  mutating func takeInitImages(withMasks: Bool, strength: Double = 0.75) {
    capabilities.insert(.imageToImage)
    parameters.append(Parameter("initImageId", .image))
    parameters.append(
      Parameter("strength", .number, least: 0, most: 1, standard: .double(strength), detail: "How much may change."))
    guard withMasks else { return }
    capabilities.insert(.inpaint)
    parameters.append(Parameter("maskImageId", .image, detail: "What is white is painted anew."))
  }

  /// It looks at pictures while it paints: editing, styles, persons.
  mutating func takeReferences(atMost most: Int) {
    capabilities.insert(.references)
    parameters.append(Parameter("referenceImageIds", .images, most: Double(most)))
  }

  /// How many pictures one call makes.
  mutating func takeCount(_ most: Int) {
    limits.imagesPerCall = max(1, most)
    parameters.append(Parameter("count", .integer, least: 1, most: 16, step: 1, standard: 1))
  }

  /// Another value to begin with.
  mutating func begin(_ name: String, with standard: JSON) {
    guard let at = parameters.firstIndex(where: { $0.name == name }) else { return }
    parameters[at].standard = standard
  }
}

/// What models of local engines take in a recipe's `extra`, besides LoRAs.
enum LocalOption {
  static let clipSkip = ModelCard.Parameter(
    "clipSkip", .integer, least: 1, most: 12, step: 1, detail: "Layers of the text model to skip.")
}

extension Option {
  /// For engines that make a batch in one go: all its pictures come at its end.
  static let batch = ModelCard.Parameter(
    "batch", .integer, least: 1, most: 8, step: 1, standard: 1,
    detail: "How many pictures one call makes. More is quicker, needs more memory, and shows them all at the end.")

  /// For engines of one's own, where a picture may take long.
  static let longTimeout = ModelCard.Parameter(
    timeout.name, .integer, least: 1, most: 86_400, standard: 3_600,
    detail: "How long one call may take with the time that it waits in the engine's own line.")

  static let quickPoll = ModelCard.Parameter(
    poll.name, .number, least: 0.05, most: 60, standard: 0.5, detail: "How often to ask how far it is.")
}

extension ImageRequest {
  /// The seed of each of its pictures, when the engine counts up as we do.
  var seeds: [UInt64?] { (0..<count).map { UInt64(seed) + UInt64($0) } }
}

extension ImageFile {
  var base64: String { Base64.text(bytes) }
}

extension Remote {
  /// The failure of work that an engine of one's own does not know any more. Asked by a ticket, it says that it never
  /// had it; while we wait for it, that it is to be tried again.
  func forgetfulness(isResumed: Bool) -> ProviderFailure {
    ProviderFailure(
      isResumed ? .refused : .unavailable, "\(name) was started anew and has forgotten the work.", effect: .notTaken)
  }

  /// The failure of work that an engine of one's own began and gave up, in its own words.
  func breakdown(_ words: String, effect: ProviderFailure.Effect = .taken) -> ProviderFailure {
    let lower = words.lowercased()
    let isFull = ["out of memory", "outofmemory", "not enough memory", "alloc"].contains { lower.contains($0) }
    let sentence =
      isFull
      ? "\(name) ran out of memory. Choose a smaller size or fewer pictures." : "\(name) could not paint it."
    return ProviderFailure(.refused, sentence, providerMessage: quote(words), effect: effect)
  }
}
