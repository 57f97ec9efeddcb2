import Domain
import Testing

@testable import Providers

@Suite struct NativeReplyTests {
  private struct Said: Equatable {
    var text = ""
    var thought = ""
    var calls: [String] = []
  }

  private func play(_ chunks: [String], _ reply: inout some Reply) throws -> Said {
    var said = Said()
    for chunk in chunks {
      for news in try reply.take(try #require(JSON(lenient: Array(chunk.utf8)))) { add(news, to: &said) }
    }
    for news in reply.end() { add(news, to: &said) }
    return said
  }

  private func add(_ news: TextNews, to said: inout Said) {
    switch news {
    case .text(let text): said.text += text
    case .reasoning(let text): said.thought += text
    case .toolCall(let index, let id, let name, let arguments):
      said.calls.append("\(index) \(id ?? "") \(name ?? "") \(arguments)")
    case .image: break
    }
  }

  @Test("Anthropic's events make an answer; its signed thoughts are kept to be sent back")
  func anthropic() throws {
    var reply = AnthropicReply(of: "claude")
    let said = try play(
      [
        #"{"type":"message_start","message":{"model":"claude-x","usage":{"input_tokens":25,"cache_read_input_tokens":5,"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s1"}}"#,
        #"{"type":"ping"}"#,
        #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}"#,
        #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
        #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}"#,
        #"{"type":"message_stop"}"#,
      ], &reply)
    #expect(said == Said(text: "Hi", thought: "hm", calls: ["0 t f ", "0   {}"]))
    let outcome = reply.outcome
    #expect(outcome.finish == .toolCalls && outcome.usage.inputTokens == 30 && outcome.usage.outputTokens == 15)
    #expect(outcome.state?["thinking"]?.array?.first?["signature"] == "s1")
  }

  @Test("a whole message of Anthropic reads the same, and an error in the stream is one")
  func anthropicWhole() throws {
    var reply = AnthropicReply(of: "claude")
    let said = try play(
      [
        """
        {"type":"message","model":"m","content":[{"type":"text","text":"Hi"},{"type":"tool_use","id":"t","name":"f",
        "input":{"a":1}}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}
        """
      ], &reply)
    #expect(said == Said(text: "Hi", thought: "", calls: [#"0 t f {"a":1}"#]))
    #expect(reply.isFinished)
    var broken = AnthropicReply(of: "claude")
    let failure = #expect(throws: ProviderFailure.self) {
      _ = try play([#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#], &broken)
    }
    #expect(failure?.code == .unavailable && failure?.providerMessage == "Overloaded")
  }

  @Test("Gemini's rows make an answer, its thoughts apart; a blocked prompt is refused content")
  func gemini() throws {
    var reply = GeminiReply(of: "gemini")
    let said = try play(
      [
        #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"usageMetadata":{"promptTokenCount":3}}"#,
        """
        {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"s"}]},
        "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":2}}
        """,
      ], &reply)
    #expect(said == Said(text: "Hi", thought: "hm", calls: [#"0 call-0 f {"a":1}"#]))
    #expect(reply.outcome.finish == .toolCalls && reply.outcome.usage.outputTokens == 6)
    #expect(reply.outcome.state?["parts"]?.array?.count == 3)
    var blocked = GeminiReply(of: "gemini")
    let failure = #expect(throws: ProviderFailure.self) {
      _ = try play([#"{"promptFeedback":{"blockReason":"SAFETY"}}"#], &blocked)
    }
    #expect(failure?.code == .contentRefused)
  }

  @Test("Ollama's lines make an answer, and its last line says what it took")
  func ollama() throws {
    var reply = OllamaReply(of: "ollama")
    let said = try play(
      [
        #"{"model":"m","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}"#,
        #"{"message":{"content":"H"},"done":false}"#, #"{"message":{"content":"i"},"done":false}"#,
        #"{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":2}"#,
      ], &reply)
    #expect(said == Said(text: "Hi", thought: "hm"))
    #expect(reply.isFinished && reply.outcome.usage.inputTokens == 7 && reply.outcome.finish == .stop)
    var broken = OllamaReply(of: "ollama")
    #expect(throws: ProviderFailure.self) { _ = try play([#"{"error":"model crashed"}"#], &broken) }
  }

  @Test("YandexGPT repeats all that it wrote: only what is new is told")
  func yandex() throws {
    func line(_ text: String, _ status: String) -> String {
      """
      {"result":{"alternatives":[{"message":{"role":"assistant","text":"\(text)"},
      "status":"ALTERNATIVE_STATUS_\(status)"}],"usage":{"inputTextTokens":"10","completionTokens":"5"}}}
      """
    }
    var reply = YandexReply(of: "yandex")
    let said = try play([line("При", "PARTIAL"), line("Привет", "PARTIAL"), line("Привет!", "FINAL")], &reply)
    #expect(said.text == "Привет!" && reply.isFinished)
    #expect(reply.outcome.usage.inputTokens == 10 && reply.outcome.finish == .stop)
  }

  @Test("GigaChat calls one function at a time, with arguments that are an object")
  func gigachat() throws {
    var reply = ChatReply(of: "giga")
    let said = try play(
      [
        """
        {"choices":[{"delta":{"function_call":{"name":"f","arguments":{"a":1}},"functions_state_id":"st"},
        "finish_reason":"function_call"}]}
        """
      ], &reply)
    #expect(said.calls == [#"0 f f {"a":1}"#])
    #expect(reply.outcome.finish == .toolCalls && reply.outcome.state?["functions_state_id"] == "st")
  }
}
