package import Domain
package import HTTP

/// How one provider's protocol is played: one file each, and a line in `all`. It holds callers to the protocol: a call
/// that the real server would refuse is refused here, so that a wrong adapter cannot pass.
package protocol Played: Sendable {
  /// What a call is for; nil when the provider has no such address.
  func place(_ call: Call) -> Place?

  /// The key that a call shows, in the protocol's own way.
  func key(_ call: Call) -> String?

  /// What the submission asks for, by which submissions are counted.
  func prompt(_ call: Call) async -> String?

  /// The answer when nothing goes wrong.
  func answer(_ call: Call) async -> Response
}

/// The list of all protocols, by the kind of provider that speaks to each, which begins its addresses.
enum Repertoire {
  struct Part {
    let kind: String
    let play: @Sendable (Stage) -> any Played

    init(_ kind: String, _ play: @escaping @Sendable (Stage) -> any Played) {
      self.kind = kind
      self.play = play
    }
  }

  static var all: [Part] { pictures + texts + dialects }

  private static let pictures = [
    Part(PlayedPixazo.kind) { PlayedPixazo($0) }, Part(PlayedOpenAI.kind) { PlayedOpenAI($0) },
    Part(PlayedXAI.kind) { PlayedXAI($0) }, Part(PlayedSDCpp.kind) { PlayedSDCpp($0) },
    Part(PlayedWebUI.kind) { PlayedWebUI($0) }, Part(PlayedComfyUI.kind) { PlayedComfyUI($0) },
    Part(PlayedGeneric.kind) { PlayedGeneric($0) },
  ]

  private static let texts = [
    Part(PlayedAnthropic.kind) { PlayedAnthropic(stage: $0) }, Part(PlayedGemini.kind) { PlayedGemini(stage: $0) },
    Part(PlayedOllama.kind) { PlayedOllama(stage: $0) }, Part(PlayedBedrock.kind) { PlayedBedrock(stage: $0) },
    Part(PlayedYandexGPT.kind) { PlayedYandexGPT(stage: $0) }, Part(PlayedGigaChat.kind) { PlayedGigaChat($0) },
  ]

  /// OpenAI's chat protocol, as one server after the other speaks it.
  private static var dialects: [Part] {
    PlayedDialect.all.map { dialect in Part(dialect.kind) { PlayedChat(dialect: dialect, stage: $0) } }
  }
}

/// What a call to a provider is for.
package enum Place: String, Sendable, CaseIterable {
  /// Lists of models, and whether it is alive.
  case question
  case submission
  /// Where a key is exchanged for a token.
  case token
  /// What a good answer streams.
  case reply
  /// Nobody calls for this: it is heard when a caller leaves before a stream has ended.
  case leaving
  /// How far a job is.
  case poll
  /// A picture's file.
  case picture
  case cancel
}

/// A call as the stand-in heard it, body and all.
package struct Call: Sendable {
  package let method: HTTP.Method
  /// Below the provider's own address.
  package let path: String
  package let query: String?
  package let headers: Headers
  package let body: [UInt8]
  /// Null when the body is not JSON.
  package let json: JSON

  init(_ request: Request, path: String, body: [UInt8]) {
    method = request.method
    self.path = path
    query = request.query
    headers = request.headers
    self.body = body
    json = (try? JSON(parsing: body)) ?? .null
  }

  /// Everything of it as text, to look for what should not be there.
  package var transcript: String {
    let fields = headers.pairs.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    return "\(method.rawValue) \(path)?\(query ?? "")\n\(fields)\n\n\(String(decoding: body, as: UTF8.self))"
  }
}

extension Response {
  package static func json(_ value: JSON, status: Int = 200) -> Response {
    Response(Status(status), type: .json, value.bytes)
  }

  /// As most providers say no.
  package static func refusal(_ status: Int, _ words: String) -> Response {
    .json(["error": ["message": .string(words)]], status: status)
  }
}
