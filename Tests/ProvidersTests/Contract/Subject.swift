package import Domain
import Support
import Testing

/// A kind of provider as the contract suite tries it. Every kind of the roster that calls a server has one here.
struct Subject: Sendable, CustomTestStringConvertible {
  let kind: String
  /// What to try of what it offers, by the models' own names; the first one is tried in every way.
  let models: [String]
  /// Told before its work is waited for, so that a crash loses nothing.
  let hasTickets: Bool
  /// Pictures come as addresses.
  let keepsFiles: Bool
  /// What one picture costs, where the provider says.
  let costMicros: Int?
  /// On top of what makes tests quick.
  let options: JSON.Object
  /// What a request needs beside what every request has.
  let prepare: @Sendable (inout ImageRequest) -> Void

  init(
    kind: String, models: [String], hasTickets: Bool = false, keepsFiles: Bool = false, costMicros: Int? = nil,
    options: JSON.Object = [:], prepare: @escaping @Sendable (inout ImageRequest) -> Void = { _ in }
  ) {
    self.kind = kind
    self.models = models
    self.hasTickets = hasTickets
    self.keepsFiles = keepsFiles
    self.costMicros = costMicros
    self.options = options
    self.prepare = prepare
  }

  var testDescription: String { kind }

  static let all: [Subject] = [
    Subject(
      kind: "pixazo",
      models: [
        "flux-2-klein-4b", "stable-diffusion-xl-base-10", "stable-diffusion-xl-lightning",
        "stable-diffusion-xl-turbo-v2", "stable-diffusion-v1-5-inpainting", "stable-diffusion-3",
        "stable-diffusion-3-5-large", "flux-1-schnell",
      ], keepsFiles: true, options: ["sendsPictures": true]),
    Subject(
      kind: "pixazo",
      models: [
        "flux-2-max", "flux-2-pro-text-to-image-799", "flux-2-pro-image-to-image-866", "flux-1-schnell-batch",
      ], hasTickets: true, keepsFiles: true, options: ["sendsPictures": true]),
    Subject(kind: "openai", models: ["gpt-image-1", "gpt-image-2"]) {
      $0.extra = ["partialImages": 2, "quality": "low", "outputFormat": "png"]
    },
    Subject(kind: "openai", models: ["dall-e-3", "dall-e-2"]),
    Subject(kind: "openai", models: ["flux-dev"], keepsFiles: true),
    Subject(kind: "openai", models: ["gpt-image-1", "dall-e-2"]) {
      $0.initImage = picture
      $0.mask = picture
      $0.extra = ["partialImages": 1, "inputFidelity": "high"]
    },
    Subject(
      kind: "openai", models: ["black-forest-labs/FLUX.1-schnell"],
      options: ["dialect": "together", "models": "black-forest-labs/FLUX.1-schnell"]),
    Subject(kind: "xai", models: ["grok-imagine-image", "grok-imagine-image-2.0"], costMicros: 20_000),
    Subject(kind: "xai", models: ["grok-imagine-image"], costMicros: 20_000) {
      $0.initImage = picture
      $0.references = [picture]
    },
  ]

  private static let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)

  /// Kinds that call nobody: their own tests try them.
  static let withoutServer = ["builtin"]
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init()
    for (name, value) in elements { append(name, value) }
  }
}
