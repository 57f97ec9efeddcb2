import Domain
import StandIn
import Testing

/// A kind that writes, as the contract suite tries it. Every kind of the roster that writes has one here.
struct TextSubject: Sendable, CustomTestStringConvertible {
  /// How its streams are cut into pieces.
  enum Framing: Sendable { case events, lines, frames }

  let kind: String
  /// A model that can do all that the kind can.
  let model: String
  /// One that can do less.
  let plain: String
  var thinks = true
  /// Whether it can be told how hard to think.
  var hasModes = true
  var sees = true
  var framing = Framing.events
  /// What one answer costs, where the provider says.
  var costMicros: Int?
  var window: Int?
  /// For a million tokens, read and written, where the provider says.
  var price: ModelCard.Price?
  /// Each piece of a stream holds all that was written so far.
  var isCumulative = false
  /// A thought that is told twice in a row is told once.
  var dropsRepeatedThoughts = false
  /// Whether it knows what content is.
  var refuses = true
  /// How many calls two answers take: a server that refuses what it does not know is asked again, once.
  var calls = 2
  /// Whether the provider counts what was cached, and what was thought.
  var countsCached = true
  var countsThoughts = true
  var options: JSON.Object = [:]

  var testDescription: String { kind }

  static let all: [TextSubject] = [
    TextSubject(kind: "openai", model: "gpt-4o", plain: "gpt-4o", thinks: false),
    TextSubject(
      kind: "xai", model: "grok-4.3", plain: "grok-3", costMicros: 1_235,
      price: .init(perMillionInputTokens: 1_250_000, perMillionOutputTokens: 2_500_000), dropsRepeatedThoughts: true),
    TextSubject(kind: "deepseek", model: "deepseek-v4-pro", plain: "deepseek-v4-flash", sees: false),
    TextSubject(
      kind: "openrouter", model: "acme/pro", plain: "acme/plain:free", costMicros: 140, window: 200_000,
      price: .init(perMillionInputTokens: 1_250_000, perMillionOutputTokens: 10_000_000)),
    TextSubject(kind: "mistral", model: "magistral-medium", plain: "mistral-small", window: 131_072),
    TextSubject(kind: "lmstudio", model: "qwen-vl", plain: "tiny", hasModes: false, window: 32_768),
    TextSubject(
      kind: "openai-compatible", model: "llava-thinking", plain: "plain", window: 16_384, calls: 4),
    TextSubject(
      kind: "anthropic", model: "claude-sonnet-5", plain: "claude-3-haiku", window: 200_000, countsThoughts: false),
    TextSubject(kind: "gemini", model: "gemini-3-pro", plain: "gemini-2.5-flash-lite", window: 1_048_576),
    TextSubject(
      kind: "ollama", model: "qwen3-vl:8b", plain: "tinyllama:latest", framing: .lines, costMicros: 0,
      window: 262_144, price: .free, refuses: false, countsCached: false, countsThoughts: false),
    TextSubject(
      kind: "bedrock", model: "us.anthropic.claude-sonnet-4-6", plain: "amazon.titan-text-lite-v1:0", thinks: false,
      framing: .frames, countsThoughts: false),
    TextSubject(
      kind: "yandexgpt", model: "yandexgpt", plain: "yandexgpt-lite", thinks: false, sees: false, framing: .lines,
      window: 32_768, isCumulative: true, countsCached: false, options: ["folderId": "my-folder"]),
    TextSubject(
      kind: "gigachat", model: "GigaChat-2-Max", plain: "GigaChat-2", thinks: false, window: 131_072,
      countsThoughts: false),
  ]

  /// One of each way of cutting a stream: for what does not depend on the words.
  static let oneOfEach = all.filter { ["mistral", "ollama", "bedrock"].contains($0.kind) }

  /// Kinds that call nobody.
  static let withoutServer = ["builtin"]
}
