/// What suits a diffusion model when nobody says otherwise: the form's first values and bounds for models that an
/// engine lists by their names alone.
package struct Tuning: Sendable, Equatable {
  package let family: Family
  /// The side of a square that it was taught on.
  package var side = 1_024
  package var sides: ClosedRange<Int> = 256...2_048
  /// Sides are multiples of it.
  package var grid = 8
  package var steps = 30
  package var mostSteps = 150
  /// Nil for a model that takes none.
  package var guidance: Double? = 5
  package var guidances: ClosedRange<Double> = 1...30
  package var takesNegativePrompt = true
  /// As most engines call it.
  package var sampler: String?

  /// The tuning of a family, by the name of a model where there is one: `sd-turbo` wants other steps than `sd`.
  package init(_ family: Family, naming name: String = "") {
    self.family = family
    let spelling = Spelling(name)
    switch family {
    case .sd:
      side = spelling.shows(.contains(["768"])) ? 768 : 512
      sides = 64...1_536
      (steps, guidance, sampler) = spelling.isQuick ? (6, 1.5, "lcm") : (25, 7, "dpmpp_2m")
    case .sd3:
      grid = 16
      (steps, guidance, sampler) = spelling.isQuick ? (4, 1, "euler") : (28, 4.5, "euler")
    case .sdxl:
      (steps, guidance, sampler) = (30, 6, "dpmpp_2m")
    case .sdxlTurbo:
      // Turbo itself was taught at half the size; what others made of it was not.
      if spelling.shows(.contains(["sdxlturbo", "stablediffusionxlturbo"])) { side = 512 }
      (steps, guidance, sampler) = spelling.shows(.contains(["turbo"])) ? (4, 1, "euler_ancestral") : (8, 1.5, "euler")
      (mostSteps, guidances) = (20, 0...4)
    case .flux:
      grid = 16
      (steps, guidance, sampler) = spelling.isQuick ? (4, nil, "euler") : (20, 3.5, "euler")
      guidances = 0...10
      takesNegativePrompt = false
    case .fluxKlein:
      grid = 16
      sampler = "euler"
      if spelling.shows(.contains(["base"])) {
        (steps, guidance, guidances) = (20, 4, 1...10)
      } else {
        // Distilled: guidance is in it, and what it is not to show cannot be said.
        (steps, mostSteps, guidance, takesNegativePrompt) = (4, 50, nil, false)
      }
    case .painter, .gpt, .claude, .gemini, .grok, .deepseek, .mistral, .llama, .qwen, .guide, .other: break
    }
  }

  /// The family is read from the name, too.
  package init(naming name: String) { self.init(Family(naming: name), naming: name) }

  /// Size, steps, guidance, negative prompt and seed as a card declares them; samplers and schedulers where the engine
  /// tells which it has.
  package func parameters(samplers: [String] = [], schedulers: [String] = []) -> [ModelCard.Parameter] {
    func side(_ name: String) -> ModelCard.Parameter {
      .init(
        name, .integer, least: Double(sides.lowerBound), most: Double(sides.upperBound), step: Double(grid),
        standard: .int(Int64(self.side)))
    }
    var parameters = [
      side("width"), side("height"),
      .init("steps", .integer, least: 1, most: Double(mostSteps), step: 1, standard: .int(Int64(steps))),
    ]
    if let guidance {
      parameters.append(
        .init(
          "guidance", .number, least: guidances.lowerBound, most: guidances.upperBound, standard: .double(guidance)))
    }
    if takesNegativePrompt { parameters.append(.init("negativePrompt", .text)) }
    parameters.append(.init("seed", .integer, least: 0, most: Double(UInt32.max), step: 1))
    if !samplers.isEmpty {
      let known = sampler.flatMap { wanted in samplers.first { $0.isLike(wanted) } }
      parameters.append(
        .init("sampler", .choice, standard: known.map { .string($0) } ?? .null, options: samplers))
    }
    if !schedulers.isEmpty { parameters.append(.init("scheduler", .choice, options: schedulers)) }
    return parameters
  }
}

extension String {
  /// Whether both are one sampler: `DPM++ 2M`, `dpm++2m` and `dpmpp_2m` are.
  fileprivate func isLike(_ other: String) -> Bool { samplerLetters == other.samplerLetters }

  private var samplerLetters: String {
    var text = lowercased().replacing("++", with: "pp")
    if text.hasSuffix(" a") { text = text.dropLast(2) + "ancestral" }
    if text.hasSuffix("_a") { text = text.dropLast(2) + "ancestral" }
    return text.filter { $0.isLetter || $0.isNumber }
  }
}
