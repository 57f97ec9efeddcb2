import Atelier
package import Domain
import Raster
import Threads

/// The built-in painter: composes a picture from what the prompt says, by arithmetic alone. It is no diffusion model
/// and knows no picture but those it makes; it needs no key, no network and no graphics card.
///
/// Every call has a thread of its own, so that neither the event loops nor the shared pool ever wait for it; how many
/// run at a time is the connection's limit.
package struct Painter: ImageProvider {
  private let provider: String

  package init(_ connection: ProviderConnection) { provider = connection.id }

  static let kind = ProviderKind(
    id: "builtin", name: "Built in",
    summary: """
      The painter, the guide and the enhancer that are part of Pixazo: they work offline and cost nothing. The painter is \
      not a diffusion model, the guide not a language model.
      """,
    baseUrl: "", key: .none, offers: [.image, .text], concurrency: 1, repeats: true,
    image: { connection throws(Failure) in Painter(connection) },
    text: { connection throws(Failure) in Guide(connection) }, enhance: { Enhancer.candidates(for: $0) })

  package func models() async throws(ProviderFailure) -> [ModelCard] { [card] }

  package func check() async throws(ProviderFailure) -> [String] {
    ["The painter is part of this program: there is nothing to connect to."]
  }

  package func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let trial = Trial(request.extra)
    if trial.fault == .before {
      throw ProviderFailure(.unavailable, "The painter was told to fail before it began.", effect: .notTaken)
    }
    let first = try request.initImage.map { file throws(ProviderFailure) in
      try Overpainting(file, mask: request.mask, strength: request.strength ?? Self.usualStrength)
    }
    for index in 0..<max(1, request.count) {
      let session = PaintingSession(request, index: index, first: first, trial: trial)
      for try await news in try session.start() { try await tell(news) }
      try Task.checkCancellation()
    }
    return ImageReceipt(costMicros: 0)
  }

  private static let usualStrength = 0.6
}

extension Painter {
  var card: ModelCard {
    var card = ModelCard(provider: provider, model: "painter", kind: .image, name: "Built-in painter", family: .painter)
    card.capabilities = [.textToImage, .imageToImage, .inpaint, .progress, .previews, .cancel]
    card.price = .free
    card.source = .builtin
    card.limits.pixels = 4_096 * 4_096
    card.limits.prompt = 8_000
    card.parameters = [
      .init("negativePrompt", .text, detail: "What is not to be seen."),
      .init("width", .integer, least: 64, most: 4_096, step: 1, standard: 1_024),
      .init("height", .integer, least: 64, most: 4_096, step: 1, standard: 1_024),
      .init(
        "steps", .integer, least: 1, most: Double(Work.mostSteps), step: 1, standard: 12,
        detail: "Few make a sketch, 12 a finished picture; every further one looks at fainter edges again."),
      .init("seed", .integer, least: 0, most: Double(UInt32.max), step: 1),
      .init("count", .integer, least: 1, most: 16, step: 1, standard: 1),
      .init("initImageId", .image, detail: "Its colours and its light and dark are worked into the painting."),
      .init("maskImageId", .image, detail: "Only where it is white is the first picture painted over."),
      .init(
        "strength", .number, least: 0, most: 1, standard: .double(Self.usualStrength),
        detail: "How far it may leave the first picture."),
      .init(
        "style", .choice, standard: .string(Trial.asPrompted), options: Trial.styles,
        detail: "How it is painted; otherwise the prompt decides. This is the built-in painter, not a diffusion model."),
      .init(
        "delayMs", .integer, least: 0, most: 60_000, step: 1,
        detail: "For trying things out: waits so long at every step."),
      .init(
        "fail", .choice, options: Trial.Fault.allCases.map(\.rawValue),
        detail: "For trying things out: fails on purpose."),
    ]
    return card
  }

  /// What a recipe's `extra` tells the painter.
  struct Trial: Sendable {
    enum Fault: String, CaseIterable, Sendable {
      case none, before, during, after, garbage, empty
    }

    static let asPrompted = "as-prompted"
    static let styles = [asPrompted] + PaintStyle.allCases.map(\.rawValue)

    let style: PaintStyle?
    let delay: Int
    let fault: Fault

    init(_ extra: JSON.Object) {
      style = extra["style"]?.string.flatMap(PaintStyle.init(rawValue:))
      delay = min(60_000, max(0, extra["delayMs"]?.int.flatMap(Int.init(exactly:)) ?? 0))
      fault = extra["fail"]?.string.flatMap(Fault.init(rawValue:)) ?? .none
    }
  }
}
