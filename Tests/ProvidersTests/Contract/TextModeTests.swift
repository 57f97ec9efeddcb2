import Domain
import StandIn
import Testing

/// How hard to think, as each family of models is told.
@Suite("Modes of providers that write") struct TextModeTests {
  /// What the body of a call holds for flash, think and ultraThink.
  private static let words: [String: [String]] = [
    "xai": [#""reasoning_effort":"low""#, #""reasoning_effort":"high""#, #""reasoning_effort":"high""#],
    "deepseek": [
      #""thinking":{"type":"disabled"}"#, #""thinking":{"type":"enabled"},"reasoning_effort":"high""#,
      #""thinking":{"type":"enabled"},"reasoning_effort":"max""#,
    ],
    "openrouter": [
      #""reasoning":{"effort":"low"}"#, #""reasoning":{"effort":"medium"}"#, #""reasoning":{"effort":"high"}"#,
    ],
    "mistral": [#""reasoning_effort":"none""#, #""reasoning_effort":"high""#, #""reasoning_effort":"high""#],
    "anthropic": [
      #""thinking":{"type":"disabled"}"#, #""thinking":{"type":"adaptive"}"#,
      #""thinking":{"type":"adaptive"},"output_config":{"effort":"max"}"#,
    ],
    "gemini": [
      #""thinkingConfig":{"includeThoughts":false,"thinkingLevel":"LOW"}"#,
      #""thinkingConfig":{"includeThoughts":true,"thinkingLevel":"HIGH"}"#,
      #""thinkingConfig":{"includeThoughts":true,"thinkingLevel":"HIGH"}"#,
    ],
    "ollama": [#""think":false"#, #""think":true"#, #""think":true"#],
  ]

  @Test("each family is told in its own words", arguments: TextSubject.all.filter { words[$0.kind] != nil })
  func told(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let card = try await rig.card()
      for (mode, words) in zip(TextMode.allCases, Self.words[subject.kind] ?? []) {
        var request = rig.request(of: card)
        request.mode = mode
        _ = try await rig.run(request)
        let body = String(decoding: try #require(rig.stage.heard(.submission).last).body, as: UTF8.self)
        #expect(body.contains(words), "\(mode): \(body)")
      }
      // Who says nothing leaves it to the model.
      var request = rig.request(of: card)
      request.mode = nil
      _ = try await rig.run(request)
      let body = String(decoding: try #require(rig.stage.heard(.submission).last).body, as: UTF8.self)
      #expect(!body.contains("reasoning") && !body.contains("think"), "\(body)")
    }
  }

  @Test("older models of Anthropic are told how many tokens to think for, and those that cannot are told nothing")
  func olderClaude() async throws {
    let subject = try #require(TextSubject.all.first { $0.kind == "anthropic" })
    try await TextRig.with(subject, options: ["models": "claude-sonnet-4-5, claude-3-5-haiku"]) { rig in
      for (model, words) in [
        ("claude-sonnet-4-5", #""thinking":{"type":"enabled","budget_tokens":4000}"#), ("claude-3-5-haiku", nil),
      ] {
        var request = rig.request(of: try await rig.card(model))
        request.mode = .think
        _ = try await rig.run(request)
        let body = String(decoding: try #require(rig.stage.heard(.submission).last).body, as: UTF8.self)
        #expect(words.map { body.contains($0) } ?? !body.contains("thinking"), "\(body)")
      }
    }
  }
}
