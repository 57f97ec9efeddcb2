import Domain
import HTTP

/// Ollama's own protocol: an object on each line, the last of which says how it ended.
struct PlayedOllama: Played {
  static let kind = "ollama"
  let stage: Stage

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.get, "/api/tags"), (.get, "/api/version"), (.post, "/api/show"): .question
    case (.post, "/api/chat"): .submission
    default: nil
    }
  }

  func key(_ call: Call) -> String? { call.bearer }
  func prompt(_ call: Call) async -> String? { try? read(call.json).get().text }

  func answer(_ call: Call) async -> Response {
    switch call.path {
    case "/api/version": return .json(["version": "0.12.3"])
    case "/api/tags":
      let names = ["qwen3-vl:8b", "tinyllama:latest", "nomic-embed-text"]
      return .json(["models": .array(names.map { ["model": .string($0)] })])
    case "/api/show": return show(call.json["model"]?.string ?? "")
    default: break
    }
    switch read(call.json) {
    case .failure(let objection): return .json(["error": .string(objection.words)], status: 400)
    case .success(let question):
      let speech = Speech(question)
      return question.streams && !stage.isWhole
        ? stage.perform(score(speech, question), call) : .json(whole(speech, question))
    }
  }

  private func show(_ model: String) -> Response {
    switch model {
    case "qwen3-vl:8b":
      .json([
        "capabilities": ["completion", "vision", "tools", "thinking"],
        "model_info": ["general.architecture": "qwen3vl", "qwen3vl.context_length": 262_144],
      ])
    case "tinyllama:latest":
      .json(["capabilities": ["completion"], "model_info": ["llama.context_length": 2_048]])
    case "nomic-embed-text": .json(["capabilities": ["embedding"]])
    default: .json(["error": .string("model '\(model)' not found")], status: 404)
    }
  }

  private func read(_ body: JSON) -> Result<Question, PlayedChat.Objection> {
    func no(_ words: String) -> Result<Question, PlayedChat.Objection> { .failure(.init(words: words)) }
    guard let model = body["model"]?.string else { return no("model is required") }
    var question = Question()
    question.model = model
    // It streams unless it is told not to.
    question.streams = body["stream"]?.bool ?? true
    question.thinks = body["think"] == true
    if question.thinks, !model.contains("qwen") { return no("\"\(model)\" does not support thinking") }
    question.most = (body["options"]?["num_predict"]?.int).map { Int($0) }
    question.tool = body["tools"]?.array?.first?["function"]?["name"]?.string
    let messages = body["messages"]?.array ?? []
    question.turns = messages.count
    for message in messages {
      guard let text = message["content"]?.string else { return no("content is no text") }
      if message["role"] == "system" { question.system = text }
      guard message["role"] == "user" else { continue }
      question.text = text
      question.pictures = []
      for picture in message["images"]?.array ?? [] {
        guard let size = Question.picture(picture.string) else { return no("illegal base64 data") }
        question.pictures.append(size)
      }
    }
    return .success(question)
  }

  private func line(_ question: Question, _ message: JSON.Object, _ more: JSON.Object = ["done": false]) -> JSON {
    var all: JSON.Object = ["role": "assistant", "content": ""]
    if let content = message["content"] { all = ["role": "assistant", "content": content] }
    for member in message.members where member.name != "content" { all.append(member.name, member.value) }
    var object: JSON.Object = [
      "model": .string(question.model), "created_at": "2026-11-20T12:00:00Z", "message": .object(all),
    ]
    for member in more.members { object.append(member.name, member.value) }
    return .object(object)
  }

  private func last(_ speech: Speech) -> JSON.Object {
    [
      "done": true, "done_reason": speech.finish == .length ? "length" : "stop", "total_duration": 5_000_000,
      "prompt_eval_count": .int(Int64(Speech.input)), "eval_count": .int(Int64(Speech.output)),
    ]
  }

  private func calls(_ speech: Speech) -> JSON? {
    guard let tool = speech.tool else { return nil }
    let arguments = (try? JSON(parsing: Array(tool.arguments.joined().utf8))) ?? .null
    return [["function": ["name": .string(tool.name), "arguments": arguments]]]
  }

  private func whole(_ speech: Speech, _ question: Question) -> JSON {
    var message: JSON.Object = ["content": .string(speech.text)]
    if !speech.thoughts.isEmpty { message.append("thinking", .string(speech.thought)) }
    if let calls = calls(speech) { message.append("tool_calls", calls) }
    return line(question, message, last(speech))
  }

  private func score(_ speech: Speech, _ question: Question) -> Score {
    var lines = speech.thoughts.map { line(question, ["thinking": .string($0)]) }
    lines += speech.words.map { line(question, ["content": .string($0)]) }
    if let calls = calls(speech) { lines.append(line(question, ["tool_calls": calls])) }
    return Score(
      type: "application/x-ndjson", pieces: lines.map(\.line), end: [line(question, [:], last(speech)).line],
      error: { JSON.object(["error": .string($0)]).line },
      keepAlive: [UInt8(ascii: "\n")], garbage: Array("{\"oops\n".utf8)
    ) { [self] text in line(question, ["content": .string(text)]).line }
  }
}

extension JSON {
  /// On a line of its own.
  var line: [UInt8] { bytes + [UInt8(ascii: "\n")] }
}
