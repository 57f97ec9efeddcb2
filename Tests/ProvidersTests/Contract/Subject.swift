package import Domain
import Support
import Testing

/// A kind of provider as the contract suite tries it. Every kind of the roster that calls a server has one here.
struct Subject: Sendable, CustomTestStringConvertible {
  let kind: String
  /// What to try of what it offers, by the models' own names; the first one is tried in every way.
  let models: [String]
  /// Told before its work is waited for, so that a crash loses nothing.
  var hasTickets = false
  /// Pictures come as addresses.
  var keepsFiles = false
  /// On top of what makes tests quick.
  var options: JSON.Object = JSON.Object()
  /// What a request needs beside what every request has.
  var prepare: @Sendable (inout ImageRequest) -> Void = { _ in }

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
  ]

  /// Kinds that call nobody: their own tests try them.
  static let withoutServer = ["builtin"]
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init()
    for (name, value) in elements { append(name, value) }
  }
}
