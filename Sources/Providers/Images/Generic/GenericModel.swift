import Domain
import HTTP

/// A model as its owner describes it: the request that asks for pictures, and where they are in the answer.
struct GenericModel: Sendable {
  /// One call, with slots.
  struct Step: Sendable {
    var method = HTTP.Method.get
    /// A path under the base URL; nil when the address is in an answer.
    var path: GenericTemplate?
    /// Where in the answer to the submission the whole address is.
    var address: GenericPath?
  }

  /// How work is asked about that is not done at once.
  struct Job: Sendable {
    var id: GenericPath?
    var poll = Step()
    var state: GenericPath
    var done: [String]
    var failed: [String]
    var progress: GenericPath?
    /// Where the pictures are, when they are not in the answer to the question.
    var result: Step?
    var cancel: Step?
  }

  let name: String
  let title: String
  let family: Family
  let method: HTTP.Method
  let path: GenericTemplate
  let headers: [(name: String, value: GenericTemplate)]
  let body: GenericTemplate?
  /// Nil when the answer is the picture itself.
  let pictures: GenericPath?
  let seeds: GenericPath?
  let error: GenericPath?
  /// In US dollars.
  let cost: GenericPath?
  let job: Job?
  let needsPicture: Bool
  private let parameters: [ModelCard.Parameter]
  private let sizes: [ModelCard.Size]
  private let imagesPerCall: Int
  private let pricePerImage: Int?

  func card(of provider: String) -> ModelCard {
    var card = ModelCard(provider: provider, model: name, kind: .image, name: title, family: family)
    card.parameters = parameters
    card.limits.sizes = sizes
    card.limits.imagesPerCall = imagesPerCall
    card.price = pricePerImage.map { ModelCard.Price(perImage: $0) }
    card.source = .custom
    if !needsPicture { card.capabilities.insert(.textToImage) }
    for (parameter, capability) in [
      ("initImageId", ModelCard.Capability.imageToImage), ("maskImageId", .inpaint), ("referenceImageIds", .references),
    ] where card.parameter(parameter) != nil { card.capabilities.insert(capability) }
    if job?.cancel != nil { card.capabilities.insert(.cancel) }
    if job?.progress != nil { card.capabilities.insert(.progress) }
    return card
  }

  /// What the slots of its calls hold. `job` is what the provider calls the work.
  static func values(for request: ImageRequest, job: String? = nil) -> GenericTemplate.Values {
    { name in
      if name == "job" { return job.map { .string($0) } }
      return GenericSlot(name).map { $0.value(for: request) } ?? request.extra[name]
    }
  }
}

extension GenericModel {
  /// What a connection's option `models` holds. Throws `Failure` with the place of everything that is wrong.
  static func list(_ json: JSON?, keyHeader: String) throws(Failure) -> [GenericModel] {
    guard let json, json != .null else { return [] }
    var faults = OptionFaults(at: "/options/models")
    guard let entries = json.array, entries.count <= 200 else {
      faults.note("", .type, "Must be a list of at most 200 models.")
      throw faults.failure
    }
    var models: [GenericModel] = []
    for (index, entry) in entries.enumerated() {
      var reader = GenericReader(entry, at: "/\(index)", keyHeader: keyHeader, faults)
      let model = reader.model()
      faults = reader.faults
      guard let model else { continue }
      if models.contains(where: { $0.name == model.name }) {
        faults.note("/\(index)/name", .format, "Another model has this name.")
      }
      models.append(model)
    }
    if !faults.isEmpty { throw faults.failure }
    return models
  }

  init(
    name: String, title: String, family: Family, reader: inout GenericReader, request: GenericReader.Request,
    job: Job?, needsPicture: Bool
  ) {
    self.name = name
    self.title = title
    self.family = family
    (method, path, headers, body) = (request.method, request.path, request.headers, request.body)
    pictures = reader.path("pictures")
    seeds = reader.path("seed")
    error = reader.path("error")
    cost = reader.path("cost")
    self.job = job
    self.needsPicture = needsPicture
    parameters = reader.parameters(request, Tuning(family, naming: name))
    sizes = reader.sizes()
    imagesPerCall = reader.number("imagesPerCall", 1...16) ?? 1
    pricePerImage = reader.number("pricePerImage", 0...1_000_000_000)
  }
}
