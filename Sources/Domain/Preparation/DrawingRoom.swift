/// Where recipes become single pictures: each with its seed and with prompts that leave nothing open.
struct DrawingRoom {
  private let recipe: Recipe
  private let style: StyledPrompt?
  private var expansion: MacroExpansion

  init(recipe: Recipe, style: StyledPrompt?, words: @escaping MacroExpansion.Words) {
    self.recipe = recipe
    self.style = style
    expansion = MacroExpansion(words: words, variables: recipe.variables)
  }

  /// So many pictures, each drawn from a seed of its own.
  mutating func draws(_ count: Int, from seed: UInt32) throws -> [GenerationPlan.Shot] {
    let prompt = try Self.at("/prompt") { try Macro(recipe.prompt) }
    let negative = try Self.at("/negativePrompt") { try Macro(recipe.negativePrompt ?? "") }
    return try (0..<count).map { index in
      let seed = seed &+ UInt32(truncatingIfNeeded: index)
      func draw(_ macro: Macro, _ text: MacroDice.Text, _ pointer: String) throws -> String {
        var dice = MacroDice(seed: seed, text)
        return try Self.at(pointer) { try expansion.draw(macro, &dice) }
      }
      var positive = try draw(prompt, .prompt, "/prompt")
      var against = try draw(negative, .negativePrompt, "/negativePrompt")
      if let style {
        expansion.prompt = positive
        positive = try draw(style.positive.macro(over: positive), .style, StyledPrompt.pointer)
        expansion.prompt = against
        against = try draw(style.negative.macro(over: against), .negativeStyle, StyledPrompt.pointer)
      }
      return try shot(positive, against, seed)
    }
  }

  /// Every picture that the choices allow, the last choice changing first.
  mutating func combinations(from seed: UInt32) throws -> [GenerationPlan.Shot] {
    let prompts = try combine(recipe.prompt, "/prompt")
    let negatives = try combine(recipe.negativePrompt ?? "", "/negativePrompt")
    var pairs: [(String, String)] = []
    for prompt in prompts {
      for negative in negatives {
        pairs += try styled(prompt, negative)
        guard pairs.count <= Macro.Limits.combinations else { throw Self.failure(.manifold, at: "/prompt") }
      }
    }
    return try pairs.enumerated().map { index, pair in
      try shot(pair.0, pair.1, seed &+ UInt32(truncatingIfNeeded: index))
    }
  }

  private mutating func styled(_ prompt: String, _ negative: String) throws -> [(String, String)] {
    guard let style else { return [(prompt, negative)] }
    return try Self.at(StyledPrompt.pointer) {
      expansion.prompt = prompt
      let positives = try expansion.combine(style.positive.macro(over: prompt))
      expansion.prompt = negative
      let negatives = try expansion.combine(style.negative.macro(over: negative))
      return positives.flatMap { positive in negatives.map { (positive, $0) } }
    }
  }

  private mutating func combine(_ text: String, _ pointer: String) throws -> [String] {
    try Self.at(pointer) { try expansion.combine(Macro(text)) }
  }

  private func shot(_ prompt: String, _ negative: String, _ seed: UInt32) throws(Failure) -> GenerationPlan.Shot {
    let prompt = prompt.trimmed
    let negative = negative.trimmed
    guard !prompt.isEmpty else { throw Self.failure(.blank, at: "/prompt") }
    return GenerationPlan.Shot(prompt: prompt, negativePrompt: negative.isEmpty ? nil : negative, seed: seed)
  }

  /// Says where in the request a macro's fault lies.
  private static func at<T>(_ pointer: String, _ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch let fault as Macro.Fault {
      throw failure(fault, at: fault.variable.map { Failure.Field.pointer("/variables", $0) } ?? pointer)
    }
  }

  private static func failure(_ fault: Macro.Fault, at pointer: String) -> Failure {
    Failure(refusing: [Failure.Field(pointer, fault.code, fault.detail)])
  }
}
