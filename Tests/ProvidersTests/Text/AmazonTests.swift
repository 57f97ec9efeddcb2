import Domain
import HTTP
import Support
import Testing

@testable import Providers

@Suite struct AmazonTests {
  private let body = Array(#"{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}"#.utf8)

  @Test(
    "requests are signed as Amazon's own library signs them",
    arguments: [
      (
        "/model/us.anthropic.claude-sonnet-4-6/converse",
        "b9ffbabf78b532e599f6d7eed0beb3881155be197cae8d4b37204fd0e5ef76ce"
      ),
      (
        "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
        "c91711b01bbbe7a1e263c75bc73286265ffaa7acea60f7c7d7a92c0b766fcc4d"
      ),
    ])
  func signature(path: String, expected: String) throws {
    let signer = AmazonSignature(keyId: "AKIDEXAMPLE", secret: "SECRETEXAMPLE", session: nil, region: "us-east-1")
    let moment = try #require(Timestamp("2026-11-20T12:00:00.000Z"))
    let headers = signer.headers(
      "POST", "https://bedrock-runtime.us-east-1.amazonaws.com" + path, type: "application/json", body: body,
      at: moment)
    #expect(headers["x-amz-date"] == "20261120T120000Z")
    #expect(headers["authorization"]?.hasSuffix("Signature=\(expected)") == true)
    #expect(headers["authorization"]?.contains("SignedHeaders=content-type;host;x-amz-date") == true)
  }

  private static let frame =
    """
    0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d74797065\
    0700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e64\
    6578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657
    """

  @Test("a frame is read wherever it is cut, and only with the right checksums")
  func frames() throws {
    let bytes = try #require(Hexadecimal.bytes(Self.frame))
    for size in [1, 7, 148] {
      var frames = EventFrames(limit: 1 << 20)
      var found: [[UInt8]] = []
      var rest = (bytes + bytes)[...]
      while !rest.isEmpty {
        frames.feed(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
        while let frame = try frames.next() { found.append(frame) }
      }
      #expect(found.count == 2)
      #expect(JSON(lenient: found[0])?["contentBlockDelta"]?["delta"]?["text"] == "Hi")
    }
    for place in bytes.indices {
      var broken = bytes
      broken[place] ^= 0x10
      var frames = EventFrames(limit: 1 << 20)
      frames.feed(broken)
      do {
        if let frame = try frames.next() { Issue.record("byte \(place) may change: \(frame)") }
      } catch {
        #expect(error == .malformed)
      }
    }
  }

  @Test("a stream of Converse makes an answer, with what comes after its end")
  func converse() throws {
    var reply = BedrockReply(of: "bedrock")
    var text = ""
    let chunks = [
      #"{"messageStart":{"role":"assistant"}}"#,
      #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}}"#,
      #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"sig"}}}}"#,
      #"{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"text":"Hel"}}}"#,
      #"{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"text":"lo"}}}"#,
      #"{"messageStop":{"stopReason":"end_turn"}}"#,
      #"{"metadata":{"usage":{"inputTokens":4,"outputTokens":2}}}"#,
    ]
    for chunk in chunks {
      for news in try reply.take(try #require(JSON(lenient: Array(chunk.utf8)))) {
        if case .text(let piece) = news { text += piece }
      }
    }
    #expect(text == "Hello" && reply.isFinished)
    #expect(reply.outcome.usage.inputTokens == 4 && reply.outcome.finish == .stop)
    let block = reply.outcome.state?["reasoning"]?.array?.first?["reasoningContent"]?["reasoningText"]
    #expect(block?["signature"] == "sig" && block?["text"] == "hm")
    let throttled = try #require(
      JSON(lenient: Array(#"{"exception":"throttlingException","details":{"message":"slow"}}"#.utf8)))
    let failure = #expect(throws: ProviderFailure.self) { try reply.take(throttled) }
    #expect(failure?.code == .rateLimited && failure?.providerMessage == "slow")
  }
}
