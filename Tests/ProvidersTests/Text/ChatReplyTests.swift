import Domain
import Support
import Testing

@testable import Providers

@Suite struct ChatReplyTests {
  private func json(_ text: String) throws -> JSON { try #require(JSON(lenient: Array(text.utf8))) }

  private func chunk(_ delta: String, _ finish: String = "null") throws -> JSON {
    try json(#"{"id":"c","model":"m-1","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#)
  }

  private func said(_ news: [TextNews]) -> (text: String, thought: String) {
    news.reduce(into: ("", "")) { result, news in
      switch news {
      case .text(let text): result.0 += text
      case .reasoning(let text): result.1 += text
      case .toolCall, .image: break
      }
    }
  }

  @Test("the pieces of a stream make the answer, with its usage and its end")
  func stream() throws {
    var reply = ChatReply(of: "grok")
    var news = try reply.take(chunk(#"{"role":"assistant","content":""}"#))
    #expect(!reply.hasBegun)
    news += try reply.take(chunk(#"{"reasoning_content":"Hm."}"#))
    news += try reply.take(chunk(#"{"content":"Hel"}"#))
    news += try reply.take(chunk(#"{"content":"lo"}"#))
    #expect(!reply.isFinished)
    news += try reply.take(chunk("{}", #""stop""#))
    news += try reply.take(
      json(
        """
        {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":9,"cost_in_usd_ticks":123456789,
        "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}
        """))
    #expect(said(news) == ("Hello", "Hm."))
    let outcome = reply.outcome
    #expect(reply.isFinished && outcome.finish == .stop && outcome.model == "m-1")
    #expect(outcome.usage.inputTokens == 20 && outcome.usage.outputTokens == 9)
    #expect(outcome.usage.cachedTokens == 4 && outcome.usage.reasoningTokens == 3)
    #expect(outcome.costMicros == 12_346)
  }

  @Test("a whole answer reads like a stream of one piece")
  func whole() throws {
    var reply = ChatReply(of: "x")
    let news = try reply.take(
      json(#"{"choices":[{"message":{"content":"<think>a\nb</think>\n\nYes."},"finish_reason":"length"}]}"#))
    #expect(said(news) == ("Yes.", "a\nb"))
    #expect(reply.outcome.finish == .length)
  }

  @Test("dollars become micro-dollars")
  func cost() throws {
    var reply = ChatReply(of: "openrouter")
    _ = try reply.take(json(#"{"choices":[],"usage":{"prompt_tokens":1,"cost":0.00014}}"#))
    #expect(reply.outcome.costMicros == 140)
  }

  @Test("content may come as a list of pieces, thoughts among them")
  func pieces() throws {
    var reply = ChatReply(of: "mistral")
    let news = try reply.take(
      chunk(
        """
        {"content":[{"type":"thinking","thinking":[{"type":"text","text":"so"}]},{"type":"text","text":"Well"}]}
        """))
    #expect(said(news) == ("Well", "so"))
  }

  @Test("the calls of tools keep their places, whether their arguments come as text or as an object")
  func tools() throws {
    var reply = ChatReply(of: "x")
    let first = try reply.take(
      chunk(#"{"tool_calls":[{"index":1,"id":"c1","function":{"name":"paint","arguments":"{\"a\""}}]}"#))
    let second = try reply.take(chunk(#"{"tool_calls":[{"index":1,"function":{"arguments":{"b":1}}}]}"#))
    guard case .toolCall(1, "c1", "paint", #"{"a""#) = first[0], case .toolCall(1, nil, nil, #"{"b":1}"#) = second[0]
    else {
      Issue.record("\(first) \(second)")
      return
    }
  }

  @Test(
    "an error inside a stream that began well says what it is",
    arguments: [
      (#"{"error":{"message":"slow down","code":429}}"#, ProviderFailure.Code.rateLimited),
      (#"{"error":{"message":"no money","code":402}}"#, .outOfCredit),
      (#"{"error":{"message":"This model's maximum context length is 8192 tokens"}}"#, .contextTooLong),
      (#"{"error":{"message":"flagged by moderation"}}"#, .contentRefused),
      (#"[{"error":{"message":"boom"}}]"#, .unavailable), (#"{"error":"boom"}"#, .unavailable),
    ])
  func errors(text: String, code: ProviderFailure.Code) throws {
    var reply = ChatReply(of: "x")
    let chunk = try json(text)
    let failure = #expect(throws: ProviderFailure.self) { try reply.take(chunk) }
    #expect(failure?.code == code)
    #expect(failure?.effect == .taken)
  }

  @Test("thoughts told twice in a row are kept once where that is known to happen")
  func repeats() throws {
    let thought = try chunk(#"{"reasoning_content":"the same long thought"}"#)
    var grok = ChatReply(of: "grok", repeatsThoughts: true)
    #expect(try said(grok.take(thought) + grok.take(thought)).thought == "the same long thought")
    var other = ChatReply(of: "x")
    #expect(try said(other.take(thought) + other.take(thought)).thought.count == 42)
  }

  @Test("thoughts between tags come out the same wherever the text is cut")
  func tags() {
    let text = "  <think>one < two </thin and more</think>\n\nAnswer with <think> inside."
    var random = SplitMix(state: 3)
    for _ in 0..<200 {
      var tags = ThinkTags()
      var pieces: [ThinkTags.Piece] = []
      var rest = text[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...9, using: &random)
        pieces += tags.take(String(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      pieces += tags.finish()
      var thought = ""
      var answer = ""
      for piece in pieces {
        switch piece {
        case .thought(let text): thought += text
        case .answer(let text): answer += text
        }
      }
      #expect(thought == "one < two </thin and more")
      #expect(answer.drop(while: \.isWhitespace) == "Answer with <think> inside.")
    }
    var short = ThinkTags()
    #expect(short.take("<th") == [])
    #expect(short.finish() == [.answer("<th")])
  }

  @Test("no chunk, however torn, ends the process")
  func fuzz() {
    let seed = Array(
      #"{"model":"m","choices":[{"delta":{"content":"a\ud83d","tool_calls":[{"index":0}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":9e99}}"#
        .utf8)
    var random = SplitMix(state: 5)
    for _ in 0..<3_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
        }
      }
      guard let chunk = JSON(lenient: bytes) else { continue }
      var reply = ChatReply(of: "x")
      _ = try? reply.take(chunk)
      _ = reply.end()
    }
  }

  @Test("half a surrogate pair and bytes that are no UTF-8 spoil their letter, not the answer")
  func halves() throws {
    var bytes = Array(#"{"a":"x\ud83dy","b":"\ud83d\ude00","c":"\\ud83d","d":""#.utf8)
    bytes += [0xC3]
    bytes += Array(#"z"}"#.utf8)
    let json = try #require(JSON(lenient: bytes))
    #expect(json["a"]?.string == "x\u{FFFD}y")
    #expect(json["b"]?.string == "😀")
    #expect(json["c"]?.string == "\\ud83d")
    #expect(json["d"]?.string == "\u{FFFD}z")
  }
}
