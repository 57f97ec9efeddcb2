import Domain
import HTTP

/// A request in OpenAI's chat protocol.
struct ChatBody {
  /// What a server may not know: left out when it says so.
  enum Extra: String, CaseIterable {
    case usage = "stream_options"
    case effort = "reasoning_effort"
    case thinking
    case reasoning
    case temperature
    case topP = "top_p"
    case tokens = "max_completion_tokens"
    case oldTokens = "max_tokens"
    case stream
  }

  let request: TextRequest
  let dialect: ChatDialect
  /// Members that the owner adds to every request; they win over ours.
  let additions: JSON.Object
  var without: Set<Extra> = []

  var bytes: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      put("model", request.card.model, &json)
      if additions["messages"] == nil { json.field("messages") { messages(&$0) } }
      if streams {
        put("stream", true, &json)
        if dialect.asksForUsage, !without.contains(.usage), additions["stream_options"] == nil {
          json.object("stream_options") { $0.field("include_usage", true) }
        }
      }
      if !without.contains(.temperature) { put("temperature", request.temperature, &json) }
      if !without.contains(.topP) { put("top_p", request.topP, &json) }
      let newName = "\(dialect.tokensField)" == Extra.tokens.rawValue && !without.contains(.tokens)
      if newName {
        put("max_completion_tokens", request.maxTokens, &json)
      } else if !without.contains(.oldTokens) {
        put("max_tokens", request.maxTokens, &json)
      }
      think(&json)
      tools(&json)
      for member in additions.members { json.field(named: member.name, member.value) }
    }
    return json.bytes
  }

  var streams: Bool { request.streams && !without.contains(.stream) }

  private func put(_ name: StaticString, _ value: (some JSONWritable)?, _ json: inout JSONWriter) {
    if let value, additions["\(name)"] == nil { json.field(name, value) }
  }

  private func think(_ json: inout JSONWriter) {
    guard let mode = request.mode, request.card.capabilities.contains(.reasoning) else { return }
    switch dialect.thinking {
    case .none: break
    case .effort(let flash, let think, let ultra):
      let word =
        switch mode {
        case .flash: flash
        case .think: think
        case .ultraThink: ultra
        }
      if !word.isEmpty, !without.contains(.effort) { put("reasoning_effort", word, &json) }
    case .toggle:
      if !without.contains(.thinking), additions["thinking"] == nil {
        json.object("thinking") { $0.field("type", mode == .flash ? "disabled" : "enabled") }
      }
      if mode != .flash, !without.contains(.effort) {
        put("reasoning_effort", mode == .ultraThink ? "max" : "high", &json)
      }
    case .object:
      guard !without.contains(.reasoning), additions["reasoning"] == nil else { return }
      let effort =
        switch mode {
        case .flash: "low"
        case .think: "medium"
        case .ultraThink: "high"
        }
      json.object("reasoning") { $0.field("effort", effort) }
    }
  }

  private func tools(_ json: inout JSONWriter) {
    guard !request.tools.isEmpty, additions["tools"] == nil else { return }
    json.array("tools") { json in
      for tool in request.tools {
        json.object { json in
          json.field("type", "function")
          json.object("function") { json in
            json.field("name", tool.name)
            json.field("description", tool.detail)
            json.field("parameters", tool.parameters)
          }
        }
      }
    }
  }

  private func messages(_ json: inout JSONWriter) {
    json.array { json in
      if let system = request.system, !system.isEmpty {
        json.object { json in
          json.field("role", "system")
          json.field("content", system)
        }
      }
      for turn in request.turns {
        switch turn.role {
        case .user: user(turn, &json)
        case .assistant: assistant(turn, &json)
        case .tool: results(turn, &json)
        }
      }
    }
  }

  private func user(_ turn: TextTurn, _ json: inout JSONWriter) {
    json.object { json in
      json.field("role", "user")
      guard turn.parts.contains(where: { if case .image = $0 { true } else { false } }) else {
        json.field("content", turn.text)
        return
      }
      json.array("content") { json in
        for part in turn.parts {
          switch part {
          case .text(let text):
            json.object { json in
              json.field("type", "text")
              json.field("text", text)
            }
          case .image(let file):
            json.object { json in
              json.field("type", "image_url")
              json.object("image_url") { $0.field("url", file.dataURL) }
            }
          case .reasoning, .toolCall, .toolResult: break
          }
        }
      }
    }
  }

  private func assistant(_ turn: TextTurn, _ json: inout JSONWriter) {
    let calls = turn.parts.compactMap { part -> (id: String, name: String, arguments: String)? in
      if case .toolCall(let id, let name, let arguments) = part { (id, name, arguments) } else { nil }
    }
    json.object { json in
      json.field("role", "assistant")
      json.field("content", turn.text)
      if dialect.replaysReasoning, !calls.isEmpty {
        let thoughts = turn.parts.compactMap { if case .reasoning(let text) = $0 { text } else { nil } }
        if !thoughts.isEmpty { json.field("reasoning_content", thoughts.joined()) }
      }
      if let details = turn.state?["reasoning_details"] { json.field("reasoning_details", details) }
      guard !calls.isEmpty else { return }
      json.array("tool_calls") { json in
        for call in calls {
          json.object { json in
            json.field("id", call.id)
            json.field("type", "function")
            json.object("function") { json in
              json.field("name", call.name)
              json.field("arguments", call.arguments)
            }
          }
        }
      }
    }
  }

  private func results(_ turn: TextTurn, _ json: inout JSONWriter) {
    for part in turn.parts {
      guard case .toolResult(let id, let content, _) = part else { continue }
      json.object { json in
        json.field("role", "tool")
        json.field("tool_call_id", id)
        json.field("content", content)
      }
    }
  }
}

extension TextTurn {
  /// All that is said in words, thoughts aside.
  var text: String { parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined() }
}

extension ImageFile {
  var dataURL: String { "data:\(format.mediaType);base64,\(Base64.text(bytes))" }
}
