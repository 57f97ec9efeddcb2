import Domain
import HTTP

/// YandexGPT: each line holds all that was written so far, and whole numbers are texts.
struct PlayedYandexGPT: Played {
  static let kind = "yandexgpt"
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/foundationModels/v1/tokenize"): .question
    case (.post, "/foundationModels/v1/completion"): .submission
    default: nil
    }
  }

  func key(_ call: Call) -> String? {
    guard let value = call.headers["authorization"], value.hasPrefix("Api-Key ") else { return nil }
    return String(value.dropFirst("Api-Key ".count))
  }

  func prompt(_ call: Call) async -> String? { try? read(call.json).get().text }

  func answer(_ call: Call) async -> Response {
    if call.path.hasSuffix("tokenize") { return .json(["tokens": [["id": "1", "text": "Hello"]]]) }
    switch read(call.json) {
    case .failure(let objection):
      let error: JSON = [
        "grpcCode": 3, "httpCode": 400, "message": .string(objection.words), "httpStatus": "Bad Request", "details": [],
      ]
      return .json(["error": error], status: 400)
    case .success(let question):
      let speech = Speech(question)
      return question.streams && !stage.isWhole ? stage.perform(score(speech), call) : .json(whole(speech))
    }
  }

  private func read(_ body: JSON) -> Result<Question, PlayedChat.Objection> {
    func no(_ words: String) -> Result<Question, PlayedChat.Objection> { .failure(.init(words: words)) }
    guard let uri = body["modelUri"]?.string, uri.hasPrefix("gpt://my-folder/") else { return no("bad modelUri") }
    let options = body["completionOptions"]
    if let most = options?["maxTokens"], most.string == nil { return no("maxTokens is no int64") }
    if let heat = options?["temperature"]?.double, !(0...1).contains(heat) { return no("temperature is out of range") }
    var question = Question()
    question.model = uri
    question.streams = options?["stream"]?.bool ?? false
    question.most = options?["maxTokens"]?.string.flatMap { Int($0) }
    question.tool = body["tools"]?.array?.first?["function"]?["name"]?.string
    let messages = body["messages"]?.array ?? []
    question.turns = messages.count
    for message in messages {
      guard let text = message["text"]?.string else { return no("message without text") }
      if message["role"] == "system" { question.system = text }
      if message["role"] == "user" { question.text = text }
    }
    return .success(question)
  }

  private func result(_ text: String, _ status: String, _ more: JSON.Object = [:]) -> JSON {
    var message: JSON.Object = ["role": "assistant", "text": .string(text)]
    for member in more.members { message.append(member.name, member.value) }
    return [
      "result": [
        "alternatives": [["message": .object(message), "status": .string("ALTERNATIVE_STATUS_\(status)")]],
        "usage": [
          "inputTextTokens": .string("\(Speech.input)"), "completionTokens": .string("\(Speech.output)"),
          "totalTokens": .string("\(Speech.input + Speech.output)"),
          "completionTokensDetails": ["reasoningTokens": "0"],
        ], "modelVersion": "09.02.2026",
      ]
    ]
  }

  private func whole(_ speech: Speech) -> JSON {
    switch speech.finish {
    case .stop: result(speech.text, "FINAL")
    case .length: result(speech.text, "TRUNCATED_FINAL")
    case .refused: result("", "CONTENT_FILTER")
    case .tool:
      result("", "TOOL_CALLS", ["toolCallList": ["toolCalls": .array([["functionCall": call(speech)]])]])
    }
  }

  private func call(_ speech: Speech) -> JSON {
    let arguments = (try? JSON(parsing: Array((speech.tool?.arguments ?? []).joined().utf8))) ?? .null
    return ["name": .string(speech.tool?.name ?? ""), "arguments": arguments]
  }

  private func score(_ speech: Speech) -> Score {
    var text = ""
    let pieces = speech.words.map { word in
      text += word
      return result(text, "PARTIAL").line
    }
    return Score(
      type: "application/json", pieces: pieces, end: [whole(speech).line],
      error: { JSON.object(["code": 14, "message": .string($0), "details": []]).line },
      keepAlive: [UInt8(ascii: "\n")], garbage: Array("{\"oops\n".utf8)
    ) { [self] text in result(text, "PARTIAL").line }
  }
}
