import Domain
import HTTP
import Synchronization

@testable import Providers

/// A server that answers as one test has it, and remembers what it was asked.
final class Engine: Sendable {
  struct Call: Sendable {
    /// Method and path, such as `POST /prompt`.
    let line: String
    let query: String?
    let headers: Headers
    let json: JSON
  }

  private let server: Server
  private let heard: Calls

  private final class Calls: Sendable {
    let calls = Mutex<[Call]>([])
  }

  init(_ answer: @escaping @Sendable (Call) async -> Response) throws {
    let heard = Calls()
    var settings = Server.Settings { request in
      let body = (try? await request.body.collect(upTo: 1 << 24)) ?? []
      let call = Call(
        line: "\(request.method.rawValue) \(request.path)", query: request.query, headers: request.headers,
        json: (try? JSON(parsing: body)) ?? .null)
      heard.calls.withLock { $0.append(call) }
      return await answer(call)
    }
    settings.loops = 1
    server = try Server(settings)
    self.heard = heard
    try server.start()
  }

  var url: String { "http://127.0.0.1:\(server.port)" }
  var calls: [Call] { heard.calls.withLock { $0 } }
  func calls(_ line: String) -> [Call] { calls.filter { $0.line == line } }

  func connection(key: String? = nil, _ options: JSON.Object = [:]) -> ProviderConnection {
    var all: JSON.Object = ["pollSeconds": 0.05, "timeoutSeconds": 30]
    for member in options.members { all = all.with(member.name, member.value) }
    return ProviderConnection(id: "mine", baseUrl: url, key: key, options: all)
  }

  func stop() async { await server.drain(within: .zero) }
}

extension Response {
  static func json(_ value: JSON, _ status: Int = 200) -> Response {
    Response(Status(status), type: .json, value.bytes)
  }

  static let missing = Response.json(["detail": "Not Found"], 404)
}

extension ImageRequest {
  /// Of a model that the name says enough about.
  static func of(
    _ model: String, family: Family? = nil, _ prompt: String = "a lighthouse",
    change: (inout ImageRequest) -> Void = { _ in }
  ) -> ImageRequest {
    let card = ModelCard.listed("mine", model, family: family)
    var request = ImageRequest(card: card, prompt: prompt, width: 64, height: 96, seed: 7, key: Identifier())
    change(&request)
    return request
  }

  /// What it becomes as JSON.
  func json(_ members: (ImageRequest, inout JSONWriter) -> Void) throws -> JSON {
    var json = JSONWriter()
    json.object { members(self, &$0) }
    return try JSON(parsing: json.bytes)
  }
}

/// What an adapter told.
final class Heard: Sendable {
  private let all = Mutex<[ImageNews]>([])
  var news: [ImageNews] { all.withLock { $0 } }
  func add(_ news: ImageNews) { all.withLock { $0.append(news) } }
}
