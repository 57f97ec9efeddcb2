import Domain
import HTTP

/// Amazon Bedrock's Converse: frames between checksums. Both of its hosts are played under one path.
struct PlayedBedrock: Played {
  static let kind = "bedrock"
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.get, "/foundation-models"), (.get, "/inference-profiles"): .question
    default: call.method == .post && action(call) != nil ? .submission : nil
    }
  }

  /// A signature is trusted: it is held to known vectors elsewhere.
  func key(_ call: Call) -> String? {
    call.headers["authorization"]?.hasPrefix("AWS4-") == true ? stage.key : call.bearer
  }

  func prompt(_ call: Call) async -> String? { try? read(call).get().text }

  private func action(_ call: Call) -> (model: String, streams: Bool)? {
    let steps = call.path.dropFirst().split(separator: "/").map(String.init)
    guard steps.count == 3, steps[0] == "model", ["converse", "converse-stream"].contains(steps[2]) else { return nil }
    return (steps[1], steps[2] == "converse-stream")
  }

  func answer(_ call: Call) async -> Response {
    if call.path == "/foundation-models" { return .json(["modelSummaries": Self.models]) }
    if call.path == "/inference-profiles" {
      return .json(["inferenceProfileSummaries": [["inferenceProfileId": "us.anthropic.claude-sonnet-4-6"]]])
    }
    switch read(call) {
    case .failure(let objection):
      var response = Response.json(["message": .string(objection.words)], status: 400)
      response.headers.add("x-amzn-errortype", "ValidationException:http://internal.amazon.com/")
      return response
    case .success(let question):
      let speech = Speech(question)
      return question.streams && !stage.isWhole ? stage.perform(score(speech), call) : .json(whole(speech))
    }
  }

  private static let models: JSON = [
    [
      "modelId": "anthropic.claude-sonnet-4-6", "modelName": "Claude Sonnet 4.6", "providerName": "Anthropic",
      "inputModalities": ["TEXT", "IMAGE"], "inferenceTypesSupported": ["INFERENCE_PROFILE"],
      "modelLifecycle": ["status": "ACTIVE"],
    ],
    [
      "modelId": "amazon.titan-text-lite-v1:0", "modelName": "Titan Text Lite", "providerName": "Amazon",
      "inputModalities": ["TEXT"], "inferenceTypesSupported": ["ON_DEMAND"], "modelLifecycle": ["status": "ACTIVE"],
    ],
    ["modelId": "old", "modelLifecycle": ["status": "LEGACY"]],
  ]

  private func read(_ call: Call) -> Result<Question, PlayedChat.Objection> {
    func no(_ words: String) -> Result<Question, PlayedChat.Objection> { .failure(.init(words: words)) }
    let body = call.json
    let known: Set = ["system", "messages", "inferenceConfig", "toolConfig", "additionalModelRequestFields"]
    guard let (model, streams) = action(call), case .object(let object) = body else { return no("no model") }
    if let strange = object.members.map(\.name).first(where: { !known.contains($0) }) {
      return no("strange \(strange)")
    }
    if model.contains("titan"), body["system"] != nil { return no("This model doesn't support system prompts.") }
    var question = Question()
    question.model = model
    question.streams = streams
    question.system = body["system"]?.array?.first?["text"]?.string ?? ""
    question.most = (body["inferenceConfig"]?["maxTokens"]?.int).map { Int($0) }
    question.thinks = body["additionalModelRequestFields"]?["thinking"]?["type"] == "enabled"
    question.tool = body["toolConfig"]?["tools"]?.array?.first?["toolSpec"]?["name"]?.string
    let messages = body["messages"]?.array ?? []
    question.turns = messages.count
    guard messages.first?["role"] == "user" else { return no("A conversation must start with a user message.") }
    for message in messages where message["role"] == "user" {
      let blocks = message["content"]?.array ?? []
      question.text = blocks.compactMap { $0["text"]?.string }.joined()
      question.pictures = []
      for block in blocks {
        guard let image = block["image"] else { continue }
        guard ["png", "jpeg", "webp"].contains(image["format"]?.string ?? ""),
          let size = Question.picture(image["source"]?["bytes"]?.string)
        else { return no("Could not process image") }
        question.pictures.append(size)
      }
    }
    return .success(question)
  }

  private static let usage: JSON = [
    "inputTokens": .int(Int64(Speech.input)), "outputTokens": .int(Int64(Speech.output)),
    "totalTokens": .int(Int64(Speech.input + Speech.output)), "cacheReadInputTokens": .int(Int64(Speech.cached)),
  ]

  private static func word(_ finish: Speech.Finish) -> JSON {
    switch finish {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .tool: "tool_use"
    case .refused: "guardrail_intervened"
    }
  }

  private func whole(_ speech: Speech) -> JSON {
    var content: [JSON] = []
    if !speech.thoughts.isEmpty {
      let thought: JSON = ["reasoningText": ["text": .string(speech.thought), "signature": "c2ln"]]
      content.append(["reasoningContent": thought])
    }
    if !speech.words.isEmpty { content.append(["text": .string(speech.text)]) }
    if let tool = speech.tool {
      let input = (try? JSON(parsing: Array(tool.arguments.joined().utf8))) ?? .null
      content.append(["toolUse": ["toolUseId": "tooluse_1", "name": .string(tool.name), "input": input]])
    }
    return [
      "output": ["message": ["role": "assistant", "content": .array(content)]], "stopReason": Self.word(speech.finish),
      "usage": Self.usage, "metrics": ["latencyMs": 900],
    ]
  }

  private func score(_ speech: Speech) -> Score {
    @Sendable func delta(_ index: Int64, _ delta: JSON) -> [UInt8] {
      EventFrame.event("contentBlockDelta", ["contentBlockIndex": .int(index), "delta": delta, "p": "abcdef"])
    }
    func stop(_ index: Int64) -> [UInt8] { EventFrame.event("contentBlockStop", ["contentBlockIndex": .int(index)]) }
    var pieces = [EventFrame.event("messageStart", ["role": "assistant"])]
    var index: Int64 = 0
    if !speech.thoughts.isEmpty {
      pieces += speech.thoughts.map { delta(index, ["reasoningContent": ["text": .string($0)]]) }
      pieces += [delta(index, ["reasoningContent": ["signature": "c2ln"]]), stop(index)]
      index += 1
    }
    if !speech.words.isEmpty {
      pieces += speech.words.map { delta(index, ["text": .string($0)]) } + [stop(index)]
      index += 1
    }
    if let tool = speech.tool {
      let start: JSON = ["toolUse": ["toolUseId": "tooluse_1", "name": .string(tool.name)]]
      pieces.append(EventFrame.event("contentBlockStart", ["contentBlockIndex": .int(index), "start": start]))
      pieces += tool.arguments.map { delta(index, ["toolUse": ["input": .string($0)]]) } + [stop(index)]
    }
    let end = [
      EventFrame.event("messageStop", ["stopReason": Self.word(speech.finish)]),
      EventFrame.event("metadata", ["usage": Self.usage, "metrics": ["latencyMs": 900]]),
    ]
    var wrong = EventFrame.event("ping", [:])
    wrong[wrong.count - 1] ^= 1
    return Score(
      type: "application/vnd.amazon.eventstream", pieces: pieces, end: end,
      error: { EventFrame.exception("modelStreamErrorException", $0) }, garbage: wrong
    ) { delta(1, ["text": .string($0)]) }
  }
}

/// A frame as Amazon's services send it, checksums and all; written apart from the reader that it tests.
enum EventFrame {
  static func event(_ name: String, _ payload: JSON) -> [UInt8] {
    frame([(":event-type", name), (":content-type", "application/json"), (":message-type", "event")], payload.bytes)
  }

  static func exception(_ name: String, _ words: String) -> [UInt8] {
    let payload: JSON = ["message": .string(words)]
    return frame(
      [(":exception-type", name), (":content-type", "application/json"), (":message-type", "exception")], payload.bytes)
  }

  private static func frame(_ names: [(String, String)], _ payload: [UInt8]) -> [UInt8] {
    var headers: [UInt8] = []
    for (name, value) in names {
      headers += [UInt8(name.utf8.count)] + Array(name.utf8) + [7] + big(value.utf8.count, 2) + Array(value.utf8)
    }
    var frame = big(16 + headers.count + payload.count, 4) + big(headers.count, 4)
    frame += big(Int(checksum(frame)), 4) + headers + payload
    return frame + big(Int(checksum(frame)), 4)
  }

  private static func big(_ number: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  /// A bit at a time.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
