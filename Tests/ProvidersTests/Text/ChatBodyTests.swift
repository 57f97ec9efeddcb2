import Domain
import Testing

@testable import Providers

@Suite struct ChatBodyTests {
  private func request(_ mode: TextMode? = nil, thinks: Bool = true) -> TextRequest {
    var card = ModelCard(provider: "p", model: "m", kind: .text, name: "m", family: .other)
    if thinks { card.capabilities.insert(.reasoning) }
    var request = TextRequest(card: card, system: "Be kind.", turns: [TextTurn(.user, [.text("Hi")])])
    request.mode = mode
    request.maxTokens = 50
    request.temperature = 0.5
    return request
  }

  private func body(
    _ request: TextRequest, _ dialect: ChatDialect = .openAI, adding: JSON.Object = JSON.Object(),
    without: Set<ChatBody.Extra> = []
  ) throws -> JSON {
    try JSON(parsing: ChatBody(request: request, dialect: dialect, additions: adding, without: without).bytes)
  }

  @Test("a plain question is said as the protocol has it")
  func plain() throws {
    let json = try body(request())
    #expect(json["model"] == "m" && json["stream"] == true)
    #expect(json["messages"]?.array?.count == 2)
    #expect(json["messages"]?.array?.first?["content"] == "Be kind.")
    #expect(json["max_completion_tokens"] == 50 && json["max_tokens"] == nil)
    #expect(json["stream_options"]?["include_usage"] == true)
    #expect(json["reasoning_effort"] == nil)
  }

  @Test("each server is told in its own words how hard to think, and only where the model can")
  func thinking() throws {
    #expect(try body(request(.flash))["reasoning_effort"] == "low")
    #expect(try body(request(.ultraThink))["reasoning_effort"] == "high")
    #expect(try body(request(.ultraThink, thinks: false))["reasoning_effort"] == nil)
    let deep = try body(request(.ultraThink), .deepSeek)
    #expect(deep["thinking"]?["type"] == "enabled" && deep["reasoning_effort"] == "max")
    #expect(try body(request(.flash), .deepSeek)["thinking"]?["type"] == "disabled")
    #expect(try body(request(.think), .openRouter)["reasoning"]?["effort"] == "medium")
    #expect(try body(request(.think), .lmStudio)["reasoning_effort"] == nil)
  }

  @Test("what a server does not know can be left out, one thing at a time")
  func leavingOut() throws {
    #expect(try body(request(), without: [.usage])["stream_options"] == nil)
    #expect(try body(request(), without: [.temperature])["temperature"] == nil)
    #expect(try body(request(), without: [.tokens])["max_tokens"] == 50)
    #expect(try body(request(), without: [.tokens, .oldTokens])["max_tokens"] == nil)
    let plain = try body(request(), without: [.stream])
    #expect(plain["stream"] == nil && plain["stream_options"] == nil)
  }

  @Test("what the owner adds wins and is said once")
  func additions() throws {
    var more = JSON.Object()
    more.append("temperature", 1)
    more.append("top_k", 5)
    let json = try body(request(), adding: more)
    #expect(json["temperature"] == 1 && json["top_k"] == 5)
  }

  @Test("pictures, calls and results stand where the protocol wants them")
  func parts() throws {
    let file = ImageFile(bytes: [1, 2, 3], format: .png, width: 1, height: 1)
    var asked = request()
    asked.turns = [
      TextTurn(.user, [.text("What is it?"), .image(file)]),
      TextTurn(.assistant, [.reasoning("hm"), .toolCall(id: "c", name: "look", arguments: "{}")]),
      TextTurn(.tool, [.toolResult(id: "c", content: "a cat", isError: false)]),
    ]
    let messages = try #require(try body(asked, .deepSeek)["messages"]?.array)
    #expect(messages.count == 4)
    #expect(messages[1]["content"]?.array?.last?["image_url"]?["url"] == "data:image/png;base64,AQID")
    #expect(messages[2]["tool_calls"]?.array?.first?["function"]?["name"] == "look")
    #expect(messages[2]["reasoning_content"] == "hm")
    #expect(messages[3]["role"] == "tool" && messages[3]["tool_call_id"] == "c")
  }
}
