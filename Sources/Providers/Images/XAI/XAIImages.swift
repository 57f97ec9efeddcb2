import Domain
import HTTP

/// xAI's Grok Imagine.
struct XAIImages: ImageProvider {
  /// One key serves both: what paints and what writes.
  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "xai", aliases: ["grok"], name: "Grok",
      summary: "xAI's Grok and Grok Imagine, or any server that speaks like it.", docsUrl: "https://docs.x.ai",
      baseUrl: "https://api.x.ai/v1", key: .optional, offers: [.image, .text],
      options: [Option.models] + ChatOption.besidePictures, concurrency: TextKinds.besidePictures,
      image: { connection throws(Failure) in try XAIImages(connection, client: client) },
      text: { connection throws(Failure) in try OpenAIChat(connection, .grok, client: client) })
  }

  private let remote: Remote
  private let connection: ProviderConnection

  private init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    var credentials = Remote.bearer(connection.key)
    credentials.add(ChatOption.headers(of: connection))
    remote = try Remote(connection, client: client, credentials: credentials)
    self.connection = connection
  }

  /// What the account lists; the usual ones when xAI's own list has no pictures.
  func models() async throws(ProviderFailure) -> [ModelCard] {
    let all = try await ProviderFailure.only { try await OpenAIListing.ids(at: remote) } ?? []
    let listed = all.filter { $0.contains("image") }
    let named = connection.words(Option.models)
    let known = listed.isEmpty && remote.origin.host == "api.x.ai" ? Self.known : []
    var cards: [ModelCard] = []
    for (ids, source) in [(listed, ModelCard.Source.listed), (known, .catalogue), (named, .custom)] {
      for id in ids where !cards.contains(where: { $0.model == id }) {
        var card = Self.card(id, of: connection.id)
        card.source = source
        cards.append(card)
      }
    }
    return cards
  }

  func check() async throws(ProviderFailure) -> [String] {
    let listed = try await ProviderFailure.only { try await OpenAIListing.ids(at: remote) }
    return ["\(remote.origin.host) answers.", "It takes the key and lists \(listed?.count ?? 0) models."]
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let fetch = PictureFetch(remote)
    if let ticket = try ticket.map({ try Ticket($0, of: remote.name) }) {
      try await fetch.tell(ticket.addresses(of: remote.name), tell)
      return ImageReceipt()
    }
    let answer = try await remote.call(call(for: request))
    let json = try answer.json()
    let sources = PictureAnswer.sources(in: json)
    guard !sources.isEmpty else { throw refusal(json, of: answer) }
    if let ticket = Ticket(sources) { try await tell(.submitted(ticket: ticket.text)) }
    try await fetch.tell(sources, tell)
    return Cost.receipt(in: json)
  }

  private func call(for request: ImageRequest) -> Remote.Call {
    let pictures = request.pictures.prefix(Self.mostPictures)
    let path = pictures.isEmpty ? "/v1/images/generations" : "/v1/images/edits"
    return .submit(path, patience: connection.duration(Option.timeout)).json { json in
      json.field("model", request.card.model)
      json.field("prompt", request.prompt)
      if request.count > 1 { json.field("n", request.count) }
      if !Self.isLegacy(request.card.model), let name = Self.sizes.name(width: request.width, height: request.height) {
        // A name is the shape and the resolution.
        let words = name.split(separator: " ").map(String.init)
        json.field("aspect_ratio", words[0])
        if pictures.isEmpty { json.field("resolution", words.last) }
      }
      if let quality = request.extra["quality"], quality != .null { json.field("quality", quality) }
      json.field("response_format", "b64_json")
      let shown = pictures.map { JSON(dictionaryLiteral: ("url", .string(DataURL.text($0))), ("type", "image_url")) }
      if shown.count == 1 { json.field("image", shown[0]) } else if shown.count > 1 { json.field("images", shown) }
    }
  }

  /// A good status without a picture, which may say why.
  private func refusal(_ json: JSON, of answer: Answer) -> ProviderFailure {
    let blocked = (json["data"]?.array ?? []).lazy.compactMap { $0["block_reason"]?.string }.first { !$0.isEmpty }
    if let reason = blocked ?? json["block_reason"]?.string {
      return ProviderFailure(
        .contentRefused, "\(remote.name) refuses this content. Change the prompt or the pictures.",
        providerMessage: remote.quote(reason), effect: .taken)
    }
    return JobFailure.failure(json, of: remote) ?? answer.garbage("JSON without a picture")
  }

  private static func card(_ id: String, of provider: String) -> ModelCard {
    var card = ModelCard(provider: provider, model: id, kind: .image, name: id, family: .grok)
    card.capabilities = [.textToImage]
    card.limits.imagesPerCall = 10
    guard !isLegacy(id) else {
      card.limits.sizes = [.init(1024, 768)]
      card.parameters = [
        .init("width", .integer, least: 1_024, most: 1_024, standard: 1_024),
        .init("height", .integer, least: 768, most: 768, standard: 768),
      ]
      return card
    }
    card.capabilities.formUnion([.imageToImage, .references])
    card.limits.sizes = sizes.sizes
    card.parameters = ["width", "height"].map {
      .init($0, .integer, least: 512, most: 4_096, standard: 1_024)
    }
    if id.hasSuffix("2.0") {
      card.parameters.append(.init("quality", .choice, standard: "medium", options: ["low", "medium", "high"]))
    }
    card.parameters += [
      .init("initImageId", .image),
      .init("referenceImageIds", .images, least: 0, most: Double(mostPictures - 1)),
    ]
    return card
  }

  private static func isLegacy(_ id: String) -> Bool { id.hasPrefix("grok-2") }

  private static let known = ["grok-imagine-image", "grok-imagine-image-quality", "grok-imagine-image-2.0"]
  private static let mostPictures = 3

  /// It takes shapes and two resolutions; these are the sizes nearest to what each means.
  private static let sizes = NamedSizes([
    "1:1 1k": (1024, 1024), "4:3 1k": (1152, 864), "3:4 1k": (864, 1152), "3:2 1k": (1248, 832),
    "2:3 1k": (832, 1248), "16:9 1k": (1344, 756), "9:16 1k": (756, 1344), "2:1 1k": (1448, 724),
    "1:2 1k": (724, 1448), "19.5:9 1k": (1508, 696), "9:19.5 1k": (696, 1508), "20:9 1k": (1520, 684),
    "9:20 1k": (684, 1520), "1:1 2k": (2048, 2048), "4:3 2k": (2304, 1728), "3:4 2k": (1728, 2304),
    "3:2 2k": (2496, 1664), "2:3 2k": (1664, 2496), "16:9 2k": (2688, 1512), "9:16 2k": (1512, 2688),
    "2:1 2k": (2896, 1448), "1:2 2k": (1448, 2896), "19.5:9 2k": (3016, 1392), "9:19.5 2k": (1392, 3016),
    "20:9 2k": (3040, 1368), "9:20 2k": (1368, 3040),
  ])
}
