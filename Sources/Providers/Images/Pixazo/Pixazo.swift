import Domain
import HTTP

/// The Pixazo gateway: an endpoint for each model, some of which answer with a picture and some with a job.
struct Pixazo: ImageProvider {
  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "pixazo", name: "Pixazo", summary: "Stable Diffusion, SDXL and Flux models behind one gateway.",
      docsUrl: "https://www.pixazo.ai/models", baseUrl: "https://gateway.pixazo.ai", key: .required, offers: [.image],
      options: [sendsPictures, Option.timeout, Option.poll, Option.jobTimeout], concurrency: 2
    ) { connection throws(Failure) in try Pixazo(connection, client: client) }
  }

  private static let sendsPictures = ModelCard.Parameter(
    "sendsPictures", .flag, standard: false,
    detail: "Put pictures into the request as data URLs. The gateway asks for public addresses and may refuse them.")

  private let remote: Remote
  private let connection: ProviderConnection

  private init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    let credentials: Headers = connection.key.map { ["ocp-apim-subscription-key": $0] } ?? Headers()
    remote = try Remote(connection, client: client, credentials: credentials)
    self.connection = connection
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    let sends = connection.flag(Self.sendsPictures)
    return GatewayCatalogue.models.map { $0.card(of: connection.id, sendsPictures: sends) }
  }

  /// Asks about a job that never was: the key is looked at first, and nothing is begun.
  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let answer = try await remote.exchange(.ask("/v2/requests/status/none"))
      switch answer.status.code {
      case 200..<300, 400, 404, 405, 410, 422: return ["\(remote.origin.host) answers.", "It takes the key."]
      default: throw remote.refusal(answer)
      }
    }
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    guard let model = GatewayCatalogue.model(request.card.model) else {
      throw ProviderFailure(.refused, "The gateway has no model \(request.card.model).", effect: .notTaken)
    }
    var sources: [PictureSource]
    if let ticket = try ticket.map({ try Ticket($0, of: remote.name) }) {
      sources = ticket.pictures.map { .address($0) }
      if let job = ticket.job { sources = try await finish(job, at: ticket.address, of: model, tell) }
    } else {
      sources = try await submit(request, to: model, tell)
    }
    try await PictureFetch(remote).tell(sources, tell)
    return ImageReceipt()
  }

  private func submit(
    _ request: ImageRequest, to model: GatewayModel, _ tell: @Sendable (ImageNews) async throws -> Void
  ) async throws -> [PictureSource] {
    try checkPictures(of: request, for: model)
    let call = Remote.Call.submit(model.path, patience: connection.duration(Option.timeout)).json { json in
      json.field("prompt", request.prompt)
      for input in model.inputs {
        if let value = input.value(for: request) { json.field(named: input.field, value) }
      }
    }
    switch try GatewayAnswer(try await remote.call(call), from: remote) {
    case .pictures(let sources):
      if let ticket = Ticket(sources) { try await tell(.submitted(ticket: ticket.text)) }
      return sources
    case .job(let job, let address):
      try await tell(.submitted(ticket: Ticket(job: job, address: address).text))
      return try await finish(job, at: address, of: model, tell)
    }
  }

  private func checkPictures(of request: ImageRequest, for model: GatewayModel) throws(ProviderFailure) {
    let missing: String? =
      model.inputs.lazy.compactMap { input in
        switch input.source {
        case .initImage where request.initImage == nil, .references where request.pictures.isEmpty: "a picture"
        case .mask where request.mask == nil: "a mask"
        default: nil
        }
      }.first
    if let missing { throw ProviderFailure(.refused, "\(model.name) needs \(missing).", effect: .notTaken) }
    if model.takesPictures, !connection.flag(Self.sendsPictures) {
      throw ProviderFailure(.refused, "\(model.name) wants its pictures at public addresses.", effect: .notTaken)
    }
  }

  /// Waits for a job and keeps where its pictures are.
  private func finish(
    _ job: String, at address: String?, of model: GatewayModel,
    _ tell: @Sendable (ImageNews) async throws -> Void
  ) async throws -> [PictureSource] {
    var status = GatewayStatus(job, at: address, of: model, remote)
    let polling = Polling(
      every: connection.duration(Option.poll), atMost: connection.duration(Option.jobTimeout), name: remote.name)
    var stage = ""
    let sources = try await polling {
      switch try await status.ask() {
      case .done(let sources): return Optional(sources)
      case .at(let now):
        if now != stage { try await tell(.progress(ImageProgress(stage: now))) }
        stage = now
        return nil
      }
    }
    guard !sources.isEmpty else {
      throw ProviderFailure(.garbage, "\(remote.name) finished the job and gave no picture.", effect: .taken)
    }
    if let ticket = Ticket(sources) { try await tell(.submitted(ticket: ticket.text)) }
    return sources
  }
}
