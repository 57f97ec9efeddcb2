/// What a model is, what it takes, and what it costs: the form, the check of a recipe and the choice of a model are
/// all made from it.
package struct ModelCard: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case image, text, enhancement
  }

  package enum Capability: String, Sendable, CaseIterable {
    case textToImage, imageToImage, inpaint, references
    case progress, previews, cancel
    case chat, streaming, vision, reasoning, tools
    case enhancement
  }

  /// `provider/model`.
  package var id: String { "\(provider)/\(model)" }
  /// The slug of the provider.
  package let provider: String
  /// The provider's own name of the model, which may have slashes of its own.
  package let model: String
  package let kind: Kind
  package var name: String
  package var family: Family
  package var capabilities: Set<Capability> = []
  /// What a recipe may say, by the recipe's field names; any other name is a key of its `extra`.
  package var parameters: [Parameter] = []
  package var limits = Limits()
  package var price: Price?
  /// In tokens.
  package var contextWindow: Int?
  /// Why it cannot be used here; nil when it can.
  package var unusable: String?
  /// Where the card comes from: the provider's own list, our catalogue, or the person who set it up.
  package var source: Source = .catalogue

  package enum Source: String, Sendable, CaseIterable {
    case builtin, catalogue, listed, custom
  }

  package init(provider: String, model: String, kind: Kind, name: String, family: Family) {
    self.provider = provider
    self.model = model
    self.kind = kind
    self.name = name
    self.family = family
  }

  /// One thing that a model takes.
  package struct Parameter: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
      case integer, number, text, choice, flag, image, images
      /// Any JSON: whoever declares it says what is wrong with it.
      case json
    }

    package let name: String
    package let kind: Kind
    package var least: Double?
    package var most: Double?
    /// Values are `least` and whole steps above it.
    package var step: Double?
    /// What is used when nobody says; null leaves it to the provider.
    package var standard: JSON
    package var options: [String] = []
    /// One sentence for the form, where the name does not say it all.
    package var detail: String?

    package init(
      _ name: String, _ kind: Kind, least: Double? = nil, most: Double? = nil, step: Double? = nil,
      standard: JSON = .null, options: [String] = [], detail: String? = nil
    ) {
      self.name = name
      self.kind = kind
      self.least = least
      self.most = most
      self.step = step
      self.standard = standard
      self.options = options
      self.detail = detail
    }
  }

  /// Bounds that no single parameter has.
  package struct Limits: Sendable, Equatable {
    /// Width times height.
    package var pixels: Int?
    /// In characters.
    package var prompt: Int?
    /// The only sizes there are, when the model has no free ones.
    package var sizes: [Size] = []
    /// How many pictures one call makes; a larger batch is several calls.
    package var imagesPerCall = 1

    package init() {}
  }

  package struct Size: Sendable, Equatable {
    package let width: Int
    package let height: Int

    package init(_ width: Int, _ height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// In micro-USD. What is not known is nil, which is not free.
  package struct Price: Sendable, Equatable {
    package var perImage: Int?
    package var perMillionInputTokens: Int?
    package var perMillionOutputTokens: Int?

    package init(perImage: Int? = nil, perMillionInputTokens: Int? = nil, perMillionOutputTokens: Int? = nil) {
      self.perImage = perImage
      self.perMillionInputTokens = perMillionInputTokens
      self.perMillionOutputTokens = perMillionOutputTokens
    }

    /// What so many pictures cost; nil when nobody can say.
    package func cost(ofImages count: Int) -> Int? {
      guard let perImage else { return nil }
      let (cost, isTooMuch) = perImage.multipliedReportingOverflow(by: count)
      return isTooMuch ? nil : cost
    }

    /// What so many tokens cost, rounded up: a part of a millionth is one. Nil when the price is not known.
    package func cost(ofInput input: Int, output: Int) -> Int? {
      guard let perMillionInputTokens, let perMillionOutputTokens else { return nil }
      let sum =
        Double(max(0, input)) * Double(perMillionInputTokens) + Double(max(0, output)) * Double(perMillionOutputTokens)
      return Int(exactly: min((sum / 1_000_000).rounded(.up), 1e15))
    }

    package static let free = Price(perImage: 0, perMillionInputTokens: 0, perMillionOutputTokens: 0)
  }

  /// Whether it answers in chats: the enhancer writes too, but prompts alone.
  package var chats: Bool { kind == .text && capabilities.contains(.chat) }

  package func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}
