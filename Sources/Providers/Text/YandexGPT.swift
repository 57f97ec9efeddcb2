import Domain
import HTTP

/// YandexGPT, over the protocol of Yandex Cloud's foundation models.
struct YandexGPT: TextProvider {
  private let remote: Remote
  private let patience: Duration
  private let folder: String
  private let named: [String]

  static let folderId = ModelCard.Parameter(
    "folderId", .text, detail: "The id of the folder in Yandex Cloud that pays.")

  /// Throws when no folder is given: every model's address begins with it.
  init(_ connection: ProviderConnection, client: Client) throws(Failure) {
    guard let folder = connection.text(Self.folderId) else {
      let field = Failure.Field("/options/folderId", .required, "Give the id of the folder in Yandex Cloud.")
      throw Failure(.invalidRequest, "YandexGPT needs the id of a folder.", fields: [field])
    }
    self.folder = folder
    // A token of the identity service starts with t1; everything else is a key.
    let scheme = connection.key?.hasPrefix("t1.") == true ? "Bearer" : "Api-Key"
    var headers: Headers = connection.key.map { ["authorization": "\(scheme) \($0)"] } ?? Headers()
    headers.add("x-folder-id", folder)
    remote = try Remote(connection, client: client, credentials: headers)
    patience = connection.duration(Option.timeout)
    named = connection.words(Option.models)
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    let body = YandexBody(request: request, folder: folder).bytes
    let call = TextExchange.call(
      "/foundationModels/v1/completion", body, patience: patience, accept: "application/json")
    return try await TextExchange(remote: remote, framing: .lines)(call, YandexReply(of: remote.name), tell: tell)
  }

  /// There is no list to ask for: these are the public ones, with those that the owner named.
  func models() async throws(ProviderFailure) -> [ModelCard] {
    let known = [("yandexgpt", "YandexGPT Pro"), ("yandexgpt-lite", "YandexGPT Lite")]
    let all = known + named.filter { name in !known.contains { $0.0 == name } }.map { ($0, $0) }
    return all.map { id, name in
      var card = ModelCard(provider: remote.name, model: id, kind: .text, name: name, family: .other)
      card.capabilities = [.chat, .streaming, .tools]
      card.contextWindow = 32_768
      card.parameters = ChatListing.parameters(canThink: false)
      card.source = named.contains(id) ? .custom : .catalogue
      return card
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let call = Remote.Call.ask("/foundationModels/v1/tokenize").json { json in
        json.field("modelUri", YandexBody.uri("yandexgpt", in: folder))
        json.field("text", "Hello")
      }
      _ = try await remote.call(call).json()
      return ["The key and the folder are accepted."]
    }
  }
}

/// A request in the protocol of YandexGPT.
struct YandexBody {
  let request: TextRequest
  let folder: String

  static func uri(_ model: String, in folder: String) -> String {
    if model.hasPrefix("gpt://") { return model }
    return "gpt://\(folder)/\(model)\(model.contains("/") ? "" : "/latest")"
  }

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("modelUri", Self.uri(request.card.model, in: folder))
      json.object("completionOptions") { json in
        json.field("stream", request.streams)
        if let temperature = request.temperature { json.field("temperature", min(temperature, 1)) }
        // Whole numbers of 64 bits are texts in this protocol.
        if let most = request.maxTokens { json.field("maxTokens", String(most)) }
        if let mode = request.mode, mode != .flash {
          json.object("reasoningOptions") { $0.field("mode", "ENABLED_HIDDEN") }
        }
      }
      if !request.tools.isEmpty { tools(&json) }
      json.array("messages") { json in
        if let system = request.system, !system.isEmpty { Self.say("system", system, &json) }
        for turn in request.turns { write(turn, &json) }
      }
    }
    return json.bytes
  }

  private func tools(_ json: inout JSONWriter) {
    json.array("tools") { json in
      for tool in request.tools {
        json.object { json in
          json.object("function") { json in
            json.field("name", tool.name)
            json.field("description", tool.detail)
            json.field("parameters", tool.parameters)
          }
        }
      }
    }
  }

  private func write(_ turn: TextTurn, _ json: inout JSONWriter) {
    let calls = turn.parts.compactMap { part -> (id: String, name: String, arguments: String)? in
      if case .toolCall(let id, let name, let arguments) = part { (id, name, arguments) } else { nil }
    }
    if turn.role == .tool {
      results(of: turn, &json)
    } else if calls.isEmpty {
      Self.say(turn.role.rawValue, turn.text, &json)
    } else {
      json.object { json in
        json.field("role", "assistant")
        json.object("toolCallList") { json in
          json.array("toolCalls") { json in
            for call in calls {
              json.object { json in
                json.object("functionCall") { json in
                  json.field("name", call.name)
                  json.field("arguments", JSON(lenient: Array(call.arguments.utf8)) ?? [:])
                }
              }
            }
          }
        }
      }
    }
  }

  private func results(of turn: TextTurn, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", "user")
      json.object("toolResultList") { json in
        json.array("toolResults") { json in
          for case .toolResult(let id, let content, _) in turn.parts {
            json.object { json in
              json.object("functionResult") { json in
                json.field("name", id)
                json.field("content", content)
              }
            }
          }
        }
      }
    }
  }

  private static func say(_ role: String, _ text: String, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", role)
      json.field("text", text)
    }
  }
}

/// An answer of YandexGPT: each line of a stream holds all that was written so far.
struct YandexReply: Reply {
  private let name: String
  private var written = ""
  private var receipt = TextReceipt(finish: .other)
  private(set) var isFinished = false

  init(of name: String) { self.name = name }

  var hasBegun: Bool { !written.isEmpty }
  var outcome: TextReceipt { receipt }

  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews] {
    if let failure = ChatReply.failure(in: chunk, of: name) { throw failure }
    let result = chunk["result"] ?? chunk
    if let version = result["modelVersion"]?.string { receipt.model = version }
    read(result["usage"])
    guard let alternative = result["alternatives"]?.array?.first else { return [] }
    let message = alternative["message"]
    var news: [TextNews] = []
    if let text = message?["text"]?.string, text != written {
      // Once told, words cannot be taken back: what does not go on from them is told as it is.
      let isMore = text.utf8.starts(with: written.utf8)
      news.append(.text(isMore ? String(decoding: text.utf8.dropFirst(written.utf8.count), as: UTF8.self) : text))
      written = text
    }
    for (index, call) in (message?["toolCallList"]?["toolCalls"]?.array ?? []).enumerated() {
      let function = call["functionCall"]
      let name = function?["name"]?.string ?? ""
      news.append(
        .toolCall(
          index: index, id: name, name: name,
          arguments: String(decoding: (function?["arguments"] ?? [:]).bytes, as: UTF8.self)))
    }
    finish(alternative["status"]?.string ?? "")
    return news
  }

  private mutating func read(_ usage: JSON?) {
    guard let usage else { return }
    func count(_ json: JSON?) -> Int? {
      (json?.string.flatMap { Int($0) } ?? json?.int.flatMap { Int(exactly: $0) }).map { max(0, $0) }
    }
    receipt.usage.inputTokens = count(usage["inputTextTokens"])
    receipt.usage.outputTokens = count(usage["completionTokens"])
    receipt.usage.reasoningTokens = count(usage["completionTokensDetails"]?["reasoningTokens"])
  }

  private mutating func finish(_ status: String) {
    let finish: TextReceipt.Finish? =
      switch status {
      case "ALTERNATIVE_STATUS_FINAL": .stop
      case "ALTERNATIVE_STATUS_TRUNCATED_FINAL": .length
      case "ALTERNATIVE_STATUS_CONTENT_FILTER": .contentRefused
      case "ALTERNATIVE_STATUS_TOOL_CALLS": .toolCalls
      default: nil
      }
    guard let finish else { return }
    receipt.finish = finish
    isFinished = true
  }
}
