import Domain
import HTTP

/// Anthropic's messages: named events, and a version that must be named.
struct PlayedAnthropic: Played {
  static let kind = "anthropic"
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.get, "/v1/models"): .question
    case (.post, "/v1/messages"): .submission
    default: nil
    }
  }

  func key(_ call: Call) -> String? { call.headers["x-api-key"] }
  func prompt(_ call: Call) async -> String? { try? read(call.json).get().text }

  func answer(_ call: Call) async -> Response {
    guard call.headers["anthropic-version"] == "2023-06-01" else { return refusal("anthropic-version: required") }
    if call.path == "/v1/models" { return .json(call.query?.contains("after_id") == true ? Self.second : Self.first) }
    switch read(call.json) {
    case .failure(let objection): return refusal(objection.words)
    case .success(let question):
      let speech = Speech(question)
      return question.streams && !stage.isWhole
        ? stage.perform(score(speech, question), call) : .json(whole(speech, question))
    }
  }

  private func refusal(_ words: String) -> Response {
    .json(
      ["type": "error", "error": ["type": "invalid_request_error", "message": .string(words)], "request_id": "r"],
      status: 400)
  }

  /// In two pages.
  private static let first: JSON = [
    "data": [
      [
        "id": "claude-sonnet-5", "display_name": "Claude Sonnet 5", "max_input_tokens": 200_000, "type": "model",
        "capabilities": ["image_input": ["supported": true]],
      ]
    ], "has_more": true, "last_id": "claude-sonnet-5",
  ]
  private static let second: JSON = [
    "data": [
      [
        "id": "claude-3-haiku", "display_name": "Claude 3 Haiku", "max_input_tokens": 100_000, "type": "model",
        "capabilities": ["image_input": ["supported": false]],
      ]
    ], "has_more": false, "last_id": "claude-3-haiku",
  ]

  private func read(_ body: JSON) -> Result<Question, PlayedChat.Objection> {
    func no(_ words: String) -> Result<Question, PlayedChat.Objection> { .failure(.init(words: words)) }
    let known: Set = [
      "model", "max_tokens", "messages", "system", "temperature", "top_k", "top_p", "stop_sequences", "stream",
      "thinking", "output_config", "tools",
    ]
    guard case .object(let object) = body, let model = body["model"]?.string else { return no("model: required") }
    if let strange = object.members.map(\.name).first(where: { !known.contains($0) }) {
      return no("\(strange): Extra inputs are not permitted")
    }
    guard let most = body["max_tokens"]?.int, most >= 1 else { return no("max_tokens: required") }
    if model.contains("-5"), body["temperature"] != nil || body["top_p"] != nil {
      return no("temperature: not supported by this model")
    }
    guard let messages = body["messages"]?.array, messages.first?["role"] == "user" else {
      return no("messages: first message must use the user role")
    }
    var question = Question()
    question.model = model
    question.system = body["system"]?.string ?? ""
    question.streams = body["stream"]?.bool ?? false
    question.thinks = ["adaptive", "enabled"].contains(body["thinking"]?["type"]?.string ?? "")
    question.most = most < 100 ? Int(most) : nil
    question.tool = body["tools"]?.array?.first?["name"]?.string
    question.turns = messages.count
    for message in messages where message["role"] == "user" {
      let blocks = message["content"]?.array ?? []
      question.text = message["content"]?.string ?? blocks.compactMap { $0["text"]?.string }.joined()
      question.pictures = []
      for block in blocks where block["type"] == "image" {
        guard let size = Question.picture(block["source"]?["data"]?.string),
          block["source"]?["media_type"]?.string?.hasPrefix("image/") == true
        else { return no("image: none") }
        question.pictures.append(size)
      }
    }
    return .success(question)
  }

  private static func word(_ finish: Speech.Finish) -> JSON {
    switch finish {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .tool: "tool_use"
    case .refused: "refusal"
    }
  }

  private static let counts: JSON = [
    "input_tokens": .int(Int64(Speech.input - Speech.cached)), "cache_read_input_tokens": .int(Int64(Speech.cached)),
    "cache_creation_input_tokens": 0, "output_tokens": .int(Int64(Speech.output)),
  ]

  private func whole(_ speech: Speech, _ question: Question) -> JSON {
    var content: [JSON] = []
    if !speech.thoughts.isEmpty {
      content.append(["type": "thinking", "thinking": .string(speech.thought), "signature": "c2ln"])
    }
    if !speech.words.isEmpty { content.append(["type": "text", "text": .string(speech.text)]) }
    if let tool = speech.tool {
      let input = (try? JSON(parsing: Array(tool.arguments.joined().utf8))) ?? .null
      content.append(["type": "tool_use", "id": "toolu_1", "name": .string(tool.name), "input": input])
    }
    return [
      "id": "msg_1", "type": "message", "role": "assistant", "model": .string(question.model),
      "content": .array(content), "stop_reason": Self.word(speech.finish), "stop_sequence": nil, "usage": Self.counts,
    ]
  }

  private static func event(_ type: String, _ more: JSON.Object = [:]) -> [UInt8] {
    var object: JSON.Object = ["type": .string(type)]
    for member in more.members { object.append(member.name, member.value) }
    return Array("event: \(type)\n".utf8) + JSON.object(object).eventData
  }

  private func score(_ speech: Speech, _ question: Question) -> Score {
    @Sendable func delta(_ index: Int64, _ delta: JSON) -> [UInt8] {
      Self.event("content_block_delta", ["index": .int(index), "delta": delta])
    }
    func block(_ index: Int64, _ start: JSON, _ deltas: [JSON]) -> [[UInt8]] {
      [Self.event("content_block_start", ["index": .int(index), "content_block": start])]
        + deltas.map { delta(index, $0) } + [Self.event("content_block_stop", ["index": .int(index)])]
    }
    var pieces = [
      Self.event(
        "message_start",
        [
          "message": [
            "id": "msg_1", "role": "assistant", "model": .string(question.model), "content": [], "usage": Self.counts,
          ]
        ]), Self.event("ping"),
    ]
    var index: Int64 = 0
    if !speech.thoughts.isEmpty {
      let deltas: [JSON] =
        speech.thoughts.map { ["type": "thinking_delta", "thinking": .string($0)] } + [
          ["type": "signature_delta", "signature": "c2ln"]
        ]
      pieces += block(index, ["type": "thinking", "thinking": "", "signature": ""], deltas)
      index += 1
    }
    if !speech.words.isEmpty {
      pieces += block(
        index, ["type": "text", "text": ""], speech.words.map { ["type": "text_delta", "text": .string($0)] })
      index += 1
    }
    if let tool = speech.tool {
      pieces += block(
        index, ["type": "tool_use", "id": "toolu_1", "name": .string(tool.name), "input": [:]],
        tool.arguments.map { ["type": "input_json_delta", "partial_json": .string($0)] })
    }
    let last: JSON.Object = [
      "delta": ["stop_reason": Self.word(speech.finish), "stop_sequence": nil],
      "usage": ["output_tokens": .int(Int64(Speech.output))],
    ]
    return Score(
      type: "text/event-stream; charset=utf-8", pieces: pieces,
      end: [Self.event("message_delta", last), Self.event("message_stop")],
      error: { Self.event("error", ["error": ["type": "overloaded_error", "message": .string($0)]]) },
      keepAlive: Self.event("ping")
    ) { delta(0, ["type": "text_delta", "text": .string($0)]) }
  }
}
