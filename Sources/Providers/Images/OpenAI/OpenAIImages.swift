import Domain
import HTTP

/// OpenAI's images, and whatever server speaks as they do.
struct OpenAIImages: ImageProvider {
  /// One key serves both: what paints and what writes.
  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "openai", aliases: ["openai-chat"], name: "OpenAI",
      summary: "GPT Image, DALL-E and the GPT models that write, or any server with the same images API.",
      docsUrl: "https://platform.openai.com/docs", baseUrl: "https://api.openai.com/v1",
      key: .optional, offers: [.image, .text], options: OpenAIOption.all, concurrency: TextKinds.besidePictures,
      image: { connection throws(Failure) in try OpenAIImages(connection, client: client) },
      text: { connection throws(Failure) in
        let names = OpenAIOption.names(of: connection)
        return try OpenAIChat(connection, .openAI, client: client, adding: names)
      })
  }

  private let remote: Remote
  private let connection: ProviderConnection
  private let masks: Masks

  private init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    var credentials = Remote.bearer(connection.key)
    credentials.add(OpenAIOption.names(of: connection))
    credentials.add(ChatOption.headers(of: connection))
    remote = try Remote(connection, client: client, credentials: credentials)
    self.connection = connection
    masks = connection.text(OpenAIOption.mask) == "white" ? .asGiven : .seeThrough
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    let named = connection.words(Option.models)
    let listed = try await ProviderFailure.only { try await OpenAIListing.entries(at: remote) }
    let makes = listed?.map(\.id).filter(OpenAIModel.makesPictures) ?? []
    let known = listed == nil && remote.origin.host == "api.openai.com" ? OpenAIModel.known : []
    var cards: [ModelCard] = []
    for (ids, source) in [(makes, ModelCard.Source.listed), (known, .catalogue), (named, .custom)] {
      for id in ids where !cards.contains(where: { $0.model == id }) {
        var card = OpenAIModel(id, dialect: dialect).card(of: connection.id)
        card.source = source
        card.price = listed?.first { $0.id == id }?.price
        cards.append(card)
      }
    }
    return cards
  }

  func check() async throws(ProviderFailure) -> [String] {
    let listed = try await ProviderFailure.only { try await OpenAIListing.entries(at: remote) }
    guard let listed else { return ["\(remote.origin.host) answers.", "It has no list of models."] }
    let count = listed.count { OpenAIModel.makesPictures($0.id) }
    return ["\(remote.origin.host) answers.", "Of its \(listed.count) models \(count) make pictures."]
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let fetch = PictureFetch(remote)
    if let ticket = try ticket.map({ try Ticket($0, of: remote.name) }) {
      try await fetch.tell(ticket.addresses(of: remote.name), tell)
      return ImageReceipt()
    }
    let model = OpenAIModel(request.card.model, dialect: dialect)
    let body = OpenAIBody(
      request, model, masks: masks, responseFormat: connection.text(OpenAIOption.responseFormat) ?? "auto")
    var call = Remote.Call.submit(body.path, patience: connection.duration(Option.timeout))
    let (bytes, type) = try await body.encoded()
    call = call.sending(bytes, type)
    if body.streams { call.timeouts.idle = call.timeouts.firstByte }
    let response = try await remote.open(call)
    if response.status.isSuccess, response.headers["content-type"].map({ MediaType($0).essence }) == "text/event-stream"
    {
      return try await OpenAIStream(remote, call).tell(response.body, previews: body.previews, tell)
    }
    let answer = try await remote.accept(remote.read(response, of: call))
    let json = try answer.json()
    let sources = PictureAnswer.sources(in: json)
    guard !sources.isEmpty else {
      throw JobFailure.failure(json, of: remote) ?? answer.garbage("JSON without a picture")
    }
    if let ticket = Ticket(sources) { try await tell(.submitted(ticket: ticket.text)) }
    try await fetch.tell(sources, tell)
    return Cost.receipt(in: json)
  }

  private var dialect: OpenAIModel.Dialect {
    connection.text(OpenAIOption.dialect).flatMap(OpenAIModel.Dialect.init) ?? .openai
  }
}

enum OpenAIOption {
  static let organization = ModelCard.Parameter("organization", .text, detail: "Sent as OpenAI-Organization.")
  static let project = ModelCard.Parameter("project", .text, detail: "Sent as OpenAI-Project.")

  static let dialect = ModelCard.Parameter(
    "dialect", .choice, standard: "openai", options: ["openai", "together"],
    detail: "Together's takes width, height, steps, guidance, a seed and a negative prompt as well.")

  static let responseFormat = ModelCard.Parameter(
    "responseFormat", .choice, standard: "auto", options: ["auto", "b64_json", "url"],
    detail: "How pictures come back; auto asks only models that are known to understand the question.")

  static let mask = ModelCard.Parameter(
    "maskStyle", .choice, standard: "alpha", options: ["alpha", "white"],
    detail: "What of a mask is painted anew: what is see-through, as OpenAI has it, or what is white.")

  static let all =
    [Option.models, dialect, responseFormat, mask, organization, project] + ChatOption.besidePictures

  /// The headers that say for whom a call is.
  static func names(of connection: ProviderConnection) -> Headers {
    var headers = Headers()
    if let organization = connection.text(organization) { headers.add("openai-organization", organization) }
    if let project = connection.text(project) { headers.add("openai-project", project) }
    return headers
  }
}

/// The list of models that such servers give.
enum OpenAIListing {
  /// The names alone.
  static func ids(at remote: Remote) async throws -> [String]? { try await entries(at: remote)?.map(\.id) }

  /// Nil when the server has no such list.
  static func entries(at remote: Remote) async throws -> [(id: String, price: ModelCard.Price?)]? {
    let answer = try await remote.exchange(.ask("/v1/models"))
    if [404, 405, 501].contains(answer.status.code) { return nil }
    let json = try remote.accept(answer).json()
    guard let entries = json["data"]?.array ?? json["models"]?.array ?? json.array else {
      throw answer.garbage("JSON without a list of models")
    }
    return entries.prefix(2_000).compactMap { entry in
      guard let id = entry["id"]?.string ?? entry.string, !id.isEmpty else { return nil }
      return (id, ListedPrice.price(of: entry))
    }
  }
}
