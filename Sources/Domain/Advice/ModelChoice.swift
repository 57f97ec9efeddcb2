/// Which of the models that are there suit what is wanted, and why: rules alone, the same for the same.
package enum ModelChoice {
  package enum Preference: String, Sendable, CaseIterable {
    case quality, speed, cost
  }

  /// A model, and how its provider fares.
  package struct Candidate: Sendable, Equatable {
    package let card: ModelCard
    package let health: ProviderHealth.State

    package init(card: ModelCard, health: ProviderHealth.State) {
      self.card = card
      self.health = health
    }

    /// Whether it could be called now.
    var works: Bool {
      guard card.unusable == nil else { return false }
      switch health {
      case .up, .degraded, .unknown: return true
      case .down, .unauthorized, .outOfCredit: return false
      }
    }
  }

  package struct Pick: Sendable, Equatable {
    package let card: ModelCard
    /// From 0 to 1.
    package let score: Double
    /// A sentence for people.
    package let reason: String
    /// Of one picture; nil when it is not known, and for text.
    package let estimatedCostMicros: Int?

    /// The same in another place of a list.
    package func scored(_ score: Double, reason: String? = nil) -> Pick {
      Pick(card: card, score: score, reason: reason ?? self.reason, estimatedCostMicros: estimatedCostMicros)
    }
  }

  /// Those that make `type`, can do all of `capabilities` and cost no more than `maxCost` a picture, the best first.
  /// What nobody knows the price of may cost anything. Those that do not work now are left out, unless `alsoBroken`:
  /// then they come last.
  package static func select(
    _ candidates: [Candidate], type: ModelCard.Kind, capabilities: Set<ModelCard.Capability> = [],
    maxCost: Int? = nil, prefer: Preference? = nil, needs: PromptNeeds = [], alsoBroken: Bool = false
  ) -> [Pick] {
    candidates.filter { candidate in
      let card = candidate.card
      guard card.kind == type, card.unusable == nil, capabilities.isSubset(of: card.capabilities) else { return false }
      if let maxCost, card.price?.perImage.map({ $0 <= maxCost }) != true { return false }
      return candidate.works || alsoBroken
    }.map { pick($0, prefer, needs) }
      .sorted { ($1.score, $0.card.id) < ($0.score, $1.card.id) }
  }

  private static func pick(_ candidate: Candidate, _ prefer: Preference?, _ needs: PromptNeeds) -> Pick {
    let card = candidate.card
    var points = card.kind == .image ? picturePoints(card, prefer, needs) : textPoints(card, prefer)
    switch candidate.health {
    case .up: break
    case .unknown: points -= 2
    case .degraded: points -= 8
    case .down, .unauthorized, .outOfCredit: points -= 100
    }
    return Pick(
      card: card, score: Double(min(max(points, 0), 100)) / 100, reason: reason(card, prefer, needs),
      estimatedCostMicros: card.kind == .image ? card.price?.perImage : nil)
  }

  // Pictures.

  /// How well a family does what a picture may need, beside what it can do at all.
  package static func fitness(_ card: ModelCard, for needs: PromptNeeds) -> Int {
    var points = 0
    func when(_ need: PromptNeeds, _ more: Int) { if needs.contains(need) { points += more } }
    switch card.family {
    case .flux, .gpt, .gemini, .grok:
      when(.lettering, 12)
      when(.photo, 8)
    case .fluxKlein:
      when(.lettering, 9)
      when(.photo, 8)
      when(.speed, 12)
    case .sdxl:
      when(.anime, 14)
      when(.drawing, 12)
      when(.pixels, 12)
      when(.photo, 4)
      when(.lettering, -8)
    case .sdxlTurbo:
      when(.speed, 14)
      when(.anime, 8)
      when(.pixels, 8)
      when(.lettering, -8)
    case .sd:
      when(.anime, 8)
      when(.drawing, 6)
      when(.pixels, 8)
      when(.speed, 4)
      when(.lettering, -12)
    case .sd3: when(.lettering, 8)
    case .painter:
      when(.lettering, -5)
      when(.photo, -5)
    case .claude, .deepseek, .mistral, .llama, .qwen, .guide, .other: break
    }
    if needs.contains(.change) {
      if card.capabilities.contains(.inpaint) { points += 12 }
      if card.capabilities.contains(.references) { points += 10 }
      if card.capabilities.contains(.imageToImage) { points += 6 }
    }
    if needs.contains(.thrift), card.price?.perImage == 0 { points += 12 }
    return points
  }

  private static func picturePoints(_ card: ModelCard, _ prefer: Preference?, _ needs: PromptNeeds) -> Int {
    let quality =
      switch card.family {
      case .flux, .gpt, .gemini, .grok: 30
      case .fluxKlein: 26
      case .sdxl, .sd3: 22
      case .sdxlTurbo: 16
      case .sd: 12
      case .painter: 0
      case .claude, .deepseek, .mistral, .llama, .qwen, .guide, .other: 15
      }
    var points = 40 + quality + fitness(card, for: needs)
    switch prefer {
    case .quality: points += quality / 2
    case .speed:
      switch card.family {
      case .sdxlTurbo, .fluxKlein: points += 24
      case .sd, .painter: points += 10
      default: break
      }
    case .cost:
      switch card.price?.perImage {
      case 0: points += 30
      case .some(let price): points += price <= 5_000 ? 18 : price <= 20_000 ? 8 : 0
      case nil: break
      }
    case nil: break
    }
    return points
  }

  // Text.

  /// A model that we know before one that we do not, and one that takes in more before one that takes in less.
  private static func textPoints(_ card: ModelCard, _ prefer: Preference?) -> Int {
    var points = card.family == .other ? 45 : 60
    // The place of the highest bit: twice the window is one step.
    let window = card.contextWindow.map { max(0, Int.bitWidth - max(1, $0).leadingZeroBitCount - 10) } ?? 0
    points += min(window * 2, 26)
    let cost = card.price?.perMillionOutputTokens
    switch prefer {
    case .cost: points += cost == 0 ? 12 : cost.map { $0 <= 2_000_000 ? 6 : 0 } ?? 0
    case .quality, .speed, nil: break
    }
    return points
  }

  // Reasons.

  private static func reason(_ card: ModelCard, _ prefer: Preference?, _ needs: PromptNeeds) -> String {
    var reasons: [String] = []
    if card.kind == .image {
      let strengths: [(PromptNeeds, String)] = [
        (.lettering, "draws lettering well"), (.photo, "makes good photographs"), (.anime, "is at home in anime"),
        (.drawing, "draws well"), (.pixels, "does pixel art"), (.speed, "is quick"),
      ]
      for (need, strength) in strengths where needs.contains(need) && fitness(card, for: need) > 3 {
        reasons.append(strength)
      }
      if needs.contains(.change), fitness(card, for: .change) > 0 { reasons.append("changes pictures that are there") }
      if prefer == .speed, !needs.contains(.speed), [.sdxlTurbo, .fluxKlein].contains(card.family) {
        reasons.append("is quick")
      }
      switch card.family.promptForm.style {
      case .tags: reasons.append("reads tags")
      case .mixed: reasons.append("reads a sentence and tags")
      case .prose: reasons.append("reads plain sentences")
      }
      if card.family == .painter { reasons.append("is built in: it composes by arithmetic and is no diffusion model") }
    } else {
      if card.capabilities.contains(.vision) { reasons.append("sees pictures") }
      if let window = card.contextWindow { reasons.append("takes in \(window) tokens") }
    }
    if let price = card.price?.perImage, card.kind == .image {
      reasons.append(price == 0 ? "is free" : "costs \(Budget.dollars(price)) a picture")
    }
    guard let first = reasons.first else { return "It works here." }
    return "It \(([first] + reasons.dropFirst()).joined(separator: ", "))."
  }
}
