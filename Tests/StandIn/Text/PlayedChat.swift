import Domain
import HTTP

/// OpenAI's chat protocol as one server speaks it.
struct PlayedDialect: Sendable {
  enum Thoughts: Sendable {
    case none
    /// In a field of that name.
    case field(String)
    /// As a part of the content, as Mistral has it.
    case parts
    /// Between tags in the text.
    case tags
  }

  let kind: String
  var path = "/v1/chat/completions"
  var lists: [String: JSON]
  var thoughts = Thoughts.none
  /// Whether the request asked to think, by its own words.
  var thinks: @Sendable (JSON) -> Bool = { $0["reasoning_effort"] != nil }
  var tokensField = "max_tokens"
  /// What a request may hold; nil lets everything pass.
  var known: Set<String>?
  /// Whether usage comes without being asked for.
  var alwaysTellsUsage = false
  /// On top of the usual usage.
  var moreUsage: JSON.Object = [:]
  /// An error within a stream.
  var error: @Sendable (String) -> JSON = { ["error": ["message": .string($0), "type": "server_error", "code": nil]] }
  var keepAlive = ": keep-alive\n\n"

  static let usual: Set<String> = [
    "model", "messages", "stream", "stream_options", "temperature", "top_p", "max_tokens", "max_completion_tokens",
    "reasoning_effort", "tools",
  ]
}

/// Plays OpenAI's chat protocol in any dialect.
struct PlayedChat: Played {
  let dialect: PlayedDialect
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch call.method {
    case .get: dialect.lists[call.path] == nil ? nil : .question
    case .post: call.path == dialect.path ? .submission : nil
    default: nil
    }
  }

  func key(_ call: Call) -> String? { call.bearer }
  func prompt(_ call: Call) async -> String? { call.json["messages"]?.array?.last.map { Self.text(of: $0["content"]) } }

  func answer(_ call: Call) async -> Response {
    if let list = dialect.lists[call.path] { return .json(list) }
    let question: Question
    switch read(call.json) {
    case .success(let read): question = read
    case .failure(let objection):
      return .json(["error": ["message": .string(objection.words), "type": "invalid_request_error"]], status: 400)
    }
    let speech = Speech(question)
    guard question.streams, !stage.isWhole else { return .json(whole(speech, question)) }
    return stage.perform(score(speech, question, call.json), call)
  }

  struct Objection: Error { let words: String }

  func read(_ body: JSON) -> Result<Question, Objection> {
    func no(_ words: String) -> Result<Question, Objection> { .failure(Objection(words: words)) }
    guard case .object(let object) = body, let model = body["model"]?.string else { return no("model is required") }
    for name in object.members.map(\.name) {
      if let known = dialect.known, !known.contains(name) { return no("Unrecognized request argument: \(name)") }
    }
    var question = Question()
    question.model = model
    question.streams = body["stream"]?.bool ?? false
    question.thinks = dialect.thinks(body)
    question.most = (body[dialect.tokensField]?.int).map { Int($0) }
    question.tool = body["tools"]?.array?.first?["function"]?["name"]?.string
    guard let messages = body["messages"]?.array, !messages.isEmpty else { return no("messages is required") }
    question.turns = messages.count
    for message in messages {
      guard let role = message["role"]?.string, ["system", "user", "assistant", "tool"].contains(role) else {
        return no("role is none")
      }
      if role == "system" { question.system = message["content"]?.string ?? "" }
      guard role == "user" else { continue }
      question.text = Self.text(of: message["content"])
      question.pictures = []
      for part in message["content"]?.array ?? [] where part["type"] == "image_url" {
        guard let size = Question.picture(url: part["image_url"]?["url"]?.string) else { return no("image is none") }
        question.pictures.append(size)
      }
    }
    return .success(question)
  }

  private static func text(of content: JSON?) -> String {
    content?.string ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined()
  }

  // Answers.

  private func usage(_ question: Question) -> JSON {
    var usage: JSON.Object = [
      "prompt_tokens": .int(Int64(Speech.input)), "completion_tokens": .int(Int64(Speech.output)),
      "total_tokens": .int(Int64(Speech.input + Speech.output)),
      "prompt_tokens_details": ["cached_tokens": .int(Int64(Speech.cached))],
      "completion_tokens_details": ["reasoning_tokens": .int(Int64(question.thinks ? Speech.thinking : 0))],
    ]
    for member in dialect.moreUsage.members { usage.append(member.name, member.value) }
    return .object(usage)
  }

  private static func word(_ finish: Speech.Finish) -> JSON {
    switch finish {
    case .stop: "stop"
    case .length: "length"
    case .tool: "tool_calls"
    case .refused: "content_filter"
    }
  }

  private func whole(_ speech: Speech, _ question: Question) -> JSON {
    var message: JSON.Object = ["role": "assistant"]
    switch dialect.thoughts {
    case .field(let name) where !speech.thoughts.isEmpty:
      message.append(name, .string(speech.thought))
      message.append("content", .string(speech.text))
    case .parts where !speech.thoughts.isEmpty:
      message.append("content", .array([thinking(speech.thought), ["type": "text", "text": .string(speech.text)]]))
    case .tags where !speech.thoughts.isEmpty:
      message.append("content", .string("<think>\(speech.thought)</think>\n\n\(speech.text)"))
    default: message.append("content", speech.words.isEmpty ? .null : .string(speech.text))
    }
    if let tool = speech.tool {
      let function: JSON = ["name": .string(tool.name), "arguments": .string(tool.arguments.joined())]
      message.append("tool_calls", .array([["id": "call_1", "type": "function", "function": function]]))
    }
    return [
      "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": .string(question.model),
      "choices": [
        ["index": 0, "message": .object(message), "finish_reason": Self.word(speech.finish), "logprobs": nil]
      ], "usage": usage(question),
    ]
  }

  private func thinking(_ text: String) -> JSON {
    ["type": "thinking", "thinking": [["type": "text", "text": .string(text)]]]
  }

  private func chunk(_ question: Question, _ delta: JSON, _ finish: JSON = .null) -> JSON {
    [
      "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000,
      "model": .string(question.model), "choices": [["index": 0, "delta": delta, "finish_reason": finish]],
    ]
  }

  private func score(_ speech: Speech, _ question: Question, _ body: JSON) -> Score {
    var deltas: [JSON] = [["role": "assistant", "content": ""]]
    switch dialect.thoughts {
    case .none: break
    case .field(let name): deltas += speech.thoughts.map { .object([name: .string($0)]) }
    case .parts: deltas += speech.thoughts.map { ["content": .array([thinking($0)])] }
    case .tags:
      if !speech.thoughts.isEmpty {
        deltas += (["<th", "ink>"] + speech.thoughts + ["</thi", "nk>\n\n"]).map { ["content": .string($0)] }
      }
    }
    deltas += speech.words.map { ["content": .string($0)] }
    if let tool = speech.tool {
      let start: JSON = ["name": .string(tool.name), "arguments": ""]
      deltas.append(["tool_calls": [["index": 0, "id": "call_1", "type": "function", "function": start]]])
      deltas += tool.arguments.map { ["tool_calls": [["index": 0, "function": ["arguments": .string($0)]]]] }
    }
    var end = [chunk(question, [:], Self.word(speech.finish))]
    if dialect.alwaysTellsUsage || body["stream_options"]?["include_usage"] == true {
      end.append(["id": "chatcmpl-1", "model": .string(question.model), "choices": [], "usage": usage(question)])
    }
    return Score(
      type: "text/event-stream; charset=utf-8", pieces: deltas.map { chunk(question, $0).eventData },
      end: end.map(\.eventData) + [Array("data: [DONE]\n\n".utf8)], error: { [self] in dialect.error($0).eventData },
      keepAlive: Array(dialect.keepAlive.utf8)
    ) { [self] text in chunk(question, ["content": .string(text)]).eventData }
  }
}

extension JSON {
  /// As the data of an event without a name.
  var eventData: [UInt8] { Array("data: ".utf8) + bytes + Array("\n\n".utf8) }
}
