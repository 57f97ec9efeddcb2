import Domain
import HTTP

/// Google's Gemini: a stream is a row of whole answers that nothing ends but the line.
struct PlayedGemini: Played {
  static let kind = "gemini"
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch call.method {
    case .get: call.path == "/v1beta/models" ? .question : nil
    case .post: model(call) == nil ? nil : .submission
    default: nil
    }
  }

  func key(_ call: Call) -> String? { call.headers["x-goog-api-key"] }
  func prompt(_ call: Call) async -> String? { try? read(call).get().text }

  private func model(_ call: Call) -> (name: String, streams: Bool)? {
    guard call.path.hasPrefix("/v1beta/models/") else { return nil }
    let parts = call.path.dropFirst("/v1beta/models/".count).split(separator: ":").map(String.init)
    guard parts.count == 2, ["generateContent", "streamGenerateContent"].contains(parts[1]) else { return nil }
    return (parts[0], parts[1] == "streamGenerateContent")
  }

  func answer(_ call: Call) async -> Response {
    if call.path == "/v1beta/models" {
      return .json(call.query?.contains("pageToken=two") == true ? Self.second : Self.first)
    }
    switch read(call) {
    case .failure(let objection):
      let error: JSON = ["code": 400, "message": .string(objection.words), "status": "INVALID_ARGUMENT"]
      return .json(["error": error], status: 400)
    case .success(let question):
      let speech = Speech(question)
      if speech.finish == .refused {
        return .json(["promptFeedback": ["blockReason": "PROHIBITED_CONTENT"], "modelVersion": "x"])
      }
      return question.streams && !stage.isWhole
        ? stage.perform(score(speech, question), call) : .json(whole(speech, question))
    }
  }

  private static let first: JSON = [
    "models": [
      [
        "name": "models/gemini-3-pro", "displayName": "Gemini 3 Pro", "inputTokenLimit": 1_048_576, "thinking": true,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
      ],
      ["name": "models/gemini-embedding-001", "supportedGenerationMethods": ["embedContent"]],
    ], "nextPageToken": "two",
  ]
  private static let second: JSON = [
    "models": [
      [
        "name": "models/gemini-2.5-flash-lite", "displayName": "Gemini 2.5 Flash-Lite", "inputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent"],
      ]
    ]
  ]

  private func read(_ call: Call) -> Result<Question, PlayedChat.Objection> {
    func no(_ words: String) -> Result<Question, PlayedChat.Objection> { .failure(.init(words: words)) }
    let known: Set = ["systemInstruction", "contents", "tools", "toolConfig", "safetySettings", "generationConfig"]
    guard let (name, streams) = model(call), case .object(let object) = call.json else { return no("no model") }
    if let strange = object.members.map(\.name).first(where: { !known.contains($0) }) {
      return no("Unknown name \"\(strange)\"")
    }
    if streams, call.query != "alt=sse" { return no("Only alt=sse is played here.") }
    var question = Question()
    question.model = name
    question.streams = streams
    question.system = call.json["systemInstruction"]?["parts"]?.array?.first?["text"]?.string ?? ""
    let config = call.json["generationConfig"]
    question.thinks = config?["thinkingConfig"]?["includeThoughts"] == true
    question.most = (config?["maxOutputTokens"]?.int).map { Int($0) }
    question.tool =
      call.json["tools"]?.array?.first?["functionDeclarations"]?.array?.first?["name"]?.string
    guard let contents = call.json["contents"]?.array, !contents.isEmpty else { return no("contents is not specified") }
    question.turns = contents.count
    for content in contents {
      guard let role = content["role"]?.string, ["user", "model"].contains(role) else { return no("no such role") }
      guard role == "user" else { continue }
      let parts = content["parts"]?.array ?? []
      question.text = parts.compactMap { $0["text"]?.string }.joined()
      question.pictures = []
      for part in parts {
        guard let data = part["inlineData"] else { continue }
        guard let size = Question.picture(data["data"]?.string) else { return no("Unable to process input image") }
        question.pictures.append(size)
      }
    }
    return .success(question)
  }

  private func answer(_ question: Question, _ parts: [JSON], finish: JSON? = nil) -> JSON {
    var candidate: JSON.Object = ["content": ["role": "model", "parts": .array(parts)], "index": 0]
    if let finish { candidate.append("finishReason", finish) }
    return [
      "candidates": .array([.object(candidate)]),
      "usageMetadata": [
        "promptTokenCount": .int(Int64(Speech.input)), "cachedContentTokenCount": .int(Int64(Speech.cached)),
        // Thoughts are counted beside the answer here.
        "candidatesTokenCount": .int(Int64(Speech.output - (question.thinks ? Speech.thinking : 0))),
        "thoughtsTokenCount": .int(Int64(question.thinks ? Speech.thinking : 0)),
      ], "modelVersion": .string(question.model), "responseId": "r1",
    ]
  }

  private static func part(thought text: String) -> JSON { ["text": .string(text), "thought": true] }

  private func call(_ speech: Speech) -> [JSON] {
    guard let tool = speech.tool else { return [] }
    let arguments = (try? JSON(parsing: Array(tool.arguments.joined().utf8))) ?? .null
    let call: JSON = ["id": "f1", "name": .string(tool.name), "args": arguments]
    return [["functionCall": call, "thoughtSignature": "c2ln"]]
  }

  private func end(_ speech: Speech) -> JSON { speech.finish == .length ? "MAX_TOKENS" : "STOP" }

  private func whole(_ speech: Speech, _ question: Question) -> JSON {
    let thoughts = speech.thoughts.isEmpty ? [] : [Self.part(thought: speech.thought)]
    let words: [JSON] = speech.words.isEmpty ? [] : [["text": .string(speech.text)]]
    return answer(question, thoughts + words + call(speech), finish: end(speech))
  }

  private func score(_ speech: Speech, _ question: Question) -> Score {
    let parts = speech.thoughts.map(Self.part) + speech.words.map { ["text": .string($0)] } + call(speech)
    return Score(
      type: "text/event-stream", pieces: parts.map { answer(question, [$0]).eventData },
      end: [answer(question, [["text": ""]], finish: end(speech)).eventData],
      error: { words in
        JSON.array([["error": ["code": 503, "message": .string(words), "status": "UNAVAILABLE"]]]).eventData
      },
      keepAlive: Array(": ping\n\n".utf8)
    ) { [self] text in answer(question, [["text": .string(text)]]).eventData }
  }
}
