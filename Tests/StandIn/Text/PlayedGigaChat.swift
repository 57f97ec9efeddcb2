import Domain
import HTTP
import Synchronization

/// GigaChat: a key is exchanged for a token, pictures are uploaded first, and calls of tools are of the old form.
final class PlayedGigaChat: Played {
  static let kind = "gigachat"
  private let stage: Stage
  private let tokens = Mutex(0)

  init(_ stage: Stage) { self.stage = stage }

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/api/v2/oauth"): .token
    case (.get, "/api/v1/models"), (.post, "/api/v1/files"): .question
    case (.post, "/api/v1/chat/completions"): .submission
    default: nil
    }
  }

  func key(_ call: Call) -> String? {
    let shown = call.headers["authorization"] ?? ""
    if call.path == "/api/v2/oauth" { return shown.hasPrefix("Basic ") ? String(shown.dropFirst(6)) : nil }
    // Only the last token that was given counts.
    return shown == "Bearer \(Self.token(tokens.withLock { $0 }))" ? stage.key : nil
  }

  package static func token(_ number: Int) -> String { "giga-token-\(number)" }

  func prompt(_ call: Call) async -> String? { try? read(call.json).get().text }

  func answer(_ call: Call) async -> Response {
    switch call.path {
    case "/api/v2/oauth":
      guard call.headers["rquid"]?.count == 36,
        String(decoding: call.body, as: UTF8.self).hasPrefix("scope=GIGACHAT_API_")
      else { return .json(["code": 5, "message": "scope is empty"], status: 400) }
      let number = tokens.withLock { tokens in
        tokens += 1
        return tokens
      }
      return .json(["access_token": .string(Self.token(number)), "expires_at": 4_000_000_000_000])
    case "/api/v1/models":
      return .json(["data": .array(["GigaChat-2-Max", "GigaChat-2", "Embeddings"].map { ["id": .string($0)] })])
    case "/api/v1/files":
      let holdsPicture = call.body.firstRange(of: [0x89, 0x50, 0x4E, 0x47]) != nil
      return holdsPicture ? .json(["id": "file-1"]) : .json(["status": 400, "message": "Bad file"], status: 400)
    default: break
    }
    switch read(call.json) {
    case .failure(let objection): return .json(["status": 400, "message": .string(objection.words)], status: 400)
    case .success(let question):
      let speech = Speech(question)
      return question.streams && !stage.isWhole
        ? stage.perform(score(speech, question), call) : .json(whole(speech, question))
    }
  }

  private func read(_ body: JSON) -> Result<Question, PlayedChat.Objection> {
    guard let model = body["model"]?.string, let messages = body["messages"]?.array else {
      return .failure(.init(words: "model and messages are required"))
    }
    var question = Question()
    question.model = model
    question.streams = body["stream"]?.bool ?? false
    question.most = (body["max_tokens"]?.int).map { Int($0) }
    question.tool = body["functions"]?.array?.first?["name"]?.string
    question.turns = messages.count
    for (place, message) in messages.enumerated() {
      guard let text = message["content"]?.string else { return .failure(.init(words: "content is no text")) }
      if message["role"] == "system" {
        guard place == 0 else { return .failure(.init(words: "system message must be the first message")) }
        question.system = text
      }
      guard message["role"] == "user" else { continue }
      question.text = text
      question.pictures = (message["attachments"]?.array ?? []).map { $0 == "file-1" ? 1 : 0 }
    }
    if question.pictures.contains(0) { return .failure(.init(words: "no such file")) }
    return .success(question)
  }

  private static let usage: JSON = [
    "prompt_tokens": .int(Int64(Speech.input)), "completion_tokens": .int(Int64(Speech.output)),
    "total_tokens": .int(Int64(Speech.input + Speech.output)), "precached_prompt_tokens": .int(Int64(Speech.cached)),
  ]

  private func answer(
    _ question: Question, _ name: String, _ message: JSON, _ finish: Speech.Finish? = nil, usage: Bool = false
  ) -> JSON {
    let word: JSON =
      switch finish {
      case nil: .null
      case .stop: "stop"
      case .length: "length"
      case .tool: "function_call"
      case .refused: "blacklist"
      }
    var object: JSON.Object = [
      "choices": .array([.object(["index": 0, name: message, "finish_reason": word])]), "created": 1_790_000_000,
      "model": .string("\(question.model):2.0.28"), "object": "chat.completion",
    ]
    if usage { object.append("usage", Self.usage) }
    return .object(object)
  }

  private func call(_ speech: Speech) -> JSON? {
    guard let tool = speech.tool else { return nil }
    // Arguments are an object here.
    let arguments = (try? JSON(parsing: Array(tool.arguments.joined().utf8))) ?? .null
    return [
      "role": "assistant", "content": "", "function_call": ["name": .string(tool.name), "arguments": arguments],
      "functions_state_id": "state-1",
    ]
  }

  private func whole(_ speech: Speech, _ question: Question) -> JSON {
    let message = call(speech) ?? ["role": "assistant", "content": .string(speech.text)]
    return answer(question, "message", message, speech.finish, usage: true)
  }

  private func score(_ speech: Speech, _ question: Question) -> Score {
    var deltas = speech.words.map { JSON.object(["role": "assistant", "content": .string($0)]) }
    if let call = call(speech) { deltas.append(call) }
    let last = answer(question, "delta", ["content": ""], speech.finish, usage: true)
    return Score(
      type: "text/event-stream", pieces: deltas.map { answer(question, "delta", $0).eventData },
      end: [last.eventData, Array("data: [DONE]\n\n".utf8)],
      error: { JSON.object(["status": 500, "message": .string($0)]).eventData },
      keepAlive: Array(": \n\n".utf8)
    ) { [self] text in answer(question, "delta", ["content": .string(text)]).eventData }
  }
}
