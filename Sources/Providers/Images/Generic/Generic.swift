import Domain
import HTTP

/// Any gateway that takes JSON: what its requests and answers look like is described in the connection's options.
struct Generic: ImageProvider {
  private let remote: Remote
  private let models: [GenericModel]
  private let connection: ProviderConnection
  private let question: GenericTemplate?

  private static let models = ModelCard.Parameter(
    "models", .json,
    detail: "The models, each with the request that asks for pictures and the place of the pictures in the answer.")
  private static let keyHeader = ModelCard.Parameter(
    "keyHeader", .text, standard: "Authorization", detail: "The header field that carries the key.")
  private static let keyPrefix = ModelCard.Parameter(
    "keyPrefix", .text, standard: "Bearer", detail: "What stands before the key: Bearer, Key, or \"none\".")
  private static let checkPath = ModelCard.Parameter(
    "checkPath", .text, detail: "A path to GET that costs nothing and says whether the key is good.")

  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "generic", name: "Other gateway (JSON)",
      summary: "Any server that takes JSON and answers with pictures, described by templates.", key: .optional,
      offers: [.image],
      options: [models, keyHeader, keyPrefix, checkPath, Option.timeout, Option.poll, Option.jobTimeout],
      concurrency: 2, image: { (connection) throws(Failure) in try Generic(connection, client) })
  }

  init(_ connection: ProviderConnection, _ client: Client) throws(Failure) {
    let header = connection.text(Self.keyHeader) ?? "Authorization"
    var faults = OptionFaults(at: "/options")
    let isToken = header.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x2D || (0x30...0x39).contains($0)
    }
    if !isToken || header.utf8.count > 100 {
      faults.note("/keyHeader", .format, "Must be the name of a header field, such as Authorization.")
    }
    if let path = connection.text(Self.checkPath), !path.hasPrefix("/") || path.utf8.contains(where: { $0 <= 0x20 }) {
      faults.note("/checkPath", .format, "Must be a path that starts with a slash.")
    }
    if !faults.isEmpty { throw faults.failure }
    let prefix = connection.text(Self.keyPrefix) ?? "Bearer"
    let credentials = connection.key.map { [header: prefix == "none" ? $0 : "\(prefix) \($0)"] as Headers }
    remote = try Remote(connection, client: client, credentials: credentials ?? Headers())
    models = try GenericModel.list(connection.options[Self.models.name], keyHeader: header)
    question = connection.text(Self.checkPath).map { GenericTemplate($0) }
    self.connection = connection
  }

  func models() async throws(ProviderFailure) -> [ModelCard] { models.map { $0.card(of: remote.name) } }

  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let path = question?.text { _ in nil }
      let answer = try await remote.exchange(.ask(path ?? "/"))
      // Without a path that is known to answer, any answer shows that somebody is there, and nothing more.
      if path != nil || answer.status.code >= 500 { _ = try remote.accept(answer) }
      return ["\(remote.origin.host) answers with \(answer.status.code)."]
    }
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    guard let model = models.first(where: { $0.name == request.card.model }) else {
      throw ProviderFailure(.refused, "\(remote.name) has no model of this name any more.", effect: .notTaken)
    }
    let work = GenericWork(
      model: model, request: request, remote: remote, patience: connection.duration(Option.timeout),
      polling: Polling(
        every: connection.duration(Option.poll), atMost: connection.duration(Option.jobTimeout), name: remote.name))
    return try await work.run(ticket: ticket, tell)
  }
}
