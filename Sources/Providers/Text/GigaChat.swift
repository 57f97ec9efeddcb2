import Domain
import Glibc
import HTTP
import Synchronization

/// GigaChat: a protocol much like OpenAI's, with keys that are exchanged for tokens of half an hour.
final class GigaChat: TextProvider {
  private let remote: Remote
  private let door: Remote
  private let doorPath: String
  private let scope: String
  private let patience: Duration
  private let named: [String]
  private let token = Mutex<(text: String, until: Timestamp)?>(nil)
  private let clock: Clock

  static let doorUrl = ModelCard.Parameter(
    "authUrl", .text, standard: "https://ngw.devices.sberbank.ru:9443/api/v2/oauth",
    detail: "Where the key is exchanged for a token.")
  static let scopes = ModelCard.Parameter(
    "scope", .choice, standard: "GIGACHAT_API_PERS",
    options: ["GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"], detail: "What the key was issued for.")

  static let authority = ModelCard.Parameter(
    "caFile", .text,
    detail:
      "The path of a PEM file on this machine with the Russian Trusted Root CA; empty trusts what the system does.")

  /// Throws when the address of the exchange is none, and when the file of certificates cannot be read.
  init(_ connection: ProviderConnection, client: Client, clock: Clock = .system) throws(Failure) {
    let authority = connection.text(Self.authority)
    if let authority, !authority.hasPrefix("/") || access(authority, R_OK) != 0 {
      let field = Failure.Field("/options/caFile", .notFound, "Must be the whole path of a file that can be read here.")
      throw Failure(.invalidRequest, "The file of certificates cannot be read.", fields: [field])
    }
    remote = try Remote(connection, client: client, authority: authority)
    let url = connection.text(Self.doorUrl) ?? ""
    guard Origin(url) != nil else {
      let field = Failure.Field("/options/authUrl", .format, "Must be an http or https address.")
      throw Failure(.invalidRequest, "The address where GigaChat's key is exchanged is none.", fields: [field])
    }
    let base = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).joined(
      separator: "/")
    let there = ProviderConnection(id: connection.id, baseUrl: base, key: connection.key, options: JSON.Object())
    let credentials: Headers = connection.key.map { ["authorization": "Basic \($0)"] } ?? Headers()
    door = try Remote(there, client: client, credentials: credentials, authority: authority)
    doorPath = String(url.dropFirst(base.count))
    scope = connection.text(Self.scopes) ?? "GIGACHAT_API_PERS"
    patience = connection.duration(Option.timeout)
    named = connection.words(Option.models)
    self.clock = clock
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    try await withToken { remote in
      var files: [[String]] = []
      for turn in request.turns { files.append(try await upload(turn, to: remote)) }
      let accept = request.streams ? "text/event-stream" : "application/json"
      let body = GigaBody(request: request, files: files).bytes
      let call = TextExchange.call("/api/v1/chat/completions", body, patience: patience, accept: accept)
      return try await TextExchange(remote: remote)(call, ChatReply(of: remote.name), tell: tell)
    }
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      try await withToken { remote in
        let list = try await remote.call(.ask("/api/v1/models")).json()
        let ids = (list["data"]?.array ?? []).compactMap { $0["id"]?.string }.filter {
          !$0.lowercased().contains("embed")
        }
        return (ids + named.filter { !ids.contains($0) }).map { id in
          var card = ModelCard(provider: remote.name, model: id, kind: .text, name: id, family: .other)
          card.capabilities = [.chat, .streaming, .tools]
          if id.contains("Pro") || id.contains("Max") { card.capabilities.insert(.vision) }
          card.contextWindow = id.hasPrefix("GigaChat-2") ? 131_072 : 32_768
          card.parameters = ChatListing.parameters(canThink: false)
          card.source = ids.contains(id) ? .listed : .custom
          return card
        }
      }
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    let count = try await models().count
    return ["The key was exchanged for a token.", "It answers and knows \(count) models."]
  }

  /// A token may end early: one that is refused is thrown away and got anew, once.
  private func withToken<Value>(_ work: (Remote) async throws -> Value) async throws -> Value {
    do {
      return try await work(remote.showing(Remote.bearer(await bearer())))
    } catch let failure as ProviderFailure where failure.code == .unauthorized && failure.effect == .notTaken {
      guard
        token.withLock({ held in
          defer { held = nil }
          return held != nil
        })
      else { throw failure }
      return try await work(remote.showing(Remote.bearer(await bearer())))
    }
  }

  private func bearer() async throws -> String {
    let now = clock.now
    if let held = token.withLock({ $0 }), now < held.until { return held.text }
    var call = Remote.Call.ask(doorPath).sending(
      Array("scope=\(scope)".utf8), MediaType("application/x-www-form-urlencoded"))
    call.headers = ["rquid": Self.freshId(), "accept": "application/json"]
    let answer = try await door.call(call)
    let json = try answer.json()
    guard let text = (json["access_token"] ?? json["tok"])?.string, !text.isEmpty else {
      throw answer.garbage("no token")
    }
    // Milliseconds, or seconds at some installations; a minute early, and never longer than half an hour.
    let told = (json["expires_at"] ?? json["exp"])?.int ?? 0
    let end = told > 100_000_000_000 ? told : told.multipliedReportingOverflow(by: 1_000).partialValue
    let latest = now.adding(seconds: 29 * 60)
    let until = Timestamp(milliseconds: end).adding(seconds: -60)
    token.withLock { $0 = (text, min(until, latest)) }
    return text
  }

  private func upload(_ turn: TextTurn, to remote: Remote) async throws -> [String] {
    var ids: [String] = []
    for case .image(let file) in turn.parts {
      var form = FormBody()
      form.field("purpose", "general")
      form.file("file", "picture", file.bytes, type: file.format.mediaType)
      let call = Remote.Call.ask("/api/v1/files").sending(form.bytes, form.type)
      let answer = try await remote.call(call)
      guard let id = try answer.json()["id"]?.string else { throw answer.garbage("no id of the picture") }
      ids.append(id)
    }
    return ids
  }

  /// A random UUID of version 4, which every request for a token must bear.
  private static func freshId() -> String {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array(Hexadecimal.text(bytes))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }
}

/// A request in GigaChat's protocol.
struct GigaBody {
  let request: TextRequest
  /// The ids of the pictures that were uploaded for each turn.
  let files: [[String]]

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("model", request.card.model)
      if request.streams { json.field("stream", true) }
      if let temperature = request.temperature { json.field("temperature", temperature) }
      if let topP = request.topP { json.field("top_p", topP) }
      if let most = request.maxTokens { json.field("max_tokens", most) }
      if !request.tools.isEmpty {
        json.field("function_call", "auto")
        json.array("functions") { json in
          for tool in request.tools {
            json.object { json in
              json.field("name", tool.name)
              json.field("description", tool.detail)
              json.field("parameters", tool.parameters)
            }
          }
        }
      }
      json.array("messages") { json in
        if let system = request.system, !system.isEmpty {
          json.object { json in
            json.field("role", "system")
            json.field("content", system)
          }
        }
        for (place, turn) in request.turns.enumerated() {
          write(turn, place < files.count ? files[place] : [], &json)
        }
      }
    }
    return json.bytes
  }

  private func write(_ turn: TextTurn, _ files: [String], _ json: inout JSONWriter) {
    if turn.role == .tool {
      for case .toolResult(let id, let content, _) in turn.parts {
        json.object { json in
          json.field("role", "function")
          json.field("name", id)
          // A result must be JSON.
          let isJSON = JSON(lenient: Array(content.utf8)) != nil
          json.field("content", isJSON ? content : String(decoding: JSON.string(content).bytes, as: UTF8.self))
        }
      }
      return
    }
    json.object { json in
      json.field("role", turn.role.rawValue)
      json.field("content", turn.text)
      if !files.isEmpty { json.field("attachments", files) }
      if let state = turn.state?["functions_state_id"] { json.field("functions_state_id", state) }
      for case .toolCall(_, let name, let arguments) in turn.parts.prefix(1) {
        json.object("function_call") { json in
          json.field("name", name)
          json.field("arguments", JSON(lenient: Array(arguments.utf8)) ?? [:])
        }
      }
    }
  }
}
